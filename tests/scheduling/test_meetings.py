"""What the database itself guarantees about meetings."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError, OperationalError, connection, transaction

from scheduling.calendars.database import DatabaseCalendar
from scheduling.calendars.occupancy import Overlap
from scheduling.calendars.rows import store
from scheduling.changes import Origin, from_json
from scheduling.errors import PeriodTaken
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Change, Meeting, Occupancy

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


async def test_fifty_series_through_one_hour_at_once_leave_one(assistant_database: None) -> None:
    weekly = [
        replace(event(str(number), THREE - number % 5 * timedelta(weeks=1)), rrule="FREQ=WEEKLY;COUNT=10")
        for number in range(50)
    ]
    calendars = [DatabaseCalendar("client:race") for _ in weekly]
    results = await asyncio.gather(
        *(calendar.add(each) for calendar, each in zip(calendars, weekly, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, VEvent) for result in results) == 1
    assert sum(isinstance(result, PeriodTaken) for result in results) == 49
    assert (await Meeting.objects.acount(), await Occupancy.objects.acount()) == (1, 10)


async def test_a_series_and_a_meeting_on_one_of_its_days_at_once_leave_one(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:race")
    for number in range(5):
        starts = THREE + timedelta(hours=2 * number)
        series = replace(event(f"series {number}", starts), rrule="FREQ=DAILY;COUNT=5")
        one = event(f"one {number}", starts + timedelta(days=3, minutes=30), minutes=20)
        results = await asyncio.gather(calendar.add(series), calendar.add(one), return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["PeriodTaken", "VEvent"]


def test_processes_that_book_one_hour_at_once_leave_one(transactional_db: None) -> None:
    """Threads with a connection each, as other servers have, so that they meet in the database alone."""

    def book(number: int) -> str:
        kind = {"rrule": "FREQ=WEEKLY;COUNT=5"} if number % 2 else {}
        starts = THREE - timedelta(weeks=number % 3) if kind else THREE
        try:
            with transaction.atomic():
                CalendarRow.objects.get_or_create(key="client:race")
                calendar = CalendarRow.objects.get(key="client:race")
                # past the row that writers hold: only the constraint is left
                store(calendar, None, replace(event(str(number), starts), **kind), starts)
            return "booked"
        except (Overlap, OperationalError):  # refused, or chosen to end a deadlock
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        results = list(threads.map(book, range(50)))
    assert results.count("booked") == 1
    assert Meeting.objects.count() == 1


async def test_a_daily_meeting_of_a_whole_day_gets_through_the_short_one(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:one")
    starts = datetime(2030, 3, 29, tzinfo=ZoneInfo("Europe/Berlin"))
    watch = replace(event("watch", starts, minutes=24 * 60), rrule="FREQ=DAILY;COUNT=4")
    await calendar.add(watch)
    assert len(await calendar.find(Period(starts, starts + timedelta(days=5)))) == 4


async def test_a_write_leaves_a_trail(assistant_database: None) -> None:
    calendar = DatabaseCalendar("client:one")
    origin = Origin("thread", 7, THREE - timedelta(days=1))
    booked = await calendar.add(event("first"), origin=origin)
    await calendar.cancel("first", origin=replace(origin, turn=8))
    trail = [row async for row in Change.objects.order_by("id")]
    assert [(row.kind, row.sequence, row.thread, row.turn, row.at) for row in trail] == [
        ("book", 0, "thread", 7, origin.at),
        ("cancel", 1, "thread", 8, origin.at),
    ]
    assert (trail[0].before, from_json(trail[1].before or {})) == (None, booked)
    assert from_json(trail[1].after) == replace(booked, status="CANCELLED", sequence=1)


@pytest.mark.parametrize("how", ["undo", "restore"])
async def test_an_answer_given_since_outlives_what_is_taken_back_at_the_same_time(
    assistant_database: None, how: str
) -> None:
    calendar, origin = DatabaseCalendar("client:one"), Origin("thread", 1, THREE - timedelta(days=1))
    before = await calendar.add(event("first"), origin=origin)
    await calendar.change(replace(before, summary="Renamed"), origin=replace(origin, turn=2))
    await AttendeeRow.objects.aupdate(partstat="ACCEPTED")
    if how == "undo":
        await calendar.undo(replace(origin, turn=3))
    else:
        await calendar.restore("first", before)
    stored = await calendar.get("first")
    assert stored and (stored.summary, stored.attendees[0].partstat) == (before.summary, "ACCEPTED")


async def test_the_table_refuses_an_overlap_whoever_writes_it(assistant_database: None) -> None:
    stored = await DatabaseCalendar("client:one").add(event("first"))
    assert stored == event("first")

    def write_past_the_domain() -> None:
        first = Meeting.objects.get()
        Occupancy.objects.create(
            calendar=first.calendar,
            meeting=first,
            starts=THREE + timedelta(minutes=59),
            ends=THREE + timedelta(minutes=70),
        )

    with pytest.raises(IntegrityError, match="occupancy_no_overlap"):
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
