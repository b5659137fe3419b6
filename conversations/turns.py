"""A turn: from a stored user message to its stored answer, one at a time per conversation.

Starts or resumes one graph run; knows deadlines and whose turn it is, never sockets.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command

from conversations import arrivals, metrics, records, turn_records
from conversations.assistant.context import Context
from conversations.assistant.engines.base import ModelCall, Place
from conversations.assistant.engines.language_model import ModelFailed
from conversations.assistant.graph import Graph, compile_graph
from conversations.assistant.state import State, Turn
from conversations.cancelling import Cancellation
from conversations.checkpoints import TurnSaver, serializer
from conversations.engine import engine, prepare
from conversations.errors import (
    ConversationError,
    ModelUnavailable,
    PersistenceLost,
    TurnElsewhere,
    TurnLost,
    TurnTimedOut,
)
from conversations.records import Conversation, StoredMessage
from conversations.room import Room, Seat
from conversations.streaming import Reply, reply_from, unheard
from conversations.tracing import Trace
from conversations.turn_records import Claim, Finished, Numbers
from scheduling.calendars.base import Calendar
from scheduling.database import DATABASE_GONE, pool, replace_broken
from scheduling.errors import PeriodTaken
from scheduling.events import Reminder, VEvent

log = structlog.get_logger(__name__)

Parts = AsyncGenerator[dict[str, Any], None]

# how long to wait before asking again for a turn that another process has: ever longer for the same message
CLAIM_PAUSE_SECONDS, LONGEST_CLAIM_PAUSE_SECONDS = 0.02, 0.2
# after a process died its messages are with another (recovery.py); nobody gives up before that
TAKEN_OVER_SECONDS = 20.0
PATIENCE_SECONDS = 0.05
RENEWAL_SECONDS = turn_records.LEASE.total_seconds() / 3
# turns of one process that work at the same time: enough to use the waits for the database (of which some read a message
# while others wait), few enough to hear others
AT_ONCE = 10
# what an engine may want of the conversation: it takes from it what fits its prompt
EXCHANGES_BEFORE, CHARS_BEFORE = 6, 1000


class EarlierFirst(Exception):
    """A message that the caller answers too was said before this one: this one waits."""


class Hearers(Protocol):
    """Those who hear an answer: whether they do, whether they want to hear how it comes about, and the numbers of frames."""

    async def step(self, step: str, label: str) -> None: ...

    async def delta(self, piece: str) -> None: ...

    @property
    def heard(self) -> bool: ...

    @property
    def streams(self) -> bool: ...

    @property
    def numbers(self) -> Numbers: ...

    async def begin(self, base: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Assistant:
    """What turns of one event loop share: the compiled graph, its saver, and room for AT_ONCE turns."""

    graph: Graph
    saver: TurnSaver
    room: Room


_assistants: WeakKeyDictionary[asyncio.AbstractEventLoop, Assistant] = WeakKeyDictionary()


async def assistant() -> Assistant:
    """Return the running event loop's assistant, made at first use over that loop's pool."""
    loop = asyncio.get_running_loop()
    if loop not in _assistants:
        saver = TurnSaver(await pool(), serializer(settings.CHECKPOINT_ENCRYPTION_KEYS))
        engine(settings.ENGINE)
        await prepare()
        _assistants[loop] = Assistant(compile_graph(saver), saver, Room(AT_ONCE))
    return _assistants[loop]


def forget_assistant() -> None:
    """Drop the running loop's assistant, whose pool is being closed."""
    _assistants.pop(asyncio.get_running_loop(), None)


