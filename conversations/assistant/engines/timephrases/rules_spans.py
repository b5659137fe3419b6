"""Rules that join: "from 2 to 3:30", "after 3", "by Friday", "between now and eight o'clock".

This room never reads single words; it works on what the other tables built.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from .calendar_days import coming, in_words
from .grammar import RuleTable
from .relative_days import move, stretch_from_now
from .rules_clocks import END_OF_DAY
from .values import Choice, Clock, Days, Frame, Length, Repeat

SPANS = RuleTable()
WHOLE = RuleTable()
_TO = "(-|to|through to|right up to|until|till|through|thru|up to|ending at|and ending at|to about|to around)"


def _from_to(start: str, end: str) -> tuple[str, str]:
    return f"between {start} and {end}", f"(from)? {start} (-|to|until|till|through) {end}"


def _clock(value: int | Clock) -> Clock:
    if isinstance(value, Clock):
        return value
    if value >= 100:
        return Clock(value // 100, value % 100, "fixed")
    return Clock(value % 24, 0, None if 1 <= value <= 12 else "fixed")


def that_day(day: date, why: str) -> Days:
    return Days((Choice(day, why),))


def _today(now: datetime) -> Days:
    return that_day(now.date(), "today")


def _now_clock(now: datetime) -> Clock:
    return Clock(now.hour, now.minute, "fixed", name="now")


@SPANS.rule(
    "FRAME",
    *_from_to("{d1:DAY} (,|at|@)? {c1:CLOCK}", "(on)? {d2:DAY} (,|at|@)? {c2:CLOCK|h12}"),
    *_from_to("{c1:CLOCK} (on|,)? {d1:DAY}", "{c2:CLOCK|h12} (on|,)? {d2:DAY}"),
    *_from_to("{d1:DAY} (,|at|@)? {c1:CLOCK}", "{c2:CLOCK} (on|,)? {d2:DAY}"),
    *_from_to("{c1:CLOCK} (on|,)? {d1:DAY}", "(on)? {d2:DAY} (,|at|@)? {c2:CLOCK}"),
    "(from)? {c1:CLOCK} (-|to|until|till|through) {d2:DAY} (,|at|@)? {c2:CLOCK|h12}",
    "(from|between) {c1:CLOCK} (on|,)? {d1:DAY} (-|to|until|till|and) {c2:CLOCK|h12}",
)
def _across_days(
    now: datetime, c1: Clock, c2: int | Clock, d1: Days | None = None, d2: Days | None = None
) -> Frame | None:
    start = d1 or _today(now)
    if d2 is not None and d2.weekday is not None and d2.first < start.first:
        d2 = that_day(coming(start.first, d2.weekday), "the day after that")
    if d2 is not None and d2.first < start.first:
        return None
    return Frame(days=start, clock=c1, end_days=d2, end_clock=_clock(c2))


@SPANS.rule(
    "FRAME",
    f"(from|starting at|in)? (between)? {{a:CLOCK}} {_TO} {{b:CLOCK}}",
    f"(from|starting at)? {{a:CLOCK}} {_TO} {{b:h24|hhmm4}}(?!<word|unit|num|%>)",
    f"(from|starting at)? {{a:h24}} {_TO} {{b:CLOCK}}",
    "(in)? between {a:CLOCK|h24} (and|&) {b:CLOCK}",
    "(in)? between {a:CLOCK} (and|&) {b:h24|hhmm4}(?!<word|unit|num|%>)",
    "{a:hhmm4} (-|to) {b:CLOCK}",
    "{a:military} (-|to|till|until) {b:military}",
    "(?<!<num|of|word>) {a:h12} (-|to|till|until) {b:h12} (?=(on)? <DAY|TONIGHT|PART>)",
)
def _clock_range(now: datetime, a: int | Clock, b: int | Clock) -> Frame | None:
    return Frame(clock=_clock(a), end_clock=_clock(b))


_HALVES = {"morning": "am", "lunch": "pm", "afternoon": "pm", "evening": "pm", "night": "pm"}


@SPANS.rule("FRAME", *_from_to("{a:CLOCK} (,)? {p:PART}", "{b:CLOCK} (,)? {q:PART}"))
def _parts_apart(now: datetime, a: Clock, p: str, b: Clock, q: str) -> Frame:
    """Read "from 8 in the morning to 5 in the afternoon": each hour has a part of the day of its own."""
    starts, ends = (replace(c, half=c.half or _HALVES.get(part)) for c, part in ((a, p), (b, q)))
    return Frame(clock=starts, end_clock=ends)


@SPANS.rule("FRAME", "(from|between)? (right)? now (and|to|until|till|-) {b:CLOCK|h12}")
def _from_now(now: datetime, b: int | Clock) -> Frame:
    return Frame(days=_today(now), clock=_now_clock(now), end_clock=_clock(b))


@SPANS.rule("FRAME", "(from|between) {a:CLOCK|h12} (and|to|until|till|-) now")
def _until_now(now: datetime, a: int | Clock) -> Frame:
    return Frame(days=_today(now), clock=_clock(a), end_clock=_now_clock(now))


@SPANS.rule("FRAME", "(from|between)? (right)? now (and|to|until|till|-) {end:DAY}")
def _now_until_day(now: datetime, end: Days) -> Frame | None:
    last = end.choices[0].last or end.first
    if last < now.date():
        return None
    return Frame(days=Days((Choice(now.date(), f"from today to {in_words(last)}", last),)))


@SPANS.rule("FRAME", "<every> {clock:CLOCK}")
def _every_clock(now: datetime, clock: Clock) -> Frame:
    return Frame(clock=clock, repeats=(Repeat("FREQ=DAILY", "every day"),))


@SPANS.rule(
    "FRAME", "(right)? now (.)? $", "(right|just) now", "at (the|this) (very)? moment(?!<word>)", "as of now"
)
def _now(now: datetime) -> Frame:
    return Frame(days=_today(now), clock=_now_clock(now))


@SPANS.rule("FRAME", "within {length:LENGTH|A_LENGTH}")
def _within(now: datetime, length: Length) -> Frame | None:
    if length.fine:
        return stretch_from_now(now, length)
    last = move(now.date(), length)
    return Frame(days=Days((Choice(now.date(), f"from today to {in_words(last)}", last),), vague=True))


@WHOLE.rule("FRAME", "(the)? (end|close) of (the)? {days:DAY}")
def _end_of_that_day(now: datetime, days: Days) -> Frame | None:
    if days.choices[0].last is not None:
        return None
    return Frame(days=days, clock=END_OF_DAY)


@WHOLE.rule(
    "LENGTH",
    "(for|lasting|lasts|last|takes|take|spend|need|runs|run) (about|around|roughly|up to|approximately)? {length:A_LENGTH}",
    "(for|lasting) (the)? (whole|entire|full)? {length:LENGTH}",
    "{length:A_LENGTH} (long|in length|starting|beginning|block|slot)",
    "^ {length:A_LENGTH} $",
)
def _for_length(now: datetime, length: Length) -> Length:
    return length


@WHOLE.rule(
    "REFUSED",
    "(?<!why) (not|instead of|rather than|except|except for|no longer|other than) (on|at|for)? <DAY|CLOCK>",
)
def _refused(now: datetime) -> str:
    return "what was ruled out"


@WHOLE.rule("FRAME", "(starting|beginning|effective) (on|from)? {days:DAY}")
def _starting(now: datetime, days: Days) -> Frame:
    """Read "starting next week": a week to begin in, and for a repetition no end."""
    return Frame(days=days, open_end="after" if days.vague else None)


@WHOLE.rule("FRAME", "{days:DAY}")
def _day(now: datetime, days: Days) -> Frame:
    return Frame(days=days)


@WHOLE.rule("FRAME", "{clock:CLOCK}", "{length:LENGTH}", "{part:PART}")
def _plain(
    now: datetime, clock: Clock | None = None, length: Length | None = None, part: str | None = None
) -> Frame:
    return Frame(clock=clock, length=length, part=part)


@WHOLE.rule("FRAME", "{frame:TONIGHT|MOMENT|REPEAT}")
def _wrap(now: datetime, frame: object) -> object:
    return Frame(repeats=(frame,)) if isinstance(frame, Repeat) else frame


@WHOLE.rule(
    "FRAME",
    "(for|only|just) {count:num} (times|occurrences|sessions|weeks running)",
    "(?<=<FRAME>) (,|for)? {count:num} (times|occurrences|sessions)",
)
def _count(now: datetime, count: int) -> Frame | None:
    return Frame(count=count) if 1 < count < 1000 else None
