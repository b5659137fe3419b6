"""Rules for clock times that are told as such: "3pm", "half past three", "1530", "noon", "end of business".

This room never chooses between the two halves of the day; resolve does, with the whole message in view.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from .grammar import RuleTable
from .readings import Problem
from .values import Clock, Length

HOURS = RuleTable()
CLOCKS = RuleTable()

Hour = int | Clock
# At work the end of the working day, else the last minute of the day.
END_OF_DAY = Clock(17, 0, "fixed", approximate=True, name="the end of the working day", otherwise=(23, 59))


def make_clock(
    hour: int, minute: int = 0, half: str | None = None, *, padded: bool = False
) -> Clock | Problem:
    """Return the clock time, or the problem of one no clock shows."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return Problem(
            "no_such_time",
            f"{hour}:{minute:02}",
            f"There is no {hour}:{minute:02}: a day has 24 hours of 60 minutes.",
        )
    if hour == 0 or hour > 12 or padded:
        return Clock(hour % 24, minute, "fixed")
    return Clock(hour, minute, half)


def _split(text: str) -> tuple[int, int, bool]:
    hour, minute = re.split(r"[:.]", text)[:2]
    return int(hour), int(minute), len(hour) == 2 and hour[0] == "0"


@HOURS.rule("CLOCK", "{h:h12} <letter_hour> ({m:min2})? (?=in the <part>)")
def _h_clock_by_part(now: datetime, h: int, m: int | None) -> Clock | Problem:
    return make_clock(h, m or 0)


