"""A claimed turn: one run of the graph, and what came of it stored. Never whose turn it is, never what becomes of a failure."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command

from conversations import metrics, turn_records
from conversations.assistant.context import Context
from conversations.assistant.engines.base import ModelCall, Place
from conversations.assistant.engines.language_model import ModelFailed
from conversations.assistant.graph import Graph, compile_graph
from conversations.assistant.state import State, Turn
from conversations.cancelling import Cancellation
from conversations.checkpoints import TurnSaver, serializer
from conversations.engine import engine, prepare
from conversations.errors import ModelUnavailable, TurnTimedOut
from conversations.leases import kept
from conversations.records import Conversation, StoredMessage
from conversations.room import Room, Seat
from conversations.streaming import Reply, reply_from, unheard
from conversations.tracing import Trace
from conversations.turn_records import Claim, Finished, Numbers
from scheduling.calendars.base import Calendar
from scheduling.database import pool
from scheduling.events import Reminder, VEvent

log = structlog.get_logger(__name__)

Parts = AsyncGenerator[dict[str, Any], None]

# turns of one process that work at the same time: enough to use the waits for the database (of which some read a message
# while others wait), few enough to hear others
AT_ONCE = 10
# what an engine may want of the conversation: it takes from it what fits its prompt
EXCHANGES_BEFORE, CHARS_BEFORE = 6, 1000


@dataclass(slots=True)
class Attempt:
    """What has been done so far to answer a message: for whoever has to undo it, or tell of it.

    `written` has what stood in the calendar before this run, by its UID, `before` what stood there before runs that were lost;
    `calls` are the calls of a model that are not recorded yet.
    """

    calendar: Calendar
    started: float = field(default_factory=time.monotonic)
    trace: Trace = field(init=False)
    written: dict[str, VEvent | Reminder | None] = field(default_factory=dict)
    before: dict[str, VEvent | Reminder | None] = field(default_factory=dict)
    calls: list[ModelCall] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.trace = Trace(self.started)

    def lose(self) -> None:
        """Be ready for another run after one whose turn was lost, which told nobody of anything."""
        self.before, self.written = {**self.written, **self.before}, {}
        self.trace = Trace(self.started)


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


async def answer(
    shared: Assistant,
    claim: Claim,
    message: StoredMessage,
    attempt: Attempt,
    seat: Seat,
    *,
    token: UUID,
    hearers: Hearers,
    cancellation: Cancellation,
    clock: Callable[[], datetime],
) -> Finished:
    """Run the graph for a claimed turn and store what came of it. Raises TurnLost when the turn is somebody else's by then."""
    conversation, trace, calls = claim.conversation, attempt.trace, attempt.calls
    await hearers.begin(conversation.base)
    place = Place(
        message.created_at.astimezone(ZoneInfo(conversation.timezone)),
        history=claim.before,
        said=message.content,
        deadline=time.monotonic() + settings.LLM_TIMEOUT_SECONDS,
        waiting=seat.waiting,
        calls=calls,
    )
    async with kept(conversation.id, token):
        with shared.saver.hold(conversation.thread_id, claim.checkpoint) as held, cancellation.possible():
            reply = await run(shared.graph, conversation, message, attempt, place, hearers)
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
    attempt: Attempt,
    place: Place,
    hearers: Hearers,
) -> Reply:
    """Run the graph once within LLM_TIMEOUT_SECONDS; "tomorrow" is meant from the moment the message came.

    Raises TurnTimedOut and ModelUnavailable; stores nothing.
    """
    speaker = engine(settings.ENGINE)
    context = Context(
        engine=speaker,
        calendar=attempt.calendar,
        place=place,
        timezone=conversation.timezone,
        thread_id=conversation.thread_id,
        written=attempt.written,
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
                passed=attempt.trace.passed,
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
