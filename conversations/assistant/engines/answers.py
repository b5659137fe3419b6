"""Read short answers to the assistant's own questions: who should come, where, what to call it.

Never takes small talk, a refusal or a question back for an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.assistant.engines.clauses import LEADS, read_clauses
from conversations.assistant.engines.naming import extent, find_naming, without
from conversations.assistant.engines.people import Party, Person, read_party, unique
from conversations.assistant.engines.places import (
    find_called_place,
    find_link,
    find_place,
    is_address,
    place_length,
)
from conversations.assistant.engines.replies import (
    EVASIONS,
    IGNORANCE,
    REQUESTS,
    SPEAKERS,
    asks,
    cut_reply,
    split_sentences,
)
from conversations.assistant.engines.titles import cut_title, is_generic, trim
from conversations.assistant.engines.tokens import GAP, MARK, TIME, Token, read_tokens
from conversations.assistant.engines.wordclasses import (
    COMMANDS,
    COMPANIONS,
    DETERMINERS,
    EVENT_NOUNS,
    FILLERS,
    LIGHT_COMMANDS,
    PLACE_LEADS,
    SELF,
    word_class,
)

# Plain clock times and near days: nobody hands time spans in with an answer.
_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = r"(?: (?:in the (?:morning|afternoon|evening|night)|at night|tonight))"
_CLOCK = re.compile(
    rf"\b(?:(?:morning|afternoon|evening|night)(?: at)? (?=\d))?(?:half past|quarter (?:past|to)) {_HOUR}{_PART}?"
    rf"|\b(?:(?:morning|afternoon|evening|night)(?: at)? )?\d{{1,2}}:\d{{2}}(?: ?[ap]\.?m\b\.?)?{_PART}?"
    rf"|\b{_HOUR}(?: ?[ap]\.?m\b\.?| ?o['\u2019\"]?clock{_PART}?|{_PART})"
    r"|\b(?:at )?(?:noon|midnight)\b|\b(?:today|tomorrow|tonight)\b"
    r"|\b(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"(?: (?:morning|afternoon|evening|night))?(?=[.,!]|\Z)",
    re.IGNORECASE,
)
# A conference room is a place.
_EVENTS = EVENT_NOUNS - {"conference"}
_TO_TITLE = FILLERS | word_class("put make use add set place enter keep write it with to attend")
_TO_PEOPLE = FILLERS | COMPANIONS | word_class("put make add include get bring invite only of course along")
_TO_PLACE = FILLERS | word_class(
    "it make put set at in @ located happening held place called meet on via over"
)
# "it happens at", "the show takes place in": what leads up to a place is no part of it.
_HAPPENS = word_class(
    """
    take takes taking place happens happening happen held located location event meeting appointment going
    occurs occurring occur be is starts start hosted
    """
)
_BESIDE = word_class("behind across under above below opposite beside by from to")
_MOST_WORDS, _MOST_PLACE_WORDS = 12, 8


def find_people(text: str) -> tuple[Person, ...]:
    """Read an answer to "Who should come?"; roles ("my boss") count as names; empty when it names nobody."""
    people: list[Person] = []
    for sentence in split_sentences(read_tokens(text, _clock_spans(text))):
        body = cut_reply(sentence, _TO_PEOPLE)
        party = read_party(body)
        if _is_list(party, body[party.length :]):
            people += party.people
            people += [Person(role, None) for role in party.roles]
    return unique(people)


def lists_people(text: str) -> bool:
    """Tell whether a text is a list of people and nothing else; the speaker may be on it, but not alone."""
    tokens = read_tokens(text)
    party = read_party(tokens)
    return bool(party.people or party.roles) and all(
        token.low in SELF or token.kind == MARK for token in tokens[party.length :]
    )


def find_location(text: str) -> str | None:
    """Read an answer to "Where?"; None when it names no place."""
    tokens = read_tokens(text, _clock_spans(text))
    tokens = without(tokens, find_naming(text, tokens))
    sentences = split_sentences(tokens)
    if all(asks(sentence) for sentence in sentences):
        return None
    if called := find_called_place(tokens, text):
        return called
    found = find_place(read_clauses(tokens), text)
    for sentence in sentences:
        body = cut_reply(sentence, _TO_PLACE)
        length = place_length("at", body)
        if not _names_thing(body) or length < len(trim(body)) or any(token.low in _EVENTS for token in body):
            continue
        whole = text[body[0].start : body[length - 1].end] if 0 < length <= _MOST_PLACE_WORDS else ""
        led = any(token.low in _HAPPENS for token in body[: length - 1])
        if found and (led or f" at {found}" in whole):
            return found
        if whole and (found or "") in whole and not _orders(body):
            return whole
    return found or find_link(tokens, text)


def find_title(text: str) -> str | None:
    """Read an answer to "What should I call it?"; None when it names nothing."""
    tokens = read_tokens(text, _clock_spans(text))
    if naming := find_naming(text, tokens):
        return naming.title
    for sentence in split_sentences(tokens):
        body = cut_reply(sentence, _TO_TITLE)
        if not _names_thing(body) or body[0].low in PLACE_LEADS or is_address(body):
            continue
        named = trim(extent(body))
        if 0 < len(named) <= _MOST_WORDS and not is_generic(named):
            return cut_title(text, named[0].start, named[-1].end)
    return None


def _clock_spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CLOCK.finditer(text)]


def _orders(body: Sequence[Token]) -> bool:
    """Say whether an answer opens with a verb: one of ours, or a word before an article ("dim the lamp")."""
    if body[0].low in COMMANDS | LIGHT_COMMANDS:
        return True
    verb = not body[0].capital and body[0].low not in DETERMINERS | PLACE_LEADS | _BESIDE
    return verb and any(token.low in DETERMINERS for token in body[1:2])


def _names_thing(body: Sequence[Token]) -> bool:
    """Say whether an answer can name a thing: nobody speaks in it, and nobody wonders."""
    return bool(body) and not any(token.low in IGNORANCE | SPEAKERS for token in trim(body))


def _is_list(party: Party, rest: Sequence[Token]) -> bool:
    """Say whether an answer is the list of people it opens with, and not a sentence about something else."""
    if not rest or rest[0].kind in {TIME, MARK, GAP} or rest[0].low in LEADS:
        return True
    sure = any((person.name or "A")[0].isupper() for person in party.people)
    return (sure or len(rest) == 1) and rest[0].low not in EVASIONS | REQUESTS | IGNORANCE
