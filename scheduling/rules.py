"""Reads the text of a recurrence rule (RFC 5545 section 3.3.10) and rewrites it; never makes occurrences.

Only what a meeting needs is accepted: days, never hours or seconds, and no more of them than a calendar can hold.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from scheduling.errors import InvalidRule

MOST_OCCURRENCES = 1000
LONGEST_INTERVAL = 100
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read. `weekdays` are pairs of ordinal (0: every one) and weekday (0: Monday)."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    wkst: int = 0


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """Read a rule. Raises InvalidRule for one that is malformed, more often than daily, or without bounds."""
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in parts:
            raise InvalidRule(f"{part[:40]!r} is no part of a recurrence rule")
        parts[name] = value
    if parts.get("FREQ") not in _FREQUENCIES:
        raise InvalidRule("a meeting repeats by days, weeks, months or years")
    if unknown := sorted(parts.keys() - _PARTS):
        raise InvalidRule(f"{unknown[0][:40]} is not understood in a recurrence rule")
    rule = Rule(
        freq=parts["FREQ"],
        interval=_number("INTERVAL", parts.get("INTERVAL", "1"), 1, LONGEST_INTERVAL),
        count=_number("COUNT", parts["COUNT"], 1, MOST_OCCURRENCES) if "COUNT" in parts else None,
        until=_moment(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=tuple(_weekday(code) for code in _listed(parts, "BYDAY")),
        month_days=tuple(_number("BYMONTHDAY", day, -31, 31) for day in _listed(parts, "BYMONTHDAY")),
        months=tuple(_number("BYMONTH", month, 1, 12) for month in _listed(parts, "BYMONTH")),
        positions=tuple(_number("BYSETPOS", place, -366, 366) for place in _listed(parts, "BYSETPOS")),
        wkst=_weekday(parts.get("WKST", "MO"))[1],
    )
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    if rule.count is not None and rule.until is not None:
        raise InvalidRule("COUNT and UNTIL do not go together")
    if rule.freq not in ("MONTHLY", "YEARLY") and any(nth for nth, _ in rule.weekdays):
        raise InvalidRule("only months and years have a second Tuesday")
    if rule.freq == "WEEKLY" and rule.month_days:
        raise InvalidRule("BYMONTHDAY does not go with weeks")
    if rule.positions and not (rule.weekdays or rule.month_days or rule.months):
        raise InvalidRule("BYSETPOS needs days to choose from")


def ending_before(text: str, moment: datetime) -> str:
    """Return the rule with its last occurrence before the moment."""
    kept = [part for part in text.split(";") if not part.upper().startswith(("COUNT=", "UNTIL="))]
    last = moment.astimezone(UTC) - timedelta(seconds=1)
    return ";".join([*kept, f"UNTIL={last:%Y%m%dT%H%M%SZ}"])


def shifted(text: str, days: int) -> str:
    """Return the rule of a series of which every occurrence moves by so many days.

    Raises InvalidRule where no rule says that, like the first Monday of the month a day later.
    """
    rule = read_rule(text)
    named = bool(rule.weekdays or rule.month_days or rule.months or rule.positions)
    if days == 0 or not named:
        return text
    if rule.freq != "WEEKLY" or rule.months or rule.positions:
        raise InvalidRule("that moves the days the repetition names: say how it should repeat")
    codes = ",".join(_CODES[weekday] for weekday in sorted((day + days) % 7 for _, day in rule.weekdays))
    return ";".join(
        f"BYDAY={codes}" if part.upper().startswith("BYDAY=") else part for part in text.split(";")
    )


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _number(name: str, text: str, least: int, most: int) -> int:
    """Read a number from least to most, except the nought of a range that reaches below it."""
    number = int(text) if re.fullmatch(r"[+-]?\d{1,10}", text, re.ASCII) else None
    if number is None or not least <= number <= most or (number == 0 and least < 0):
        raise InvalidRule(f"{name} is a whole number from {least} to {most}, not {text[:20]}")
    return number


def _weekday(code: str) -> tuple[int, int]:
    found = _WEEKDAY.fullmatch(code)
    if not found or (found[1] and not 1 <= abs(int(found[1])) <= 53):
        raise InvalidRule(f"{code[:20]} is no weekday")
    return int(found[1] or 0), _CODES.index(found[2])


def _moment(text: str) -> date | datetime:
    """Read UNTIL: a day, or a moment that is local, or in UTC when it ends in Z."""
    try:
        if re.fullmatch(r"\d{8}", text, re.ASCII):
            return datetime.strptime(text, "%Y%m%d").date()
        if text.endswith("Z"):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return datetime.strptime(text, "%Y%m%dT%H%M%S")
    except ValueError:
        raise InvalidRule(f"UNTIL is a day or a moment, not {text[:20]}") from None
