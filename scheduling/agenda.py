"""Days and weeks of an agenda in its owner's zone: what lies on which day, and where on it; never how it looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.availability import FIRST_HOUR, LAST_HOUR
from scheduling.events import Period, Reminder, VEvent

DAY, WEEK = 1, 7
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """The part of an occurrence that lies on one day: `minute` on the clock that it begins at, and how many it takes.

    What overlaps stands side by side: this one in lane `lane` of `lanes`, counted from 0. `before` and `after` tell that
    it began on an earlier day or goes on to the next.
    """

    event: VEvent
    starts: datetime
    ends: datetime
    minute: int
    minutes: int
    before: bool = False
    after: bool = False
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Day:
    """One day with its meetings in order, its reminders, and the minutes by which its clocks are put forward or back."""

    date: date
    entries: tuple[Entry, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    shift: int = 0


def first_day(day: date, count: int) -> date:
    """Return the first day of the view that shows this day: itself, or the Monday of its week."""
    return day - timedelta(days=day.weekday()) if count == WEEK else day


def span(first: date, count: int, zone: ZoneInfo) -> Period:
    """Return the time of so many days from midnight to midnight; a day without a midnight begins at its first moment."""
    return Period(_midnight(first, zone), _midnight(first + timedelta(days=count), zone))


def days(
    meetings: Iterable[VEvent], reminders: Iterable[Reminder], first: date, count: int, zone: ZoneInfo
) -> list[Day]:
    """Return the days with what overlaps them; a meeting over midnight is there on both."""
    meetings, reminders = list(meetings), list(reminders)
    found = []
    for day in (first + timedelta(days=ahead) for ahead in range(count)):
        whole = span(day, 1, zone)
        found.append(
            Day(
                day,
                _side_by_side(
                    [_entry(each, whole, zone) for each in meetings if each.period.overlaps(whole)]
                ),
                tuple(each for each in reminders if whole.starts <= each.moment.astimezone(UTC) < whole.ends),
                (timedelta(days=1) - whole.duration) // _MINUTE,
            )
        )
    return found


def hours(shown: Sequence[Day]) -> range:
    """Return the hours that have to be visible: those of an office, and more where something lies outside them."""
    entries = [entry for day in shown for entry in day.entries]
    first = min([FIRST_HOUR, *(entry.minute // 60 for entry in entries)])
    last = max([LAST_HOUR, *(-(-(entry.minute + entry.minutes) // 60) for entry in entries)])
    return range(first, last)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _entry(event: VEvent, day: Period, zone: ZoneInfo) -> Entry:
    period = event.period.utc
    starts = max(period.starts, day.starts).astimezone(zone)
    minute = starts.hour * 60 + starts.minute
    length = (min(period.ends, day.ends) - starts.astimezone(UTC)) // _MINUTE
    return Entry(
        event,
        period.starts.astimezone(zone),
        period.ends.astimezone(zone),
        minute,
        max(1, min(length, 24 * 60 - minute)),
        before=period.starts < day.starts,
        after=period.ends > day.ends,
    )


def _side_by_side(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give each entry the first lane that is free at its minute; entries that hang together share one number of lanes."""
    placed: list[Entry] = []
    group: list[tuple[Entry, int]] = []
    ends: list[int] = []
    for entry in sorted(entries, key=lambda each: (each.minute, -each.minutes)):
        if ends and entry.minute >= max(ends):
            placed += _placed(group, len(ends))
            group, ends = [], []
        lane = next((number for number, end in enumerate(ends) if end <= entry.minute), len(ends))
        ends[lane : lane + 1] = [entry.minute + entry.minutes]
        group.append((entry, lane))
    return tuple(placed + _placed(group, len(ends)))


def _placed(group: Sequence[tuple[Entry, int]], lanes: int) -> list[Entry]:
    return [replace(entry, lane=lane, lanes=lanes) for entry, lane in group]
