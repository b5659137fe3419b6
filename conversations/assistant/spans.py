"""The span of time a question is about: "tomorrow", "Friday afternoon", "at 3", "next week".

Takes the most plausible reading, because a question changes nothing; the answer names the span it took.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.assistant.engines.timephrases import Reading
from conversations.assistant.engines.times import times_in, weekdays_left_out
from scheduling.events import Period

LONGEST = timedelta(days=366)
_THAT_DAY = re.compile(r"\b(?:that|the same|this same) (?:day|date)\b", re.I)
_NOW = re.compile(r"\W?\b(?:right )?now\b(?=\W{0,9}$)", re.I)
_AND_NEXT = re.compile(r"\bthis (?P<unit>week|month)(?P<and> and| or|,) (?:the )?next\b(?=\W*$)", re.I)
_AND = re.compile(r"(?:[\s,&]|\b(?:and|or|also|on|as well as)\b)*", re.I)
_DAY_BY_DAY = re.compile(r"FREQ=DAILY;UNTIL=(\d{8})")
_BEFORE = re.compile(r"\b(?:before|prior to)\b", re.I)
_PARTS_OF_DAY = {
    "morning": (time(5), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time(23)),
    "night": (time(18), time(23, 59)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of local time: `first` and `last` day, and the clock times when less than whole days is meant.

    `starts` and `ends` alone are open ends of the day; `moment` tells that one clock time was named and no end. The days
    of `but` are none of it.
    """

    first: date
    last: date
    zone: ZoneInfo
    part_of_day: str = ""
    starts: time | None = None
    ends: time | None = None
    moment: bool = False
    but: tuple[date, ...] = ()

    @property
    def days(self) -> list[date]:
        days = [self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1)]
        return [day for day in days if day not in self.but]

    def holds(self, period: Period) -> bool:
        """Tell whether something within the whole period is on one of its days, in the part of the day that is meant."""
        if not self.but and not self.part_of_day:
            return True
        each_day = (replace(self, first=day, last=day, but=()).period for day in self.days)
        return any(one.overlaps(period) for one in each_day)

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


def span_of(text: str, now: datetime, that_day: str = "", asked_day: str = "") -> Span | None:
    """Return the span the text is about, None when it names none. `now` is aware, in the user's zone.

    `that_day` is the ISO date that "that day" means, `asked_day` the one that an hour alone is on, "" when there is none.
    """
    if that_day and _THAT_DAY.search(text):
        day, zone = date.fromisoformat(that_day), now.tzinfo
        assert isinstance(zone, ZoneInfo)
        return Span(day, day, zone)
    span = _span_of(text, now, asked_day)
    left_out = weekdays_left_out(text)
    if span is None or not left_out or span.last == span.first:
        return span
    return replace(span, but=tuple(day for day in span.days if day.weekday() in left_out))


def _span_of(text: str, now: datetime, asked_day: str) -> Span | None:
    text = _AND_NEXT.sub(r"this \g<unit>\g<and> next \g<unit>", _beside_now(text, now))
    if together := _together(text, now):
        return together
    for reading in times_in(text, now).readings:
        if span := _span(reading, now):
            if asked_day and reading.date is None and reading.end_date is None:
                return replace(span, first=date.fromisoformat(asked_day), last=date.fromisoformat(asked_day))
            before = _BEFORE.search(text) if reading.open_end == "before" else None
            if before and span.last == span.first and span.ends is None:  # "next week before Thursday"
                monday = datetime.combine(span.first, time.min, tzinfo=now.tzinfo)
                ends = [each.end_date for each in times_in(text[before.start() :], monday).readings]
                span = replace(span, last=max([span.first, *filter(None, ends[:1])]))
            if before and span.last > span.first:
                return replace(span, last=span.last - timedelta(days=1))
            return span
    return None


def _beside_now(text: str, now: datetime) -> str:
    """Leave out a "now" that is said of another day and tells no time: "what does Tuesday look like now?"."""
    rest = _NOW.sub("", text)
    days = [reading.date for reading in times_in(rest, now).readings if reading.date]
    return rest if days and days[0] != now.date() else text


def _together(text: str, now: datetime) -> Span | None:
    """Return the span from the first to the last of several days or weeks in a row of words, without those in between."""
    spans: list[Span] = []
    end = 0
    for phrase in times_in(text, now).phrases:
        if not any(reading.date for reading in phrase.readings):
            continue
        if spans and not _AND.fullmatch(text, end, phrase.start):
            return None
        several = len(phrase.readings) if re.search(r"\bor\b", phrase.text) else 1
        spans += [
            span for reading in phrase.readings[:several] if reading.date and (span := _span(reading, now))
        ]
        end = phrase.end
    days = sorted({day for span in spans for day in span.days})
    if len(spans) < 2 or len(days) < 2 or days[-1] - days[0] > LONGEST:
        return None
    whole = replace(spans[-1], first=days[0], last=days[-1])
    return replace(whole, but=tuple(day for day in whole.days if day not in days))


def impossible_day(text: str, now: datetime) -> str:
    """Return why the day that the text names cannot be, "" when it can or none is named."""
    when = times_in(text, now)
    days = any(reading.date for reading in when.readings)
    return when.problems[0].explanation if when.problems and not days else ""


def _span(reading: Reading, now: datetime) -> Span | None:
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    before = reading.end_date if reading.open_end == "before" else None
    if reading.date is None and reading.time is None and reading.part_of_day is None and before is None:
        return None
    starts, ends = reading.time, reading.end_time
    first = reading.date or now.date()
    if reading.date is None and starts is not None and starts <= now.time():
        first += timedelta(days=1)
    last = max(reading.end_date or first, first)
    if by_day := _DAY_BY_DAY.match(reading.recurrence or ""):
        last = max(date.fromisoformat(by_day[1]), first)
    if reading.end_time is not None and last > first:
        ends = None
    if starts is None and ends is None and reading.part_of_day in _PARTS_OF_DAY:
        starts, ends = _PARTS_OF_DAY[reading.part_of_day]
        return Span(first, last, zone, reading.part_of_day, starts, ends)
    if starts is not None and ends is None and reading.duration and reading.duration < timedelta(days=1):
        ends = (datetime.combine(first, starts) + reading.duration).time()
    if last - first > LONGEST:
        last = first + LONGEST
    moment = starts is not None and ends is None and reading.open_end is None
    return Span(first, last, zone, "", starts, ends, moment)
