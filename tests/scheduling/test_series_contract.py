"""Series, changes, undo, preferences and busy people: what every implementation of the Calendar protocol keeps too."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User

from scheduling.calendars.base import Calendar
from scheduling.calendars.database import DatabaseCalendar
from scheduling.calendars.memory import MemoryCalendar
from scheduling.changes import Origin, with_series_moved
from scheduling.errors import (
    InvalidPreferences,
    NothingToUndo,
    PeriodTaken,
    UnknownMeeting,
    UnknownOccurrence,
)
from scheduling.events import Attendee, Override, Period, VEvent
from scheduling.preferences import Preferences

BERLIN = ZoneInfo("Europe/Berlin")
# a Tuesday before the clocks go forward on March 31
FIRST = datetime(2030, 3, 19, 10, tzinfo=BERLIN)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
NOW = datetime(2030, 3, 1, 9, tzinfo=UTC)
YEAR = Period(NOW, NOW + timedelta(days=365))


@pytest.fixture(params=["memory", "database"])
def calendar(request: pytest.FixtureRequest, assistant_database: None) -> Calendar:
    return DatabaseCalendar("client:contract") if request.param == "database" else MemoryCalendar()


def at(starts: datetime, length: timedelta = HOUR) -> Period:
    return Period(starts.astimezone(UTC), starts.astimezone(UTC) + length)


def single(uid: str, starts: datetime) -> VEvent:
    return VEvent(uid, f"Meeting {uid}", at(starts), "Europe/Berlin")


def weekly(uid: str = "series", rule: str = "FREQ=WEEKLY;COUNT=4", starts: datetime = FIRST) -> VEvent:
    return replace(single(uid, starts), rrule=rule, attendees=(Attendee("Ana", "ana@example.com"),))


def turn(number: int, minutes: int = 0) -> Origin:
    return Origin("thread", number, NOW + timedelta(minutes=minutes))


def starts(events: object) -> list[datetime]:
    return [each.period.starts for each in events]  # type: ignore[attr-defined]


TUESDAYS = [(FIRST + week * WEEK).astimezone(UTC) for week in range(4)]  # by the clock: 9:00 UTC, then 8:00


async def test_a_series_is_stored_once_and_read_by_occurrence(calendar: Calendar) -> None:
    assert await calendar.add(weekly()) == weekly()
    assert await calendar.get("series") == weekly()
    found = await calendar.find(YEAR)
    assert starts(found) == TUESDAYS
    assert [each.recurrence_id for each in found] == TUESDAYS
    assert found[1] == replace(weekly(), period=at(TUESDAYS[1]), recurrence_id=TUESDAYS[1])
    assert await calendar.get("series", TUESDAYS[1]) == found[1]
    assert await calendar.get("series", TUESDAYS[1] + HOUR) is None
    assert await calendar.busy(YEAR) == tuple(map(at, TUESDAYS))
    assert starts(await calendar.upcoming(TUESDAYS[1] + timedelta(minutes=30), 2)) == TUESDAYS[1:3]


async def test_upcoming_may_show_a_series_once(calendar: Calendar) -> None:
    await calendar.add(weekly())
    await calendar.add(single("late", FIRST + 3 * WEEK + 5 * HOUR))
    found = await calendar.upcoming(TUESDAYS[0] + HOUR, 5, series_once=True)
    late = FIRST + 3 * WEEK + 5 * HOUR
    assert [(each.uid, each.period.starts) for each in found] == [("series", TUESDAYS[1]), ("late", late)]


async def test_a_series_is_refused_when_any_of_it_is_taken(calendar: Calendar) -> None:
    third = single("third", FIRST + 2 * WEEK + timedelta(minutes=59))
    await calendar.add(third)
    with pytest.raises(PeriodTaken) as taken:
        await calendar.add(weekly())
    assert taken.value.meeting == third
    assert await calendar.get("series") is None
    assert starts(await calendar.find(YEAR)) == [third.period.starts]


async def test_an_occurrence_is_in_the_way_like_any_meeting(calendar: Calendar) -> None:
    await calendar.add(weekly())
    with pytest.raises(PeriodTaken) as taken:
        await calendar.add(single("one", FIRST + 3 * WEEK))
    assert taken.value.meeting and taken.value.meeting.recurrence_id == TUESDAYS[3]
    with pytest.raises(PeriodTaken):
        await calendar.add(weekly("other", "FREQ=DAILY;COUNT=30", FIRST - timedelta(days=3)))
    assert await calendar.add(single("after", FIRST + 4 * WEEK))


async def test_an_endless_series_is_guarded_however_far_ahead(calendar: Calendar) -> None:
    await calendar.add(weekly(rule="FREQ=WEEKLY"))
    far = FIRST + 520 * WEEK
    assert [each.period for each in await calendar.find(at(far))] == [at(far)]
    assert await calendar.busy(at(far)) == (at(far),)
    with pytest.raises(PeriodTaken) as taken:
        await calendar.add(single("far", far + timedelta(minutes=30)))
    assert taken.value.meeting and taken.value.meeting.period == at(far)
    await calendar.add(single("free", far + HOUR))
    assert starts(await calendar.upcoming(far - HOUR, 3)) == starts(
        [single("", far), single("", far + HOUR), single("", far + WEEK)]
    )
    assert [each.uid for each in await calendar.upcoming(far - HOUR, 3, series_once=True)] == [
        "series",
        "free",
    ]
    with pytest.raises(PeriodTaken):
        await calendar.add(weekly("daily", "FREQ=DAILY", far - timedelta(days=900)))


async def test_one_occurrence_moves_alone(calendar: Calendar) -> None:
    await calendar.add(weekly())
    [second] = await calendar.find(at(TUESDAYS[1]))
    stored = await calendar.change(replace(second, period=at(TUESDAYS[1] + 26 * HOUR)))
    assert stored == replace(
        weekly(), sequence=1, overrides=(Override(TUESDAYS[1], at(TUESDAYS[1] + 26 * HOUR)),)
    )
    assert await calendar.get("series") == stored
    assert starts(await calendar.find(YEAR)) == [
        TUESDAYS[0],
        TUESDAYS[1] + 26 * HOUR,
        TUESDAYS[2],
        TUESDAYS[3],
    ]
    await calendar.add(single("freed", TUESDAYS[1].astimezone(BERLIN)))
    with pytest.raises(PeriodTaken):  # its old time is taken now
        await calendar.change(second)
    with pytest.raises(PeriodTaken):  # a sibling is there
        await calendar.change(replace(second, period=at(TUESDAYS[2])))
    with pytest.raises(UnknownOccurrence):
        await calendar.change(replace(second, recurrence_id=TUESDAYS[1] + HOUR))
    assert await calendar.get("series") == stored


async def test_one_occurrence_is_cancelled_alone(calendar: Calendar) -> None:
    await calendar.add(weekly())
    stored = await calendar.cancel("series", recurrence_id=TUESDAYS[0])
    assert stored == replace(weekly(), sequence=1, overrides=(Override(TUESDAYS[0], None),))
    assert await calendar.cancel("series", recurrence_id=TUESDAYS[0]) == stored
    assert starts(await calendar.find(YEAR)) == TUESDAYS[1:]
    await calendar.add(single("freed", FIRST))
    with pytest.raises(UnknownOccurrence):
        await calendar.cancel("series", recurrence_id=TUESDAYS[0] + HOUR)


async def test_this_and_following_are_cancelled(calendar: Calendar) -> None:
    await calendar.add(weekly(rule="FREQ=WEEKLY"))
    await calendar.cancel("series", recurrence_id=TUESDAYS[3])
    stored = await calendar.cancel("series", recurrence_id=TUESDAYS[2], following=True)
    assert (stored.rrule, stored.overrides, stored.sequence) == ("FREQ=WEEKLY;UNTIL=20300402T075959Z", (), 2)
    assert starts(await calendar.find(YEAR)) == TUESDAYS[:2]
    gone = await calendar.cancel("series", recurrence_id=TUESDAYS[0], following=True)
    assert (gone.status, gone.sequence) == ("CANCELLED", 3)
    assert await calendar.find(YEAR) == []


async def test_a_series_of_which_nothing_is_left_is_cancelled(calendar: Calendar) -> None:
    await calendar.add(weekly())
    for number in (0, 1):
        assert (await calendar.cancel("series", recurrence_id=TUESDAYS[number])).status == "CONFIRMED"
    gone = await calendar.cancel("series", recurrence_id=TUESDAYS[2], following=True, origin=turn(3))
    assert (gone.status, gone.sequence) == ("CANCELLED", 3)
    [undone] = await calendar.undo(turn(4))
    assert starts(await calendar.find(YEAR)) == TUESDAYS[2:]
    assert undone.after.status == "CONFIRMED"

    await calendar.cancel("series", recurrence_id=TUESDAYS[3])
    gone = await calendar.cancel("series", recurrence_id=TUESDAYS[2])
    assert gone.status == "CANCELLED"
    assert await calendar.cancel("series", recurrence_id=TUESDAYS[2]) == gone


async def test_a_series_whose_only_occurrence_left_was_moved_goes_on(calendar: Calendar) -> None:
    await calendar.add(weekly())
    first = await calendar.get("series", TUESDAYS[0])
    assert first
    await calendar.change(replace(first, period=at(TUESDAYS[0] - 48 * HOUR)))
    left = await calendar.cancel("series", recurrence_id=TUESDAYS[1], following=True)
    assert left.status == "CONFIRMED"
    assert starts(await calendar.find(YEAR)) == [TUESDAYS[0] - 48 * HOUR]


async def test_the_whole_series_moves_with_one_of_its_occurrences(calendar: Calendar) -> None:
    await calendar.add(weekly(rule="FREQ=WEEKLY;COUNT=4;BYDAY=TU"))
    stored = await calendar.cancel("series", recurrence_id=TUESDAYS[3])
    # the third, after the clocks changed, from Tuesday at 10 to Wednesday at 14
    shown = at(FIRST + 2 * WEEK)
    wanted = replace(stored, period=at(FIRST + 2 * WEEK + timedelta(days=1, hours=4)), summary="Later")
    moved = await calendar.change(with_series_moved(stored, shown, wanted))
    assert (moved.rrule, moved.summary, moved.sequence) == ("FREQ=WEEKLY;COUNT=4;BYDAY=WE", "Later", 2)
    assert starts(await calendar.find(YEAR)) == [
        (FIRST + week * WEEK + timedelta(days=1, hours=4)).astimezone(UTC) for week in range(3)
    ]


async def test_a_running_series_moves_onto_what_is_over_and_onto_nothing_else(calendar: Calendar) -> None:
    series = await calendar.add(weekly(), origin=turn(1))
    await calendar.add(single("dentist", FIRST + 2 * HOUR))
    await calendar.add(single("lunch", FIRST + 2 * WEEK + 3 * HOUR))
    between = Origin("thread", 2, TUESDAYS[1] + 2 * HOUR)
    later = with_series_moved(series, at(FIRST), replace(series, period=at(FIRST + 3 * HOUR)))
    with pytest.raises(PeriodTaken) as taken:
        await calendar.change(later, origin=between)
    assert taken.value.meeting and taken.value.meeting.uid == "lunch"

    at_noon = with_series_moved(series, at(FIRST), replace(series, period=at(FIRST + 2 * HOUR)))
    moved = await calendar.change(at_noon, origin=between)
    assert starts(await calendar.find(at(TUESDAYS[3] + 2 * HOUR))) == [TUESDAYS[3] + 2 * HOUR]
    with pytest.raises(PeriodTaken):
        await calendar.add(single("new", FIRST + 3 * WEEK + 2 * HOUR), origin=replace(between, turn=3))
    renamed = await calendar.change(replace(moved, summary="Renamed"), origin=replace(between, turn=4))
    await calendar.restore("series", moved)
    assert (await calendar.get("series")) == moved != renamed


async def test_a_write_is_repeated_without_effect_by_its_turn(calendar: Calendar) -> None:
    booked = await calendar.add(weekly(), origin=turn(1))
    assert await calendar.add(replace(weekly(), summary="Other"), origin=turn(1)) == booked
    renamed = await calendar.change(replace(weekly(), summary="Renamed"), origin=turn(2))
    cancelled = await calendar.cancel("series", recurrence_id=TUESDAYS[0], origin=turn(3))
    assert await calendar.add(weekly(), origin=turn(1)) == booked
    assert await calendar.change(replace(weekly(), summary="Renamed"), origin=turn(2)) == renamed
    assert await calendar.cancel("series", recurrence_id=TUESDAYS[0], origin=turn(3)) == cancelled
    assert await calendar.get("series") == cancelled
    assert cancelled.sequence == 2


async def test_undo_takes_back_one_change_after_another(calendar: Calendar) -> None:
    await calendar.add(weekly(), origin=turn(1))
    renamed = await calendar.change(
        replace(weekly(), summary="Renamed", attendees=()), origin=turn(2, minutes=1)
    )
    await calendar.cancel("series", origin=turn(3, minutes=2))
    [last] = await calendar.last_changes(NOW + timedelta(minutes=3))
    assert last and (last.kind, last.before) == ("cancel", renamed)

    [undone] = await calendar.undo(turn(4, minutes=3))
    assert (undone.kind, undone.undone, undone.after) == ("undo", "cancel", replace(renamed, sequence=3))
    assert await calendar.undo(turn(4, minutes=3)) == [undone]  # the turn again
    assert starts(await calendar.find(YEAR)) == TUESDAYS

    assert (await calendar.undo(turn(5, minutes=4)))[0].after == replace(weekly(), sequence=4)
    assert (await calendar.undo(turn(6, minutes=5)))[0].after == replace(
        weekly(), sequence=5, status="CANCELLED"
    )
    assert await calendar.find(YEAR) == []
    with pytest.raises(NothingToUndo):
        await calendar.undo(turn(7, minutes=6))


async def test_undo_has_fifteen_minutes_and_needs_the_old_time(calendar: Calendar) -> None:
    await calendar.add(single("one", FIRST), origin=turn(1))
    with pytest.raises(NothingToUndo):
        await calendar.undo(turn(2, minutes=16))
    moved = await calendar.change(single("one", FIRST + HOUR), origin=turn(3))
    await calendar.add(single("two", FIRST))
    with pytest.raises(PeriodTaken):
        await calendar.undo(turn(4, minutes=1))
    assert await calendar.get("one") == moved


async def test_a_restored_turn_may_be_taken_again(calendar: Calendar) -> None:
    before = await calendar.add(weekly(), origin=turn(1))
    await calendar.cancel("series", recurrence_id=TUESDAYS[1], origin=turn(2))
    await calendar.restore("series", before)
    assert await calendar.get("series") == before
    assert starts(await calendar.find(YEAR)) == TUESDAYS
    again = await calendar.cancel("series", recurrence_id=TUESDAYS[1], origin=turn(2))
    assert again.overrides == (Override(TUESDAYS[1], None),)
    await calendar.restore("series", None)
    assert (await calendar.get("series"), await calendar.find(YEAR)) == (None, [])


def answers(event: VEvent | None) -> list[str]:
    assert event is not None
    return [person.partstat for person in event.attendees]


async def test_answers_are_asked_for_anew_by_a_change_of_time_alone(calendar: Calendar) -> None:
    accepted = (Attendee("Ana", "ana@example.com", "ACCEPTED"), Attendee("Bo", "bo@example.com", "DECLINED"))
    series = replace(weekly(), attendees=accepted)
    await calendar.add(series, origin=turn(1))
    unread = tuple(Attendee(person.name, person.email) for person in accepted)
    await calendar.change(
        replace(series, summary="Renamed", attendees=(*unread, Attendee("Cy"))), origin=turn(2)
    )
    assert answers(await calendar.get("series")) == ["ACCEPTED", "DECLINED", "NEEDS-ACTION"]
    await calendar.cancel("series", recurrence_id=TUESDAYS[2], following=True, origin=turn(3))
    assert answers(await calendar.get("series")) == ["ACCEPTED", "DECLINED", "NEEDS-ACTION"]
    await calendar.change(replace(series, period=at(FIRST + HOUR)), origin=turn(4))
    assert answers(await calendar.get("series")) == ["NEEDS-ACTION", "NEEDS-ACTION"]


async def test_what_is_taken_back_brings_its_answers_back(calendar: Calendar) -> None:
    booked = replace(single("one", FIRST), attendees=(Attendee("Ana", "ana@example.com", "ACCEPTED"),))
    before = await calendar.add(booked, origin=turn(1))
    later = replace(booked, period=at(FIRST + HOUR))
    await calendar.change(later, origin=turn(2))
    with pytest.raises(NothingToUndo):
        await calendar.undo(turn(3), lambda change: change.kind == "book")
    [undone] = await calendar.undo(turn(3))
    assert answers(undone.after) == answers(await calendar.get("one")) == ["ACCEPTED"]

    await calendar.change(later, origin=turn(4))
    await calendar.restore("one", before)
    assert answers(await calendar.get("one")) == ["ACCEPTED"]

    await calendar.change(replace(booked, attendees=()), origin=turn(5))
    await calendar.undo(turn(6))
    assert answers(await calendar.get("one")) == ["ACCEPTED"]


async def test_preferences_have_defaults_and_are_kept(calendar: Calendar) -> None:
    assert await calendar.preferences() == Preferences()
    wanted = Preferences(
        timezone="America/New_York",
        hours=((time(8, 30), time(12)), None, (time(20), time(0)), None, None, None, (time(9), time(17))),
        buffer=timedelta(minutes=10),
        length=timedelta(minutes=45),
        notice=timedelta(days=2),
    )
    assert await calendar.prefer(wanted) == wanted
    assert await calendar.preferences() == wanted
    agenda = await calendar.agenda(YEAR)
    assert (list(agenda.meetings), agenda.preferences) == ([], wanted)
    await calendar.add(weekly())
    assert (await calendar.agenda(YEAR)).preferences == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Europe/Atlantis"},
        {"hours": ()},
        {"hours": ((time(17), time(9)),) * 7},
        {"buffer": timedelta(minutes=-1)},
        {"length": timedelta(0)},
        {"notice": timedelta(days=61)},
    ],
)
def test_preferences_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidPreferences):
        Preferences(**wrong)  # type: ignore[arg-type]


async def test_other_people_are_known_by_when_they_are_busy(assistant_database: None) -> None:
    ana = await sync_to_async(User.objects.create_user)("ana", "Ana@example.com")
    await sync_to_async(User.objects.create_user)("bob", "bob@example.com")
    me = await sync_to_async(User.objects.create_user)("me")
    hers = DatabaseCalendar(f"user:{ana.pk}")
    for theirs, mine in (
        (hers, DatabaseCalendar(f"user:{me.pk}")),
        (
            memory := MemoryCalendar(),
            MemoryCalendar({"ana@example.com": memory, "bob@example.com": MemoryCalendar()}),
        ),
    ):
        await theirs.add(weekly())
        await theirs.add(single("next", FIRST + HOUR))
        found = await mine.busy_people(["ana@example.com", "bob@example.com", "eve@example.com"], YEAR)
        assert {address: list(periods) for address, periods in found.items()} == {
            "ana@example.com": [at(FIRST, 2 * HOUR), *map(at, TUESDAYS[1:])],
            "bob@example.com": [],
        }
    assert await DatabaseCalendar(f"user:{me.pk}").busy_people([], YEAR) == {}
    assert await DatabaseCalendar("client:me").busy_people(["ana@example.com"], YEAR) == {}


async def test_changing_what_is_not_there_is_refused(calendar: Calendar) -> None:
    with pytest.raises(UnknownMeeting):
        await calendar.cancel("series", recurrence_id=TUESDAYS[0])
    await calendar.add(single("one", FIRST))
    with pytest.raises(UnknownOccurrence):
        await calendar.cancel("one", recurrence_id=TUESDAYS[0])
