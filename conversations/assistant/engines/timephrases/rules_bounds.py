"""Rules for ranges open at one side: "after 3", "by Friday at 5", "before June", "since Monday", "from 3pm on".

This room never reads single words; it works on what the other tables built.
"""

from __future__ import annotations

from datetime import datetime

from .calendar_days import coming, shift_days, shift_months
from .grammar import RuleTable
from .rules_spans import that_day
from .values import Clock, Days, Frame

BOUNDS = RuleTable()
_SOMETIME = "(any time|anytime|sometime|some time)?"
_FLOOR = "((?<!no|not) (after|past|later than)|not before|(no|not) earlier than)"
_LIMIT = "(by|(?<!not) before|until|till|(no|not) (later than|after|past)|prior to|up to)"


@BOUNDS.rule(
    "FRAME", f"{_SOMETIME} (?<!no|not) (before|earlier than|prior to) {{days:DAY}}(?!at|@|<CLOCK>|, <CLOCK>)"
)
def _before_period(now: datetime, days: Days) -> Frame | None:
    """Read "before June": it ends when June begins, while "until June" may last to its end."""
    if not days.vague or days.choices[0].last is None:
        return None
    return Frame(end_days=that_day(days.first, f"the start of {days.choices[0].why}"), open_end="before")


@BOUNDS.rule(
    "FRAME", f"{_SOMETIME} (?<!no|not) (after|past|later than) {{days:DAY}}(?!at|@|<CLOCK>|, <CLOCK>)"
)
def _after_period(now: datetime, days: Days) -> Frame | None:
    """Read "after next week": it begins when that week is over."""
    last = days.choices[0].last
    if not days.vague or last is None:
        return None
    return Frame(days=that_day(shift_days(last, 1), f"after {days.choices[0].why}"), open_end="after")


@BOUNDS.rule(
    "FRAME",
    f"{_LIMIT} {{end_days:DAY}} (at|,|@)? {{end_clock:CLOCK}}",
    f"({_LIMIT}|through|ending (on)?) (on)? {{end_days:DAY}}",
    f"({_LIMIT}|(?<!no|not) earlier than) {{end_clock:CLOCK}}",
    "(?<!no|not) earlier than {end_days:DAY}",
    "on or (before|prior to) {end_days:DAY}",
    "(ending|ends|end|finishing) (at)? {end_clock:CLOCK}",
)
def _before(now: datetime, end_days: Days | None = None, end_clock: Clock | None = None) -> Frame:
    return Frame(end_days=end_days, end_clock=end_clock, open_end="before")


@BOUNDS.rule(
    "FRAME",
    f"{_SOMETIME} ({_FLOOR}|since) {{clock:CLOCK}}",
    f"{_SOMETIME} ({_FLOOR}|since) {{days:DAY}} (at|,|@)? {{clock:CLOCK}}",
    f"{_SOMETIME} ({_FLOOR}|from|on or after) {{days:DAY}} (on|onwards|onward)?",
    "(from|starting at|starting from) {clock:CLOCK} (on|onwards|onward)(?!<DAY>)",
    "{clock:CLOCK} (onwards|onward|or later|or after|and later|and after)",
    "{days:DAY} (onwards|onward|or later|or after|and later|and after)",
)
def _after(now: datetime, days: Days | None = None, clock: Clock | None = None) -> Frame:
    if days is not None and days.choices[0].last and not days.vague and clock is None:
        return Frame(days=days)
    return Frame(days=days, clock=clock, open_end="after")


@BOUNDS.rule("FRAME", "(ever)? since {days:DAY} (at|,)? ({clock:CLOCK})?")
def _since(now: datetime, days: Days, clock: Clock | None) -> Frame:
    if days.weekday is not None and days.first > now.date():
        days = that_day(shift_days(coming(now.date(), days.weekday), -7), "the last such day")
    elif days.yearless and days.first > now.date():
        days = that_day(shift_months(days.first, -12), "the last such day")
    elif days.choices[0].last is not None:
        days = that_day(days.first, f"the start of {days.choices[0].why}")
    return Frame(days=days, clock=clock, open_end="after")
