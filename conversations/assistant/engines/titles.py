"""Read what a meeting is about: the words that name it, without the order around them.

Never invents a title: "a meeting" alone has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from conversations.assistant.engines.clauses import Clause, Phrase
from conversations.assistant.engines.people import attending, ends_in_role, read_party
from conversations.assistant.engines.places import is_address, is_video, place_length
from conversations.assistant.engines.tokens import GAP, MARK, QUOTE, TIME, WORD, Token, near
from conversations.assistant.engines.wordclasses import (
    COMPANIONS,
    COMPOUND_VERBS,
    DETERMINERS,
    EMPTY_EVENTS,
    EVENT_NOUNS,
    FREE,
    GENERIC,
    MEETS,
    PURPOSES,
    SELF,
    SUBJECTS,
    TAILS,
    TOPIC_LEADS,
    WEAK,
)

_BOUNDS = frozenset({"end", "start", "begin", "last"})
_ATTACHED = COMPANIONS | {"for", "to", "about", "regarding", "from"}

LONGEST_QUESTION = 40  # words of a question that are looked at


def find_title_in(clauses: Sequence[Clause], text: str) -> str | None:
    """Read the title out of clauses: one that orders is heard before one that only states."""
    for clause in sorted(clauses, key=lambda clause: not clause.ordered):
        if title := _title_of(clause, text):
            return title
    return None


def cut_title(text: str, start: int, end: int) -> str | None:
    """Cut `text[start:end]` as a title: single spaces, no quotes or closing marks; None when empty."""
    return re.sub(r"\s+", " ", text[start:end]).strip(" \t\"“”«»'.,;:!?-") or None


def trim(tokens: Sequence[Token]) -> list[Token]:
    """Cut articles and possessives off the front and filler off the end."""
    first, last = 0, len(tokens)
    while first < last and (
        tokens[first].low in DETERMINERS | {"and", "new", "as", "of"} or tokens[first].kind in {MARK, GAP}
    ):
        first += 1
    while first < last and (tokens[last - 1].low in TAILS or tokens[last - 1].kind in {MARK, GAP, TIME}):
        if last - first > 1 and tokens[last - 2].low in COMPOUND_VERBS.get(tokens[last - 1].low, ()):
            break
        last -= 1
    return list(tokens[first:last])


def _title_of(clause: Clause, text: str) -> str | None:
    generic: list[Token] = []
    with_role: str | None = None
    invited = attending(clause.tokens)
    evident = clause.ordered or clause.timed or any(phrase.lead in COMPANIONS for phrase in clause.phrases)
    for i, phrase in enumerate(clause.phrases):
        words, whole = _noun(phrase.tokens)
        later = clause.phrases[i + 1 :] if whole else ()
        if all(word.low in {"just", "only"} for word in words) or (
            invited and not phrase.lead and read_party(words, capitals_only=True).people
        ):
            continue
        if is_generic(words):
            generic = generic or ([] if phrase.lead else words)
        elif phrase.lead:
            with_role = with_role or _with_role(phrase, generic, text)
            wanted = _wants_time(clause) if clause.asking else evident
            if (generic or wanted) and _is_topic(phrase, words):
                return cut_title(text, words[0].start, _end(words, later))
        elif not clause.asking and words[0].low not in SUBJECTS and not is_address(words):
            noun = phrase.tokens[0].low in DETERMINERS or any(word.low in EVENT_NOUNS for word in words)
            stated = evident or noun or clause.planned
            return cut_title(text, words[0].start, _end(words, later)) if stated else None
    return with_role


def _wants_time(clause: Clause) -> bool:
    """Say whether a question asks for time for something: "am I free for lunch?"."""
    spoken = {word for token in clause.tokens[:LONGEST_QUESTION] for word in token.text.lower().split()}
    return not FREE.isdisjoint(spoken) or any(
        phrase.lead in MEETS for phrase in clause.phrases[:LONGEST_QUESTION]
    )


def _noun(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """Cut a phrase down to its noun; tell whether nothing but filler was cut.

    A relative clause goes ("the form I have to sign"), and so do the right side of a comma and a bare "event"
    at either end.
    """
    words, whole = trim(tokens), True
    for i, (token, after) in enumerate(pairwise(words)):
        if token.low in {"have", "has", "had"} and after.low in DETERMINERS:
            words = trim(words[i + 1 :])
            break
    colon = next((i for i, token in enumerate(words) if token.text == ":"), 0)
    if is_generic(words[:colon]):
        words = trim(words[colon:])
    for i, token in enumerate(words):
        if token.kind == QUOTE:
            return [token], False
        if i and (token.low in SUBJECTS - {"it"} or token.text in {",", "(", ")"}):
            words, whole = trim(words[:i]), False
            break
    if len(words) > 1 and words[0].low in EMPTY_EVENTS and words[1].low not in EVENT_NOUNS | {"of"}:
        words = trim(words[1:])
    if len(words) > 1 and words[-1].low in {"event", "entry"}:
        words = words[:-1]
    return words, whole


def is_generic(tokens: Sequence[Token]) -> bool:
    """Say whether words name only "a meeting", whatever its length and newness."""
    if any(token.low in {"room", "rooms"} for token in tokens[-2:]):
        return True
    return all(_is_generic_word(token) for token in tokens if token.kind in {WORD, QUOTE})


def _is_generic_word(token: Token) -> bool:
    if token.low in GENERIC or token.low in WEAK or token.text.replace("-", "").isdigit():
        return True
    return near(token.low, "meeting") or near(token.low, "appointment")


def _is_topic(phrase: Phrase, words: Sequence[Token]) -> bool:
    """Say whether a phrase behind a generic noun tells what it is about: "for dinner", "to plan the week"."""
    if phrase.lead in {"at", "in"}:
        return words[-1].low in EVENT_NOUNS
    if phrase.lead not in TOPIC_LEADS or words[0].low in SUBJECTS | SELF:
        return False
    if phrase.lead == "to":
        return not words[0].capital and phrase.tokens[0].low not in DETERMINERS | _BOUNDS
    if phrase.lead == "on":
        return not place_length("on", phrase.tokens) and not is_video(words)
    return phrase.lead != "for" or not (lists_people(phrase) or ends_in_role(words))


def lists_people(phrase: Phrase) -> bool:
    """Say whether a "for" phrase is a list of names and nothing else."""
    party = read_party(phrase.tokens, capitals_only=True)
    return bool(party.people) and party.size > 1 and len(phrase.tokens) == party.length


def _with_role(phrase: Phrase, generic: Sequence[Token], text: str) -> str | None:
    """Keep people without a name in the title: "meeting with my landlord"."""
    if not generic or phrase.lead not in COMPANIONS | {"for"}:
        return None
    party = read_party(phrase.tokens)
    if party.people or not party.roles:
        return None
    return cut_title(text, generic[0].start, phrase.tokens[party.length - 1].end)


def _end(words: Sequence[Token], later: Sequence[Phrase]) -> int:
    """Find where a title ends, with the phrases of its noun: "flight to Oslo", "haircut for Emma"."""
    end = words[-1].end
    for phrase in later:
        tail, whole = _noun(phrase.tokens)
        if not phrase.attached or not tail or not _belongs(phrase, tail):
            break
        end = tail[-1].end
        if not whole:
            break
    return end


def _belongs(phrase: Phrase, tail: Sequence[Token]) -> bool:
    if phrase.lead not in _ATTACHED or tail[0].low in SUBJECTS | SELF:
        return False
    if phrase.lead == "for":
        return not lists_people(phrase)
    if phrase.lead == "to":
        return tail[0].low not in PURPOSES
    return phrase.lead not in COMPANIONS or not read_party(phrase.tokens).people
