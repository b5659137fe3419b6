"""Spread a frame into readings: which half of the day, which day, in which order of likelihood.

This room never reads words except the few that tell morning from evening.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from .calendar_days import length_in_words, shift_days
from .readings import Reading
from .values import Choice, Clock, Frame

MOST_READINGS = 8
_EVENING = re.compile(
    r"\b(?:dinner|supper|drinks?|cocktails?|tonight|tonite|night|evening|concert|movies?|nightclub|bar|pub|gig)\b",
    re.I,
)
_MORNING = re.compile(r"\b(?:breakfast|brunch|wake|alarm|sunrise|morning)\b", re.I)
_LUNCH = re.compile(r"\b(?:lunch|luncheon)\b", re.I)


def mood_of(text: str) -> str:
    """Return "morning", "lunch", "evening" or "" by the words of `text` that lean to one."""
    for mood, words in (("evening", _EVENING), ("morning", _MORNING), ("lunch", _LUNCH)):
        if words.search(text):
            return mood
    return ""


def say(clock: time) -> str:
    """Return the time as a person would say it: "3 in the afternoon", "9:30 in the morning", "noon"."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "noon" if clock.hour else "midnight"
    hour = clock.hour % 12 or 12
    shown = f"{hour}:{clock.minute:02}" if clock.minute else f"{hour}"
    part = (
        "in the morning" if clock.hour < 12 else "in the afternoon" if clock.hour < 18 else "in the evening"
    )
    return f"{shown} {part if clock.hour < 22 else 'at night'}"


def _prefers_pm(hour: int, mood: str) -> bool:
    """Tell which half comes first for an hour said bare; meetings are held by day."""
    if hour == 12:
        return True
    if mood == "evening":
        return True
    if mood == "morning":
        return hour < 4
    if mood == "lunch":
        return hour < 5
    return hour < 7


def halves(clock: Clock, part: str | None, mood: str) -> list[time]:
    """Return the clock times a spoken time may mean, most plausible first."""
    if clock.half == "fixed":
        also = [time(*clock.otherwise)] if clock.otherwise else []
        return [time(clock.hour % 24, clock.minute), *also]
    morning, evening = time(clock.hour % 12, clock.minute), time(clock.hour % 12 + 12, clock.minute)
    if clock.half is not None:
        return [morning if clock.half == "am" else evening]
    if part == "morning":
        return [morning]
    if part in ("afternoon", "evening", "lunch"):
        return [evening if part != "lunch" or clock.hour < 11 or clock.hour == 12 else morning]
    if part == "night":
        return [morning if clock.hour == 12 or clock.hour < 4 else evening]
    order = [morning, evening]
    return order[::-1] if _prefers_pm(clock.hour, mood) else order


def _spoken(clock: Clock | None, chosen: time) -> str:
    named = clock is not None and (clock.hour, clock.minute) == (chosen.hour, chosen.minute)
    return (clock.name if clock is not None and named else "") or say(chosen)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _spans(frame: Frame, mood: str) -> list[tuple[time | None, time | None]]:
    """Return pairs of start and end that belong together: "11 to 1pm" starts in the morning."""
    starts: list[time] = halves(frame.clock, frame.part, mood) if frame.clock else []
    if frame.end_clock is None:
        return [(start, None) for start in starts] or [(None, None)]
    part = None if starts else frame.part
    ends = halves(frame.end_clock, part, mood)
    if not starts:
        return [(None, end) for end in ends]
    if frame.end_days is not None and len(ends) == 2 and len(starts) == 1:
        return [(starts[0], ends[0]), (starts[0], ends[1])]

    def gap(start: time, end: time) -> int:
        return (_minutes(end) - _minutes(start) - 1) % 1440

    if len(ends) == 1 and len(starts) == 2:
        same_day = [start for start in starts if start < ends[0]]
        starts = [min(same_day or starts, key=lambda start: gap(start, ends[0]))]
    return [(start, min(ends, key=lambda end, start=start: gap(start, end))) for start in starts]  # type: ignore[misc]


