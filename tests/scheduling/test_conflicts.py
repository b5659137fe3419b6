"""What is in the way of a meeting, told as data; and free time against a brute-force grid of minutes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from scheduling.availability import free_alternatives, free_within, is_free_within, merged
from scheduling.conflicts import Agenda, Obstacle, asked_about, in_the_way, obstacles
from scheduling.events import Period, VEvent
from scheduling.preferences import Preferences

# a Thursday
DAY = datetime(2026, 3, 5, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MINUTE, WEEK = timedelta(minutes=1), timedelta(weeks=1)
OFFICE = ((time(9), time(17)),) * 5 + (None, None)


def span(starts: str, ends: str, day: datetime = DAY) -> Period:
    """A period between two clock times of a day."""
    return Period(
        *(datetime.combine(day.date(), time.fromisoformat(clock), tzinfo=UTC) for clock in (starts, ends))
    )


def meeting(period: Period, uid: str = "new", **more: str) -> VEvent:
    return VEvent(uid, f"Meeting {uid}", period, "UTC", **more)


def test_nothing_is_in_the_way_of_a_free_hour_in_working_hours() -> None:
    agenda = Agenda([meeting(span("09:00", "10:00"), "before"), meeting(span("11:00", "12:00"), "after")])
    assert obstacles(meeting(span("10:00", "11:00")), agenda, now=NOW) == ()
    assert obstacles(meeting(span("10:00", "12:00"), "after"), agenda, now=NOW) == ()


def test_meetings_are_hard_and_preferences_soft() -> None:
    preferences = Preferences(hours=OFFICE, buffer=timedelta(minutes=15), notice=timedelta(days=5))
    others = [meeting(span("16:00", "17:10"), "near"), meeting(span("17:30", "18:00"), "there")]
    wanted = span("17:15", "17:45")
    assert obstacles(meeting(wanted), Agenda(others, preferences), now=NOW) == (
        Obstacle("meeting", wanted, True, "there", "Meeting there", others[1].period),
        Obstacle("buffer", wanted, False, "near", "Meeting near", others[0].period),
        Obstacle("hours", wanted, detail=preferences.working(DAY.date(), "UTC")),
        Obstacle("notice", wanted),
    )


def test_a_day_off_has_no_hours_and_the_owners_zone_counts() -> None:
    saturday = span("10:00", "11:00", DAY + timedelta(days=2))
    office = Agenda((), Preferences(hours=OFFICE))
    assert obstacles(meeting(saturday), office, now=NOW) == (Obstacle("hours", saturday),)
    there = Preferences(timezone="America/New_York", hours=OFFICE)
    assert obstacles(meeting(span("15:00", "16:00")), Agenda((), there), now=NOW) == ()
    assert [each.kind for each in obstacles(meeting(span("10:00", "11:00")), Agenda((), there), now=NOW)] == [
        "hours"
    ]


def test_hours_that_nobody_named_are_in_nobodys_way() -> None:
    night = meeting(span("22:00", "23:00", DAY + timedelta(days=2)))
    assert obstacles(night, Agenda(), now=NOW) == ()


def test_busy_people_are_in_the_way_by_their_address_alone() -> None:
    wanted = span("10:00", "11:00")
    busy = {"ana@example.com": [span("10:30", "12:00")], "bob@example.com": [span("11:00", "12:00")]}
    assert obstacles(meeting(wanted), Agenda(), now=NOW, busy=busy) == (
        Obstacle("attendee", wanted, summary="ana@example.com"),
    )


def test_conflicts_of_a_series_are_told_by_occurrence() -> None:
    wanted = span("10:00", "11:00")
    second, third = (Period(wanted.starts + n * WEEK, wanted.ends + n * WEEK) for n in (1, 2))
    others = [meeting(span("10:30", "11:30", DAY + 2 * WEEK), "third"), meeting(second, "second")]
    assert obstacles(meeting(wanted, rrule="FREQ=WEEKLY"), Agenda(others), now=NOW) == (
        Obstacle("meeting", second, True, "second", "Meeting second", second),
        Obstacle("meeting", third, True, "third", "Meeting third", others[0].period),
    )
    early = [
        each.kind
        for each in obstacles(
            meeting(span("07:00", "08:00"), rrule="FREQ=DAILY"),
            Agenda((), Preferences(hours=OFFICE)),
            now=NOW,
        )
    ]
    assert early == ["hours"]


def test_a_running_series_is_compared_from_now_on() -> None:
    """It began two years ago: what is over is in nobody's way, and what is ahead of now is."""
    begun = meeting(span("10:00", "11:00", DAY - 104 * WEEK), "series", rrule="FREQ=WEEKLY")
    dentist = meeting(span("10:00", "11:00", DAY - 2 * WEEK), "dentist")
    busy = {"ana@example.com": [dentist.period]}
    agenda = Agenda([dentist], Preferences(hours=((time(9), time(17)),) * 7))
    assert obstacles(begun, agenda, now=NOW, busy=busy) == ()
    assert in_the_way(begun, agenda.meetings, NOW) is None

    review = meeting(span("10:30", "12:00", DAY + 52 * WEEK), "review")
    asked = asked_about(begun, NOW)
    assert asked.starts > dentist.period.ends and review.period.overlaps(asked)
    assert [each.uid for each in obstacles(begun, Agenda([dentist, review]), now=NOW)] == ["review"]
    assert in_the_way(begun, [dentist, review], NOW) == review


