"""Writes the confirmed meeting to the calendar, once, and reports from the stored row. Never interrupts."""

from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.slots import period_from, starts_of
from conversations.assistant.state import State
from scheduling.errors import PeriodTaken
from scheduling.events import Attendee, VEvent


async def book(state: State, runtime: Runtime[Context]) -> Command[Literal["offer", "__end__"]]:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    values = draft["values"]
    wanted = VEvent(
        uid=draft["uid"],
        summary=values["title"],
        period=period_from(starts_of(values, context.timezone)[0], values),
        timezone=values["timezone"],
        location=values.get("location", ""),
        attendees=tuple(Attendee(person["name"], person["email"]) for person in values["participants"]),
    )
    if wanted.period.starts <= context.now:
        return Command(goto="offer")  # the yes came too late: it says so
    context.booked.append(wanted.uid)
    try:
        stored = await context.calendar.add(wanted)
    except PeriodTaken:
        # somebody was faster since `offer` looked: it looks again and says what is in the way
        context.booked.remove(wanted.uid)
        return Command(goto="offer")
    runtime.stream_writer(NotifySuccess(_facts(stored)))
    return Command(update={"draft": None, "question": None}, goto="__end__")


def _facts(event: VEvent) -> dict[str, Any]:
    """The stored meeting in the shape of slot values."""
    return {
        "title": event.summary,
        "date": event.local_start.date().isoformat(),
        "time": event.local_start.strftime("%H:%M"),
        "duration": int(event.period.duration.total_seconds() // 60),
        "participants": [{"name": person.name, "email": person.email} for person in event.attendees],
        "location": event.location,
        "timezone": event.timezone,
    }