def _later_first(
    spans: list[tuple[time | None, time | None]], choice: Choice | None, now: datetime
) -> list[tuple[time | None, time | None]]:
    """Put what has already passed today last, when the day meant is today."""
    if choice is None or choice.first != now.date():
        return spans
    return sorted(spans, key=lambda span: span[0] is not None and span[0] <= now.time().replace(tzinfo=None))


def _end_of(
    choice: Choice | None, start: time | None, end: time | None, frame: Frame, duration: timedelta | None
) -> tuple[date | None, time | None]:
    """Return the last day and end time, the day after when a span runs past midnight."""
    first = choice.first if choice else None
    last = choice.last if choice else None
    if frame.end_days is not None:
        last = frame.end_days.choices[0].last if frame.end_days.vague else frame.end_days.first
        last = last or frame.end_days.first
        if first is not None and last < first:
            return None, None
        if first is not None and last == first and start and end and end <= start:
            return shift_days(last, 1), end
        return last, end
    whole_days = duration is not None and duration >= timedelta(days=1) and not duration % timedelta(days=1)
    if (
        first is not None
        and last is None
        and start is None
        and end is None
        and whole_days
        and not frame.repeats
    ):
        assert duration is not None
        return shift_days(first, duration.days - 1), None
    if first is not None and last is None and start is not None:
        if end is not None and end <= start:
            return shift_days(first, 1), end
        if end is None and duration is not None and duration >= timedelta(days=1):
            return shift_days(first, duration.days), (
                datetime.combine(first, start) + duration % timedelta(days=1)
            ).time()
    return last, end


def _midnights(choices: tuple[Choice, ...], *, tonight: bool) -> tuple[Choice, ...]:
    """Return the days whose midnight may be meant: the one a day begins with, or the one that ends it."""
    ends = tuple(
        Choice(shift_days(c.first, 1), f"the midnight that ends {c.why}") for c in choices if not c.last
    )
    return (*ends, *choices) if tonight else (*choices, *ends)


def readings_of(frame: Frame, now: datetime, mood: str) -> tuple[Reading, ...]:
    """Return every way to understand `frame`, most plausible first."""
    choices: tuple[Choice | None, ...] = frame.days.choices if frame.days else (None,)
    zones = (
        frame.zones or next((c.zones for c in (frame.end_clock, frame.clock) if c and c.zones), ()) or (None,)
    )
    duration = frame.length.duration if frame.length else None
    found: list[Reading] = []
    repeats = frame.repeats or (None,)
    part = frame.part
    if frame.days and frame.clock and frame.clock.name == "midnight" and not frame.end_clock:
        choices = _midnights(frame.days.choices, tonight=part == "night")
    for choice, repeat, zone in product(choices[:4], repeats, zones):
        for start, end in _later_first(_spans(frame, mood), choice, now):
            last, end_time = _end_of(choice, start, end, frame, duration)
            whys = [choice.why] if choice else []
            whys += [repeat.why] if repeat else []
            whys += [_spoken(frame.clock, start)] if start else []
            whys += [f"until {say(end)}"] if end else []
            whys += [f"for {length_in_words(duration)}"] if duration else []
            whys += [f"the {part}"] if part and not start else []
            whys += [f"{zone} time"] if zone else []
            found.append(
                Reading(
                    date=choice.first if choice else None,
                    time=start,
                    end_date=last,
                    end_time=end_time,
                    duration=duration,
                    recurrence=repeat.rule if repeat else None,
                    timezone=zone,
                    part_of_day=part,
                    reason=", ".join(whys),
                    open_end=frame.open_end,
                    approximate=bool(frame.clock and frame.clock.approximate),
                )
            )
    return tuple(dict.fromkeys(found))[:MOST_READINGS]


def resolve_local(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Return the aware datetimes a wall-clock time names in `zone`.

    None when the clocks skip it in spring, two (earlier first) when they pass it twice in autumn (PEP 495).
    """
    found: list[datetime] = []
    for fold in (0, 1):
        local = datetime.combine(day, clock.replace(tzinfo=None, fold=fold), tzinfo=zone)
        back = local.astimezone(UTC).astimezone(zone)
        if back.replace(tzinfo=None) == local.replace(tzinfo=None, fold=0) and all(
            local.utcoffset() != other.utcoffset() for other in found
        ):
            found.append(local)
    return tuple(found)
