"""The unanswered messages of each conversation in this process, answered one at a time in order.

Outlives the sockets: a message is answered also when its client has gone. Never reads what messages say.
"""

import asyncio
import contextlib
from bisect import insort
from datetime import datetime
from uuid import UUID, uuid4

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars

from conversations import records, stopping, telling, turn_records
from conversations.audience import Audience, Clock, Exchange, Listener
from conversations.cancelling import Cancellation
from conversations.errors import ConversationError, PersistenceLost, TurnElsewhere, TurnLost
from conversations.failures import record_failure
from conversations.groups import Group, Key
from conversations.turn_records import Finished, Numbers
from conversations.turns import EarlierFirst, take_turn
from scheduling.database import DATABASE_GONE

log = structlog.get_logger(__name__)

CATCH_UP_PAUSE_SECONDS, LONGEST_CATCH_UP_PAUSE_SECONDS = 1.0, 30.0


class TurnQueue:
    """The unanswered messages of one conversation, as they were said; a task works on the first while there are any."""

    def __init__(self, key: Key, conversation: int, clock: Clock) -> None:
        self.key = key
        self.conversation = conversation
        self.clock = clock
        self.exchanges: list[Exchange] = []
        self.token = uuid4()
        self._unrecorded: dict[int, tuple[Exchange, ConversationError]] = {}
        self._pause = CATCH_UP_PAUSE_SECONDS
        self.message: int | None = None  # that is being answered
        self._running: Cancellation | None = None
        self.task: asyncio.Task[None] | None = None

    def put(self, exchange: Exchange) -> None:
        insort(self.exchanges, exchange, key=lambda each: each.message.id)
        if self.task is None:
            self.task = asyncio.create_task(self._work())
            _working.add(self)

    async def finished(self) -> None:
        """Wait until nothing is left to answer."""
        if self.task:
            await asyncio.wait([self.task])

    def cancel(self) -> bool:
        """Stop the turn that runs; return False when there is none that could still be stopped."""
        return self._running is not None and self._running.ask()

    @property
    def runs(self) -> bool:
        """Whether a graph runs here, and does not only wait to."""
        return self._running is not None and self._running.runs

    def number(self, group: Group) -> None:
        """Number the messages that were taken while nobody listened who wants numbers."""
        for exchange in self.exchanges:
            exchange.seq = exchange.seq or group.next()

    def numbers(self) -> dict[int, int]:
        """Return the numbers of the unanswered messages by their ids."""
        return {exchange.message.id: exchange.seq for exchange in self.exchanges if exchange.seq}

    def holds(self, exchange: Exchange) -> bool:
        """Tell whether the exchange's message waits here, for whichever socket."""
        return any(other.message.id == exchange.message.id for other in self.exchanges)

    def awaits(self, exchange: Exchange) -> bool:
        return any(
            other.message.id == exchange.message.id and other.listener is exchange.listener
            for other in self.exchanges
        )

    async def adopt(self, listener: Listener) -> list[Exchange]:
        """Give the exchanges whose socket has gone to this one; return all that wait here."""
        for exchange in list(self.exchanges):
            if not exchange.listener.listening:
                exchange.listener = listener
                if exchange.begun:
                    await Audience(self.key, exchange, self.clock).processing_on(listener)
        return list(self.exchanges)

    async def _work(self) -> None:
        bind_contextvars(client=self.key[1], conversation=self.conversation)
        try:
            while self.exchanges or self._unrecorded:
                if self.exchanges:
                    exchange = self.exchanges[0]
                    try:
                        await self._answer(exchange)
                    except EarlierFirst:
                        continue
                    except Exception:  # whatever one message does, the next is answered
                        log.exception("answer not sent")
                    self.exchanges.remove(exchange)
                else:
                    await self._catch_up()
        finally:
            self.task = None
            _working.discard(self)
            if _queues.get(self.key) is self:
                del _queues[self.key]

    def messages(self) -> list[int]:
        """Return the ids of the messages that wait here, and of those whose failure is yet to be noted."""
        return [*(exchange.message.id for exchange in self.exchanges), *self._unrecorded]

    async def _answer(self, exchange: Exchange) -> None:
        """Answer one message: frames for those who hear it, and the record that matches what was sent.

        Raises EarlierFirst when another one has come to stand before it.
        """
        audience = Audience(self.key, exchange, self.clock)
        self._running, self.message = Cancellation(), exchange.message.id
        if not exchange.begun:
            exchange.begun = True
            await audience.processing()
        message = exchange.message
        self._unrecorded.pop(message.id, None)  # it is tried again
        try:
            with bound_contextvars(turn=message.id, request=exchange.listener.request_id):
                await self._record_failures()
                finished = await take_turn(
                    self.conversation,
                    message,
                    calendar_key=self.key[0],
                    timezone=exchange.timezone,
                    token=self.token,
                    unmarked=lambda: list(self._unrecorded),
                    is_first=lambda: self.exchanges[0] is exchange,
                    hearers=audience,
                    cancellation=self._running,
                    clock=self.clock,
                )
                await self._deliver(audience, finished)
        except EarlierFirst:
            raise
        except Exception as error:
            told = error if isinstance(error, ConversationError) else self._unexpected(error)
            if not told.metadata.get("conversation_preserved", True):
                self._unrecorded[message.id] = exchange, told
            await audience.failed(told)
        finally:
            self._running = self.message = None

    def _unexpected(self, error: Exception) -> ConversationError:
        """What went wrong around the turn: the client is told, and the message is marked when that is possible."""
        if isinstance(error, DATABASE_GONE):
            told: ConversationError = PersistenceLost(conversation_preserved=False)
            log.error("turn not begun: database gone", reference=told.reference, error=str(error))
            return told
        told = ConversationError(conversation_preserved=False)
        log.error("turn not begun", reference=told.reference, exc_info=error)
        return told

    async def _deliver(self, audience: Audience, finished: Finished | None) -> None:
        message = audience.exchange.message
        if finished is None:
            stored = await records.exchange(message.id)
            if stored is None or stored.answer is None:
                error = ConversationError.of_code(
                    *(stored.error_code, stored.reference) if stored else ("", "")
                )
                if stored and not audience.exchange.again:
                    error.seq = stored.failure_seq
                raise error
            await audience.answered_elsewhere(stored)
            return
        told = await telling.tell(self.key) if finished.noticed and audience.waits_for_notices else []
        await audience.answer(finished, told)
        if audience.heard != finished.delivered:
            try:
                await records.mark_answer(message.id, delivered=audience.heard)
            except DATABASE_GONE as error:
                log.error("delivery not recorded: database gone", error=str(error))

    async def _catch_up(self) -> None:
        """Record what failed while that was not possible: what a client was told of must not be answered after all."""
        try:
            await self._record_failures()
        except DATABASE_GONE as error:
            log.warning("failures not recorded yet: database gone", error=str(error))
        if not self._unrecorded:
            self._pause = CATCH_UP_PAUSE_SECONDS
            return
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, LONGEST_CATCH_UP_PAUSE_SECONDS)

    async def _record_failures(self) -> None:
        """Write down failures that could not be written when they happened; their errors have been sent."""
        for exchange, told in list(self._unrecorded.values()):
            message = exchange.message.id
            try:
                await record_failure(
                    self.conversation,
                    message,
                    told,
                    calendar_key=self.key[0],
                    token=self.token,
                    numbers=Numbers(),
                    heard=True,
                    now=self.clock(),
                )
            except TurnElsewhere:
                continue
            except TurnLost:
                await self._tell_after_all(exchange)
            del self._unrecorded[message]

    async def _tell_after_all(self, exchange: Exchange) -> None:
        """Tell the answer of a message whose sender was told of a failure, if it has one."""
        stored = await records.exchange(exchange.message.id)
        if stored and stored.answer is not None:
            audience, listener = Audience(self.key, exchange, self.clock), exchange.listener
            if stored.answer_status == "undelivered" and not listener.v2:
                await audience.processing_on(listener)
            await audience.answered_elsewhere(stored)


