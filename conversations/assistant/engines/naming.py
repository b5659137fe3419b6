"""Read a title that is given as one: in quotes, "called X", "title it X", "put X as the title".

Never takes a name for a title unless the words around it say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from conversations.assistant.engines.clauses import LEADS
from conversations.assistant.engines.people import read_party
from conversations.assistant.engines.places import is_address
from conversations.assistant.engines.titles import cut_title, trim
from conversations.assistant.engines.tokens import GAP, MARK, QUOTE, TIME, WORD, Token
from conversations.assistant.engines.wordclasses import SUBJECTS, word_class

_EVENT = (
    r"(?:(?:the|this|my|that|our)\ )?(?:new\ )?(?:calendar\ )?"
    r"(?:event|meeting|appointment|entry|it|this|that)"
)
_NAME = r"(?:title|name|subject|label)"
# The words before a title that is given as one; each alternative opens with a word of its own.
_BEFORE = re.compile(
    rf"""\b(?:
        (?:called|titled|entitled|named|labell?ed)(?:\ as)?
      | (?:call|title|name|label|tag|rename|retitle)\ {_EVENT}(?:\ {_NAME})?(?:\ as|\ to\ be|\ to)?
      | (?:log|mark|put|save|list|enter|file|place|record|add|note|write|register)\ {_EVENT}
        (?:\ down|\ in)?\ (?:as|under|by)
        (?:\ (?:the|a)\ {_NAME})?(?:\ of)?
      | (?:with|by|under|in|has|have|having)\ (?:the\ |a\ |an\ )?(?:event\ )?
        {_NAME}(?:\ of|\ as|\ being)?
      | (?<!my\ )(?<!your\ )(?:event(?:'s)?\ |meeting(?:'s)?\ )?{_NAME}
        (?:\ to\ use)?(?:\ (?:of|for)\ (?:the\ event\ {_NAME}|{_EVENT}))?
        \ (?:is|as|to|(?:would|will|should|shall|can|must)\ be|being)
      | (?<!my\ )(?:event\ )?{_NAME}(?=\ ?[:"“'])
      | (?:topic|agenda)(?=\ ?:)
      | (?:(?<=,\ )|(?<=;\ )|(?<=\.\ )|(?<=-\ ))(?:subject|title|topic)(?=\ (?!is\b|to\b|as\b|of\b))
    )\ ?[,:]?\ ?""",
    re.IGNORECASE | re.VERBOSE,
)
_AROUND = re.compile(
    rf"""\b(?:put|use|set|make|place|mark|keep|add|have|enter|write|list|save|give|insert|type)\ (?:it\ )?(?:down\ )?(?:as\ )?
        (?P<title>(?:(?!,\ (?:please\ )?(?:put|use|set|make|add|enter|write)\ )[^.?!\n]
          |(?<=\b\w)\.|(?<=\b[dmsv][rst])\.){{2,120}}?)
        \ (?:as|for|in)\ (?:the\ |its\ |my\ |a\ )?(?:event(?:'s)?\ )?{_NAME}\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "put Appointment at Elm Dental in my calendar": without its place the name would say nothing.
_KEPT_WHOLE = re.compile(
    r"\b(?:put|add|place|enter|note|write|keep) (?:down )?(?P<title>(?:an? |the |my )?"
    r"(?:appointment|reservation|booking|visit)(?: for \w{1,9}(?: \w{1,9})?)? at (?-i:(?=[A-Z]))[^.?!,;\n\d]{2,60}?)"
    r" (?:in|on|to|into) (?:my|the|our) (?:\w{1,12} )?(?:calendar|schedule|diary|agenda)\b",
    re.IGNORECASE,
)
_STATUSES = word_class("busy tentative free private out unavailable available away done off urgent important")
_AFTERWARDS = word_class(
    """
    i i'm i'll it it's its we please can could set make mark put schedule add invite starting it'll add with
    will is starts begins happens located held taking happening
    """
)
# "call it Gym and the time is 9": what follows tells another thing of the event.
_TOLD = word_class("time date day location place venue address event meeting appointment length duration")
_HOUSES = word_class(
    "room hall suite studio auditorium building cafe café restaurant bar pub hotel"
)  # 'room "Blue"'
_CUT_LEADS = frozenset({"at", "in", "@", "located"})


@dataclass(frozen=True, slots=True)
class Naming:
    """A title given as one, and the (start, end) characters of the words that gave it."""

    title: str
    start: int
    end: int


def find_naming(text: str, tokens: Sequence[Token]) -> Naming | None:
    """Find the title that `text` gives as one; `tokens` are the tokens of `text`."""
    for match in _BEFORE.finditer(text):
        first = next((i for i, token in enumerate(tokens) if token.end > match.end()), len(tokens))
        words = trim(extent(tokens[first:]))
        if match[0][:5].lower() in {"calle", "title", "entit", "named"} and " " not in match[0].strip():
            words = _without_people(words)
        if words and words[0].low not in _STATUSES:
            return _naming(text, match.start(), words[0].start, words[-1].end)
    if around := _AROUND.search(text):
        return _naming(text, around.start(), *around.span("title"), around.end())
    if whole := _KEPT_WHOLE.search(text):
        return _naming(text, whole.start(), *whole.span("title"), whole.end())
    quoted = [
        token
        for i, token in enumerate(tokens)
        if token.kind == QUOTE and not (i and tokens[i - 1].low in _HOUSES)
    ]
    quote = next(iter(quoted), None)
    return _naming(text, quote.start, quote.start, quote.end) if quote else None


def _without_people(words: list[Token]) -> list[Token]:
    """Cut people off a title: in "a meeting titled Roadmap with Ana" she is invited."""
    for i, (token, after) in enumerate(pairwise(words)):
        if (
            i
            and token.low == "with"
            and after.capital
            and read_party(words[i + 1 :], capitals_only=True).people
        ):
            return words[:i]
    return words


def _naming(text: str, start: int, first: int, last: int, end: int = 0) -> Naming | None:
    title = cut_title(text, first, last)
    return Naming(title, start, end or last) if title else None


def without(tokens: Sequence[Token], naming: Naming | None) -> list[Token]:
    """Leave the words of a naming out of `tokens`, a GAP in their stead."""
    if naming is None:
        return list(tokens)
    before = [token for token in tokens if token.end <= naming.start]
    after = [token for token in tokens if token.start >= naming.end]
    return [*before, Token("", "", naming.start, naming.end, GAP), *after]


def extent(tokens: Sequence[Token]) -> list[Token]:
    """Take the tokens of a title: to the end of the sentence, a time, a calendar phrase or an address."""
    if tokens and tokens[0].kind == QUOTE:
        return [tokens[0]]
    for i, token in enumerate(tokens):
        if _closes(token, tokens[i + 1 : i + 9], first=i == 0):
            return list(tokens[:i])
    return list(tokens)


def _closes(token: Token, after: Sequence[Token], *, first: bool) -> bool:
    """Say whether a title ends before `token`; `after` are the tokens that follow it."""
    if token.kind == GAP or (token.kind == MARK and token.text in ".?!;\n"):
        return True
    if token.kind == TIME:
        return not (token.bare and after and after[0].kind == WORD and after[0].low not in LEADS)
    if first:
        return False
    if token.low in {"and", ","} and after:
        told = len(after) > 1 and after[0].low == "the" and after[1].low in _TOLD
        placed = token.low == "," and is_address(after)
        return told or placed or after[0].kind == TIME or after[0].low in _AFTERWARDS
    if token.low in _CUT_LEADS and after:
        plain_place = len(after) > 1 and after[0].low in {"the", "my", "our"} and not after[1].capital
        return plain_place or is_address(after)
    return token.low in SUBJECTS
