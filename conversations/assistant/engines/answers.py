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
    QUESTIONS,
    SELF,
    SUBJECTS,
    word_class,
)

_NOUNS = re.compile(
    r"(?:(?:the|this|that|my) )?(?:event|meeting|appointment|place|location|venue|title|name)(?:'s)?"
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
# A reply with one of these anywhere, or one of those in front, answers another question or none.
_IGNORANCE = word_class("don't dont doesn't know whatever wherever understand")
_SPEAKERS = word_class("i you he she they we me i'm you're")
_EVASIONS = word_class(
    """
    anything anywhere nowhere nothing none skip nevermind cancel stop forget correct exactly nope no nah not
    same works later nailed agree agreed done sounds looks seems wait undecided tbd unsure whats for was
    """
)
# Orders of another kind; a capital makes a name of them ("Open house").
_REQUESTS = word_class(
    """
    tell show play turn read send look search open order shut share give remind report translate explain
    specify find hear feel appreciate appreciated think
    """
)
# A conference room is a place.
_EVENTS = EVENT_NOUNS - {"conference"}
_ASKING = QUESTIONS | word_class("can could would should may might whats")
_LISTS = frozenset({",", "and", "&"})
_NAMESAKES = word_class("may will")
_TO_TITLE = FILLERS | word_class("put make use add set place enter keep write it with to attend")
_TO_PEOPLE = FILLERS | COMPANIONS | word_class("put make add include get bring invite only of course along")
_TO_PLACE = FILLERS | word_class(
    "it make put set at in @ located happening held place called meet on via over"
)
# "Elm Hall is fine": an answer and a word on it.
_JUDGING = word_class("is would will works sounds should")
_VERDICTS = word_class(
    """
    is would will works work sounds should be do fine good great ok okay perfect nice enough best please then
    where it the
    """
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
    for sentence in _sentences(read_tokens(text, _clock_spans(text))):
        body = _reply(sentence, _TO_PEOPLE)
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
    sentences = _sentences(tokens)
    if all(_asks(sentence) for sentence in sentences):
        return None
    if called := find_called_place(tokens, text):
        return called
    found = find_place(read_clauses(tokens), text)
    for sentence in sentences:
        body = _reply(sentence, _TO_PLACE)
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
    for sentence in _sentences(tokens):
        body = _reply(sentence, _TO_TITLE)
        if not _names_thing(body) or body[0].low in PLACE_LEADS or is_address(body):
            continue
        named = trim(extent(body))
        if 0 < len(named) <= _MOST_WORDS and not is_generic(named):
            return cut_title(text, named[0].start, named[-1].end)
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


def _strip(sentence: Sequence[Token], openers: frozenset[str]) -> Sequence[Token]:
    """Strip what leads up to the answer: "yes please, it will be at", "how about", "the event is"."""
    at = 0
    while at < len(sentence):
        token = sentence[at]
        if _is_namesake(sentence[at:]):
            break
        nouns = 2 if token.low in DETERMINERS else 1
        subject = " ".join(x.low for x in sentence[at : at + nouns])
        verb = sentence[at + nouns].low if at + nouns < len(sentence) else ""
        if _NOUNS.fullmatch(subject) and (
            subject.endswith("'s") or verb in {"is", "will", "would", "should"}
        ):
            at += nouns
        elif (
            token.kind in {TIME, MARK, GAP}
            or token.low in openers
            or (at and _is_for(sentence[at - 1 : at + 1]))
        ):
            at += 1
        else:
            break
    return sentence[at:]


def _is_for(pair: Sequence[Token]) -> bool:
    """Say whether two tokens read "it's for"."""
    return pair[1].low == "for" and pair[0].low in {"it's", "its", "is", "that's", "be"}


def _is_namesake(sentence: Sequence[Token]) -> bool:
    """Say whether a list of people opens with a name that is also a verb: "May and Will"."""
    first = sentence[0]
    return first.capital and first.low in _NAMESAKES and all(token.low in _LISTS for token in sentence[1:2])


def _asks(sentence: Sequence[Token]) -> bool:
    """Say whether a sentence asks back; "how about the library?" does not, and neither does the list "May, Will"."""
    if _is_namesake(sentence):
        return False
    return sentence[0].low in _ASKING and [token.low for token in sentence[1:2]] != ["about"]


def _without_verdict(sentence: Sequence[Token]) -> Sequence[Token]:
    """Cut "is fine", "would be good" off the end of an answer."""
    for i, token in enumerate(sentence):
        judged = i and not token.capital and token.low in _JUDGING
        if judged and all(each.low in _VERDICTS for each in sentence[i + 1 :]):
            return sentence[:i]
    return sentence


def _reply(sentence: Sequence[Token], openers: frozenset[str]) -> Sequence[Token]:
    """Take what a sentence answers; empty for a question back, a remark on the assistant, an order to it."""
    body = _strip(sentence, openers)
    opening = sentence[: len(sentence) - len(body)]
    remark = any(token.low in {"you", "you're"} for token in opening)
    if not body or remark or _asks(sentence) or body[0].low in SUBJECTS | _EVASIONS:
        return []
    if body[0].low in _REQUESTS and not body[0].capital:
        return []
    body = _without_verdict(body)
    bare = opening and opening[-1].low in {"it's", "its", "is", "are", "was", "that's"}
    named = body[0].capital or body[0].low in DETERMINERS | EVENT_NOUNS or not body[0].low.isalpha()
    return [] if bare and not named else body


def _orders(body: Sequence[Token]) -> bool:
    """Say whether an answer opens with a verb: one of ours, or a word before an article ("dim the lamp")."""
    if body[0].low in COMMANDS | LIGHT_COMMANDS:
        return True
    verb = not body[0].capital and body[0].low not in DETERMINERS | PLACE_LEADS | _BESIDE
    return verb and any(token.low in DETERMINERS for token in body[1:2])


def _names_thing(body: Sequence[Token]) -> bool:
    """Say whether an answer can name a thing: nobody speaks in it, and nobody wonders."""
    return bool(body) and not any(token.low in _IGNORANCE | _SPEAKERS for token in trim(body))


def _is_list(party: Party, rest: Sequence[Token]) -> bool:
    """Say whether an answer is the list of people it opens with, and not a sentence about something else."""
    if not rest or rest[0].kind in {TIME, MARK, GAP} or rest[0].low in LEADS:
        return True
    sure = any((person.name or "A")[0].isupper() for person in party.people)
    return (sure or len(rest) == 1) and rest[0].low not in _EVASIONS | _REQUESTS | _IGNORANCE