async def take_turn(
    conversation: int,
    message: StoredMessage,
    *,
    calendar_key: str,
    timezone: str | None,
    token: UUID,
    failed: Callable[[], list[int]],
    is_first: Callable[[], bool],
    hearers: Hearers,
    cancellation: Cancellation,
    clock: Callable[[], datetime],
) -> Finished | None:
    """Answer one stored message and store the answer; return None when it has been answered elsewhere.

    `token` names the caller as holder of the conversation's turn; `failed` tells which of its messages have failed already
    though they are not marked so, every other earlier one comes first; `cancellation` can stop it until the answer is stored.
    Raises ConversationError, with the state as it was before the turn and the message marked as failed, and EarlierFirst,
    with nothing done, as soon as the message is no longer the first of the caller's.
    """
    started = time.monotonic()
    calendar: Calendar = import_string(settings.CALENDAR)(calendar_key)
    written: dict[str, VEvent | Reminder | None] = {}
    calls: list[ModelCall] = []
    trace = Trace(started)
    try:
        shared = await assistant()
        first, pause, patience = message.id, CLAIM_PAUSE_SECONDS, _patience()
        while True:
            async with Seat(shared.room) as seat:
                # messages that are just coming in are stored first: their senders see that they were heard
                await arrivals.quiet(PATIENCE_SECONDS)
                if not is_first():
                    raise EarlierFirst
                claim = await turn_records.claim_turn(
                    conversation,
                    message.id,
                    token=token,
                    timezone=timezone,
                    failed=failed(),
                    exchanges=EXCHANGES_BEFORE if engine(settings.ENGINE).wants_history else 0,
                    chars=CHARS_BEFORE,
                )
                if claim is not None:
                    trace.claimed()
                    try:
                        finished = await _answer(
                            shared,
                            claim,
                            message,
                            calendar,
                            written,
                            calls,
                            seat,
                            trace=trace,
                            token=token,
                            hearers=hearers,
                            cancellation=cancellation,
                            clock=clock,
                        )
                        break
                    except TurnLost:  # it is somebody else's now: what they answer counts
                        log.warning("turn lost to another process")
                        patience = _patience()
            # another process has the turn, or an earlier message to answer
            match await turn_records.next_in_line(message.id):
                case None:
                    return None
                case other if other != first:
                    first, patience = other, _patience()
            if time.monotonic() > patience:
                raise TurnTimedOut(fallback_available=False)
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_CLAIM_PAUSE_SECONDS)
        metrics.count_turn(finished.intent, finished.engine, finished.latency_ms / 1000)
        log.info("turn answered", intent=finished.intent, latency_ms=finished.latency_ms)
        return finished
    except EarlierFirst:
        raise
    except Exception as error:
        told = await _told(error)
        told.written, told.ended, told.trace = written, trace.ended, trace.of_failure(error)
        metrics.count_failure(told.code)
        try:
            told.seq = await record_failure(
                conversation,
                message.id,
                told,
                calendar_key=calendar_key,
                token=token,
                numbers=hearers.numbers,
                now=clock(),
            )
        except TurnLost:
            log.warning("turn failed, but its message is answered")
            return None
        except TurnElsewhere:
            log.warning("failure not recorded yet: another process has the turn")
            told.metadata["conversation_preserved"] = False
        except DATABASE_GONE as gone:
            log.error("failure not recorded: database gone", error=str(gone))
            told.metadata["conversation_preserved"] = False
        else:
            told.metadata["conversation_preserved"] = True
        raise told from error
    finally:
        if calls:
            await _record(message, calls)


def _patience() -> float:
    """Return until when another process may have the turn and answer nothing; a dead one loses it within seconds."""
    seconds: float = settings.LLM_TIMEOUT_SECONDS + TAKEN_OVER_SECONDS
    return time.monotonic() + seconds


async def _record(message: StoredMessage, calls: list[ModelCall]) -> None:
    """Store the record of model calls that led to no answer; what a client is told does not depend on it."""
    metrics.count_calls(calls)
    try:
        await turn_records.add_calls(message.id, calls)
    except DATABASE_GONE as error:
        log.error("model calls not recorded: database gone", error=str(error))


async def _answer(
    shared: Assistant,
    claim: Claim,
    message: StoredMessage,
    calendar: Calendar,
    written: dict[str, VEvent | Reminder | None],
    calls: list[ModelCall],
    seat: Seat,
    *,
    trace: Trace,
    token: UUID,
    hearers: Hearers,
    cancellation: Cancellation,
    clock: Callable[[], datetime],
) -> Finished:
    """Run the graph for a claimed turn and store what came of it."""
    conversation = claim.conversation
    await hearers.begin(conversation.base)
    place = Place(
        message.created_at.astimezone(ZoneInfo(conversation.timezone)),
        history=claim.before,
        said=message.content,
        deadline=time.monotonic() + settings.LLM_TIMEOUT_SECONDS,
        waiting=seat.waiting,
        calls=calls,
    )
    async with _kept(conversation.id, token):
        with shared.saver.hold(conversation.thread_id, claim.checkpoint) as held, cancellation.possible():
            reply = await run(shared.graph, conversation, message, calendar, written, place, hearers, trace)
        finished = Finished(
            answer=reply.text,
            intent=reply.intent,
            summary=reply.summary,
            waiting_for=reply.waiting_for,
            latency_ms=int(trace.elapsed()),
            delivered=hearers.heard,
            engine=_read_by(calls),
            facts=reply.facts,
            timezone=reply.timezone,
            trace=trace.as_json(),
        )
        trace.ended = True
        stored = await turn_records.finish_turn(
            conversation.id,
            message.id,
            finished,
            token=token,
            held=held,
            calls=calls,
            numbers=hearers.numbers,
            now=clock(),
        )
        metrics.count_calls(calls)
        calls.clear()
    return stored


def _read_by(calls: list[ModelCall]) -> str:
    """Return which engine understood the message: the model, or the rules when no call of it was of use."""
    return "model" if any(call.purpose == "interpret" and not call.failed for call in calls) else "rules"


