"""Read a title that is given as one: in quotes, "called X", "title it X", "put X as the title".

Never takes a name for a title unless the words around it say so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.assistant.engines.clauses import LEADS
from conversations.assistant.engines.places import is_address
from conversations.assistant.engines.titles import cut_title, trim
from conversations.assistant.engines.tokens import GAP, MARK, QUOTE, TIME, WORD, Token
from conversations.assistant.engines.wordclasses import SUBJECTS, word_class

_EVENT = r"(?:(?:the|this|my|that|our)\ )?(?:new\ )?(?:calendar\ )?(?:event|meeting|appointment|entry|it|this|that)"
_NAME = r"(?:title|name|subject|label)"
# The words before a title that is given as one; each alternative is anchored on its own word, so scanning is linear.
_BEFORE = re.compile(
    rf"""\b(?:
        (?:called|titled|entitled|named|labell?ed)(?:\ as)?
      | (?:call|title|name|label|tag|rename|retitle)\ {_EVENT}(?:\ {_NAME})?(?:\ as|\ to\ be|\ to)?
      | (?:log|mark|put|save|list|enter|file|place|record|add)\ {_EVENT}\ (?:as|under|by)(?:\ (?:the|a)\ {_NAME})?(?:\ of)?
      | (?:with|by|under|has|have|having)\ (?:the\ |a\ |an\ )?(?:event\ )?(?:{_NAME}|tile|tittle)(?:\ of|\ as|\ being)?
      | (?<!my\ )(?<!your\ )(?:event(?:'s)?\ |meeting(?:'s)?\ )?{_NAME}(?:\ (?:of|for)\ {_EVENT}|\ to\ use|\ for\ (?:the\ )?event\ {_NAME})*
        \ (?:is|as|to|would\ be|will\ be|should\ be|shall\ be|can\ be|must\ be|being)
      | (?<!my\ )(?:event\ )?{_NAME}(?=\ ?[:"“'])
      | subject
    )\ ?[,:]?\ ?""",
    re.IGNORECASE | re.VERBOSE,
)
_AROUND = re.compile(
    rf"""\b(?:put|use|set|make|place|mark|keep|add|have)\ (?:it\ )?(?:down\ )?(?:as\ )?(?P<title>[^.?!\n]{{2,120}}?)
        \ (?:as|for|in)\ (?:the\ |its\ |my\ |a\ )?(?:event(?:'s)?\ )?{_NAME}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STATUSES = frozenset(
    {
        "busy",
        "tentative",
        "free",
        "private",
        "out",
        "unavailable",
        "available",
        "away",
        "done",
        "urgent",
        "important",
    }
)
_AFTERWARDS = word_class(
    "i i'm i'll it it's its we please can could set make mark put schedule add invite starting it'll add with"
)
_CUT_LEADS = frozenset({"at", "in", "@", "located"})


@dataclass(frozen=True, slots=True)
class Naming:
    """A title given as one, and the (start, end) characters of the words that gave it."""

    title: str
    start: int
    end: int


def find_naming(text: str, tokens: Sequence[Token]) -> Naming | None:
    """Find the title that `text` gives as one; `tokens` are the folded tokens of `text`."""
    for match in _BEFORE.finditer(text):
        following = [token for token in tokens if token.end > match.end()]
        words = trim(extent(following))
        if (
            words
            and words[0].low not in _STATUSES
            and (title := cut_title(text, words[0].start, words[-1].end))
        ):
            return Naming(title, match.start(), words[-1].end)
    match_around = _AROUND.search(text)
    if match_around and (title := cut_title(text, *match_around.span("title"))):
        return Naming(title, match_around.start(), match_around.end())
    for token in tokens:
        if token.kind == QUOTE and (title := cut_title(text, token.start, token.end)):
            return Naming(title, token.start, token.end)
    return None


def without(tokens: Sequence[Token], naming: Naming | None) -> list[Token]:
    """Leave the words of a naming out of `tokens`, a GAP in their stead."""
    if naming is None:
        return list(tokens)
    before = [token for token in tokens if token.end <= naming.start]
    after = [token for token in tokens if token.start >= naming.end]
    return [*before, Token("", "", naming.start, naming.end, GAP), *after]


def extent(tokens: Sequence[Token]) -> list[Token]:
    """Take the tokens of a title: to the end of the sentence, a time, a calendar phrase or an address."""
    taken: list[Token] = []
    for i, token in enumerate(tokens):
        rest = tokens[i + 1 :]
        after = rest[0] if rest else None
        if token.kind == QUOTE and not taken:
            return [token]
        if token.kind == GAP or (token.kind == MARK and token.text in ".?!;\n"):
            break
        if token.kind == TIME and (
            after is None or after.kind != WORD or after.low in LEADS or not token.bare
        ):
            break
        if taken and token.low in SUBJECTS:
            break
        if (
            token.low in {"and", ","}
            and after is not None
            and (after.low in _AFTERWARDS or after.kind == TIME)
        ):
            break
        if (
            token.low in _CUT_LEADS
            and taken
            and after is not None
            and (
                is_address(rest)
                or (after.low in {"the", "my", "our"} and len(rest) > 1 and not rest[1].capital)
            )
        ):
            break
        taken.append(token)
    return taken
