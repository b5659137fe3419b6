"""Read places and video links out of phrases and addresses.

Never checks that a place exists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.assistant.engines.clauses import Clause, Phrase
from conversations.assistant.engines.tokens import LINK, QUOTE, WORD, Token
from conversations.assistant.engines.wordclasses import (
    DETERMINERS,
    EVENT_NOUNS,
    NO_PLACES,
    ON_PLACES,
    PLACE_LEADS,
    STREETS,
    TAILS,
    word_class,
)

_VIDEO = (
    (re.compile(r"\bzoom(?:\.us)?\b", re.IGNORECASE), "Zoom"),
    (re.compile(r"\bgoogle (?:meet|hangouts?)\b|\bgmeet\b|\bmeet\.google\b", re.IGNORECASE), "Google Meet"),
    (re.compile(r"\b(?:on|via|over|using|ms|microsoft|by|in) teams\b(?!['\u2019])", re.IGNORECASE), "Teams"),
)
_VIDEO_NAMES = frozenset(
    {"zoom", "teams", "google meet", "meet", "ms teams", "microsoft teams", "google hangouts", "skype"}
)
_CUE = re.compile(
    r"\b(?:location|venue|address|place)"
    r"(?: (?:of|for) (?:it|this|(?:the |this |my )?(?:event|meeting|appointment)))?"
    r"(?: (?:is|to|as|of|will be|would be|should be)| ?:) (?:at |in )?"
    r"|\b(?:location|venue|address) (?-i:(?=[\dA-Z]))",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\b(?:(?:conference|meeting|board) )?room (?:\d{1,5}[A-Za-z]?|[A-Z][\w-]{0,30}|[A-Za-z])\b(?!['\u2019])"
)
_ENDS = word_class("for with mark put title name label please starting early late later sometime")
_ONE_TO_TEN = word_class("one two three four five six seven eight nine ten")
_MOST_WORDS = 12


def find_link(tokens: Sequence[Token], text: str) -> str | None:
    """Read the video link: a URL, or the name of the service it is on."""
    for token in tokens:
        if token.kind == LINK:
            return token.text.rstrip(".,;:!?)]}'\"")
    return next((name for pattern, name in _VIDEO if pattern.search(text)), None)


def is_video(tokens: Sequence[Token]) -> bool:
    """Say whether a phrase names a video service rather than a place."""
    return " ".join(token.low for token in tokens) in _VIDEO_NAMES


def find_place(clauses: Sequence[Clause], text: str) -> str | None:
    """Read the place: one called so, one behind a preposition, a street address or a numbered room."""
    for clause in clauses:
        if called := find_called_place(clause.tokens, text):
            return called
    for clause in clauses:
        for i, phrase in enumerate(clause.phrases):
            if end := _place_end(phrase, clause.phrases[i + 1 :]):
                return text[phrase.tokens[0].start : end]
    for clause in clauses:
        if span := address_in(clause.tokens):
            return text[span[0] : span[1]]
    room = _ROOM.search(text)
    return room[0] if room else None


def find_called_place(tokens: Sequence[Token], text: str) -> str | None:
    """Read a place that is called one: "the location is Elm Hall"."""
    for match in _CUE.finditer(text):
        following = [token for token in tokens if token.start >= match.end()]
        near = bool(following) and following[0].start <= match.end() + 1
        if near and (length := place_length("at", following)):
            return text[following[0].start : following[length - 1].end]
    return None


def _place_end(phrase: Phrase, later: Sequence[Phrase]) -> int:
    """Find where the place of a phrase ends, "the pier in Salem" being one; 0 when it holds none."""
    if phrase.lead not in PLACE_LEADS | {"on"}:
        return 0
    length = place_length(phrase.lead, phrase.tokens)
    if not length:
        return 0
    end = phrase.tokens[length - 1].end
    following = later[0] if later and length == len(phrase.tokens) else None
    if following and following.attached and following.lead in {"in", "on", "at", "near"}:
        further = place_length(following.lead, following.tokens) or _capitals(following.tokens)
        end = following.tokens[further - 1].end if further else end
    return end


def _capitals(tokens: Sequence[Token]) -> int:
    """Count the capitalised words at the front: "Elm Cafe on Main"."""
    return next((i for i, token in enumerate(tokens) if not token.capital), len(tokens))


def place_length(lead: str, tokens: Sequence[Token]) -> int:
    """Count the tokens of the place behind `lead`; 0 when there is none."""
    length = 0
    while length < min(len(tokens), _MOST_WORDS) and _goes_on(tokens, length):
        length += 1
    while length and (tokens[length - 1].low in TAILS or tokens[length - 1].low == ","):
        length -= 1
    head = [token for token in tokens[:length] if token.low not in DETERMINERS]
    return length if head and _is_place(lead, head) else 0


def _is_place(lead: str, head: Sequence[Token]) -> bool:
    if (head[0].low in NO_PLACES and not is_address(head)) or head[-1].low in EVENT_NOUNS or is_video(head):
        return False
    if lead == "on":
        return head[-1].low in ON_PLACES or head[0].low in {"mt", "mount", "lake"} or is_address(head)
    if lead in {"through", "around", "near", "inside", "outside"}:
        return any(token.capital for token in head)
    return any(letter.isalpha() for token in head for letter in token.text)


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a token goes on with the place before it: "Salem, Oregon", "Elm Ln # 24"."""
    token, after = tokens[at], tokens[at + 1 : at + 9]
    if token.low not in {",", "and", "&"}:
        if token.kind == QUOTE:  # room "Blue"
            return bool(at) and tokens[at - 1].kind == WORD
        return token.kind == WORD and token.low not in _ENDS
    if not at or not after or after[0].kind != WORD:
        return False
    if token.low == ",":
        return after[0].capital or is_address(after)
    return tokens[at - 1].capital and after[0].capital


def is_address(tokens: Sequence[Token]) -> bool:
    """Say whether tokens open with a house number and go on with a street."""
    numbered = bool(tokens) and (tokens[0].text[:1].isdigit() or tokens[0].low in _ONE_TO_TEN)
    if len(tokens) < 2 or not numbered or ":" in tokens[0].text:
        return False
    return any(token.low in STREETS or token.text == "#" for token in tokens[1:8])


def address_in(tokens: Sequence[Token]) -> tuple[int, int] | None:
    """Find a street address: its (start, end) characters."""
    for i, token in enumerate(tokens):
        nearby = tokens[i : i + _MOST_WORDS]
        if is_address(nearby) and (length := place_length("at", nearby)):
            return token.start, nearby[length - 1].end
    return None
