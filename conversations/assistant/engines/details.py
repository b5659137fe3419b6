"""Reads what a chat message says of people and topic beyond names: "with my wife", "a call about the budget", "bob@".

Never looks anybody up and never mends an address: a broken one is handed on, to be asked about.
"""

import re
from collections.abc import Sequence

from conversations.assistant.engines.clauses import read_clauses
from conversations.assistant.engines.entities import Person, find_entities
from conversations.assistant.engines.people import read_party
from conversations.assistant.engines.tokens import read_tokens
from conversations.assistant.engines.wordclasses import COMPANIONS, EVENT_NOUNS, NAME_PARTICLES

_LOCAL = r"[\w.+'-]{1,64}"
_BROKEN = re.compile(
    rf"(?<![\w@.+-]){_LOCAL}@(?:(?!\w)|[\w-]+,[A-Za-z]{{2,}}\b)|^{_LOCAL}@[\w-]+$|"
    rf"(?:\b(?:with|and|add|invite|include|w/)|,)\s*(?P<address>{_LOCAL}@[A-Za-z][\w-]*(?:,[A-Za-z]{{2,}}\b)?)(?![\w.@-]*[\w@])",
    re.I,
)
_ONE_ON_ONE = re.compile(r"\b(?:1|one)(?: on |-on-|:| - )(?:1|one)\b(?!:)", re.I)
_TOPIC = re.compile(
    r"\b(?:about|regarding|concerning|re|to discuss)\b:? (?P<article>(?:the|our|my|his|her|their|a|an) )?$",
    re.I,
)
_COMPANION = re.compile(r"\bw(?:ith)?\b", re.I)  # each of COMPANIONS
_LOWEST_RUN = 3


def broken_address(text: str) -> str:
    """Return what looks like an e-mail address but cannot be one, "" when there is none."""
    found = _BROKEN.search(text)
    return (found["address"] or found[0]) if found else ""


def one_on_one(text: str) -> str:
    """Write "1 on 1" in each of its ways as the one that is a title."""
    return _ONE_ON_ONE.sub("1:1", text)


def roles_in(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return those who come by what they are: "with my wife", "with the whole team"."""
    if not _COMPANION.search(text):
        return []
    roles: list[str] = []
    for clause in read_clauses(read_tokens(text, spans)):
        for phrase in clause.phrases:
            if phrase.lead in COMPANIONS:
                roles += read_party(phrase.tokens).roles
    return [role for role in roles if not _named_behind(role, text)]


def _named_behind(role: str, text: str) -> bool:
    """Tell whether brackets say who they are: "the clients from Acme (John <john@example.com>)"."""
    return bool(re.search(rf"\b{re.escape(role)}\b[^()]{{0,40}}\([^()]*@", text))


def told_apart(people: Sequence[Person]) -> list[Person]:
    """Take three small words in a row for three people: "ana bob carla"."""
    apart: list[Person] = []
    for person in people:
        names = (person.name or "").split()
        run = len(names) >= _LOWEST_RUN and not person.email and all(name.islower() for name in names)
        if run and NAME_PARTICLES.isdisjoint(names):
            apart += [Person(name, None) for name in names]
        else:
            apart.append(person)
    return apart


def with_topic(title: str, text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a title that only names a kind of meeting with what it is about: "call about the budget"."""
    start = text.find(title)
    if title.lower() not in EVENT_NOUNS or start < 0:
        return title
    # beside a word that says nothing, the topic is the title
    plain = f"{text[:start]}{'mtg'.ljust(len(title))}{text[start + len(title) :]}"
    topic = find_entities(plain, time_spans=spans).title or ""
    at = plain.rfind(topic)
    lead = _TOPIC.search(plain[:at]) if topic else None
    return f"{title} about {lead['article'] or ''}{topic}" if lead else title
