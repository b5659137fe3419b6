"""Writes what a booked meeting has become, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.meetings import event_from, facts, whole
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import PeriodTaken, UnknownMeeting


async def move(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    wanted = event_from(draft["uid"], draft["values"], context.timezone)
    before = await context.calendar.get(draft["uid"])
    if before is None:
        return _gone(state, runtime)
    wanted = whole(before, draft["was"], wanted, context.timezone)
    context.written[wanted.uid] = before
    try:
        stored = await context.calendar.change(wanted, origin=context.origin(state["turn"]["id"]))
    except PeriodTaken:
        del context.written[wanted.uid]
        return Command(goto="offer")
    except UnknownMeeting:
        del context.written[wanted.uid]
        return _gone(state, runtime)
    runtime.stream_writer(NotifySuccess(facts(stored), "reschedule"))
    return leave(state, runtime, focus=[stored.uid])


def _gone(state: State, runtime: Runtime[Context]) -> Left:
    runtime.stream_writer(NotifyFailure("gone"))
    return leave(state, runtime)
