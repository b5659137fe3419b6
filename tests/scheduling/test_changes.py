"""What a write makes of a series, whatever zone it is said in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.changes import with_series_moved
from scheduling.events import Override, Period, VEvent
from scheduling.recurrence import occurrences

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
# between the nights on which the clocks go back in Berlin and in New York
FIRST = datetime(2026, 10, 27, 10, tzinfo=BERLIN)
YEAR = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def period(starts: datetime, length: timedelta = HOUR) -> Period:
    return Period(starts.astimezone(UTC), starts.astimezone(UTC) + length)


def series(starts: datetime = FIRST, rule: str = "FREQ=WEEKLY;COUNT=4") -> VEvent:
    return VEvent("series", "Review", period(starts), "Europe/Berlin", rrule=rule)


def local(event: VEvent) -> list[str]:
    zone = ZoneInfo(event.timezone)
    return [f"{each.period.starts.astimezone(zone):%a %m-%d %H:%M}" for each in occurrences(event, YEAR)]


@pytest.mark.parametrize("week", range(4))
def test_a_series_moved_from_another_zone_lands_where_it_was_shown(week: int) -> None:
    shown = FIRST + week * WEEK
    wanted = datetime(shown.year, shown.month, shown.day, 11, tzinfo=NEW_YORK)
    moved = with_series_moved(
        series(),
        period(shown),
        replace(series(), period=period(wanted, 2 * HOUR), timezone="America/New_York"),
    )
    assert moved.timezone == "America/New_York"
    assert local(moved) == ["Tue 10-27 11:00", "Tue 11-03 11:00", "Tue 11-10 11:00", "Tue 11-17 11:00"]
    assert moved.period.duration == 2 * HOUR


def test_the_days_of_a_rule_move_by_the_calendar_of_each_zone() -> None:
    early = series(FIRST.replace(hour=2), "FREQ=WEEKLY;BYDAY=TU;COUNT=3")
    cancelled = replace(early, overrides=(Override((FIRST.replace(hour=2) + WEEK).astimezone(UTC), None),))
    # two weeks later it is Monday evening in New York, and stays so an hour later
    shown = FIRST.replace(hour=2) + 2 * WEEK
    wanted = (shown.astimezone(NEW_YORK) + HOUR).astimezone(UTC)
    moved = with_series_moved(
        cancelled, period(shown), replace(cancelled, period=period(wanted), timezone="America/New_York")
    )
    assert moved.rrule == "FREQ=WEEKLY;BYDAY=MO;COUNT=3"
    assert local(moved) == ["Mon 10-26 21:00", "Mon 11-09 21:00"]
