"""Free starts within windows, and which of them are suggested."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.events import Period
from scheduling.finding import free_starts, spread

NINE = datetime(2030, 3, 5, 9, tzinfo=UTC)
HOUR, HALF = timedelta(hours=1), timedelta(minutes=30)


def window(day: int = 0, hours: int = 3) -> Period:
    starts = NINE + timedelta(days=day)
    return Period(starts, starts + timedelta(hours=hours))


def test_starts_are_free_for_the_whole_length_and_inside_the_window() -> None:
    busy = [Period(NINE + HOUR, NINE + HOUR + HALF)]
    found = list(free_starts([window()], HOUR, busy, earliest=NINE))
    assert found == [NINE, NINE + 3 * HALF, NINE + 4 * HALF]


def test_a_buffer_is_kept_and_nothing_is_before_the_earliest() -> None:
    busy = [Period(NINE + HOUR, NINE + HOUR + HALF)]
    found = list(free_starts([window()], HALF, busy, earliest=NINE + timedelta(minutes=1), buffer=HALF))
    assert found == [NINE + 4 * HALF, NINE + 5 * HALF]


def test_clock_times_are_those_of_the_window_across_a_change_of_the_clocks() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Period(datetime(2026, 3, 29, 1, tzinfo=berlin), datetime(2026, 3, 29, 4, tzinfo=berlin))
    found = list(free_starts([night], HOUR, [], earliest=NINE - timedelta(days=3650)))
    assert [f"{start:%H:%M}" for start in found] == ["01:00", "01:30", "03:00"]


@pytest.mark.parametrize(
    ("days", "most", "chosen"),
    [
        ([0, 1, 2, 3], 3, [(0, 9), (1, 9), (2, 9)]),
        ([0], 3, [(0, 9), (0, 10), (0, 11)]),
        ([0, 1], 3, [(0, 9), (0, 11), (1, 9)]),
        ([], 3, []),
    ],
)
def test_suggestions_are_spread_over_the_days_and_the_day(
    days: list[int], most: int, chosen: list[tuple[int, int]]
) -> None:
    starts = [start for day in days for start in free_starts([window(day)], HALF, [], earliest=NINE)]
    found = spread(starts, most, HALF)
    assert [((start.date() - NINE.date()).days, start.hour) for start in found] == chosen
