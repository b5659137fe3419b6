"""Read short answers to the assistant's own questions: who should come, where, what to call it.

Never takes small talk, a refusal or a question back for an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.assistant.engines.clauses import read_clauses
from conversations.assistant.engines.naming import extent, find_naming, without
from conversations.assistant.engines.people import Person, read_party, unique
from conversations.assistant.engines.places import find_link, find_place, is_address, place_length
from conversations.assistant.engines.titles import cut_title, is_generic, trim
from conversations.assistant.engines.tokens import GAP, MARK, QUOTE, TIME, Token, read_tokens
from conversations.assistant.engines.wordclasses import (
    COMMANDS,
    COMPANIONS,
    DETERMINERS,
    EVENT_NOUNS,
    FILLERS,
    PLACE_LEADS,
    QUESTIONS,
    SUBJECTS,
    word_class,
)

_NOUNS = r"(?:(?:the|this|that|my) )?(?:event|meeting|appointment|place|location|venue|title|name)"
_OPENING = frozenset({"it", "at", "in", "@", "located", "happening", "held", "place", "called"})
# Plain clock times and near days: nobody hands time spans in with an answer.
_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_PART = r"(?: (?:in the (?:morning|afternoon|evening|night)|at night|tonight))"
_CLOCK = re.compile(
    rf"\b(?:half past|quarter (?:past|to)) {_HOUR}{_PART}?"
    rf"|\b\d{{1,2}}:\d{{2}}(?: ?[ap]\.?m\b\.?)?{_PART}?"
    rf"|\b{_HOUR}(?: ?[ap]\.?m\b\.?| ?o['\u2019\"]?clock{_PART}?|{_PART})"
    r"|\b(?:at )?(?:noon|midnight)\b|\b(?:today|tomorrow|tonight)\b"
    r"|\b(?:next |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?(?=[.,!]|\Z)",
    re.IGNORECASE,
)
# A message built on one of these answers another question, or none: anywhere in it, or as its first word.
_IGNORANCE = frozenset(
    {
        "don't",
        "dont",
        "doesn't",
        "know",
        "idea",
        "whatever",
        "wherever",
        "matter",
        "care",
        "decide",
        "understand",
    }
)
_EVASIONS = word_class(
    """
    anything anywhere nothing none skip nevermind cancel stop forget correct exactly nope no nah not same works later nailed agree
    agreed done sounds looks seems wait undecided tbd unsure
    """
)
_LONGEST = 12


def find_people(text: str) -> tuple[Person, ...]:
    """Read an answer to "Who should come?"; roles ("my boss") count as names here; empty when it names nobody."""
    people: list[Person] = []
    for sentence in _sentences(read_tokens(text, _clock_spans(text))):
        if sentence[0].low in QUESTIONS:
            continue
        body = _strip(
            sentence, FILLERS | COMMANDS | COMPANIONS | {"invite", "only", "of", "course", "be", "along"}
        )
        party = read_party(body)
        rest = body[party.length :]
        if rest and (
            rest[0].low in _EVASIONS | _IGNORANCE
            or (len(rest) > 3 and not any(token.kind == TIME for token in rest) and not party.people)
        ):
            continue
        people += party.people
        people += [Person(role, None) for role in party.roles]
    return unique(people)


def find_location(text: str) -> str | None:
    """Read an answer to "Where?"; None when it names no place."""
    tokens = read_tokens(text, _clock_spans(text))
    tokens = without(tokens, find_naming(text, tokens))
    found = find_place(read_clauses(tokens), text)
    for sentence in _sentences(tokens):
        body = _strip(sentence, FILLERS | COMMANDS | _OPENING | {"meet", "on", "via", "over"})
        length = place_length("at", body) if _answers(body) else 0
        whole = text[body[0].start : body[length - 1].end] if length and length >= len(trim(body)) else ""
        if (
            whole
            and (found is None or found in whole)
            and not any(token.low in EVENT_NOUNS for token in body)
        ):
            return whole
    return found or find_link(tokens, text)


def find_title(text: str) -> str | None:
    """Read an answer to "What should I call it?"; None when it names nothing."""
    tokens = read_tokens(text, _clock_spans(text))
    if naming := find_naming(text, tokens):
        return naming.title
    for sentence in _sentences(tokens):
        body = _strip(sentence, FILLERS | COMMANDS)
        words = (
            trim(extent(body))
            if _answers(body) and body[0].low not in PLACE_LEADS and not is_address(body)
            else []
        )
        if words and len(words) <= _LONGEST and not is_generic(words):
            return cut_title(text, words[0].start, words[-1].end)
    return None


def _clock_spans(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _CLOCK.finditer(text)]


def _sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == MARK and token.text in ".?!;\n":
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [sentence for sentence in sentences if sentence]


def _strip(sentence: Sequence[Token], openers: frozenset[str]) -> list[Token]:
    """Strip what leads up to the answer: "yes please, it will be at", "how about", "the event is"."""
    at = 0
    while at < len(sentence):
        token = sentence[at]
        pair = " ".join(x.low for x in sentence[at : at + 2])
        if (
            re.fullmatch(_NOUNS, pair)
            and at + 2 < len(sentence)
            and sentence[at + 2].low in {"is", "will", "would", "should"}
        ):
            at += 2
        elif token.kind in {TIME, MARK, GAP} or token.low in openers or re.fullmatch(_NOUNS + "'s", pair):
            at += 1 + (pair.endswith("'s") and token.low in DETERMINERS)
        else:
            break
    return list(sentence[at:])


def _answers(body: Sequence[Token]) -> bool:
    """Say whether what is left can be an answer at all."""
    if not body or body[0].kind == QUOTE:
        return bool(body)
    return (
        body[0].low not in QUESTIONS | SUBJECTS
        and body[0].low not in _EVASIONS
        and not any(token.low in _IGNORANCE for token in body)
    )
