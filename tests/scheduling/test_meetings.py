"""What the database itself guarantees about meetings."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError

from scheduling.calendars.database import DatabaseCalendar
from scheduling.errors import PeriodTaken
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Meeting

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)


def event(uid: str, starts: datetime = THREE, minutes: int = 60) -> VEvent:
    return VEvent(
        uid=uid,
        summary=f"Meeting {uid}",
        period=Period(starts, starts + timedelta(minutes=minutes)),
        timezone="Europe/Berlin",
        attendees=(Attendee("Ana", "ana@example.com"),),
    )


async def test_fifty_bookings_of_one_hour_at_once_leave_one(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:race")
    results = await asyncio.gather(
        *(calendar.add(event(str(number))) for number in range(50)), return_exceptions=True
    )
    assert sum(isinstance(result, VEvent) for result in results) == 1
    assert sum(isinstance(result, PeriodTaken) for result in results) == 49
    assert await Meeting.objects.acount() == 1


async def test_the_table_refuses_an_overlap_whoever_writes_it(assistant_database: None) -> None:
    stored = await DatabaseCalendar("client:one").add(event("first"))
    assert stored == event("first")

    def write_past_the_domain() -> None:
        first = Meeting.objects.get()
        Meeting.objects.create(
            calendar=first.calendar,
            uid="second",
            starts=THREE + timedelta(minutes=59),
            ends=THREE + timedelta(minutes=70),
            timezone="UTC",
        )

    with pytest.raises(IntegrityError, match="meeting_no_overlap"):
        await sync_to_async(write_past_the_domain)()


async def test_other_calendars_and_neighbours_do_not_overlap(assistant_database: None) -> None:
    await DatabaseCalendar("client:one").add(event("first"))
    await DatabaseCalendar("client:two").add(event("second"))
    await DatabaseCalendar("client:one").add(event("third", THREE + timedelta(minutes=60)))
    assert await Meeting.objects.acount() == 3


async def test_the_same_uid_is_written_once(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:one")
    assert await calendar.add(event("first")) == await calendar.add(event("first", minutes=30))
    assert await Meeting.objects.acount() == 1


async def test_a_taken_period_names_the_meeting(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:one")
    await calendar.add(event("first"))
    with pytest.raises(PeriodTaken) as raised:
        await calendar.add(event("second", THREE + timedelta(minutes=30)))
    assert raised.value.meeting == event("first")
