"""Free and busy time as plain arithmetic on periods; never a database query."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from scheduling.events import Period

STEP = timedelta(minutes=30)
FIRST_HOUR, LAST_HOUR = 8, 18


def free_alternatives(
    wanted: Period, busy: Iterable[Period], *, now: datetime, most: int = 3, days: int = 7
) -> tuple[Period, ...]:
    """Return up to `most` free periods as long as `wanted`, nearest to it first, in its zone's daytime.

    Looks `days` ahead of the wanted day in half-hour steps; none of them lies before `now`.
    """
    taken = sorted(busy, key=lambda period: period.starts)
    candidates = sorted(
        _daytime(wanted, days), key=lambda period: (abs(period.starts - wanted.starts), period.starts)
    )
    free = (
        period
        for period in candidates
        if period.starts >= now and not any(period.overlaps(other) for other in taken)
    )
    return tuple(sorted(islice(free, most), key=lambda period: period.starts))


def _daytime(wanted: Period, days: int) -> Iterator[Period]:
    """Half-hour starts between FIRST_HOUR and LAST_HOUR local time on the wanted day and the `days` after it."""
    length = wanted.ends - wanted.starts
    midnight = wanted.starts.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(days + 1):
        start = midnight + timedelta(days=day, hours=FIRST_HOUR)
        end_of_day = midnight + timedelta(days=day, hours=LAST_HOUR)
        while start < end_of_day:
            yield Period(start, start + length)
            start += STEP
