"""Free and busy time as plain arithmetic on periods; never a database query."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
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


def free_within(wanted: Period, busy: Iterable[Period]) -> tuple[Period, ...]:
    """Return the parts of `wanted` that no busy period covers, in order and in UTC."""
    free: list[Period] = []
    at = wanted.utc.starts
    for taken in sorted((period.utc for period in busy), key=lambda period: period.starts):
        if taken.starts >= wanted.utc.ends:
            break
        if taken.starts > at:
            free.append(Period(at, taken.starts))
        at = max(at, taken.ends)
    if at < wanted.utc.ends:
        free.append(Period(at, wanted.utc.ends))
    return tuple(free)


def _daytime(wanted: Period, days: int) -> Iterator[Period]:
    """Half-hour starts between FIRST_HOUR and LAST_HOUR local time on the wanted day and the `days` after it."""
    midnight = wanted.starts.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(days + 1):
        start = midnight + timedelta(days=day, hours=FIRST_HOUR)
        end_of_day = midnight + timedelta(days=day, hours=LAST_HOUR)
        while start < end_of_day:
            yield Period(start, (start.astimezone(UTC) + wanted.duration).astimezone(start.tzinfo))
            start += STEP
