"""Join what several phrases say: "next week" and "Monday", "tomorrow" and "at 3", a repetition and its end.

This room never reads text and never chooses a half of the day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .calendar_days import shift_days
from .repetitions import by_days
from .values import Choice, Clock, Days, Frame, Repeat

_STEPS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_SAME_DAY = 31  # "Monday" and a date this many days apart may be the same day, told twice


def _within(period: Days, weekday: int) -> Days | None:
    found = []
    for choice in period.choices:
        ahead = (weekday - choice.first.weekday()) % 7
        day = shift_days(choice.first, ahead)
        if choice.last is not None and day <= choice.last:
            found.append(Choice(day, choice.why))
    return Days(tuple(found)) if found else None


def join_days(a: Days, b: Days) -> Days | None:
    """Return the days that fit both, or None when none do: "next week" with "Monday", "Monday" with "the 3rd"."""
    for period, other in ((a, b), (b, a)):
        if period.vague and other.weekday is not None:
            return _within(period, other.weekday)
        near = abs((period.first - other.first).days) <= _SAME_DAY
        if other.weekday is not None and near and period.first.weekday() == other.weekday:
            return period
    for period, other in ((a, b), (b, a)):
        if period.vague and period.choices[0].last and period.first <= other.first <= period.choices[0].last:
            return other
    return a if a.first == b.first else None


def _join_clocks(a: Clock, b: Clock) -> Clock | None:
    if (a.hour % 12, a.minute) != (b.hour % 12, b.minute):
        return None
    return b if a.half is None else a


def _until(repeats: tuple[Repeat, ...], end: date) -> tuple[Repeat, ...]:
    return tuple(
        replace(r, rule=f"{r.rule};UNTIL={end:%Y%m%d}", why=f"{r.why} until {end.isoformat()}")
        for r in repeats
    )


def _counted(repeats: tuple[Repeat, ...], count: int) -> tuple[Repeat, ...]:
    return tuple(replace(r, rule=f"{r.rule};COUNT={count}", why=f"{r.why}, {count} times") for r in repeats)


def _step_of(rule: str) -> float:
    """About how many days lie between two of a rule: "daily next week" has an end, "weekly next week" a beginning."""
    parts = _parts(rule)
    days = parts.get("BYDAY", "").count(",") + 1
    return _STEPS.get(parts["FREQ"], 0) * int(parts.get("INTERVAL", 1)) / days


def _parts(rule: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in rule.split(";"))


def _count_of(rule: str, days: int) -> int | None:
    parts = _parts(rule)
    step = _STEPS.get(parts["FREQ"])
    if step is None:
        return None
    return max(days // (step * int(parts.get("INTERVAL", 1))), 1) * max(
        parts.get("BYDAY", "").count(",") + 1, 1
    )


def settle(frame: Frame) -> Frame:
    """Move what a repetition's neighbours say about it into its rule: weekday, end, number of times."""
    repeats = frame.repeats
    if not repeats:
        return frame
    if frame.days is not None and frame.days.weekday is not None:
        day = by_days((frame.days.weekday,))
        repeats = tuple(
            replace(r, rule=f"{r.rule};BYDAY={day}")
            if r.rule.startswith("FREQ=WEEKLY") and "BY" not in r.rule
            else r
            for r in repeats
        )
        frame = frame.also(repeats=repeats)
    if any("COUNT=" in r.rule or "UNTIL=" in r.rule for r in repeats):
        return frame
    if frame.end_days is not None:
        end = frame.end_days.choices[0]
        last = (
            shift_days(end.first, -1)
            if end.last is not None and frame.open_end == "before"
            else end.last or end.first
        )
        return frame.also(repeats=_until(repeats, last), end_days=None, open_end=None)
    if frame.days is not None and frame.days.choices[0].last is not None:
        start = frame.days.choices[0]
        last = start.last or start.first
        day_only = replace(frame.days, choices=(Choice(start.first, start.why),), vague=False)
        bounds = frame.open_end != "after" and (last - start.first).days + 1 > _step_of(repeats[0].rule)
        if bounds or not frame.days.vague:
            repeats = _until(repeats, last)
        open_end = None if frame.open_end == "after" else frame.open_end  # a repetition begins there
        frame = frame.also(repeats=repeats, days=day_only, open_end=open_end)
    if frame.count is not None:
        return frame.also(repeats=_counted(repeats, frame.count), count=None)
    if frame.length is not None and not frame.length.fine:
        count = _count_of(repeats[0].rule, frame.length.duration.days)
        if count is not None and frame.length.duration.days >= 2:
            return frame.also(repeats=_counted(repeats, count), length=None)
    return frame


def join(a: Frame, b: Frame) -> Frame | None:
    """Return one frame saying what both say, or None when they contradict each other."""
    days, clock = a.days or b.days, a.clock or b.clock
    if a.days is not None and b.days is not None:
        days = join_days(a.days, b.days)
        if days is None:
            return None
    if a.clock is not None and b.clock is not None:
        clock = _join_clocks(a.clock, b.clock)
        if clock is None:
            return None
    for one, other in (
        (a.end_days, b.end_days),
        (a.end_clock, b.end_clock),
        (a.length, b.length),
        (a.part, b.part),
        (a.repeats or None, b.repeats or None),
        (a.count, b.count),
    ):
        if one is not None and other is not None and one != other:
            return None
    end_clock, end_days = a.end_clock or b.end_clock, a.end_days or b.end_days
    open_end = a.open_end or b.open_end
    if clock is not None and end_clock is not None:
        open_end = None
    return settle(
        Frame(
            days=days,
            end_days=end_days,
            clock=clock,
            end_clock=end_clock,
            length=a.length or b.length,
            part=a.part or b.part,
            repeats=a.repeats or b.repeats,
            zones=a.zones or b.zones,
            open_end=open_end,
            count=a.count or b.count,
        )
    )


def fill(a: Frame, b: Frame) -> Frame:
    """Return `a` with whatever it leaves open taken from `b`; where both speak, `a` is believed."""
    joined = join(a, b)
    if joined is not None:
        return joined
    for name in ("days", "clock", "length", "part", "repeats", "end_clock", "end_days"):
        value = getattr(b, name)
        if value and not getattr(a, name):
            if name in ("end_clock", "end_days") and (a.clock or a.length) and not a.repeats:
                continue
            if name == "clock" and b.end_clock is not None and a.end_clock is None:
                a = a.also(clock=b.clock, end_clock=b.end_clock, open_end=b.open_end)
                continue
            a = join(a, Frame(**{name: value})) or a
    return a