_queues: dict[Key, TurnQueue] = {}
_working: set[TurnQueue] = set()  # also those of a conversation that has expired meanwhile


def find(key: Key) -> TurnQueue | None:
    """Return the queue of a conversation that has unanswered messages here."""
    return _queues.get(key)


def waiting(key: Key) -> int:
    """Return how many messages of a conversation are unanswered in this process."""
    queue = _queues.get(key)
    return len(queue.exchanges) if queue else 0


def queued() -> list[int]:
    """Return the ids of the messages that this process answers, or whose failure it is about to note."""
    return [message for queue in _working for message in queue.messages()]


def unanswered() -> list[datetime]:
    """Return when each message came that is unanswered in this process."""
    return [exchange.message.created_at for queue in _working for exchange in queue.exchanges]


async def cancel(key: Key, conversation: int | None) -> bool:
    """Stop the turn that runs for a conversation, in whichever process; return False when there is none to be stopped.

    What waits here for another process's turn is not what runs: it is stopped when nothing else is.
    """
    queue = _queues.get(key)
    if queue is not None and queue.runs:
        return queue.cancel()
    if conversation is not None:
        token = queue.token if queue is not None else uuid4()
        if await turn_records.stop_elsewhere(conversation, token=token):
            return True
    return queue is not None and queue.cancel()


def cancel_turn(token: UUID, message: int) -> None:
    """Stop the turn that this token holds, if it runs here and still is that of this message."""
    for queue in _working:
        if queue.token == token and queue.message == message:
            queue.cancel()


async def put(
    key: Key, conversation: int, exchange: Exchange, clock: Clock, *, said_by: object = None
) -> None:
    """Put a stored message into its conversation's queue; one that the same socket waits for already is there.

    The v2 sockets of the conversation are shown a new one, except the socket that said it.
    """
    queue = _queues.get(key)
    if queue is not None and queue.awaits(exchange):
        return
    exchange.again = exchange.message.status != "received" or (queue is not None and queue.holds(exchange))
    if not exchange.again:
        await Audience(key, exchange, clock).said(said_by)
    if key not in _queues or _queues[key].conversation != conversation:
        _queues[key] = TurnQueue(key, conversation, clock)
    _queues[key].put(exchange)


async def all_finished(timeout: float) -> None:
    """Wait until every queue is empty, `timeout` seconds at most."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timeout):
            while _working:
                await next(iter(_working)).finished()


async def stop() -> None:
    """End every queue: what is not answered stays stored as received, and is answered when its client returns."""
    await stopping.stop(queue.task for queue in _working if queue.task)
