"""Rules for several days in one breath: "the 5th, 6th and 7th", "June 5 and 6".

Days in a row are a range. This room never joins days that are apart: the first of them is read.
"""

from __future__ import annotations

from datetime import datetime

from .calendar_days import in_words
from .grammar import RuleTable
from .readings import Problem
from .rules_dates import month_day
from .rules_monthdays import the_nth
from .values import Choice, Days

DAY_LISTS = RuleTable()
_AND = "(, and|,|and|&|as well as) (the|on the)?"
_LAST = "(, and|and|&|as well as) (the|on the)?"
_OVER = "(?!<unit|ampm|weekday|word|counted|oclock|num|->)"


def _row(number: str) -> tuple[str, ...]:
    """Return the ways to say two, three or four days, `number` being what one may be."""
    a, b, c, d = (f"{{{name}:{number}}}" for name in "abcd")
    return f"{a} {_AND} {b} {_AND} {c} {_LAST} {d}", f"{a} {_AND} {b} {_LAST} {c}", f"{a} {_LAST} {b}"


@DAY_LISTS.rule(
    "DAY",
    *[f"(on)? (the)? {row} (of)? {{month}} ((of|,)? {{year}})?" for row in _row("mday|ordinal")],
    *[f"{{month}} (the)? {row}{_OVER} ((,)? {{year}})?" for row in _row("mday|ordinal")],
    *[f"(on)? the {row}{_OVER}" for row in _row("numbered")],
)
def _days_in_a_row(
    now: datetime,
    a: int,
    b: int,
    c: int | None = None,
    d: int | None = None,
    month: int | None = None,
    year: int | None = None,
) -> Days | Problem | None:
    days = [day for day in (a, b, c, d) if day is not None]
    if days != list(range(a, a + len(days))):
        return None
    if month is None:
        first, last = the_nth(now, a), the_nth(now, days[-1])
    else:
        first, last = month_day(now, month, a, year), month_day(now, month, days[-1], year)
    if not isinstance(first, Days) or not isinstance(last, Days):
        return first if isinstance(first, Problem) else last
    if last.first < first.first:
        return None
    why = f"{in_words(first.first)} to {in_words(last.first)}"
    return Days((Choice(first.first, why, last.first),), yearless=year is None)
