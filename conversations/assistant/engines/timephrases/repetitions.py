"""What repeats, as recurrence rules (RFC 5545, section 3.3.10): every so many days, weekly on some of them.

This room never reads text and never computes the dates a rule yields.
"""

from __future__ import annotations

from .lexicon import WEEKDAYS
from .values import Repeat

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKDAYS = (0, 1, 2, 3, 4)
FREQUENCY = {
    "second": ("SECONDLY", 1),
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
    "decade": ("YEARLY", 10),
}


def by_days(days: tuple[int, ...]) -> str:
    """Return a BYDAY value for weekdays, Monday 0."""
    return ",".join(CODES[day] for day in sorted(set(days)))


def repetition(freq: str, interval: int = 1, why: str = "", **parts: str | int) -> Repeat:
    rule = [f"FREQ={freq}"] + ([f"INTERVAL={interval}"] if interval != 1 else [])
    rule += [f"{key.upper()}={value}" for key, value in parts.items() if value != ""]
    return Repeat(";".join(rule), why)


def every(unit: str, n: int = 1) -> Repeat | None:
    if unit == "weekend":
        return repetition("WEEKLY", n, "every weekend", byday=by_days((5, 6)))
    freq, step = FREQUENCY[unit]
    return (
        repetition(freq, n * step, f"every {n} {unit}s" if n > 1 else f"every {unit}")
        if 0 < n < 1000
        else None
    )


def weekly(days: tuple[int, ...], interval: int = 1) -> Repeat:
    names = " and ".join(WEEKDAYS[day].capitalize() for day in days)
    every = "every" if interval == 1 else "every other" if interval == 2 else f"every {interval} weeks on"
    return repetition("WEEKLY", interval, f"{every} {names}", byday=by_days(days))


def as_set(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)
