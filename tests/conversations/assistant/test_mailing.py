"""Whom the mails about a meeting that was just written go to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from conversations.assistant.context import Context
from conversations.assistant.engines.base import Place
from conversations.assistant.engines.rules import RuleEngine
from conversations.assistant.mailing import mail_facts
from scheduling.calendars.memory import MemoryCalendar
from scheduling.changes import ended_before
from scheduling.events import Attendee, Period, VEvent

FIRST = datetime(2026, 3, 3, 10, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
ANA = Attendee("Ana", "ana@example.com")
WEEKLY = VEvent("one", "Review", Period(FIRST, FIRST + HOUR), "UTC", attendees=(ANA,), rrule="FREQ=WEEKLY")


async def test_guests_who_expect_more_of_a_series_are_written_to_when_it_ends() -> None:
    calendar = MemoryCalendar()
    await calendar.set_organizer(Attendee("Otto", "otto@example.org"))
    between = FIRST + 2 * WEEK + 2 * HOUR
    context = Context(RuleEngine(), calendar, Place(between), "UTC", UUID(int=1))
    ended = ended_before(WEEKLY, FIRST + 3 * WEEK)

    mail = {"to": ["Ana"], "without": [], "organizer": "otto@example.org"}
    assert await mail_facts(ended, context, WEEKLY) == mail
    assert await mail_facts(replace(ended, summary="Other"), context, ended) == {}
