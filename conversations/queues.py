"""The unanswered messages of each conversation in this process, answered one at a time in order.

Outlives the sockets: a message is answered also when its client has gone. Never reads what messages say.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import uuid4

import structlog

from conversations import records
from conversations.errors import ConversationError, PersistenceLost
from conversations.frames import Answer, ErrorFrame, Frame, Processing, WaitingForInput, utc_timestamp
from conversations.records import Finished, StoredMessage
from conversations.turns import DATABASE_GONE, record_failure, take_turn

log = structlog.get_logger(__name__)

CATCH_UP_PAUSE_SECONDS, LONGEST_CATCH_UP_PAUSE_SECONDS = 1.0, 30.0

Key = tuple[int | None, str]
Clock = Callable[[], datetime]


class Listener(Protocol):
    """A socket that may go away; a frame sent to a closed one is dropped."""

    listening: bool

    async def send_frame(self, frame: Frame) -> None: ...


@dataclass(slots=True)
class Exchange:
    """One message on its way to an answer, and the socket that will hear it."""

    message: StoredMessage
    timezone: str | None
    listener: Listener


class TurnQueue:
    """The unanswered messages of one conversation; a task works on them while there are any."""

    def __init__(self, key: Key, conversation: int, clock: Clock) -> None:
        self.key = key
        self.conversation = conversation
        self.clock = clock
        self.exchanges: deque[Exchange] = deque()
        self.token = uuid4()
        self._unrecorded: dict[int, ConversationError] = {}
        self._pause = CATCH_UP_PAUSE_SECONDS
        self._task: asyncio.Task[None] | None = None

    def put(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        if self._task is None:
            self._task = asyncio.create_task(self._work())
            _working.add(self)

    async def finished(self) -> None:
        """Wait until nothing is left to answer."""
        if self._task:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    def awaits(self, exchange: Exchange) -> bool:
        return any(
            other.message.id == exchange.message.id and other.listener is exchange.listener
            for other in self.exchanges
        )

    async def adopt(self, listener: Listener) -> list[Exchange]:
        """Give the exchanges whose socket has gone to this one; return all that wait here."""
        for position, exchange in enumerate(list(self.exchanges)):
            if not exchange.listener.listening:
                exchange.listener = listener
                if position == 0:
                    await self._processing(exchange)
        return list(self.exchanges)

    async def _work(self) -> None:
        structlog.contextvars.bind_contextvars(client=self.key[1], conversation=self.conversation)
        try:
            while self.exchanges or self._unrecorded:
                if self.exchanges:
                    try:
                        await self._answer(self.exchanges[0])
                    except Exception:  # whatever one message does, the next is answered
                        log.exception("answer not sent")
                    self.exchanges.popleft()
                else:
                    await self._catch_up()
        finally:
            self._task = None
            _working.discard(self)
            if _queues.get(self.key) is self:
                del _queues[self.key]

    async def _processing(self, exchange: Exchange) -> None:
        await exchange.listener.send_frame(Processing(timestamp=utc_timestamp(self.clock())))

    async def _answer(self, exchange: Exchange) -> None:
        """Answer one message: frames for its listener, and the record that matches what was sent."""
        await self._processing(exchange)
        message = exchange.message
        self._unrecorded.pop(message.id, None)  # it is tried again
        try:
            with structlog.contextvars.bound_contextvars(message=message.id):
                await self._record_failures()
                finished = await take_turn(
                    self.conversation,
                    message,
                    calendar_key=calendar_key(self.key),
                    timezone=exchange.timezone,
                    token=self.token,
                    heard=lambda: exchange.listener.listening,
                    clock=self.clock,
                )
                await self._deliver(exchange, finished)
        except Exception as error:
            told = error if isinstance(error, ConversationError) else self._unexpected(error)
            if not told.metadata.get("conversation_preserved", True):
                self._unrecorded[message.id] = told
            await exchange.listener.send_frame(ErrorFrame.of(told, self.clock()))

    def _unexpected(self, error: Exception) -> ConversationError:
        """What went wrong around the turn: the client is told, and the message is marked when that is possible."""
        if isinstance(error, DATABASE_GONE):
            log.error("turn not begun: database gone", error=str(error))
            return PersistenceLost(conversation_preserved=False)
        log.error("turn not begun", exc_info=error)
        return ConversationError(conversation_preserved=False)

    async def _deliver(self, exchange: Exchange, finished: Finished | None) -> None:
        listener = exchange.listener
        if finished is None:
            stored = await records.exchange(exchange.message.id)
            if stored is None or stored.answer is None:
                raise ConversationError
            await self._send(listener, stored.answer, stored.waiting_for)
            return
        await self._send(listener, finished.answer, finished.waiting_for)
        if listener.listening != finished.delivered:
            try:
                await records.mark_answer(exchange.message.id, delivered=listener.listening)
            except DATABASE_GONE as error:
                log.error("delivery not recorded: database gone", error=str(error))

    async def _send(self, listener: Listener, answer: str, waiting_for: dict[str, object] | None) -> None:
        for frame in answer_frames(self.key[1], answer, waiting_for, self.clock()):
            await listener.send_frame(frame)

    async def _catch_up(self) -> None:
        """Record what failed while the database was gone: what a client was told of must not be answered after all."""
        try:
            await self._record_failures()
            self._pause = CATCH_UP_PAUSE_SECONDS
        except DATABASE_GONE as error:
            log.warning("failures not recorded yet: database gone", error=str(error))
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_CATCH_UP_PAUSE_SECONDS)

    async def _record_failures(self) -> None:
        """Write down failures that could not be written when they happened; their errors have been sent."""
        for message, told in list(self._unrecorded.items()):
            await record_failure(
                self.conversation,
                message,
                told,
                calendar_key=calendar_key(self.key),
                token=self.token,
                now=self.clock(),
            )
            del self._unrecorded[message]


_queues: dict[Key, TurnQueue] = {}
_working: set[TurnQueue] = set()  # also those of a conversation that has expired meanwhile


def find(key: Key) -> TurnQueue | None:
    """Return the queue of a conversation that has unanswered messages here."""
    return _queues.get(key)


def waiting(key: Key) -> int:
    """Return how many messages of a conversation are unanswered in this process."""
    queue = _queues.get(key)
    return len(queue.exchanges) if queue else 0


def put(key: Key, conversation: int, exchange: Exchange, clock: Clock) -> None:
    """Append a stored message to its conversation's queue; one that the same socket waits for already is there."""
    if key not in _queues or _queues[key].conversation != conversation:
        _queues[key] = TurnQueue(key, conversation, clock)
    if not _queues[key].awaits(exchange):
        _queues[key].put(exchange)


async def all_finished(timeout: float) -> None:
    """Wait until every queue is empty, `timeout` seconds at most."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            while _working:
                await next(iter(_working)).finished()


async def stop() -> None:
    """End every queue: what is not answered stays stored as received, and is answered when its client returns."""
    for queue in list(_working):
        await queue.stop()


def calendar_key(key: Key) -> str:
    """Return the name of the calendar that a conversation books into: its user's, or its client's own."""
    owner, client = key
    return f"user:{owner}" if owner is not None else f"client:{client}"


def answer_frames(
    client_id: str, answer: str, waiting_for: dict[str, object] | None, now: datetime
) -> list[Frame]:
    """Return an answer and, when it ends in a question, the frame that says so."""
    timestamp = utc_timestamp(now)
    frames: list[Frame] = [Answer(content=answer, timestamp=timestamp, session_id=client_id)]
    if waiting_for:
        frames.append(WaitingForInput(timestamp=timestamp, metadata=waiting_for))
    return frames
