"""Cut a message into tokens, with time expressions and calendar phrases set apart.

Never decides what a word means for a meeting: titles, people and places are read elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from conversations.assistant.engines.wordclasses import word_class

WORD, TIME, MAIL, LINK, QUOTE, MARK, GAP = "word", "time", "mail", "link", "quote", "mark", "gap"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a message: `text` as written, `low` for comparing, character offsets, and a kind."""

    text: str
    low: str
    start: int
    end: int
    kind: str = WORD

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def bare(self) -> bool:
        """Whether a TIME token stands without a preposition of its own."""
        return self.end - self.start == len(self.text)


# Every quantifier is bounded or runs over one character class, so reading stays linear.
_PIECES = re.compile(
    r"""
    (?P<link>https?://[^\s<>"]{1,500}
      | \b(?:[\w-]{1,40}\.)?(?:zoom\.us|meet\.google\.com|teams\.microsoft\.com)/[^\s<>"]{1,300})
  | (?P<mail>(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})
  | (?P<quote>"[^"\n]{1,120}"|“[^”\n]{1,120}”|«[^»\n]{1,120}»
      | (?<![\w'])'(?=\w)[^\n"']{1,60}(?:'(?=\w)[^\n"']{1,60}){0,3}'(?!\w))
  | (?P<word>w/
      | (?:[A-Za-z]\.){2,6}
      | (?:(?i:dr|mr|mrs|ms|prof)|St|Mt|Ft|Ave|Rd|Blvd|Ln|Jr|Sr|Ste|vs)\.(?=\s|[A-Z])
      | [A-Z]\.(?=\s[A-Z])|[NSEW]\.(?=\s\d)
      | [^\W_][\w'\u2019-]*(?:(?:[&:](?=[^\W_])|\.(?=\d))[\w'\u2019-]+)*
      | [&@\#+])
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r'"[^"\n]{1,120}"|“[^”\n]{1,120}”')
# No order is longer; noise is not read to its end.
_MOST_TOKENS = 1000
_CALENDARS = frozenset({"calendar", "calendars", "schedule", "diary", "agenda", "planner", "calander"})
_MINE = frozenset({"my", "the", "our", "your", "this"})
_UNNAMED = frozenset({"meeting", "appointment", "event", "reminder", "new"})
_OWNERS = _MINE | {"a", "work", "google", "outlook", "personal", "family", "team", "shared"}
_INTO = frozenset({"on", "to", "in", "into", "onto", "for", "from", "of"})
_BEFORE_TIME = word_class(
    """
    on at for from in by about around this next starting beginning begins begin start starts until till
    to of during sometime and lasting is that's be between before after @ within ends ending through
    """
)


def plain(word: str) -> str:
    """Fold a word for comparing: lower case, straight apostrophes, no closing full stop."""
    return word.lower().replace("\u2019", "'").rstrip(".")


@lru_cache(maxsize=4096)
def near(word: str, target: str) -> bool:
    """Say whether `word` is `target` or one slip away from it: a letter lost, added, changed or swapped."""
    if word == target:
        return True
    if abs(len(word) - len(target)) > 1 or word[:1] != target[:1]:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(word, target, strict=False)) if a != b), min(len(word), len(target))
    )
    rest, goal = word[same:], target[same:]
    return goal in {rest[1:], rest[1:2] + rest[:1] + rest[2:]} or rest == goal[1:] or rest[1:] == goal[1:]


def read_tokens(text: str, time_spans: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """Read `text` into tokens; each (start, end) character span of `time_spans` becomes one TIME token."""
    quotes = [match.span() for match in _QUOTED.finditer(text)]
    tokens: list[Token] = []
    at = 0
    for start, end in sorted(time_spans):
        # "Nap for 20 minutes" in quotes is a title, not a time.
        if any(first < start and end < last for first, last in quotes):
            continue
        start, end = max(start, at), min(end, len(text))
        end += 2 if text[end : end + 2] in {"'s", "\u2019s"} else 0
        if start < end:
            tokens += _read_pieces(text, at, start)
            tokens.append(Token(text[start:end], "", start, end, TIME))
            at = end
    tokens += _read_pieces(text, at, len(text))
    return _draw_in(_fold_calendars(_lettered(tokens[:_MOST_TOKENS])))


def _lettered(tokens: Sequence[Token]) -> list[Token]:
    """Keep an A that is the name of something from being an article: "book A sync", but not "A meeting" nor ". A sync"."""
    read = list(tokens)
    for i, (before, token, after) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False), 1):
        named = after.text.islower() and after.low not in _UNNAMED
        if token.text == "A" and before.kind == WORD and named:
            read[i] = replace(token, low="A")
    return read


def _read_pieces(text: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    last = start
    for match in islice(_PIECES.finditer(text, start, end), _MOST_TOKENS):
        if "\n" in text[last : match.start()]:
            found.append(Token("\n", "\n", match.start() - 1, match.start(), MARK))
        kind, last = match.lastgroup or MARK, match.end()
        found.append(
            Token(match[0], plain(match[0]) if kind == WORD else match[0], match.start(), last, kind)
        )
    return found


def _fold_calendars(tokens: Sequence[Token]) -> list[Token]:
    """Fold "on my calendar" and the like into one GAP token; a lone "schedule" stays the verb it may be."""
    folded: list[Token] = []
    for token in tokens:
        first = len(folded)
        if token.kind == WORD and (token.low in _CALENDARS or near(token.low, "calendar")):
            while first and _owns(folded[first - 1]):
                first -= 1
            owned = first < len(folded) and (folded[first].low in _MINE or folded[first].kind == TIME)
            if first and folded[first - 1].low in _INTO and (first < len(folded) or token.low != "schedule"):
                first, owned = first - 1, True
            if owned:
                token = Token("", "", folded[first].start, token.end, GAP)
                del folded[first:]
        folded.append(token)
    return folded


def _owns(token: Token) -> bool:
    return token.low in _OWNERS or (token.kind == TIME and token.text.endswith("s"))


def _draw_in(tokens: Sequence[Token]) -> list[Token]:
    """Let a TIME token swallow the prepositions before it and any TIME token it touches."""
    drawn: list[Token] = []
    for token in tokens:
        if token.kind == TIME:
            start = token.start
            # "check in at 3": the time has its own preposition, the other is not its.
            own = plain(token.text.split(" ", 1)[0]) in _BEFORE_TIME
            while drawn and (drawn[-1].kind == TIME or (drawn[-1].low in _BEFORE_TIME and not own)):
                start = drawn.pop().start
            token = Token(token.text, "", start, token.end, TIME)
        drawn.append(token)
    return drawn
