"""Reads corrections that only make sense beside what was said before: "an hour later", "not Ana, Anna", "drop the location".

It never knows what was said before; whoever calls it applies the correction.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.shortanswers import LONGEST, SLOT_WORDS

_LATER = re.compile(r"\b(?P<later>later|afterwards?|further back)\b|\b(?:earlier|sooner)\b", re.I)
_NEIGHBOUR = re.compile(
    r"\bthe (?:(?P<next>next|following)|(?P<previous>previous)) (?P<unit>day|week)\b(?! (?:of|in)\b)"
    r"|\bthe (?P<told>day|week) (?:(?P<after>after)|before)\b(?! (?:tomorrow|yesterday|the|my|next)\b)",
    re.I,
)
_UNITS = {"day": timedelta(days=1), "week": timedelta(days=7)}
_DROP = re.compile(
    r"\b(?:drop|remove|delete|lose|skip|clear|scrap|forget(?: about)?|take out|leave out|without|no)\b"
    rf"(?: the| any| a| an| that)? ({'|'.join(sorted(SLOT_WORDS, key=len, reverse=True))})\b(?! (?:to|of|for|with)\b)",
    re.I,
)
_SWAP = re.compile(
    r"\bnot (?P<wrong>[\w'\u2019. -]{1,40}?)(?:,| but|;| -)\s*"
    r"(?:but |it'?s |with )?(?P<right>[\w'\u2019. -]{1,40})",
    re.I,
)


def shift(text: str, now: datetime) -> timedelta | None:
    """Return how much later (or earlier, negative) the text wants it: "half an hour later", "the day after"."""
    if len(text) > LONGEST:
        return None
    if found := _NEIGHBOUR.search(text):
        unit = _UNITS[(found["unit"] or found["told"]).lower()]
        return unit if found["next"] or found["after"] else -unit
    found = _LATER.search(text)
    if found is None:
        return None
    readings = timephrases.read(text[: found.start()], now=now).readings
    if not readings or readings[0].duration is None or readings[0].date or readings[0].time:
        return None
    return readings[0].duration if found["later"] else -readings[0].duration


def dropped(text: str) -> tuple[str, ...]:
    """Return the slots whose value the text takes away."""
    if len(text) > LONGEST:
        return ()
    return tuple(dict.fromkeys(SLOT_WORDS[found[1].lower()] for found in _DROP.finditer(text)))


def swapped(text: str) -> tuple[str, str] | None:
    """Return the wrong and the right word of "not Ana, Anna"."""
    found = _SWAP.search(text) if len(text) <= LONGEST else None
    return (found["wrong"].strip(), found["right"].strip(" .")) if found else None