def test_notice_is_about_what_comes_next_and_only_where_it_is_wanted() -> None:
    begun = meeting(span("10:00", "11:00", DAY - 2 * WEEK), "series", rrule="FREQ=WEEKLY")
    days = [timedelta(days=number) for number in (0, 2, 4)]
    found = [obstacles(begun, Agenda((), Preferences(notice=notice)), now=NOW) for notice in days]
    assert found == [(), (), (Obstacle("notice", span("10:00", "11:00")),)]


def test_one_occurrence_is_in_the_way_of_its_sibling() -> None:
    wanted = replace(meeting(span("10:00", "11:00"), "series"), recurrence_id=DAY)
    sibling = replace(wanted, recurrence_id=DAY + WEEK)
    assert [each.hard for each in obstacles(wanted, Agenda([sibling]), now=NOW)] == [True]
    assert obstacles(wanted, Agenda([wanted]), now=NOW) == ()


def test_alternatives_lie_inside_preferences() -> None:
    preferences = Preferences(buffer=timedelta(minutes=30), notice=timedelta(days=3, hours=5))
    wanted, busy = span("16:30", "17:30"), [span("15:00", "15:30")]
    found = free_alternatives(wanted, busy, now=NOW, preferences=preferences)
    assert found == (
        span("16:00", "17:00"),
        span("09:00", "10:00", DAY + timedelta(days=1)),
        span("09:30", "10:30", DAY + timedelta(days=1)),
    )


def test_alternatives_to_a_series_are_free_every_time() -> None:
    wanted = span("10:00", "11:00")
    others = [Period(wanted.starts + n * WEEK, wanted.ends + n * WEEK) for n in (1, 2)]
    busy = [wanted, span("11:00", "12:00", DAY + WEEK), span("09:00", "10:00", DAY + 2 * WEEK)]
    found = free_alternatives(wanted, busy, now=NOW, others=others, preferences=Preferences())
    assert found == (span("12:00", "13:00"), span("12:30", "13:30"), span("13:00", "14:00"))


def test_alternatives_of_a_series_move_by_the_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 3, 26, 10, tzinfo=berlin)
    wanted, later = (Period(starts, starts + timedelta(hours=1)) for starts in (first, first + WEEK))
    # at 11 local time after the clocks went forward
    busy = [wanted, Period(datetime(2026, 4, 2, 9, tzinfo=UTC), datetime(2026, 4, 2, 10, tzinfo=UTC))]
    found = free_alternatives(wanted, busy, now=NOW, others=[later], most=4)
    assert [f"{period.starts:%H:%M}" for period in found] == ["08:00", "08:30", "09:00", "12:00"]


periods = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 90)).map(
        lambda pair: Period(DAY + pair[0] * MINUTE, DAY + (pair[0] + pair[1]) * MINUTE)
    ),
    max_size=12,
)


def minutes(found: Iterable[Period]) -> set[int]:
    """The minutes of the day that periods cover, one by one."""
    return {(each.starts - DAY) // MINUTE + step for each in found for step in range(each.duration // MINUTE)}


@given(periods, st.integers(0, 300), st.integers(1, 120))
def test_free_and_busy_time_is_that_of_a_grid_of_minutes(busy: list[Period], begin: int, length: int) -> None:
    wanted = Period(DAY + begin * MINUTE, DAY + (begin + length) * MINUTE)
    covered = merged(busy)
    assert minutes(covered) == minutes(busy)
    assert all(one.ends < other.starts for one, other in pairwise(covered))
    assert minutes(free_within(wanted, busy)) == minutes([wanted]) - minutes(busy)
    assert is_free_within(wanted, covered) == (not minutes([wanted]) & minutes(busy))


@given(periods, st.integers(0, 20))
def test_alternatives_are_the_nearest_free_starts_of_the_grid(busy: list[Period], begin: int) -> None:
    wanted = Period(DAY + begin * 30 * MINUTE, DAY + (begin + 2) * 30 * MINUTE)
    found = free_alternatives(wanted, busy, now=NOW, days=0)
    taken = minutes(busy)
    grid = [
        DAY + step * 30 * MINUTE
        for step in range(16, 36)
        if not taken & set(range(step * 30, step * 30 + 60))
    ]
    nearest = sorted(grid, key=lambda start: (abs(start - wanted.starts), start))[:3]
    assert [each.starts for each in found] == sorted(nearest)
