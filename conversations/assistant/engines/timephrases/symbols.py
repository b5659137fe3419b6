"""The alphabet of the grammar: every known word, number shape and kind of node is one character.

This room never reads text; it lets regular expressions run over symbols instead of letters.
"""

from __future__ import annotations

from itertools import count

from .lexicon import WORD_CLASSES

_HOUR12 = ("#digit", "#padded", "#teen12")
_HOUR24 = ("#zero", *_HOUR12, "#teen")
_DAY = (*_HOUR12, "#teen", "#day")
_MINUTE = ("#zero", "#padded", "#teen12", "#teen", "#day", "#minute")
_CLOCK4 = ("#0hmm", "#hhmm", "#year_hhmm")
_SMALL = ("#zero", *_DAY, "#minute", "#large")

_SHAPES: dict[str, tuple[str, ...]] = {
    "h12": _HOUR12,
    "h24": _HOUR24,
    "mday": _DAY,
    "min2": _MINUTE,
    "yy": ("#padded", "#teen12", "#teen", "#day", "#minute", "#large"),
    "hhmm": ("#hmm", *_CLOCK4),
    "year": ("#year", "#year_hhmm"),
    "num": (*_SMALL, "#hmm", "#other", "#year", *_CLOCK4),
}
# Words ("three", "thirty") carry the same shapes with a tilde, so that rules may ask for spoken numbers.
_SPOKEN = {f"spoken_{name}": tuple(f"{shape}~" for shape in shapes) for name, shapes in _SHAPES.items()}
_MARKED: dict[str, tuple[str, ...]] = {
    "padded": ("#padded",),
    "late_mday": ("#teen", "#day"),
    "tens": ("#teen~", "#day~", "#minute~", "#large~"),
    "unit_digit": ("#digit~",),
    "hour13": ("#teen",),
    "numbered": ("#ordinal",),
    "arithmetic": (*WORD_CLASSES["arithmetic"], *_SMALL, *(f"{s}~" for s in _SMALL)),
    "zero": ("#zero",),
    "hhmm4": (*_CLOCK4, *(f"{shape}~" for shape in _CLOCK4)),
    "military": ("#0hmm", "#hhmm"),
    "twenty": ("#teen~", "#day~"),
    "leading_zero": ("#0hmm",),
    "ordinal": ("#ordinal", *WORD_CLASSES["ordinal"]),
    "dmy": ("#date",),
    "month_year": ("#monthyear",),
    "iso": ("#iso",),
    "hm": ("#clock",),
    "clock": ("#clock",),
    "slash": ("#slash",),
    "decimal": ("#decimal",),
    "unknown": ("word",),
    "word": ("word", *WORD_CLASSES["counted"]),
}
CLASSES: dict[str, frozenset[str]] = {
    **{name: frozenset(words) for name, words in WORD_CLASSES.items()},
    **{name: frozenset(shapes) | frozenset(f"{s}~" for s in shapes) for name, shapes in _SHAPES.items()},
    **{name: frozenset(shapes) for name, shapes in _SPOKEN.items()},
    **{name: frozenset(shapes) for name, shapes in _MARKED.items()},
}

_codes: dict[str, str] = {}
_next = count(0xE000)


def code(symbol: str) -> str:
    """Return the one character that stands for `symbol`, making it known from now on."""
    if symbol not in _codes:
        _codes[symbol] = chr(next(_next))
    return _codes[symbol]


def is_known(symbol: str) -> bool:
    """Tell whether the grammar has a use for `symbol`."""
    return symbol in _codes


def codes_of(names: str) -> str:
    """Return a character class for `names`, alternatives separated by a bar: classes or kinds of nodes."""
    symbols = sorted(s for name in names.split("|") for s in CLASSES.get(name, {name}))
    return "[" + "".join(code(symbol) for symbol in symbols) + "]"


def codes_starting(start: str) -> set[str]:
    """Return the characters of the known symbols whose names start so."""
    return {known for symbol, known in _codes.items() if symbol.startswith(start)}


for _symbols in CLASSES.values():
    for _symbol in sorted(_symbols):
        code(_symbol)
