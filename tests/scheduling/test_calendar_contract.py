"""The one suite that every implementation of the Calendar protocol keeps."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.calendars.base import Calendar
from scheduling.calendars.database import DatabaseCalendar
from scheduling.calendars.memory import MemoryCalendar
from scheduling.errors import InvalidAttendees, PeriodTaken, UnknownMeeting
from scheduling.events import Attendee, Period, Reminder, VEvent

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(params=["memory", "database"])
def calendar(request: pytest.FixtureRequest, assistant_database: None) -> Calendar:
    return DatabaseCalendar("client:contract") if request.param == "database" else MemoryCalendar()


def event(uid: str = "one", starts: datetime = THREE, length: timedelta = HOUR) -> VEvent:
    return VEvent(
        uid=uid,
        summary=f"Meeting {uid}",
        period=Period(starts, starts + length),
        timezone="Europe/Berlin",
        location="Room 4",
        attendees=(Attendee("Ana", "ana@example.com"), Attendee("Bob")),
    )


def later(moved: VEvent, by: timedelta = HOUR) -> VEvent:
    return replace(moved, period=Period(moved.period.starts + by, moved.period.ends + by))


async def test_add_returns_the_meeting_as_it_is_stored(calendar: Calendar) -> None:
    assert await calendar.add(event()) == event()
    assert await calendar.get("one") == event()
    assert await calendar.get("two") is None


async def test_add_again_changes_nothing(calendar: Calendar) -> None:
    await calendar.add(event())
    assert await calendar.add(replace(event(), summary="Something else")) == event()
    assert await calendar.upcoming(THREE, 5) == [event()]


async def test_add_refuses_an_overlap_and_writes_nothing(calendar: Calendar) -> None:
    await calendar.add(event())
    with pytest.raises(PeriodTaken) as taken:
        await calendar.add(event("two", THREE + timedelta(minutes=59)))
    assert taken.value.meeting == event()
    assert await calendar.get("two") is None
    assert await calendar.add(event("three", THREE + HOUR)) == event("three", THREE + HOUR)


async def test_find_returns_what_overlaps_in_order(calendar: Calendar) -> None:
    for uid, hours in (("late", 3), ("early", 0), ("middle", 1)):
        await calendar.add(event(uid, THREE + timedelta(hours=hours)))
    found = await calendar.find(Period(THREE + timedelta(minutes=30), THREE + timedelta(hours=3)))
    assert [each.uid for each in found] == ["early", "middle"]


async def test_upcoming_begins_with_what_is_not_over_and_has_an_end(calendar: Calendar) -> None:
    for hours in range(4):
        await calendar.add(event(str(hours), THREE + timedelta(hours=hours)))
    await calendar.cancel("2")
    assert [each.uid for each in await calendar.upcoming(THREE + timedelta(minutes=30), 2)] == ["0", "1"]
    assert [each.uid for each in await calendar.upcoming(THREE + HOUR, 9)] == ["1", "3"]


async def test_change_writes_everything_and_raises_sequence_by_one(calendar: Calendar) -> None:
    await calendar.add(event())
    wanted = VEvent(
        uid="one",
        summary="Renamed",
        period=Period(THREE + HOUR, THREE + 2 * HOUR),
        timezone="America/New_York",
        attendees=(Attendee("Bob"), Attendee("Dana")),
    )
    stored = await calendar.change(wanted)
    assert stored == replace(wanted, sequence=1)
    assert await calendar.get("one") == stored


async def test_change_again_changes_nothing(calendar: Calendar) -> None:
    await calendar.add(event())
    first = await calendar.change(later(event()))
    assert await calendar.change(later(event())) == first
    assert first.sequence == 1
    back = await calendar.change(event())
    assert back == replace(event(), sequence=2)


async def test_change_compares_moments_and_not_their_zones(calendar: Calendar) -> None:
    await calendar.add(event())
    berlin = ZoneInfo("Europe/Berlin")
    same = Period(THREE.astimezone(berlin), (THREE + HOUR).astimezone(berlin))
    assert (await calendar.change(replace(event(), period=same))).sequence == 0


async def test_change_may_overlap_its_own_old_period_but_no_other(calendar: Calendar) -> None:
    await calendar.add(event())
    await calendar.add(event("two", THREE + 2 * HOUR))
    half = timedelta(minutes=30)
    assert (await calendar.change(later(event(), half))).sequence == 1
    with pytest.raises(PeriodTaken) as taken:
        await calendar.change(later(event(), HOUR + half))
    assert taken.value.meeting == event("two", THREE + 2 * HOUR)
    assert await calendar.get("one") == replace(later(event(), half), sequence=1)


async def test_change_of_what_is_not_there_or_cancelled_is_refused(calendar: Calendar) -> None:
    with pytest.raises(UnknownMeeting):
        await calendar.change(event())
    await calendar.add(event())
    await calendar.cancel("one")
    with pytest.raises(UnknownMeeting):
        await calendar.change(later(event()))
    assert await calendar.get("one") == replace(event(), status="CANCELLED", sequence=1)


async def test_cancel_frees_the_time_and_raises_sequence_once(calendar: Calendar) -> None:
    await calendar.add(event())
    cancelled = await calendar.cancel("one")
    assert cancelled == replace(event(), status="CANCELLED", sequence=1)
    assert await calendar.cancel("one") == cancelled
    assert await calendar.find(event().period) == []
    assert await calendar.add(event("two")) == event("two")


async def test_cancel_of_what_was_never_there_is_refused(calendar: Calendar) -> None:
    with pytest.raises(UnknownMeeting):
        await calendar.cancel("one")


async def test_many_moves_to_one_time_at_once_leave_one_there(calendar: Calendar) -> None:
    meetings = [event(str(number), THREE + number * HOUR) for number in range(1, 9)]
    for each in meetings:
        await calendar.add(each)
    wanted = event().period
    results = await asyncio.gather(
        *(calendar.change(replace(each, period=wanted)) for each in meetings), return_exceptions=True
    )
    assert sum(isinstance(result, VEvent) for result in results) == 1
    assert sum(isinstance(result, PeriodTaken) for result in results) == 7
    assert len(await calendar.find(wanted)) == 1


async def test_a_meeting_through_the_night_the_clocks_go_back(calendar: Calendar) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    starts = datetime(2026, 10, 25, 2, 45, tzinfo=berlin)
    ends = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=berlin)
    stored = await calendar.add(replace(event(), period=Period(starts, ends)))
    assert stored.period.duration == timedelta(minutes=30)
    again = await calendar.change(replace(event(), period=Period(starts, ends)))
    assert again.sequence == 0


async def test_reminders_are_stored_once_and_found_by_their_moment(calendar: Calendar) -> None:
    milk = Reminder("r1", "buy milk", THREE, "Europe/Berlin")
    rent = Reminder("r2", "pay the rent", THREE + HOUR, "UTC")
    assert await calendar.remind(rent) == rent
    assert await calendar.remind(milk) == milk
    assert await calendar.remind(replace(milk, text="buy bread")) == milk
    assert await calendar.reminders(Period(THREE, THREE + HOUR)) == [milk]
    assert await calendar.reminders(Period(THREE, THREE + 2 * HOUR)) == [milk, rent]


async def test_a_forgotten_reminder_is_returned_once(calendar: Calendar) -> None:
    milk, rent = Reminder("r1", "buy milk", THREE, "UTC"), Reminder("r2", "pay the rent", THREE, "UTC")
    await calendar.remind(milk)
    await calendar.remind(rent)
    assert await calendar.forget_reminder("r1") == milk
    assert await calendar.forget_reminder("r1") is None
    assert await calendar.reminders(Period(THREE, THREE + HOUR)) == [rent]
    assert await calendar.remind(milk) == milk
    assert len(await calendar.reminders(Period(THREE, THREE + HOUR))) == 2


async def test_calendars_are_separate(assistant_database: None) -> None:
    mine, theirs = DatabaseCalendar("client:mine"), DatabaseCalendar("client:theirs")
    await mine.add(event())
    await mine.remind(Reminder("r1", "buy milk", THREE, "UTC"))
    assert await theirs.get("one") is None
    assert await theirs.upcoming(THREE, 5) == []
    assert await theirs.reminders(Period(THREE, THREE + HOUR)) == []
    assert await theirs.forget_reminder("r1") is None
    assert len(await mine.reminders(Period(THREE, THREE + HOUR))) == 1
    with pytest.raises(UnknownMeeting):
        await theirs.cancel("one")


async def test_restore_puts_back_what_was(calendar: Calendar) -> None:
    await calendar.add(event())
    moved = replace(later(event()), summary="Other", attendees=(Attendee("Cleo"),), location="")
    await calendar.change(moved)
    await calendar.cancel("one")
    await calendar.restore("one", event())
    assert await calendar.get("one") == event()


async def test_restore_removes_what_was_not_there(calendar: Calendar) -> None:
    await calendar.add(event())
    await calendar.remind(Reminder("note", "call Bob", THREE, "UTC"))
    await calendar.restore("one", None)
    await calendar.restore("note", None)
    await calendar.restore("never", None)
    assert await calendar.get("one") is None
    assert await calendar.reminders(Period(THREE, THREE + HOUR)) == []


async def test_restore_brings_nothing_back_that_was_deleted(calendar: Calendar) -> None:
    await calendar.restore("one", event())
    assert await calendar.get("one") is None


async def test_restore_refuses_a_time_taken_meanwhile(calendar: Calendar) -> None:
    await calendar.add(event())
    moved = await calendar.change(later(event()))
    await calendar.add(event("two"))
    with pytest.raises(PeriodTaken):
        await calendar.restore("one", event())
    assert await calendar.get("one") == moved


async def test_nobody_invites_until_somebody_is_named(calendar: Calendar) -> None:
    assert await calendar.organizer() is None

    assert await calendar.set_organizer(Attendee("Otto", "otto@example.org")) == Attendee(
        "Otto", "otto@example.org"
    )
    assert await calendar.organizer() == Attendee("Otto", "otto@example.org")
    for refused in (
        Attendee("Otto"),
        Attendee("Otto", "otto@"),
        Attendee("O", "o@example.org\nBcc: x@example.org"),
    ):
        with pytest.raises(InvalidAttendees):
            await calendar.set_organizer(refused)
    assert await calendar.organizer() == Attendee("Otto", "otto@example.org")
    assert await calendar.set_organizer(None) is None
    assert await calendar.organizer() is None
