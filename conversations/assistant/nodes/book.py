"""Writes the confirmed meeting to the calendar, once, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.mailing import mail_facts
from conversations.assistant.meetings import event_from, facts, named
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import PeriodTaken


async def book(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    wanted = event_from(draft["uid"], draft["values"], context.timezone)
    if wanted.period.starts <= context.now:
        return Command(goto="offer")  # the yes came too late: it says so
    context.written.setdefault(wanted.uid, None)
    try:
        stored = await context.calendar.add(wanted, origin=context.origin(state["turn"]["id"]))
    except PeriodTaken:
        # somebody was faster since `offer` looked: it looks again and says what is in the way
        del context.written[wanted.uid]
        return Command(goto="offer")
    runtime.context.say(NotifySuccess(facts(stored), mail=await mail_facts(stored, context), uid=stored.uid))
    return leave(state, runtime, focus=[named(stored)])
