"""Cancels a booked meeting, which frees its time, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.meetings import facts
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave


async def cancel(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    before = await context.calendar.get(draft["uid"])
    if before is None:
        runtime.stream_writer(NotifyFailure("gone"))
        return leave(state, runtime)
    context.written[before.uid] = before
    stored = await context.calendar.cancel(before.uid, origin=context.origin(state["turn"]["id"]))
    runtime.stream_writer(NotifySuccess(facts(stored, context.timezone), "cancel"))
    return leave(state, runtime, gone=before.uid, focus=[])
