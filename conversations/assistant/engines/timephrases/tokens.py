"""Cut text into the symbols the grammar reads: known words, number shapes, marks.

This room never decides what a symbol means; that is the grammar's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .lexicon import ABBREVIATIONS, CARDINALS, MISSPELLINGS
from .symbols import is_known

_PIECE = re.compile(
    r"""
    (?P<opaque>\w{1,20}://\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+|[$€£#]\s?\d[\d.,]*|\b[a-z]{3,12}-(?:in|on|by)\b|\d[\d.,]*\s?%|\d{1,3}(?:,\d{3})+)
  | (?P<iso>(?<![\d.:/-])\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:z|[+-]\d\d:?\d\d)?(?!\w))
  | (?P<date>(?<![\d.:/-])(?:\d{4}(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2}|\d{1,2}(?P<r>[-/.])\d{1,2}(?P=r)(?:\d{4}|\d{2}))
        (?![\d/]|[.:-]\d))
  | (?P<monthyear>(?<![\d.:/-])(?:(?:0?[1-9]|1[0-2])[/-](?:19|20|21)\d\d|20\d\d-(?:0[1-9]|1[0-2]))(?![\w/:]|[.-]\d))
  | (?P<clock>(?<![\d.:/])\d{1,2}:\d{2}(?::\d{2})?(?![\d:]))
  | (?P<slash>(?<![\d.:/])\d{1,2}/\d{1,2}(?![\d/]))
  | (?P<decimal>(?<![\d.:/])\d{1,4}\.\d{1,2}(?![\d]|\.\d))
  | (?P<version>\d+(?:[.:/]\d+)+)
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th)\b)
  | (?P<meridiem>(?:(?<=\d)|\b)[ap]\.\s?m\b\.?|(?<=\d)[ap](?:mpm)?\b)
  | (?P<unit>(?<=\d)h(?=\d|\b)|(?<=\d)[smdwyx]\b)
  | (?P<number>\d+)
  | (?P<word>(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon)(?=ish\b)|[^\W\d_]+(?:'[^\W\d_]+)*)
  | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
# Dashes, the minus sign and typographic quotes, to their plain keys; what stands in brackets is set off by a comma.
_PLAIN = str.maketrans("\u2013\u2014\u2212\u2019\u2018`\u201c\u201d\u2032\u2033(", "---'''\"\"'\",")


_COMPACT_DATE = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Node:
    """A symbol over `text[start:end]` with the value the grammar gave it."""

    symbol: str
    start: int
    end: int
    value: Any = None


def number_shape(digits: str) -> str:
    """Name what a whole number may be by its digits: hour, minute, day of a month, year, 24-hour clock."""
    value = int(digits)
    if len(digits) <= 2:
        if value == 0:
            return "#zero"
        if value <= 9:
            return "#digit" if len(digits) == 1 else "#padded"
        for name, last in (("#teen12", 12), ("#teen", 23), ("#day", 31), ("#minute", 59)):
            if value <= last:
                return name
        return "#large"
    clocklike = value // 100 < 24 and value % 100 < 60 and len(digits) <= 4
    if len(digits) == 3:
        return "#hmm" if clocklike and digits[0] != "0" else "#other"
    if len(digits) == 4:
        if digits[0] == "0":
            return "#0hmm" if clocklike else "#other"
        if 1900 <= value < 2200:
            return "#year_hhmm" if clocklike else "#year"
        return "#hhmm" if clocklike else "#other"
    return "#other"


def number(value: int, start: int, end: int, *, spoken: bool = False) -> Node:
    """Make the node of a whole number; `spoken` when it was written in words."""
    shape = number_shape(str(value))
    return Node(f"{shape}~" if spoken else shape, start, end, value)


def _word(word: str, start: int, end: int) -> Node:
    plain = word.removesuffix("'s").replace("'", "")
    plain = MISSPELLINGS.get(plain, plain)
    if plain in CARDINALS:
        return number(CARDINALS[plain], start, end, spoken=True)
    return Node(plain if is_known(plain) else "word", start, end, plain)


def _piece(kind: str, piece: str, start: int, end: int) -> Node:
    if kind == "number" and _COMPACT_DATE.fullmatch(piece):
        return Node("#date", start, end, f"{piece[:4]}-{piece[4:6]}-{piece[6:]}")
    if kind == "number":
        digits = piece if len(piece) <= 9 else "99999"
        return Node(number_shape(digits), start, end, int(digits))
    if kind == "ordinal":
        value = int(piece[:-2])
        return Node("#ordinal" if value else "word", start, end, value)
    if kind == "word":
        return _word(piece, start, end)
    if kind == "meridiem":
        return Node("ampm" if "mpm" in piece else f"{piece[0]}m", start, end, piece)
    if kind == "mark":
        return Node(piece if is_known(piece) else "word", start, end, piece)
    if kind == "unit":
        return Node(f"={piece}", start, end, piece)
    if kind in ("opaque", "version"):
        return Node("word", start, end, piece)
    return Node(f"#{kind}", start, end, piece)


def _is_hour(node: Node, previous: Node, text: str) -> bool:
    """Tell "10 h 30" from "2027 h2"."""
    return node.value == "h" and not ("year" in previous.symbol and text[node.end : node.end + 1].isdigit())


def tokenize(text: str) -> list[Node]:
    """Return the symbols of `text` in order; offsets are those of the text as given.

    Digits and letters that touch ("3pm", "14april") are cut apart when the letters are known words and
    stay one unknown word otherwise ("h1n1", "mp3").
    """
    plain = text.translate(_PLAIN)
    lowered = plain.lower()
    if len(lowered) != len(text):  # a letter whose small form is longer: offsets would drift
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    nodes: list[Node] = []
    for match in _PIECE.finditer(lowered):
        kind = match.lastgroup if match.lastgroup not in ("s", "r") else "date"
        node = _piece(kind or "word", match.group(), match.start(), match.end())
        previous = nodes[-1] if nodes else None
        if previous is not None and previous.symbol[0] == "#" and _is_hour(node, previous, lowered):
            node = Node("=h", node.start, node.end, "h")
        if previous is not None and previous.symbol == node.symbol == "word":
            nodes[-1] = Node("word", previous.start, node.end)
            continue
        if previous is not None and previous.end == node.start:
            if node.symbol == "." and lowered[previous.start : previous.end] in ABBREVIATIONS:
                continue
            glued = lowered[node.start - 1].isalnum() and lowered[node.start].isalnum()
            if glued and "word" in (node.symbol, previous.symbol):
                nodes[-1] = Node("word", previous.start, node.end, None)
                continue
        nodes.append(node)
    return nodes
