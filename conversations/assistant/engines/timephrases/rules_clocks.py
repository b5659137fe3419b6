"""Rules for clock times that are told as such: "3pm", "half past three", "1530", "noon", "end of business".

This room never chooses between the two halves of the day; resolve does, with the whole message in view.
"""

from __future__ import annotations

import re
from datetime import datetime

from .grammar import RuleTable
from .readings import Problem
from .values import Clock

HOURS = RuleTable()
CLOCKS = RuleTable()
DIGITS = RuleTable()  # after those that tell an hour by another

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


@DIGITS.rule(
    "CLOCK",
    "{h:spoken_h12} (-)? {m:spoken_min2}(?!<unit|word>)",
    "(?<=<clock_prep|DAY|PART>) {h:h24} (-)? {m:spoken_min2}",
    "(?<=<clock_prep>) {h:h24} {m:min2}(?!<unit|word>)",
)
def _spoken(now: datetime, h: int, m: int) -> Clock | Problem:
    return make_clock(h, m)


@DIGITS.rule("CLOCK", "(?<=<clock_prep|DAY|PART>) {h:h24} : {m:min2}", "{h:h24} : {m:min2} {ampm}")
def _spaced_colon(now: datetime, h: int, m: int, ampm: str | None = None) -> Clock | Problem:
    return make_clock(h, m, ampm)


@DIGITS.rule("CLOCK", "{hm} <letter_hour>", "{hm}")
def _digital(now: datetime, hm: str) -> Clock | Problem:
    hour, minute, padded = _split(hm)
    return make_clock(hour, minute, padded=padded)


@DIGITS.rule(
    "CLOCK",
    "(?<=<clock_prep|DAY|meeting_verb>) {hm:decimal}(?!<word|unit>)",
    "{hm:decimal} (?=(in|at) (the)? <part>)",
    "^ {hm:decimal} (.)? $",
)
def _dotted(now: datetime, hm: str) -> Clock | None:
    hour, minute, padded = _split(hm)
    clock = make_clock(hour, minute, padded=padded) if len(hm.split(".")[1]) == 2 else None
    return clock if isinstance(clock, Clock) else None
