"""The answers of the time grammar: readings, problems, phrases.

This room only holds values; it never reads text and never looks at a clock.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand what was said; whatever was not said stays None.

    Dates and times are wall-clock values in `timezone` when one was named, else in the user's zone.
    `end_date` is the last day included. `open_end` is "after" or "before" when only one bound was
    given ("after 3", "before noon"); `approximate` marks "around 3" and "5ish".
    """

    date: dt.date | None = None
    time: dt.time | None = None
    end_date: dt.date | None = None
    end_time: dt.time | None = None
    duration: dt.timedelta | None = None
    recurrence: str | None = None
    timezone: str | None = None
    part_of_day: str | None = None
    reason: str = ""
    open_end: str | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that looks like a time but cannot be one: its code, the words, a sentence for the user."""

    code: str
    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A stretch of the text, `text[start:end]`, that speaks of time; most plausible reading first."""

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class When:
    """What a whole message says about time: merged readings, its phrases and what went wrong."""

    readings: tuple[Reading, ...]
    phrases: tuple[TimePhrase, ...]
    problems: tuple[Problem, ...]
