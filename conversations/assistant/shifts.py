"""Relative corrections as values: "an hour later", "the day before", "15 minutes longer".

Computes with wall-clock days and elapsed hours; never reads more of a message than the words of the shift.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.timephrases.calendar_days import shift_months

FARTHEST = timedelta(days=3660)
MOST_MONTHS = 120
_NO_DAY = date(2000, 1, 1)
_DAYS = {"day": 1, "morning": 1, "week": 7, "fortnight": 14}
_WORDS = re.compile(
    r"\b(?:(?P<next>the next|(?:the )?following|next(?= day)|the) (?P<unit>day|week)"
    r"(?(next)(?: (?P<side>after|before|earlier|later))?)"
    r"(?: (?:that|instead|then))?|the (?P<previous>previous|preceding) (?P<back>day|week))\b",
    re.I,
)
_AMOUNT = (
    r"(?:(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|seven|ten|fifteen|twenty|thirty|forty|forty-five|half|"
    r"quarter|a couple of|a few|and|of|the|full|whole|more)[\s-]+){0,6}"
    r"(?:\d+\s?)?(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|fortnight)"
    r"(?: and (?:a (?:half|quarter)|\d+ (?:minutes?|mins?)))?"
)
_SIDED = re.compile(
    rf"\b(?P<amount>{_AMOUNT}) (?P<side>later|earlier|sooner|after(?= that|\W*$)|before(?= that|\W*$)|longer|shorter|"
    r"more|less|forward|ahead|back|up|down|out)\b",
    re.I,
)
_MONTHS = re.compile(
    r"\b(?P<number>an?|one|two|three|four|five|six|\d{1,4}) (?P<unit>month|year)s? "
    r"(?P<side>later|earlier|sooner|after(?= that|\W*$)|before(?= that|\W*$)|forward|ahead|back|out)\b",
    re.I,
)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_MOVED = re.compile(
    r"\b(?P<verb>move|push|shift|bring|pull|put|postpone|delay|prepone|advance|extend|lengthen|shorten|reschedule)\b"
    rf"(?P<between>[^.?!]{{0,60}}?)\bby (?P<amount>{_AMOUNT})",
    re.I,
)
_VERB_THEN = re.compile(
    rf"\b(?:(?P<verb>delay|postpone|extend|lengthen|shorten)\b[^.?!]{{0,40}}?|"
    rf"(?:move|push|shift|bring|pull|put)\b[^.?!]{{0,60}}? (?P<side>back|out|forward|up|ahead)|"
    rf"push(?: (?:it|this|that))?) (?P<amount>{_AMOUNT})\W*$",
    re.I,
)
_TO_LENGTH = re.compile(
    r"\b(?:extend|lengthen|stretch|shorten|reduce|trim|cut)\b[^.?!]{0,60}? (?:(?:down|up|out|back) )?to (?:only |just |be )?"
    rf"(?P<length>{_AMOUNT})(?: (?:long|total|in total|instead|please))*\W*$",
    re.I,
)
_PULLS = re.compile(r"\b(?:forward|earlier|sooner|up|ahead|bring|pull|prepone|advance)\b", re.I)
_BACKWARDS = {"earlier", "sooner", "before", "forward", "ahead", "up"}


@dataclass(frozen=True, slots=True)
class Shift:
    """How a period is to be different: its start by calendar `days` and `months` and `minutes`, its length by `longer`."""

    days: int = 0
    minutes: int = 0
    longer: int = 0
    months: int = 0


def new_length(text: str) -> re.Match[str] | None:
    """Return where the text says how long something is to be: "shorten it to 10 minutes" is no shift by them."""
    found = _TO_LENGTH.search(text)
    return found if found and _minutes(found["length"]) else None


def find_shift(text: str) -> re.Match[str] | None:
    """Return where the text says how far a time is to be shifted; None when it says no such thing."""
    if new_length(text):
        return None
    if words := _day_words(text):
        return words
    if months := _MONTHS.search(text):
        return months
    for pattern in (_MOVED, _SIDED, _VERB_THEN):
        if (found := pattern.search(text)) and _minutes(found["amount"]):
            return found
    return None


def parse_shift(text: str) -> Shift:
    """Return what the text wants to be different; an empty Shift for nothing."""
    found = find_shift(text)
    if found is None:
        return Shift()
    if found.re is _WORDS:
        if found["previous"]:
            return Shift(days=-_DAYS[found["back"].lower()])
        side = (found["side"] or "after").lower()
        return Shift(days=_DAYS[found["unit"].lower()] * (-1 if side in ("before", "earlier") else 1))
    if found.re is _MONTHS:
        months = int(_NUMBERS.get(found["number"].lower(), 0) or found["number"])
        months *= 12 if found["unit"].lower() == "year" else 1
        sign = -1 if found["side"].lower() in _BACKWARDS else 1
        return Shift(months=sign * months) if months <= MOST_MONTHS else Shift()
    minutes = _minutes(found["amount"])
    named = {name: (value or "").lower() for name, value in found.groupdict().items()}
    if named.get("side") in ("longer", "shorter", "more", "less"):
        return Shift(longer=minutes if named["side"] in ("longer", "more") else -minutes)
    if named.get("verb") in ("extend", "lengthen", "shorten"):
        return Shift(longer=-minutes if named["verb"] == "shorten" else minutes)
    back = named.get("side") in _BACKWARDS or (found.re is _MOVED and bool(_PULLS.search(found[0])))
    if found.re is _SIDED and re.search(r"\b(?:pull|bring) \w+ back $", text[: found.start()], re.I):
        back = True
    days, rest = divmod(minutes, 24 * 60)
    return Shift(days=-days, minutes=-rest) if back else Shift(days, rest)


def shift_period(values: dict[str, Any], shift: Shift, zone: ZoneInfo) -> dict[str, Any]:
    """Return the values after a shift: `date`, `time`, `end_date`, `end_time` and `duration` as Python values, `fold`.

    What it would shift and is not there stays unsaid; a shift out of the calendar changes nothing.
    """
    try:
        shifted = dict(values)
        for day, clock in (("date", "time"), ("end_date", "end_time")):
            shifted |= _moved(shifted, day, clock, shift, zone)
    except OverflowError:
        return values
    longer = timedelta(minutes=shift.longer)
    if longer and "duration" in values:
        shifted["duration"] = values["duration"] + longer
    elif longer and "end_time" in values:
        shifted["end_time"] = (datetime.combine(_NO_DAY, values["end_time"]) + longer).time()
    return shifted


def _moved(
    values: dict[str, Any], day_name: str, clock_name: str, shift: Shift, zone: ZoneInfo
) -> dict[str, Any]:
    moved: dict[str, Any] = {}
    if (shift.days or shift.months) and day_name in values:
        moved[day_name] = shift_months(values[day_name], shift.months) + timedelta(days=shift.days)
    if shift.minutes and clock_name in values:
        day = moved.get(day_name) or values.get(day_name) or values.get("date") or _NO_DAY
        start = datetime.combine(day, values[clock_name].replace(fold=values.get("fold", 0)), tzinfo=zone)
        local = (start.astimezone(UTC) + timedelta(minutes=shift.minutes)).astimezone(zone)
        moved[clock_name] = local.time().replace(fold=0)
        if day_name in values:
            moved[day_name] = local.date()
        if clock_name == "time" and (local.fold or "fold" in values):
            moved["fold"] = local.fold
    return moved


def _day_words(text: str) -> re.Match[str] | None:
    """Find "the day after" and "the next day", but not "the day" alone nor "the day after tomorrow"."""
    for found in _WORDS.finditer(text):
        follows = text[found.end() :].strip(" ,").lower()
        if found["next"] and found["next"].lower() == "the" and not found["side"]:
            continue
        if not follows or re.match(
            r"[.?!;]|(?:at|please|instead|then|and|same|would|works|is|if)\b", follows
        ):
            return found
    return None


def _minutes(amount: str) -> int:
    """Return the length that the time grammar reads in an amount, in minutes; 0 for none."""
    now = datetime(2000, 1, 3, 9, tzinfo=UTC)
    for reading in timephrases.read(f"for {amount}", now=now).readings:
        if reading.duration and reading.duration <= FARTHEST:
            return round(reading.duration.total_seconds() / 60)
    return 0
