"""Free and busy time as plain arithmetic on periods; never a database query."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from scheduling.events import Period
from scheduling.preferences import Preferences

STEP = timedelta(minutes=30)
FIRST_HOUR, LAST_HOUR = 8, 18


def free_alternatives(
    wanted: Period,
    busy: Iterable[Period],
    *,
    now: datetime,
    preferences: Preferences | None = None,
    zone: str = "UTC",
    others: Sequence[Period] = (),
    most: int = 3,
    days: int = 7,
) -> tuple[Period, ...]:
    """Return up to `most` free periods as long as `wanted`, nearest to it first chosen, in the zone of its bounds.

    Looks `days` ahead of the wanted day in half-hour steps; none of them lies before `now`. Without preferences they lie
    between FIRST_HOUR and LAST_HOUR of its zone; with them they lie inside usual hours (in `zone` when the owner named
    none), with the buffer free around them and with notice. `others` are the further occurrences of a series: they move
    by the same clock time, and all must be free.
    """
    buffer = preferences.buffer if preferences else timedelta(0)
    taken = merged(busy)
    series = [_local(period) for period in (wanted, *others)]
    earliest = now.astimezone(UTC) + (preferences.notice if preferences else timedelta(0))

    def is_free(start: datetime) -> bool:
        shift = start.replace(tzinfo=None) - wanted.starts.replace(tzinfo=None)
        return all(
            is_free_within(Period(moved.utc.starts - buffer, moved.utc.ends + buffer), taken)
            for moved in (move(shift) for move in series)
        )

    starts = _office(wanted, days, preferences, zone) if preferences else _daytime(wanted, days)
    nearest = sorted(starts, key=lambda start: (abs(start - wanted.starts), start))
    free = (start for start in nearest if start.astimezone(UTC) >= earliest and is_free(start))
    found = [Period(start, _after(start, wanted.duration)) for start in islice(free, most)]
    return tuple(sorted(found, key=lambda period: period.utc.starts))


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the time that the periods cover, in UTC and in order: what overlaps or touches is one period."""
    covered: list[Period] = []
    for period in sorted((period.utc for period in periods), key=lambda period: period.starts):
        if covered and period.starts <= covered[-1].ends:
            if period.ends > covered[-1].ends:
                covered[-1] = Period(covered[-1].starts, period.ends)
        else:
            covered.append(period)
    return tuple(covered)


def free_within(wanted: Period, busy: Iterable[Period]) -> tuple[Period, ...]:
    """Return the parts of `wanted` that no busy period covers, in order and in UTC."""
    free: list[Period] = []
    at = wanted.utc.starts
    for taken in merged(busy):
        if taken.starts >= wanted.utc.ends:
            break
        if taken.starts > at:
            free.append(Period(at, taken.starts))
        at = max(at, taken.ends)
    if at < wanted.utc.ends:
        free.append(Period(at, wanted.utc.ends))
    return tuple(free)


def is_free_within(wanted: Period, taken: Sequence[Period]) -> bool:
    """Tell whether none of the periods, as `merged` returns them, overlaps the wanted one."""
    first = bisect_left(taken, wanted.utc.starts, key=lambda period: period.ends)
    while first < len(taken) and taken[first].starts < wanted.utc.ends:
        if taken[first].overlaps(wanted):
            return False
        first += 1
    return True


def _local(period: Period) -> Callable[[timedelta], Period]:
    """How the period moves by the clock of its zone."""

    def move(shift: timedelta) -> Period:
        start = period.starts + shift if shift else period.starts
        return Period(start, _after(start, period.duration))

    return move


def _after(start: datetime, duration: timedelta) -> datetime:
    return (start.astimezone(UTC) + duration).astimezone(start.tzinfo)


def _daytime(wanted: Period, days: int) -> Iterator[datetime]:
    """Half-hour starts between FIRST_HOUR and LAST_HOUR local time on the wanted day and the `days` after it."""
    midnight = wanted.starts.replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(days + 1):
        start = midnight + timedelta(days=day, hours=FIRST_HOUR)
        end_of_day = midnight + timedelta(days=day, hours=LAST_HOUR)
        while start < end_of_day:
            yield start
            start += STEP


def _office(wanted: Period, days: int, preferences: Preferences, zone: str) -> Iterator[datetime]:
    """Half-hour starts of what ends inside working hours, in the zone of the wanted period."""
    owner = ZoneInfo(preferences.timezone or zone)
    today = wanted.starts.astimezone(owner).date()
    for ahead in range(days + 1):
        hours = preferences.usual(today + timedelta(days=ahead), zone)
        if hours is None:
            continue
        start = hours.utc.starts
        while start + wanted.duration <= hours.utc.ends:
            yield start.astimezone(wanted.starts.tzinfo)
            start += STEP
