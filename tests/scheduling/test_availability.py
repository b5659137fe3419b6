"""Free time as arithmetic, also in the night the clocks go back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.availability import free_alternatives, free_within
from scheduling.events import Period

BERLIN = ZoneInfo("Europe/Berlin")


def span(starts: int, ends: int) -> Period:
    """A period between two hours of one day."""
    return Period(datetime(2026, 3, 5, starts, tzinfo=UTC), datetime(2026, 3, 5, ends, tzinfo=UTC))


def test_free_within_leaves_out_what_is_busy_whatever_its_order() -> None:
    busy = [span(15, 16), span(7, 9), span(12, 13), span(12, 14), span(20, 21)]
    assert free_within(span(8, 18), busy) == (span(9, 12), span(14, 15), span(16, 18))
    assert free_within(span(8, 18), []) == (span(8, 18),)
    assert free_within(span(12, 13), busy) == ()


def test_alternatives_are_the_nearest_free_ones() -> None:
    now = datetime(2026, 3, 5, 9, tzinfo=UTC)
    assert free_alternatives(span(12, 13), [span(12, 13)], now=now) == (
        Period(datetime(2026, 3, 5, 10, 30, tzinfo=UTC), datetime(2026, 3, 5, 11, 30, tzinfo=UTC)),
        span(11, 12),
        span(13, 14),
    )


def test_alternatives_to_a_period_through_the_hour_that_comes_twice_are_as_long() -> None:
    starts = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN)
    wanted = Period(starts, datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=BERLIN))
    found = free_alternatives(wanted, [wanted], now=datetime(2026, 10, 23, 9, tzinfo=BERLIN))
    assert [period.duration for period in found] == [timedelta(minutes=30)] * 3
    assert found[0].starts == datetime(2026, 10, 25, 8, tzinfo=BERLIN)
