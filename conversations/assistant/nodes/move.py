"""Writes what a booked meeting has become, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.mailing import mail_facts
from conversations.assistant.meetings import as_ruled, facts, named, part_of_series, wanted_from
from conversations.assistant.state import State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import InvalidMeeting, PeriodTaken, UnknownMeeting


async def move(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    before = await context.calendar.get(draft["uid"])
    if before is None:
        return _gone(state, runtime)
    try:
        wanted = wanted_from(draft, draft["values"], before, context.timezone)
    except InvalidMeeting:
        return Command(goto="offer")  # it has changed meanwhile: it says why
    context.written[wanted.uid] = before
    try:
        stored = await context.calendar.change(wanted, origin=context.origin(state["turn"]["id"]))
    except (PeriodTaken, InvalidMeeting):  # also a yes that came too late: it says so
        del context.written[wanted.uid]
        return Command(goto="offer")
    except UnknownMeeting:
        del context.written[wanted.uid]
        return _gone(state, runtime)
    mail = await mail_facts(stored, context, before)
    if wanted.recurrence_id:
        stored = await context.calendar.get(stored.uid, wanted.recurrence_id) or stored
    else:
        stored = await as_ruled(stored, context)
    told = facts(stored)
    told = part_of_series(told, "one") if wanted.recurrence_id else told
    runtime.context.say(NotifySuccess(told, "reschedule", mail, stored.uid))
    return leave(state, runtime, focus=[named(stored) if wanted.recurrence_id else stored.uid])


def _gone(state: State, runtime: Runtime[Context]) -> Left:
    runtime.context.say(NotifyFailure("gone"))
    return leave(state, runtime)
