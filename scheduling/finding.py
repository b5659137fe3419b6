"""When a meeting of some length can be within the windows it may lie in; plain arithmetic, never a database query."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from scheduling.availability import STEP, is_free_within, merged
from scheduling.events import Period

APART = timedelta(hours=1)  # so far two suggestions of one day lie from each other at least


def free_starts(
    windows: Iterable[Period],
    length: timedelta,
    busy: Iterable[Period],
    *,
    earliest: datetime,
    buffer: timedelta = timedelta(0),
) -> Iterator[datetime]:
    """Yield the starts in the windows, in half-hour steps, from which so long a time is free, the buffer around it too.

    They are in the zone of their window, and none is before `earliest`.
    """
    taken = merged(busy)
    for window in windows:
        start = window.starts
        while (ends := start.astimezone(UTC) + length) <= window.utc.ends:
            begins = start.astimezone(UTC)
            free = is_free_within(Period(begins - buffer, ends + buffer), taken)
            if begins >= earliest.astimezone(UTC) and free:
                yield start
            start = (begins + STEP).astimezone(start.tzinfo)


def spread(starts: Iterable[datetime], most: int, length: timedelta) -> Sequence[datetime]:
    """Choose up to `most` of the starts, which are in order: from each day as many as needed, those over all of it."""
    days: dict[date, list[datetime]] = {}
    for start in starts:
        of_day = days.setdefault(start.date(), [])
        if not of_day or start - of_day[-1] >= max(length, APART):
            of_day.append(start)
    each = -(-most // max(len(days), 1))
    chosen = [_over(of_day, each) for of_day in days.values()]
    turns = [of_day[turn] for turn in range(each) for of_day in chosen if turn < len(of_day)]
    return sorted(turns[:most])


def _over(starts: Sequence[datetime], most: int) -> Sequence[datetime]:
    """Choose up to `most`, the first and the last among them, evenly in between."""
    if len(starts) <= most or most == 1:
        return starts[:most]
    return [starts[place * (len(starts) - 1) // (most - 1)] for place in range(most)]
