"""What the grammar builds on the way to readings: days, clocks, lengths, repetitions.

This room never reads text; it only holds values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Choice:
    """One day, or the days `first` to `last` included, and why they were meant."""

    first: date
    why: str
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """The days a phrase may mean, most plausible first.

    `weekday` is set while only a day of the week was said, `yearless` while the year is ours to choose;
    `vague` marks a period one picks a day from ("next week"). `yearly` holds the parts of the yearly
    recurrence rule a holiday follows, "none" when no rule says it.
    """

    choices: tuple[Choice, ...]
    weekday: int | None = None
    yearless: bool = False
    vague: bool = False
    yearly: str = ""

    @property
    def first(self) -> date:
        """The first day of the most plausible choice."""
        return self.choices[0].first


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time; `half` is "am", "pm", "fixed" (24-hour) or None while either half of the day may be meant."""

    hour: int
    minute: int = 0
    half: str | None = None
    approximate: bool = False
    name: str = ""
    otherwise: tuple[int, int] | None = None
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: calendar months and exact time apart, and whether it counts hours or less."""

    months: int = 0
    exact: timedelta = timedelta()
    fine: bool = False
    workdays: int = 0

    @property
    def duration(self) -> timedelta:
        """The length as a timedelta, a month counted as 30 days and a year as 365."""
        years, months = divmod(self.months, 12)
        return self.exact + timedelta(days=365 * years + 30 * months + self.workdays)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repetition: the parts of an RFC 5545 recurrence rule (section 3.3.10) and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything one phrase says about time, before it is spread into readings."""

    days: Days | None = None
    end_days: Days | None = None
    clock: Clock | None = None
    end_clock: Clock | None = None
    length: Length | None = None
    part: str | None = None
    repeats: tuple[Repeat, ...] = ()
    zones: tuple[str, ...] = ()
    open_end: str | None = None
    count: int | None = None

    def also(self, **changes: object) -> Frame:
        """Return this frame with some parts replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]
