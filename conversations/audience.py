"""Those who hear one exchange: the socket that asked, and the v2 sockets of its conversation, each in its protocol.

Never runs a turn and never reads what is said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from conversations import groups, records, relaying
from conversations.errors import ConversationError
from conversations.exchanges import (
    answer_id,
    classic_answer,
    message_id,
    other_message,
    v2_answer,
    v2_failure,
)
from conversations.frames import (
    Delta,
    ErrorFrame,
    Frame,
    Processing,
    ProcessingOf,
    ProcessingStep,
    ResponseDelta,
    Step,
    utc_timestamp,
)
from conversations.records import StoredMessage
from conversations.streaming import BETWEEN_SENTENCES
from conversations.turn_records import ANSWER_AFTER, Finished, Numbers

Clock = Callable[[], datetime]


class Listener(Protocol):
    """A socket that may go away; a frame sent to a closed one is dropped. `request_id` names it in the log."""

    listening: bool
    v2: bool
    request_id: str

    async def send_frame(self, frame: Frame) -> None: ...


class Nobody:
    """Who asked for a message that is asked again: whoever hears the conversation hears the answer."""

    listening = False
    v2 = True
    request_id = ""

    async def send_frame(self, frame: Frame) -> None:
        pass


@dataclass(slots=True)
class Exchange:
    """One message on its way to an answer, and the socket that asked.

    `seq` numbers the message for v2; `again` tells that it was sent before, `begun` that work on it has begun.
    """

    message: StoredMessage
    timezone: str | None
    listener: Listener
    seq: int | None = None
    again: bool = False
    begun: bool = False


class Audience:
    """Tells the exchange to whoever hears it. Sockets may come and go while it lasts."""

    def __init__(self, key: groups.Key, exchange: Exchange, clock: Clock) -> None:
        self.key = key
        self.exchange = exchange
        self.clock = clock

    @property
    def heard(self) -> bool:
        """Whether the answer will reach the one who asked: a classic client on its own socket, v2 on any."""
        listener, group = self.exchange.listener, groups.find(self.key)
        return listener.listening or (listener.v2 and group is not None and group.listening)

    @property
    def waits_for_notices(self) -> bool:
        """Whether the one who asked is a classic client, who hears of notices with an answer only."""
        return self.exchange.listener.listening and not self.exchange.listener.v2

    @property
    def streams(self) -> bool:
        """Whether somebody wants to hear how the answer comes about."""
        return settings.STREAMING_ENABLED and groups.find(self.key) is not None

    @property
    def numbers(self) -> Numbers:
        group = groups.find(self.key)
        return Numbers(self.exchange.seq, group.last if group else 0)

    async def begin(self, base: int) -> None:
        """Number what comes next above `base`."""
        if group := groups.find(self.key):
            await relaying.keep_up(self.key, group, self.exchange.message.conversation_id, base)

    async def said(self, besides: object) -> None:
        """Show the message to those who did not send it."""
        group, message = groups.find(self.key), self.exchange.message
        if message.seq is not None:
            self.exchange.seq = message.seq
            frame = other_message(self.key[1], message, message.seq)
            await self._tell(lambda: [frame], message.seq, message.seq - 1, besides)
        elif group is not None:
            self.exchange.seq = group.next()
            await group.tell([other_message(self.key[1], message, self.exchange.seq)], besides)

    async def processing(self) -> None:
        """Say that work on the message begins; when it was sent again, the others know already."""
        if self.exchange.again or not self.exchange.listener.v2:
            await self.processing_on(self.exchange.listener)
        group = groups.find(self.key)
        if group and not self.exchange.again:
            await self._stream(self._processing(v2=True))

    async def processing_on(self, listener: Listener) -> None:
        """Say on one socket that the message is being worked on."""
        await listener.send_frame(self._processing(v2=listener.v2))

    async def step(self, step: str, label: str) -> None:
        asked = message_id(self.exchange.message)
        await self._stream(
            ProcessingStep(timestamp=self._now(), metadata=Step(step=step, label=label, reply_to=asked))
        )

    async def delta(self, piece: str) -> None:
        answer = answer_id(self.exchange.message)
        await self._stream(
            ResponseDelta(timestamp=self._now(), metadata=Delta(message_id=answer, delta=piece))
        )

    async def answer(self, finished: Finished, notices: Sequence[str] = ()) -> None:
        """Send the answer; a classic client hears the notices before it."""
        listener, now = self.exchange.listener, self.clock()
        if not listener.v2:
            answer = BETWEEN_SENTENCES.join([*notices, finished.answer])
            for frame in classic_answer(self.key[1], answer, finished.waiting_for, now):
                await listener.send_frame(frame)

        def frames() -> list[Frame]:
            return v2_answer(
                self.key[1],
                self.exchange.message,
                finished.answer,
                seq=finished.seq,
                waiting_for=finished.waiting_for,
                facts=finished.facts,
                now=now,
            )

        if finished.seq is not None:
            last = finished.seq + (finished.waiting_for is not None)
            await self._tell(frames, last, finished.seq - ANSWER_AFTER)
        elif group := groups.find(self.key):
            for frame in frames():
                await group.send(frame)

    async def answered_elsewhere(self, stored: StoredMessage) -> None:
        """Tell what another process answered, or this one without knowing, unless it was told here already."""
        assert stored.answer_seq is not None
        listener, group = self.exchange.listener, groups.find(self.key)
        if group is not None:
            last = stored.answer_seq + (stored.waiting_for is not None)
            await relaying.keep_up(self.key, group, stored.conversation_id, last, anyhow=True)
        if listener.v2:
            if self.exchange.again:
                await self.repeat(stored)
        # a classic client hears it once: here, or where it was answered
        elif listener.listening and (
            await records.mark_answer(stored.id, delivered=True) or self.exchange.again
        ):
            await self.repeat(stored)

    async def repeat(self, stored: StoredMessage) -> None:
        """Send an answer that is stored already to the one who asked for it again; a question only while it is open."""
        assert stored.answer is not None
        listener, now = self.exchange.listener, self.clock()
        waiting_for = stored.waiting_for if await records.is_last(stored.id) else None
        frames = classic_answer(self.key[1], stored.answer, waiting_for, now)
        if listener.v2:
            frames = v2_answer(
                self.key[1],
                stored,
                stored.answer,
                seq=stored.answer_seq,
                waiting_for=waiting_for,
                facts=stored.facts or {},
                now=now,
            )
        for frame in frames:
            await listener.send_frame(frame)

    async def failed(self, error: ConversationError) -> None:
        """Tell what took the place of the answer."""
        now = self.clock()
        if not self.exchange.listener.v2:
            await self.exchange.listener.send_frame(ErrorFrame.of(error, now))
        frame = v2_failure(self.exchange.message, error, now)
        if error.seq is not None:
            await self._tell(lambda: [frame], error.seq, error.seq - ANSWER_AFTER)
        elif group := groups.find(self.key):
            await group.send(frame)

    def _processing(self, *, v2: bool) -> Processing:
        if v2:
            metadata = {"reply_to": message_id(self.exchange.message)}
            return ProcessingOf(timestamp=self._now(), metadata=metadata)
        return Processing(timestamp=self._now())

    async def _tell(
        self, frames: Callable[[], Sequence[Frame]], last: int, base: int, besides: object = None
    ) -> None:
        """Send what is stored with numbers of the block after `base`, in whichever process its sockets are.

        `last` is the number of the last of the `frames`, which are made only where somebody hears them.
        """
        conversation = self.exchange.message.conversation_id
        relaying.tell_stored(self.key, conversation, last, base)
        if group := groups.find(self.key):
            await relaying.keep_up(self.key, group, conversation, base)
            await group.tell(frames(), besides)

    async def _stream(self, frame: Frame) -> None:
        if group := groups.find(self.key):
            await group.send(frame)
            relaying.pass_on(self.key, group, frame)

    def _now(self) -> str:
        return utc_timestamp(self.clock())
