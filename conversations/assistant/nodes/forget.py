"""Removes the reminders that the user agreed to cancel. Never interrupts."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave


async def forget(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    for uid in draft["uid"].split("\n"):
        before = await context.calendar.forget_reminder(uid)
        if before:
            context.written[uid] = before
    runtime.context.say(
        NotifySuccess(draft["values"], "forget_all" if "reminders" in draft["values"] else "forget")
    )
    return leave(state, runtime)
