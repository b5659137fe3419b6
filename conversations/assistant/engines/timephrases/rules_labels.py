"""Rules that set aside numbers which are no times ("room 12", telephone numbers) and join split marks ("p m").

This room never builds a time.
"""

from __future__ import annotations

from datetime import datetime

from .grammar import RuleTable

LABELS = RuleTable()


@LABELS.rule(
    "word",
    "<label> (#|no|number|.|-)? {n:num|decimal}(?!<ampm|oclock|letter_hour>)",
    "{n:num} (percent|%|degrees|dollars|bucks)",
)
def _label(now: datetime, n: object) -> str:
    return "label"


@LABELS.rule(
    "word", "{a:num} - {b:num} - {c:num}", "{a:num} - {b:num} (?!<ampm>)", "{a:num} . {b:num} . {c:num}"
)
def _telephone(now: datetime, a: int, b: int, c: int = 1000) -> str | None:
    clocks = a >= 100 and a % 5 == 0 and b % 5 == 0 and a % 100 < 60 and b % 100 < 60
    return "telephone" if a >= 100 and b >= 100 and not clocks else None


@LABELS.rule("word", "(?<=with) eve(?!of)", "(?<=with word and) eve(?!of)", "(?<=invite) eve(?!of)")
def _eve(now: datetime) -> str:
    return "a name"


@LABELS.rule("oclock", "(o|') ('|word)? clock", 'o " clock')
def _o_clock(now: datetime) -> str:
    return "oclock"


@LABELS.rule("am", "(?<=<num|hm|oclock>) a m")
def _spaced_am(now: datetime) -> str:
    return "am"


@LABELS.rule("pm", "(?<=<num|hm|oclock>) p m")
def _spaced_pm(now: datetime) -> str:
    return "pm"
