"""Finds street addresses, whose numbers are no clock times: "at 12 Elm Street".

This room never reads a time.
"""

from __future__ import annotations

import re

# Whatever may follow an hour and yet is no part of a street's name.
_NO_NAME = (
    "am|pm|a|p|noon|o|oclock|in|on|at|for|the|to|with|and|or|by|from|my|our|your|we|i|you|he|she|they|it|is|are|be|as|of|"
    "until|till|then|please|today|tomorrow|tonight|this|that|next|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|"
    "people|persons?|guests|meet|see|visit|call|drive|take|leave|go"
)
_STREET = "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|highway|hwy|parkway|pkwy|terrace|plaza"
# Also common words, or titles: an address only where no other word goes on.
_ALSO_WORDS = "drive|dr|way|court|ct|circle|cir|place|pl|square|trail|loop|alameda"
# Streets whose kind stands before their name: "8 Calle Mayor".
_RUE = (
    "rue|calle|viale|avenida|avenue|rua|piazza|plaza|paseo|boulevard|chemin|corso|camino|carrer|ulitsa|jalan"
)
_STREET_WORDS = frozenset(f"{_STREET}|{_ALSO_WORDS}|{_RUE}".split("|"))
_ENDINGS = ("strasse", "straße", "straat", "gasse", "platz", "weg", "gatan", "vej")
_MARKS = str.maketrans(".,;:!?#", " " * 7)
_GOES_ON = "(?!\\s*[a-z])|(?=\\s+(?:suite|ste|unit|apt|and|at|for|on|in|from|starting|it|i|the|please)\\b)"
_ONE_TO_TEN = "one|two|three|four|five|six|seven|eight|nine|ten"
_ADDRESS = re.compile(
    rf"(?<![\w:.,/-])(?:\d{{1,5}}[a-z]?|{_ONE_TO_TEN})(?:\s+(?!(?:{_NO_NAME})\b)[\w'-]{{1,20}}\.?){{1,4}}?\s+"
    rf"(?:(?:{_STREET})\b(?!\.?\s+dr\b)|(?:{_ALSO_WORDS})\b(?:{_GOES_ON}))"
    r"(?:\.?,?\s+(?:suite|ste|unit|apt|apartment|#)\.?\s*#?\s*\w{1,6}\b)?"
    rf"|(?<![\w:.,/-])\d{{1,4}}[a-z]?,?\s+(?:{_RUE})\s+(?!(?:{_NO_NAME})\b)[\w'-]{{2,20}}"
    r"|(?<![\w:.,/-])\d{1,4}[a-z]?\s+[\w-]{3,20}(?:stra(?:ss|ß)e|straat|gasse|platz|weg|gatan|vej)\b"
    r"|\b[\w-]{2,20}(?:stra(?:ss|ß)e|straat|gasse|platz|weg|gatan|vej)\s+\d{1,4}[a-z]?\b",
    re.IGNORECASE,
)


def address_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each street address in `text`, from its house number to its street."""
    return [match.span() for match in _ADDRESS.finditer(text)] if _names_street(text) else []


def without_addresses(text: str) -> str:
    """Return `text` with the same length and its addresses blotted out."""
    return _ADDRESS.sub(lambda found: "_" * len(found[0]), text) if _names_street(text) else text


def _names_street(text: str) -> bool:
    """Tell cheaply whether it is worth looking for an address at all."""
    lowered = text.lower()
    return any(ending in lowered for ending in _ENDINGS) or not _STREET_WORDS.isdisjoint(
        lowered.translate(_MARKS).split()
    )
