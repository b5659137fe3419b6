"""Cancels a booked meeting, which frees its time, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.meetings import facts
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import UnknownMeeting


async def cancel(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    try:
        stored = await context.calendar.cancel(draft["uid"])
    except UnknownMeeting:
        runtime.stream_writer(NotifyFailure("gone"))
        return leave(state, runtime)
    runtime.stream_writer(NotifySuccess(facts(stored, context.timezone), "cancel"))
    return leave(state, runtime, focus=[])
