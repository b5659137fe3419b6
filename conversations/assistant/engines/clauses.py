"""Take a message apart: clauses, the order or statement that opens one, and the phrases behind it.

Never decides which phrase is a title, a name or a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from conversations.assistant.engines.people import read_party
from conversations.assistant.engines.tokens import GAP, LINK, MARK, TIME, WORD, Token, near
from conversations.assistant.engines.wordclasses import (
    AFTER_ORDER,
    COMMANDS,
    COMPANIONS,
    COMPOUND_VERBS,
    DETERMINERS,
    FILLERS,
    LIGHT_COMMANDS,
    NOT_PLANS,
    OTHER_LEADS,
    PLACE_LEADS,
    PLAIN_DAYS,
    PREDICATES,
    QUESTIONS,
    SELF,
    SUBJECTS,
    TAILS,
    TAKES_IN,
    TOPIC_LEADS,
    word_class,
)

LEADS = PLACE_LEADS | COMPANIONS | OTHER_LEADS | TOPIC_LEADS - {"of"}
_STOPS = frozenset(".?!;\n")
_JOINTS = frozenset({"because", "so", "but", "since", "although", "however", "whereas", "unless"})
_OPENERS = word_class(
    """
    i i'm i'd i'll i've it it's it'll its we we're we'll you he she they this that that's there please
    can could will set mark make put schedule add also which where invite notify send remind tell show
    call title name label both the book block
    """
)
# Before "meet" these leave it a verb.
_MEETING = word_class("to us and can could will would should let please may might must also just then never")
_PLANNED = word_class("session sessions meeting call workshop sync review retreat offsite day poker")
_PLANS = (["need", "to"], ["have", "to"], ["want", "to"], ["like", "to"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens behind a preposition (`lead`, empty at the front).

    `attached`: neither a time nor a calendar phrase stands between it and the phrase before.
    """

    lead: str
    tokens: tuple[Token, ...]
    attached: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause read: its tokens, the phrases behind its opening words, and what those words do.

    `ordered`: they order a change; `asking`: they ask; `planned`: they tell a plan ("I have to ...").
    """

    tokens: tuple[Token, ...]
    phrases: tuple[Phrase, ...]
    ordered: bool
    asking: bool
    planned: bool

    @property
    def timed(self) -> bool:
        return any(token.kind == TIME for token in self.tokens)


def read_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """Read folded tokens into clauses."""
    return [_read_clause(part) for part in _split(tokens)]


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for at, (token, after) in enumerate(zip_longest(tokens, tokens[1:])):
        if token.kind == TIME and token.text.endswith(".") and after is not None and after.capital:
            parts[-1].append(token)
            parts.append([])
        elif (
            token.low in _STOPS
            or token.low in _JOINTS
            or (after is not None and _opens(token, after) and not _is_group(tokens[at + 1 : at + 6]))
        ):
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _is_group(tokens: Sequence[Token]) -> bool:
    """Say whether more people of a list follow: "Ann, Ben and the finance team"."""
    return tokens[0].low == "the" and bool(read_party(tokens).roles)


def _opens(joint: Token, after: Token) -> bool:
    """Say whether a new clause begins behind "and" or a comma; Mark and Will stay names."""
    name = after.capital and after.low in {"mark", "will"}
    if joint.low not in {"and", ",", "-"} or after.low not in _OPENERS or name:
        return False
    return after.low != "i" if joint.low == "and" else after.low not in {"the", "both"}


def _read_clause(tokens: Sequence[Token]) -> Clause:
    body, ordered = _strip_order(tokens)
    asks = tokens[0].low in QUESTIONS or any(token.low in {"available", "free"} for token in tokens)
    asking = asks and not ordered
    opening = [token.low for token in tokens[: len(tokens) - len(body)]]
    planned = bool(body) and opening[-2:] in _PLANS and body[0].low not in NOT_PLANS
    return Clause(tuple(tokens), tuple(_split_phrases(body)), ordered, asking, planned)


def _strip_order(tokens: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """Strip greeting, politeness and the ordering verb; tell whether there was such a verb."""
    at, ordered, fresh = 0, False, True
    while at < len(tokens):
        token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
        favour = token.low in {"a", "the"} and after is not None and after.low in {"favor", "favour"}
        if (token.kind == TIME and _names(token, after)) or (not at and _is_planning_session(token, after)):
            break
        if token.kind == WORD and fresh and _orders(token, after.low or after.text if after else ""):
            ordered, fresh = True, False
            at += after is not None and after.low == "in" and token.low in TAKES_IN
        elif token.kind == WORD and token.low in (AFTER_ORDER if ordered and not fresh else FILLERS):
            fresh = fresh or token.low in {"to", "and", "you", "please", "can", "could"}
        elif token.kind not in {TIME, MARK, GAP} and not favour:
            break
        at += 1
    return tokens[at:], ordered


def _is_planning_session(token: Token, after: Token | None) -> bool:
    """Say whether a word that else leads up to a request names the event: "planning session", but not "planning on"."""
    return token.low == "planning" and after is not None and after.low in _PLANNED


def _orders(token: Token, after: str) -> bool:
    if token.low in LIGHT_COMMANDS:
        return after in DETERMINERS | SELF | {"time", "some", "for", "new"} or after[:1].isdigit()
    return token.low in COMMANDS or near(token.low, "schedule") or near(token.low, "create")


def _split_phrases(tokens: Sequence[Token]) -> list[Phrase]:
    """Split at prepositions, times and calendar phrases; a predicate ("starts on Monday") begins afresh."""
    phrases: list[Phrase] = []
    lead, words, attached = "", list[Token](), False

    def close(next_lead: str, next_attached: bool) -> None:
        nonlocal lead, words, attached
        if words or lead:
            phrases.append(Phrase(lead, tuple(words), attached))
        lead, words, attached = next_lead, [], next_attached

    for i, token in enumerate(tokens):
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.kind in {GAP, LINK} or (token.kind == TIME and not _belongs(token, lead, words, after)):
            close("", False)
        elif token.kind == WORD and _leads(token) and not _is_compound(tokens, i):
            close(_leads(token), bool(words or lead))
        elif token.kind == WORD and token.low in PREDICATES and words:
            close("", False)
        else:
            words.append(token)
    close("", False)
    return phrases


def _leads(token: Token) -> str:
    """Return the preposition that a token is, "" for none; "abuot" is one with letters swapped."""
    if token.low in LEADS:
        return token.low
    return "about" if token.low[0] == "a" and sorted(token.low) == sorted("about") else ""


def _belongs(time: Token, lead: str, words: Sequence[Token], after: Token | None) -> bool:
    """Say whether a time stands inside a topic ("to plan the end of May party")."""
    in_topic = lead in {"to", "about", "regarding"} and len(words) > 1 and time.bare
    return _names(time, after) or (in_topic and _is_noun(after))


def _names(time: Token, after: Token | None) -> bool:
    """Say whether a time is part of the name behind it: "morning yoga", but not "Friday lunch"."""
    part = time.bare and time.text.isalpha() and time.text.lower() not in PLAIN_DAYS
    return part and _is_noun(after)


def _is_noun(token: Token | None) -> bool:
    return token is not None and token.kind == WORD and token.low not in LEADS | TAILS | PREDICATES | SUBJECTS


def _is_sports_meet(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "meet" is a noun: "swim meet on Friday", but not "meet Ana" or "I meet on Friday"."""
    before = tokens[at - 1] if at else None
    if (
        before is None
        or before.kind != WORD
        or before.low in SUBJECTS | LEADS | TAILS | _MEETING
        or before.capital
    ):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is None or after.kind != WORD or after.low in LEADS


def _is_compound(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a preposition belongs to the word beside it: "meet and greet", "check in", "go over"."""
    after = [token.low for token in tokens[at + 1 : at + 3]]
    before = tokens[at - 1].low if at else ""
    if tokens[at].low in {"see", "seeing"}:
        return not (after and tokens[at + 1].capital)
    if tokens[at].low == "meet":
        return before == "google" or after[1:] == ["greet"] or _is_sports_meet(tokens, at)
    return before in COMPOUND_VERBS.get(tokens[at].low, ())