@HOURS.rule(
    "CLOCK",
    "{h:h24} <letter_hour> {m:min2} {ampm}",
    "{h:h24} <letter_hour> {ampm}",
    "{h:h24} <letter_hour> {m:zero}",
    "(?<=<clock_prep>) {h:h24} <letter_hour> ({m:min2})?",
    "(?<!for) {h:hour13} <letter_hour> ({m:min2})?",
    "{h:h24} <letter_hour> {m:min2} (?=<zone>)",
    "{hhmm:hhmm4} (hours|hrs|hour|<letter_hour>)",
)
def _h_clock(
    now: datetime, h: int = 0, m: int | None = None, ampm: str | None = None, hhmm: int | None = None
) -> Clock | Problem:
    if hhmm is not None:
        return make_clock(hhmm // 100, hhmm % 100, padded=True)
    return make_clock(h, m or 0, ampm, padded=ampm is None)


@HOURS.rule(
    "CLOCK", "(?<!for|lasting|takes|take|lasts|of) {h:h12} <letter_hour> {m:min2}(?!<letter_unit|unit>)"
)
def _late_h_clock(now: datetime, h: int, m: int) -> Clock | Problem | None:
    """Read "9h30" as a clock time; "1h30" is how long something lasts."""
    return make_clock(h, m, padded=True) if h >= 6 else None


@CLOCKS.rule(
    "CLOCK", "{hm} (-)? (ish)? (in the)? {ampm}", "{hm:decimal} (ish)? {ampm}", "{hm} oclock ({ampm})?"
)
def _digital_ampm(now: datetime, hm: str, ampm: str | None) -> Clock | Problem | None:
    hour, minute, _ = _split(hm)
    return make_clock(hour, minute, ampm) if minute < 60 or ":" in hm else None


@CLOCKS.rule(
    "CLOCK",
    "{h:h24} (,)? {m:min2} (-)? {ampm}",
    "{h:h24} - {m:spoken_min2} (-)? {ampm}",
    "{h:h24} (oh|o) {m:unit_digit} ({ampm})?",
    "{h:h24} (-)? (ish)? (in the)? {ampm}",
    "{h:h24} oclock (in the)? ({ampm})?",
    "{h:h24} oclock",
)
def _hour_ampm(now: datetime, h: int, m: int | None = None, ampm: str | None = None) -> Clock | Problem:
    return make_clock(h, m or 0, ampm)


@CLOCKS.rule("CLOCK", "{hhmm:leading_zero}(?!<ampm>)(?!- <ampm>)")
def _military(now: datetime, hhmm: int) -> Clock | Problem:
    return make_clock(hhmm // 100, hhmm % 100, padded=True)


@CLOCKS.rule(
    "CLOCK",
    "{hhmm} (-)? {ampm}",
    "(?<=<clock_prep|DAY|TONIGHT|,>) {hhmm}(?!<word|unit|->)",
    "{hhmm:hhmm4}(?=<DAY>)",
    "{hhmm} (?=(-|to) <hhmm> <ampm>)",
)
def _four_digits(now: datetime, hhmm: int, ampm: str | None = None) -> Clock | Problem:
    return make_clock(hhmm // 100, hhmm % 100, ampm)


@CLOCKS.rule(
    "CLOCK",
    "{twelve:h12} noon",
    "(high)? noon",
    "midday",
    "the midday",
    "mid (-)? day",
    "noontime",
    "noonish",
)
def _noon(now: datetime, twelve: int = 12) -> Clock | None:
    if twelve != 12:
        return None
    return Clock(12, 0, "fixed", name="noon")


@CLOCKS.rule("CLOCK", "{twelve:h12} midnight", "midnight", "mid (-)? night")
def _midnight(now: datetime, twelve: int = 12) -> Clock | None:
    if twelve != 12:
        return None
    return Clock(0, 0, "fixed", name="midnight")


@CLOCKS.rule("CLOCK", "mid (-)? morning", "midmorning")
def _mid_morning(now: datetime) -> Clock:
    return Clock(10, 0, "fixed", approximate=True, name="the middle of the morning")


@CLOCKS.rule("CLOCK", "mid (-)? afternoon", "midafternoon")
def _mid_afternoon(now: datetime) -> Clock:
    return Clock(14, 0, "fixed", approximate=True, name="the middle of the afternoon", otherwise=(15, 0))


@CLOCKS.rule(
    "CLOCK",
    "(cob|eob)",
    "close of (business|play)",
    "(the)? end of (the|my|your)? (business|work|working) day",
    "(the)? end of business",
)
def _end_of_work(now: datetime) -> Clock:
    return Clock(17, 0, "fixed", approximate=True, name="the end of the working day")


@CLOCKS.rule("CLOCK", "eod", "(the)? end of (the|my|your)? day")
def _end_of_day(now: datetime) -> Clock:
    return END_OF_DAY


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


@CLOCKS.rule(
    "CLOCK",
    "(a)? half (-)? (past|after) {h:CLOCK|h24}",
    "(?<=at) half {h:h12}",
    "half {h:spoken_h12}(?!<unit|word>)",
)
def _half_past(now: datetime, h: Hour) -> Clock:
    return _shift(h, 30)


@CLOCKS.rule("CLOCK", "(a)? quarter (past|after) {h:CLOCK|h24}")
def _quarter_past(now: datetime, h: Hour) -> Clock:
    return _shift(h, 15)


@CLOCKS.rule("CLOCK", "(a)? quarter (to|till|til|of|before|until) {h:CLOCK|h24}")
def _quarter_to(now: datetime, h: Hour) -> Clock:
    return _shift(h, -15)


@CLOCKS.rule("CLOCK", "{m:LENGTH|num} (past|after) {h:CLOCK|h24}(?!<unit|word>)")
def _minutes_past(now: datetime, m: Length | int, h: Hour) -> Clock | None:
    return _minutes_beside(m, h, 1)


@CLOCKS.rule(
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


@CLOCKS.rule("CLOCK", "{m:late_mday} (to|till|before) {h:CLOCK}")
def _to_noon(now: datetime, m: int, h: Clock) -> Clock | None:
    told = h.name in ("noon", "midnight") or h.half in ("am", "pm")
    return _shift(h, -m) if told and not h.minute and m in (15, 20, 25) else None


@CLOCKS.rule("CLOCK", "(?<=<meeting_verb>) {m:LENGTH} from {h:CLOCK}", "^ {m:LENGTH} from {h:CLOCK} (.)? $")
def _from_clock(now: datetime, m: Length, h: Clock) -> Clock | None:
    """Read "back 20 minutes from 2pm" as a point; "book 20 minutes from 2pm" is a length and a start."""
    return _minutes_beside(m, h, 1) if m.exact < timedelta(hours=1) else None


@CLOCKS.rule(
    "CLOCK",
    "{h:spoken_h12} (-)? {m:spoken_min2}(?!<unit|word>)",
    "(?<=<clock_prep|DAY|PART>) {h:h24} (-)? {m:spoken_min2}",
    "(?<=<clock_prep>) {h:h24} {m:min2}(?!<unit|word>)",
)
def _spoken(now: datetime, h: int, m: int) -> Clock | Problem:
    return make_clock(h, m)


@CLOCKS.rule("CLOCK", "(?<=<clock_prep|DAY|PART>) {h:h24} : {m:min2}", "{h:h24} : {m:min2} {ampm}")
def _spaced_colon(now: datetime, h: int, m: int, ampm: str | None = None) -> Clock | Problem:
    return make_clock(h, m, ampm)


@CLOCKS.rule("CLOCK", "{hm} <letter_hour>", "{hm}")
def _digital(now: datetime, hm: str) -> Clock | Problem:
    hour, minute, padded = _split(hm)
    return make_clock(hour, minute, padded=padded)


@CLOCKS.rule(
    "CLOCK",
    "(?<=<clock_prep|DAY|meeting_verb>) {hm:decimal}(?!<word|unit>)",
    "{hm:decimal} (?=(in|at) (the)? <part>)",
    "^ {hm:decimal} (.)? $",
)
def _dotted(now: datetime, hm: str) -> Clock | None:
    hour, minute, padded = _split(hm)
    clock = make_clock(hour, minute, padded=padded) if len(hm.split(".")[1]) == 2 else None
    return clock if isinstance(clock, Clock) else None
