"""Relative corrections as values: "an hour later", "the day before", "15 minutes longer".

Computes with wall-clock days and elapsed hours; never reads more of a message than the words of the shift.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines import timephrases

FARTHEST = timedelta(days=3660)
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
_PULLS = re.compile(r"\b(?:forward|earlier|sooner|up|ahead|bring|pull|prepone|advance)\b", re.I)
_BACKWARDS = {"earlier", "sooner", "before", "forward", "ahead", "up"}


def find_shift(text: str) -> re.Match[str] | None:
    """Return where the text says how far a time is to be shifted; None when it says no such thing."""
    if words := _day_words(text):
        return words
    for pattern in (_MOVED, _SIDED, _VERB_THEN):
        if (found := pattern.search(text)) and _minutes(found["amount"]):
            return found
    return None


def parse_shift(text: str) -> dict[str, int]:
    """Return what a shift changes: `days` and `minutes` of the start, `longer` minutes of the length; {} for none."""
    found = find_shift(text)
    if found is None:
        return {}
    if found.re is _WORDS:
        if found["previous"]:
            return {"days": -_DAYS[found["back"].lower()]}
        side = (found["side"] or "after").lower()
        return {"days": _DAYS[found["unit"].lower()] * (-1 if side in ("before", "earlier") else 1)}
    minutes = _minutes(found["amount"])
    named = {name: (value or "").lower() for name, value in found.groupdict().items()}
    if named.get("side") in ("longer", "shorter", "more", "less"):
        return {"longer": minutes if named["side"] in ("longer", "more") else -minutes}
    if named.get("verb") in ("extend", "lengthen", "shorten"):
        return {"longer": -minutes if named["verb"] == "shorten" else minutes}
    back = named.get("side") in _BACKWARDS or (found.re is _MOVED and bool(_PULLS.search(found[0])))
    if found.re is _SIDED and re.search(r"\b(?:pull|bring) \w+ back $", text[: found.start()], re.I):
        back = True
    minutes = -minutes if back else minutes
    days, rest = divmod(abs(minutes), 24 * 60)
    sign = -1 if minutes < 0 else 1
    return {name: sign * number for name, number in (("days", days), ("minutes", rest)) if number}


def apply_shift(values: dict[str, Any], shift: dict[str, int], zone: ZoneInfo) -> dict[str, Any]:
    """Return the values after a shift; what it would shift and is not there yet stays unsaid."""
    shifted = dict(values)
    if "longer" in shift and "duration" in values:
        shifted["duration"] = values["duration"] + shift["longer"]
    if shift.get("days") and "date" in values:
        day = date.fromisoformat(values["date"]) + timedelta(days=shift["days"])
        shifted["date"] = day.isoformat()
    if shift.get("minutes") and "time" in values:
        day = date.fromisoformat(shifted.get("date", "2000-01-01"))
        clock = time.fromisoformat(values["time"]).replace(fold=values.get("fold", 0))
        moved = datetime.combine(day, clock, tzinfo=zone).astimezone(UTC) + timedelta(
            minutes=shift["minutes"]
        )
        local = moved.astimezone(zone)
        shifted["time"] = local.strftime("%H:%M")
        if "date" in values:
            shifted["date"] = local.date().isoformat()
        if local.fold or "fold" in values:
            shifted["fold"] = local.fold
    return shifted


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
