"""Find what a message says of a meeting besides its time: title, participants, place and video link.

Never guesses: what the message does not name stays None or empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from conversations.assistant.engines.answers import find_location, find_people, find_title
from conversations.assistant.engines.clauses import Clause, Phrase, read_clauses
from conversations.assistant.engines.naming import find_naming, without
from conversations.assistant.engines.people import Person, attending, read_party, unique
from conversations.assistant.engines.places import find_link, find_place
from conversations.assistant.engines.titles import find_title_in, lists_people
from conversations.assistant.engines.tokens import MAIL, WORD, Token, read_tokens
from conversations.assistant.engines.wordclasses import COMPANIONS

__all__ = ["Entities", "Person", "find_entities", "find_location", "find_people", "find_title"]

_REMIND = re.compile(r"\Aremind (?:me|us)(?: again)? (?:to|about|of|that) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entities:
    """What a message names; `link` is a URL or the name of a video service."""

    title: str | None
    participants: tuple[Person, ...]
    location: str | None
    link: str | None


def find_entities(text: str, *, time_spans: Sequence[tuple[int, int]] = ()) -> Entities:
    """Find title, participants, location and link in a message.

    `time_spans` are (start, end) character offsets of the time expressions in `text`. Never raises.
    """
    tokens = read_tokens(text, time_spans)
    naming = find_naming(text, tokens)
    rest = without(tokens, naming)
    named = [token for token in tokens if naming and naming.start <= token.start < naming.end]
    clauses = read_clauses(rest)
    people = _people_in(read_clauses(named)) + _people_in(clauses)
    written = {person.email for person in people}
    people += [
        Person(_name_before(tokens[:at]), token.text)
        for at, token in enumerate(tokens)
        if token.kind == MAIL and token.text not in written
    ]
    title = naming.title if naming else find_title_in(clauses, text)
    title = _REMIND.sub("", title) if title else None
    return Entities(title, unique(people), find_place(clauses, text), find_link(tokens, text))


def _name_before(tokens: Sequence[Token]) -> str | None:
    """Return the name that stands before an address in angle brackets, wherever that is."""
    if not tokens or tokens[-1].low != "<":
        return None
    run = takewhile(lambda token: token.kind == WORD and token.capital, reversed(tokens[-5:-1]))
    return " ".join([token.text for token in run][::-1]) or None


def _people_in(clauses: Sequence[Clause]) -> list[Person]:
    people: list[Person] = []
    for clause in clauses:
        for phrase in clause.phrases:
            people += _people_of(phrase)
        people += attending(clause.tokens)
    return people


def _people_of(phrase: Phrase) -> tuple[Person, ...]:
    if phrase.lead in COMPANIONS | {"meet"} or (phrase.lead == "for" and lists_people(phrase)):
        return read_party(phrase.tokens).people
    if phrase.lead in {"between", "see", "seeing"}:
        return read_party(phrase.tokens, capitals_only=True).people
    return ()
