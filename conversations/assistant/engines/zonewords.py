"""Finds a time zone that is named away from the hour: "for 30 minutes, Berlin time", "(GMT)", "CET" alone.

The time grammar reads the zones beside an hour; this finds the words, and lets the grammar say what they mean.
"""

from __future__ import annotations

import re
from datetime import datetime

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.timephrases import TimePhrase

_SPOKEN = re.compile(r"(?<![\w'])(?:[\w'+-]+ ){1,3}time(?: ?zone)?(?![\w'-])", re.I)
# letters alone are a zone only where nothing else could stand: in brackets, behind a comma, at the very end
_LETTERS = re.compile(
    r"(?:(?<=^)|(?<=[,(])|(?<=, )|(?<=\bin )|(?<=\bmean )|(?<=\bmeant )|(?<=\bit ))"
    r"[A-Z]{2,5}(?: ?[+-] ?\d{1,2})?(?= ?(?:[,.;!?)]|$)|,? (?:with|for|on|please)\b)"
)
_THE_WORD = re.compile(r"time ?zone\Z", re.I)
_IN = re.compile(r"(?:\b(?:in|at|on) |\()\Z", re.I)


def detached_zone(text: str, now: datetime) -> TimePhrase | None:
    """Return the stretch of the text that names a zone, with what it means; None when there is none."""
    for found in _SPOKEN.finditer(text):
        words = found[0].split(" ")
        for first in range(len(words) - 1):
            if phrase := _zone(text, found.end() - len(" ".join(words[first:])), found.end(), now):
                return phrase
    for found in _LETTERS.finditer(text):
        if phrase := _zone(text, *found.span(), now):
            return phrase
    return None


def _zone(text: str, start: int, end: int, now: datetime) -> TimePhrase | None:
    """Ask the grammar what the words mean behind an hour; they are a zone when it takes all of them."""
    said = text[start:end]
    probe = f"at 09:00 {_THE_WORD.sub('time', said)}"
    phrases = timephrases.find(probe, now=now)
    if len(phrases) != 1 or phrases[0].end != len(probe):
        return None
    zones = [each.timezone for each in phrases[0].readings if each.timezone]
    if not zones:
        return None
    led = _IN.search(text[:start])
    readings = tuple(timephrases.Reading(timezone=zone) for zone in dict.fromkeys(zones))
    return TimePhrase(led.start() if led else start, end, text[led.start() if led else start : end], readings)
