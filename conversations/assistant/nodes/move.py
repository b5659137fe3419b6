"""Writes what a booked meeting has become, and reports from the stored row. Never interrupts."""

from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.meetings import facts, named, part_of_series, wanted_from
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import PeriodTaken, UnknownMeeting
from scheduling.events import VEvent


async def move(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    before = await context.calendar.get(draft["uid"])
    if before is None:
        return _gone(state, runtime)
    wanted = wanted_from(draft, draft["values"], before, context.timezone)
    context.written[wanted.uid] = before
    try:
        stored = await context.calendar.change(wanted, origin=context.origin(state["turn"]["id"]))
    except PeriodTaken:
        del context.written[wanted.uid]
        return Command(goto="offer")
    except UnknownMeeting:
        del context.written[wanted.uid]
        return _gone(state, runtime)
    if wanted.recurrence_id:
        stored = await context.calendar.get(stored.uid, wanted.recurrence_id) or stored
    runtime.stream_writer(NotifySuccess(_done(stored), "reschedule"))
    return leave(state, runtime, focus=[named(stored)])


def _done(stored: VEvent) -> dict[str, Any]:
    """What was written, as the row has it: of a series the one occurrence that was changed, or all of it."""
    return part_of_series(facts(stored), "one") if stored.recurrence_id else facts(stored)


def _gone(state: State, runtime: Runtime[Context]) -> Left:
    runtime.stream_writer(NotifyFailure("gone"))
    return leave(state, runtime)
