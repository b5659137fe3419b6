"""Rules for clock times and parts of the day: "half past three", "5ish", "noon", "in the morning".

This room never chooses between the two halves of the day; resolve does, with the whole message in view.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from .grammar import RuleTable
from .readings import Problem
from .values import Clock, Length

HOURS = RuleTable()
CLOCKS = RuleTable()

Hour = int | Clock


def _make(hour: int, minute: int = 0, half: str | None = None, *, padded: bool = False) -> Clock | Problem:
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


@HOURS.rule(
    "CLOCK",
    "{h:h24} <letter_hour> {m:min2} {ampm}",
    "{h:h24} <letter_hour> {ampm}",
    "{h:h24} <letter_hour> {m:zero}",
    "(?<=<clock_prep>) {h:h24} <letter_hour> ({m:min2})?",
    "(?<!for) {h:hour13} <letter_hour> ({m:min2})?",
    "{hhmm:hhmm4} (hours|hrs|hour|<letter_hour>)",
)
def _h_clock(
    now: datetime, h: int = 0, m: int | None = None, ampm: str | None = None, hhmm: int | None = None
) -> Clock | Problem:
    if hhmm is not None:
        return _make(hhmm // 100, hhmm % 100, padded=True)
    return _make(h, m or 0, ampm)


@CLOCKS.rule(
    "CLOCK", "{hm} (-)? (ish)? (in the)? {ampm}", "{hm:decimal} (ish)? {ampm}", "{hm} oclock ({ampm})?"
)
def _digital_ampm(now: datetime, hm: str, ampm: str | None) -> Clock | Problem | None:
    hour, minute, _ = _split(hm)
    return _make(hour, minute, ampm) if minute < 60 or ":" in hm else None


@CLOCKS.rule(
    "CLOCK",
    "{h:h24} (-|,)? {m:min2} (-)? {ampm}",
    "{h:h24} (oh|o) {m:unit_digit} ({ampm})?",
    "{h:h24} (-)? (ish)? (in the)? {ampm}",
    "{h:h24} oclock (in the)? ({ampm})?",
    "{h:h24} oclock",
)
def _hour_ampm(now: datetime, h: int, m: int | None = None, ampm: str | None = None) -> Clock | Problem:
    return _make(h, m or 0, ampm)


@CLOCKS.rule(
    "CLOCK",
    "{hhmm} (-)? {ampm}",
    "{hhmm:leading_zero}",
    "(?<=<clock_prep|DAY|TONIGHT|,>) {hhmm}(?!<word|unit|->)",
    "{hhmm:hhmm4}(?=<DAY>)",
    "{hhmm} (?=(-|to) <hhmm> <ampm>)",
)
def _four_digits(now: datetime, hhmm: int, ampm: str | None = None) -> Clock | Problem:
    return _make(
        hhmm // 100, hhmm % 100, ampm, padded=hhmm < 100 or (hhmm >= 1000 and ampm is None and hhmm >= 1300)
    )


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
    return Clock(14, 0, "fixed", approximate=True, name="the middle of the afternoon")


@CLOCKS.rule(
    "CLOCK",
    "eod",
    "cob",
    "close of (business|play)",
    "(the)? end of (the|my|your)? (business|work|working)? day",
)
def _end_of_day(now: datetime) -> Clock:
    return Clock(17, 0, "fixed", approximate=True, name="the end of the working day")


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


@CLOCKS.rule("CLOCK", "(a)? half (-)? (past|after) {h:CLOCK|h24}", "(?<=at) half {h:h12}")
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
    return _shift(h, -m) if h.name in ("noon", "midnight") and m in (15, 20, 25) else None


@CLOCKS.rule(
    "CLOCK",
    "{h:spoken_h12} (-)? {m:spoken_min2}(?!<unit|word>)",
    "(?<=<clock_prep|DAY|PART>) {h:h24} (-)? {m:spoken_min2}",
    "(?<=<clock_prep>) {h:h24} {m:min2}(?!<unit|word>)",
)
def _spoken(now: datetime, h: int, m: int) -> Clock | Problem:
    return _make(h, m)


@CLOCKS.rule("CLOCK", "{hm}")
def _digital(now: datetime, hm: str) -> Clock | Problem:
    hour, minute, padded = _split(hm)
    return _make(hour, minute, padded=padded)


@CLOCKS.rule("CLOCK", "(?<=<clock_prep>) {hm:decimal}(?!<word|unit>)")
def _dotted(now: datetime, hm: str) -> Clock | None:
    hour, minute, padded = _split(hm)
    clock = _make(hour, minute, padded=padded) if len(hm.split(".")[1]) == 2 else None
    return clock if isinstance(clock, Clock) else None


@CLOCKS.rule(
    "PART",
    "(in|during|for) the (very)? (early|late|later|mid|middle of the)? (-)? {part}",
    "at {part}(?!<word>)",
    "(in|during) {part_plural}",
    "by {part:night}",
    "(early|late) (in|on)? (the)? {part}(?!<word>)",
    "(all|whole|entire) (the)? {part}",
    "(?<=<DAY|REPEAT>) (,|in|at|during)? (the)? (early|late|mid)? (in the)? {part}",
    "(the|in the)? {part} (of|on)? (?=<DAY>)",
)
def _part(now: datetime, part: str) -> str:
    return part


@CLOCKS.rule("PART", "after lunch", "after (the)? noon")
def _after_lunch(now: datetime) -> str:
    return "afternoon"


@CLOCKS.rule("PART", "before lunch", "first thing (in the morning)?")
def _before_lunch(now: datetime) -> str:
    return "morning"


@CLOCKS.rule("PART", "after (work|school|hours)")
def _after_work(now: datetime) -> str:
    return "evening"


@CLOCKS.rule(
    "CLOCK",
    "(?<=at|@) {h:h24}(?!<unit|ordinal|counted|%|/|.|word>)",
    "(?<=at|@) {h:h24} (?=<word>)(?!<counted>)",
    "(?<=<clock_prep>)(?<!<arithmetic> by) {h:h24}(?!<word|unit|ordinal|counted|month|weekday|letter_unit>)",
    "(?<=for) {h:padded}(?!<word|unit>)",
    "(?<=<DAY|TONIGHT|,>) {h:h12} (?=-|to|till|until) (?!(-|to|till|until) <num> <word|unit>)",
    "(?<=<DAY|TONIGHT|PART>) {h:h12}(?!<word|unit|ordinal|num|of>)",
    "(?<!<num|of|for>) {h:h12}(?=<DAY|TONIGHT|PART>)",
    "{h:h12} (-)? (?=ish)",
    "{h:h12} (?=on <DAY> (in the)? <part|PART>)",
    "(?<=it <to_for>) {h:h12}(?!<word|unit|ordinal|counted>)",
    "(?<=make it|lets do|<movable> to) {h:h12}(?!<word|unit|ordinal|counted>)",
    "(?<=<meal>) {h:h12} ($|(?=,|.|with))",
    "(?<=<meal>) {h:h12} (?=(-|to) <h12> $)",
    "^ {h:h12} (?=(-|to|or) <h12> $)",
    "^ {h:h12} (?=works|is|would|sounds|please|then|or|,)",
    "^ {h:h12} $",
)
def _bare_hour(now: datetime, h: int) -> Clock | Problem:
    return _make(h)


@CLOCKS.rule(
    "CLOCK",
    "{clock:CLOCK} (-)? (ish|or so|or thereabouts|approximately)",
    "(?<!how|what) (around|about|approximately|approx|roughly|circa|~|near) {clock:CLOCK}",
)
def _approximate(now: datetime, clock: Clock) -> Clock:
    return replace(clock, approximate=True)


@CLOCKS.rule("CLOCK", "{clock:CLOCK} (sharp|exactly|on the dot|hours|hrs|hour)", "exactly {clock:CLOCK}")
def _sharp(now: datetime, clock: Clock) -> Clock:
    return clock


@CLOCKS.rule(
    "PART",
    "(?<=<CLOCK>) (,|in|at)? (the)? (early|late)? {part}(?!<word>)",
    "(late|early)? {part} (?=(at|around|,)? <CLOCK>)",
)
def _loose_part(now: datetime, part: str) -> str:
    return part
