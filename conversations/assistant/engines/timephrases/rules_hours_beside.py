"""Rules for clock times told by an hour beside them: "half past three", "ten to four", "an hour before noon".

This room never chooses between the two halves of the day; resolve does, with the whole message in view.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .grammar import RuleTable
from .values import Clock, Length

HOURS_BESIDE = RuleTable()
Hour = int | Clock


def _shift(hour: Hour, minutes: int) -> Clock:
    clock = hour if isinstance(hour, Clock) else Clock(hour, 0, None if 1 <= hour <= 12 else "fixed")
    total = clock.hour * 60 + clock.minute + minutes
    if clock.half in ("am", "pm"):
        total = (total - 60 * clock.hour + 60 * (clock.hour % 12) + (720 if clock.half == "pm" else 0)) % 1440
        return Clock(total // 60, total % 60, "fixed")
    if clock.half == "fixed":
        return Clock(total % 1440 // 60, total % 60, "fixed")
    hour12 = (total // 60 - 1) % 12 + 1
    return Clock(hour12, total % 60, None)


@HOURS_BESIDE.rule(
    "CLOCK",
    "(a)? half (-)? (past|after) {h:CLOCK|h24}",
    "(?<=at) half {h:h12}",
    "half {h:spoken_h12}(?!<unit|word>)",
)
def _half_past(now: datetime, h: Hour) -> Clock:
    return _shift(h, 30)


@HOURS_BESIDE.rule("CLOCK", "(a)? quarter (past|after) {h:CLOCK|h24}")
def _quarter_past(now: datetime, h: Hour) -> Clock:
    return _shift(h, 15)


@HOURS_BESIDE.rule("CLOCK", "(a)? quarter (to|till|til|of|before|until) {h:CLOCK|h24}")
def _quarter_to(now: datetime, h: Hour) -> Clock:
    return _shift(h, -15)


@HOURS_BESIDE.rule("CLOCK", "{m:LENGTH|num} (past|after) {h:CLOCK|h24}(?!<unit|word>)")
def _minutes_past(now: datetime, m: Length | int, h: Hour) -> Clock | None:
    return _minutes_beside(m, h, 1)


@HOURS_BESIDE.rule(
    "CLOCK",
    "{m:LENGTH} (to|till|before|of|until) {h:CLOCK|h24}(?!<unit|word>)",
    "(?<=at) {m:spoken_num} (to|till|of) {h:CLOCK|h24}",
    "{m:twenty} (to|till|of) {h:h24}",
)
def _minutes_to(now: datetime, m: Length | int, h: Hour) -> Clock | None:
    return None if isinstance(m, int) and m not in (5, 10, 15, 20, 25) else _minutes_beside(m, h, -1)


def _minutes_beside(m: Length | int, h: Hour, sign: int) -> Clock | None:
    minutes = m.duration.total_seconds() / 60 if isinstance(m, Length) else m
    if (isinstance(m, Length) and not m.fine) or not 0 < minutes < 600:
        return None
    return _shift(h, sign * int(minutes))


@HOURS_BESIDE.rule("CLOCK", "{m:late_mday} (to|till|before) {h:CLOCK}")
def _to_noon(now: datetime, m: int, h: Clock) -> Clock | None:
    told = h.name in ("noon", "midnight") or h.half in ("am", "pm")
    return _shift(h, -m) if told and not h.minute and m in (15, 20, 25) else None


@HOURS_BESIDE.rule(
    "CLOCK", "(?<=<meeting_verb>) {m:LENGTH} from {h:CLOCK}", "^ {m:LENGTH} from {h:CLOCK} (.)? $"
)
def _from_clock(now: datetime, m: Length, h: Clock) -> Clock | None:
    """Read "back 20 minutes from 2pm" as a point; "book 20 minutes from 2pm" is a length and a start."""
    return _minutes_beside(m, h, 1) if m.exact < timedelta(hours=1) else None