async def run(
    graph: Graph,
    conversation: Conversation,
    message: StoredMessage,
    calendar: Calendar,
    written: dict[str, VEvent | Reminder | None],
    place: Place,
    hearers: Hearers,
    trace: Trace,
) -> Reply:
    """Run the graph once within LLM_TIMEOUT_SECONDS; "tomorrow" is meant from the moment the message came.

    Raises TurnTimedOut and ModelUnavailable; stores nothing.
    """
    speaker = engine(settings.ENGINE)
    context = Context(
        engine=speaker,
        calendar=calendar,
        place=place,
        timezone=conversation.timezone,
        thread_id=conversation.thread_id,
        written=written,
    )
    thread: RunnableConfig = {"configurable": {"thread_id": str(conversation.thread_id)}}
    turn = Turn(id=message.id, text=message.content)
    start: State | Command[Any] = Command(resume=turn) if await _pauses(graph, thread) else State(turn=turn)
    streams = hearers.streams
    parts = graph.astream(
        start,
        thread,
        context=context,
        stream_mode=["updates", "tasks"] if streams else ["updates"],
        durability="exit",
        version="v2",
    )
    try:
        # closed with what runs in it: a node that goes on after the turn could still write
        async with asyncio.timeout(settings.LLM_TIMEOUT_SECONDS), contextlib.aclosing(cast(Parts, parts)):
            return await reply_from(
                cast(Parts, parts),
                context.acts,
                speaker,
                place,
                summary=conversation.summary,
                emit=hearers.delta if streams else unheard,
                begin=hearers.step if streams else None,
                passed=trace.passed,
            )
    except TimeoutError:
        raise TurnTimedOut(fallback_available=speaker.fallback_available) from None
    except ModelFailed as failed:
        log.warning("model failed", outcome=failed.outcome)
        raise ModelUnavailable(fallback_available=speaker.fallback_available) from failed


async def _pauses(graph: Graph, thread: RunnableConfig) -> bool:
    """Whether the thread waits in a pause of this graph; one that an earlier version left elsewhere begins a new run."""
    assert isinstance(graph.checkpointer, BaseCheckpointSaver)
    kept = await graph.checkpointer.aget_tuple(thread)
    return kept is not None and bool(kept.checkpoint["channel_values"].get("asking"))


@contextlib.asynccontextmanager
async def _kept(conversation: int, token: UUID) -> AsyncIterator[None]:
    """Renew the turn's lease for as long as the block runs."""

    async def renew() -> None:
        while True:
            with contextlib.suppress(*DATABASE_GONE):  # finish_turn will find out whether it is still ours
                await turn_records.renew_turn(conversation, token=token)
            await asyncio.sleep(RENEWAL_SECONDS)

    renewing: list[asyncio.Task[None]] = []
    # most turns end before their first renewal is due: a timer is cheaper than a task
    timer = asyncio.get_running_loop().call_later(
        RENEWAL_SECONDS, lambda: renewing.append(asyncio.create_task(renew()))
    )
    try:
        yield
    finally:
        timer.cancel()
        for task in renewing:
            task.cancel()


async def record_failure(
    conversation: int,
    message: int,
    told: ConversationError,
    *,
    calendar_key: str,
    token: UUID,
    numbers: Numbers,
    now: datetime,
) -> int | None:
    """Undo what a failed turn wrote, mark its message and free the conversation's turn; return the failure's number.

    Raises TurnLost, with nothing undone, when the message is no longer to be answered, and TurnElsewhere while another
    process may be answering it.
    """
    holder = uuid4()  # a word of the failed turn that comes late finds the turn in other hands
    try:
        await turn_records.hold_failed(
            conversation, message, token=token, holder=holder, wrote=bool(told.written)
        )
    except TurnLost:
        if told.ended:
            # by this turn perhaps, and then nobody has heard it
            await records.mark_answer(message, delivered=False)
        raise
    calendar: Calendar = import_string(settings.CALENDAR)(calendar_key)
    async with _kept(conversation, holder):
        for uid, before in told.written.items():
            try:
                if isinstance(before, Reminder):
                    await calendar.remind(before)
                else:
                    await calendar.restore(uid, before)
            except PeriodTaken:
                log.error("what a failed turn wrote stays: the old time was taken meanwhile", uid=uid)
        return await turn_records.fail_turn(
            conversation, message, told, token=holder, numbers=numbers, now=now
        )


async def _told(error: Exception) -> ConversationError:
    """Log what went wrong in a turn and return what the client is told of it."""
    if isinstance(error, DATABASE_GONE):
        told: ConversationError = PersistenceLost()
        log.error("turn failed: database gone", reference=told.reference, error=str(error))
        await replace_broken()
        return told
    if isinstance(error, ConversationError):
        log.warning("turn failed", code=error.code, reference=error.reference)
        return error
    told = ConversationError()
    log.error("turn failed", reference=told.reference, exc_info=error)
    return told
