"""Stores the confirmed reminder, once, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.meetings import reminder_facts
from conversations.assistant.slots import starts_of
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.events import Reminder


async def remind(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    values = draft["values"]
    moment = starts_of(values, context.timezone)[0]
    context.written[draft["uid"]] = None
    stored = await context.calendar.remind(
        Reminder(uid=draft["uid"], text=values["text"], moment=moment, timezone=values["timezone"])
    )
    replaced = draft.get("replaces", "")
    before = await context.calendar.forget_reminder(replaced) if replaced else None
    if before:
        context.written[replaced] = before
    runtime.context.say(NotifySuccess(reminder_facts(stored), "reminder", uid=stored.uid))
    return leave(state, runtime, focus=[stored.uid])
