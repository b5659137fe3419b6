"""The span of time a question is about: "tomorrow", "Friday afternoon", "at 3", "next week".

Takes the most plausible reading, because a question changes nothing; the answer names the span it took.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.assistant.engines.timephrases import Reading
from conversations.assistant.engines.times import times_in
from scheduling.events import Period

LONGEST = timedelta(days=366)
_THAT_DAY = re.compile(r"\b(?:that|the same|this same) (?:day|date)\b", re.I)
_PARTS_OF_DAY = {
    "morning": (time(5), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(23)),
    "night": (time(18), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of local time: `first` and `last` day, and the clock times when less than whole days is meant.

    `starts` and `ends` alone are open ends of the day; `moment` tells that one clock time was named and no end.
    """

    first: date
    last: date
    zone: ZoneInfo
    part_of_day: str = ""
    starts: time | None = None
    ends: time | None = None
    moment: bool = False

    @property
    def period(self) -> Period:
        begins = datetime.combine(self.first, self.starts or time.min, tzinfo=self.zone)
        if self.moment:
            return Period(begins, begins + timedelta(minutes=1))
        if self.ends is None:
            return Period(begins, datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=self.zone))
        ends = datetime.combine(self.last, self.ends, tzinfo=self.zone)
        return Period(begins, ends if ends > begins else ends + timedelta(days=1))

    @property
    def whole_days(self) -> bool:
        return self.starts is None and self.ends is None


def span_of(text: str, now: datetime, that_day: str = "") -> Span | None:
    """Return the span the text is about, None when it names none. `now` is aware, in the user's zone.

    `that_day` is the ISO date that "that day" means, "" when there is none.
    """
    if that_day and _THAT_DAY.search(text):
        day, zone = date.fromisoformat(that_day), now.tzinfo
        assert isinstance(zone, ZoneInfo)
        return Span(day, day, zone)
    for reading in times_in(text, now).readings:
        if span := _span(reading, now):
            return span
    return None


def impossible_day(text: str, now: datetime) -> str:
    """Return why the day that the text names cannot be, "" when it can or none is named."""
    when = times_in(text, now)
    days = any(reading.date for reading in when.readings)
    return when.problems[0].explanation if when.problems and not days else ""


def _span(reading: Reading, now: datetime) -> Span | None:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    if reading.date is None and reading.time is None and reading.part_of_day is None:
        return None
    starts, ends = reading.time, reading.end_time
    first = reading.date or now.date()
    if reading.date is None and starts is not None and starts <= now.time():
        first += timedelta(days=1)
    last = max(reading.end_date or first, first)
    if reading.end_time is not None and last > first:
        ends = None
    if starts is None and ends is None and reading.part_of_day in _PARTS_OF_DAY and last == first:
        starts, ends = _PARTS_OF_DAY[reading.part_of_day]
        return Span(first, last, zone, reading.part_of_day, starts, ends)
    if starts is not None and ends is None and reading.duration and reading.duration < timedelta(days=1):
        ends = (datetime.combine(first, starts) + reading.duration).time()
    if last - first > LONGEST:
        last = first + LONGEST
    moment = starts is not None and ends is None and reading.open_end is None
    return Span(first, last, zone, "", starts, ends, moment)
