"""What lies where on the days of an agenda: zones, midnights, days of 23 and 25 hours, overlaps."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.agenda import DAY, WEEK, Day, days, first_day, hours, span
from scheduling.events import Period, Reminder, VEvent

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2030, 3, 4)


def meeting(starts: datetime, minutes: int = 60) -> VEvent:
    starts = starts.astimezone(UTC)
    return VEvent("one", "Review", Period(starts, starts + timedelta(minutes=minutes)), "UTC")


def shown(*meetings: VEvent, first: date = MONDAY, count: int = DAY, zone: ZoneInfo = BERLIN) -> list[Day]:
    return days(meetings, (), first, count, zone)


def places(day: Day) -> list[tuple[int, int]]:
    return [(entry.minute, entry.minutes) for entry in day.entries]


def test_a_week_begins_on_monday() -> None:
    assert [first_day(MONDAY + timedelta(days=ahead), WEEK) for ahead in (0, 6, 7)] == [
        MONDAY,
        MONDAY,
        MONDAY + timedelta(days=7),
    ]
    assert first_day(date(2030, 3, 6), DAY) == date(2030, 3, 6)


def test_the_zone_decides_the_day() -> None:
    late = meeting(datetime(2030, 3, 4, 23, 30, tzinfo=UTC), 20)
    assert [places(day) for day in shown(late, count=2)] == [[], [(30, 20)]]
    assert [places(day) for day in shown(late, count=2, zone=ZoneInfo("UTC"))] == [[(23 * 60 + 30, 20)], []]


def test_a_meeting_over_midnight_is_on_both_days() -> None:
    first, second = shown(meeting(datetime(2030, 3, 4, 23, tzinfo=BERLIN), 120), count=2)
    assert (places(first), places(second)) == ([(23 * 60, 60)], [(0, 60)])
    assert (first.entries[0].before, first.entries[0].after) == (False, True)
    assert (second.entries[0].before, second.entries[0].after) == (True, False)


def test_what_ends_at_midnight_is_not_on_the_next_day() -> None:
    assert places(shown(meeting(datetime(2030, 3, 3, 23, tzinfo=BERLIN)))[0]) == []


@pytest.mark.parametrize(
    ("day", "starts", "shift", "place"),
    [
        (date(2030, 3, 31), datetime(2030, 3, 31, 1, 30, tzinfo=BERLIN), 60, (90, 60)),
        (date(2030, 10, 27), datetime(2030, 10, 27, 2, 45, tzinfo=BERLIN), -60, (165, 60)),
        (date(2030, 10, 27), datetime(2030, 10, 27, 2, 15, fold=1, tzinfo=BERLIN), -60, (135, 60)),
        (date(2030, 10, 27), datetime(2030, 10, 27, 23, tzinfo=BERLIN), -60, (1380, 60)),
    ],
)
def test_days_on_which_the_clocks_change(
    day: date, starts: datetime, shift: int, place: tuple[int, int]
) -> None:
    [only] = shown(meeting(starts), first=day)
    assert (only.shift, places(only)) == (shift, [place])


def test_a_day_without_a_midnight_begins_at_one() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    day = date(2021, 3, 28)
    assert span(day, 1, beirut).duration == timedelta(hours=23)
    [only] = shown(meeting(datetime(2021, 3, 28, 1, tzinfo=beirut), 30), first=day, zone=beirut)
    assert places(only) == [(60, 30)]


def test_reminders_are_on_the_day_of_their_moment() -> None:
    reminder = Reminder("r", "call Sam", datetime(2030, 3, 4, 23, 30, tzinfo=UTC), "UTC")
    assert [day.reminders for day in days((), [reminder], MONDAY, 2, BERLIN)] == [(), (reminder,)]


def test_hours_are_those_of_an_office_and_of_what_lies_outside() -> None:
    assert hours(shown()) == range(8, 18)
    early, late = datetime(2030, 3, 4, 6, 50, tzinfo=BERLIN), datetime(2030, 3, 4, 19, 10, tzinfo=BERLIN)
    assert hours(shown(meeting(early, 10), meeting(late, 50))) == range(6, 20)
    assert hours(shown(meeting(late, 51))) == range(8, 21)


@given(st.lists(st.tuples(st.integers(0, 1380), st.integers(1, 120)), max_size=12))
def test_nothing_lies_on_top_of_another(drawn: list[tuple[int, int]]) -> None:
    midnight = datetime(2030, 3, 4, tzinfo=BERLIN)
    [day] = shown(*(meeting(midnight + timedelta(minutes=minute), length) for minute, length in drawn))
    assert len(day.entries) == len(drawn)
    for one, other in combinations(day.entries, 2):
        if one.minute < other.minute + other.minutes and other.minute < one.minute + one.minutes:
            assert one.lane != other.lane
            assert one.lanes == other.lanes
    assert all(entry.lane < entry.lanes for entry in day.entries)
    busiest = Counter(
        minute for entry in day.entries for minute in range(entry.minute, entry.minute + entry.minutes)
    )
    assert max((entry.lanes for entry in day.entries), default=0) == max(busiest.values(), default=0)
