"""Rules for numbers in words: "twenty-one", "a hundred and twenty", "twenty twenty seven", "second to last".

This room never knows what is counted.
"""

from __future__ import annotations

from datetime import datetime

from .grammar import RuleTable
from .tokens import Node, number

NUMBERS = RuleTable()


@NUMBERS.rule("number", "{tens} (-)? {digit:unit_digit}")
def _tens(now: datetime, tens: int, digit: int) -> Node | None:
    return number(tens + digit, 0, 0, spoken=True) if tens >= 20 and tens % 10 == 0 else None


@NUMBERS.rule("#ordinal", "{tens} (-)? {ordinal}")
def _tens_ordinal(now: datetime, tens: int, ordinal: int) -> int | None:
    return tens + ordinal if tens >= 20 and tens % 10 == 0 and ordinal < 10 else None


@NUMBERS.rule(
    "number",
    "{n:num} hundred (and)? {rest:num}",
    "(a)? hundred (and)? {rest:num}",
    "{n:num} hundred",
    "(a|one) hundred",
)
def _hundreds(now: datetime, n: int = 1, rest: int = 0) -> Node | None:
    return number(100 * n + rest, 0, 0, spoken=True) if 0 < n < 100 and rest < 100 else None


@NUMBERS.rule("#year", "{head:spoken_num} thousand (and)? {rest:spoken_num}", "{head:tens} {rest:spoken_yy}")
def _year(now: datetime, head: int, rest: int) -> int | None:
    """Read a year in words: "twenty twenty seven", "two thousand and thirty"."""
    if head == 19 and 60 <= rest <= 99:
        return 1900 + rest
    return 2000 + rest if head in (2, 20) and (head == 2 or rest >= 20) and rest <= 99 else None


@NUMBERS.rule(
    "BACK",
    "{nth:ordinal} (-)? (to)? (-)? last (?=<unit|weekday>)",
    "(penultimate|next to last|last but one) (?=<unit|weekday>)",
)
def _from_the_end(now: datetime, nth: int = 2) -> int:
    """Read "second to last": the ordinal counted from the end, as a negative number."""
    return -nth
