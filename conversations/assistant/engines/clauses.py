"""Take a message apart: clauses, the order or statement that opens one, and the phrases behind it.

Never decides which phrase is a title, a name or a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from conversations.assistant.engines.tokens import GAP, MARK, TIME, WORD, Token, near
from conversations.assistant.engines.wordclasses import (
    AFTER_ORDER,
    COMMANDS,
    COMPANIONS,
    DETERMINERS,
    FILLERS,
    LIGHT_COMMANDS,
    OTHER_LEADS,
    PARTICLES,
    PLACE_LEADS,
    PREDICATES,
    QUESTIONS,
    SELF,
    TAILS,
    TAKES_IN,
    TOPIC_LEADS,
)

LEADS = PLACE_LEADS | COMPANIONS | OTHER_LEADS | TOPIC_LEADS - {"of"}
_STOPS = frozenset(".?!;\n")
_JOINTS = frozenset({"because", "but", "since", "although", "however", "whereas", "unless"})
_OPENERS = frozenset(
    "i i'm i'd i'll i've it it's it'll its we we're we'll you he she they this that that's there please can could will set mark make "
    "put schedule add also which because so but since however where invite notify send remind tell show call title name label "
    "both the book block".split()
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens behind a preposition (`lead`, empty at the front); `attached` when no time or calendar stands before it."""

    lead: str
    tokens: tuple[Token, ...]
    attached: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause read: its tokens, the phrases behind its opening words, and what those words do."""

    tokens: tuple[Token, ...]
    phrases: tuple[Phrase, ...]
    ordered: bool
    asking: bool

    @property
    def timed(self) -> bool:
        return any(token.kind == TIME for token in self.tokens)


def read_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Read folded tokens into clauses."""
    return [_read_clause(part) for part in _split(tokens)]


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token, after in zip_longest(tokens, tokens[1:]):
        if token.kind == TIME and token.text.endswith(".") and after is not None and after.capital:
            parts[-1].append(token)
            parts.append([])
        elif token.low in _STOPS or token.low in _JOINTS or (after is not None and _opens(token, after)):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _opens(joint: Token, after: Token) -> bool:
    """Say whether a new clause begins behind "and" or a comma; Mark and Will stay names."""
    if joint.low not in {"and", ",", "-"} or after.low not in _OPENERS or (after.capital and after.low in {"mark", "will"}):
        return False
    return joint.low == "and" and after.low != "i" or joint.low != "and" and after.low not in {"the", "both"}


def _read_clause(tokens: Sequence[Token]) -> Clause:
    body, ordered = _strip_order(tokens)
    asking = not ordered and (tokens[0].low in QUESTIONS or any(token.low in {"available", "free"} for token in tokens))
    return Clause(tuple(tokens), tuple(_split_phrases(body)), ordered, asking)


def _strip_order(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """Strip greeting, politeness and the ordering verb; tell whether there was such a verb."""
    at, ordered, fresh = 0, False, True
    while at < len(tokens):
        token = tokens[at]
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        if token.kind in {TIME, MARK, GAP} or (token.low in {"a", "the"} and after in {"favor", "favour"}):
            at += 1
        elif token.kind == WORD and fresh and _orders(token, after):
            ordered, fresh = True, False
            at += 1
            while at < len(tokens) and (tokens[at].low in PARTICLES or tokens[at].low == "in" and token.low in TAKES_IN):
                at += 1
        elif token.low in {"go", "going"} and after == "to" and _is_place_next(tokens[at + 2 :]):
            break
        elif token.kind == WORD and token.low in (AFTER_ORDER if ordered and not fresh else FILLERS):
            fresh = fresh or token.low in {"to", "and", "you", "please", "can", "could"}
            at += 1
        else:
            break
    return tokens[at:], ordered


def _is_place_next(tokens: Sequence[Token]) -> bool:
    """Say whether "going to" leads to a place rather than to a verb."""
    return bool(tokens) and (tokens[0].low in DETERMINERS or tokens[0].capital)


def _orders(token: Token, after: str) -> bool:
    if token.low in LIGHT_COMMANDS:
        return after in DETERMINERS | SELF | {"time", "some", "for", "new"} or after[:1].isdigit()
    return token.low in COMMANDS or near(token.low, "schedule") or near(token.low, "create")


def _split_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """Split at prepositions, times and calendar phrases; what follows a predicate ("is on Monday") starts afresh."""
    phrases: list[Phrase] = []
    lead, words, attached = "", list[Token](), False

    def close(next_lead: str, next_attached: bool) -> None:
        nonlocal lead, words, attached
        if words or lead:
            phrases.append(Phrase(lead, tuple(words), attached))
        lead, words, attached = next_lead, [], next_attached

    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.kind == GAP or (token.kind == TIME and not _belongs(token, lead, words, after)):
            close("", False)
        elif token.kind == WORD and token.low in LEADS and not _is_compound(tokens, i):
            close(token.low, bool(words or lead))
        elif token.kind == WORD and token.low in PREDICATES and words:
            close("", False)
        else:
            words.append(token)
    close("", False)
    return phrases


def _belongs(time: Token, lead: str, words: Sequence[Token], after: Token | None) -> bool:
    """Say whether a time stands inside a topic ("to go over end of April results")."""
    in_topic = lead in {"to", "about", "regarding"} and len(words) > 1
    return in_topic and time.bare and after is not None and after.kind == WORD and after.low not in LEADS | TAILS


def _is_compound(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a preposition belongs to the word beside it: "meet and greet", "check in", "go over"."""
    after = [token.low for token in tokens[at + 1 : at + 3]]
    if tokens[at].low in {"meet", "see"}:
        return tokens[at].low == "meet" and after in (["and", "greet"], ["&", "greet"]) or (
            tokens[at].low == "see" and not (after and tokens[at + 1].capital)
        )
    before = tokens[at - 1].low if at else ""
    return (before, tokens[at].low) in {("check", "in"), ("go", "over"), ("sign", "in"), ("drop", "by"), ("drive", "by"), ("log", "in")}
