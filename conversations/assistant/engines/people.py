"""Read people out of tokens: names, addresses, and the roles that stand for nobody in particular.

Never looks anyone up: a name is kept as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.assistant.engines.tokens import MAIL, WORD, Token
from conversations.assistant.engines.wordclasses import (
    CLOSED,
    DETERMINERS,
    EVENT_NOUNS,
    HONORIFICS,
    NAME_PARTICLES,
    NOT_NAMES,
    ROLES,
    S_NAMES,
    SELF,
    word_class,
)

_NAME = re.compile(r"[^\W\d_][\w'\u2019.&-]*\Z")
_SEPARATORS = frozenset({"and", "&", "+", "plus", "or", ",", "/", ";", "both", "also"})
_COMING = word_class("coming joining attending invited participating come join attend meeting meet able")
_INVITES = word_class("invite inviting invitees attendees participants guests")
# No list of names is longer; the rest of a long message is not searched for its end.
_LONGEST = 60
_ASKS = frozenset({"will", "can", "could", "are", "is", "would", "if", "that"})
_WHOLE = frozenset({"whole", "entire", "full"})  # "the whole team"
_BE = frozenset({"are", "is", "be", "will", "both", "also", "all", ":", "should", "to", "want"})


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who takes part; at least one of the two is given."""

    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """People named in a row, by name and by role: `size` counts all with the speaker, `length` the tokens."""

    people: tuple[Person, ...]
    roles: tuple[str, ...]
    size: int
    length: int


def read_party(tokens: Sequence[Token], *, capitals_only: bool = False) -> Party:
    """Read the people at the front of `tokens`, up to the first token that can not go on the list.

    With `capitals_only`, lower-case words are no names: for places where something else is likelier to stand.
    """
    people: list[Person] = []
    roles: list[str] = []
    at = length = size = 0
    separated = True
    while at < len(tokens):
        if tokens[at].low in _SEPARATORS:
            at, separated = at + 1, True
            continue
        # "and me Ana Diaz": the speaker's own name needs no separator.
        if not separated and tokens[at].kind != MAIL and tokens[at - 1].low not in SELF:
            break
        person, taken = _read_person(tokens[at:], capitals_only)
        role = 0 if taken else _role_length(tokens[at:])
        if role:
            roles.append(" ".join(token.text for token in tokens[at : at + role]))
        elif not taken and tokens[at].low not in SELF:
            break
        if person:
            people.append(person)
        at += taken or role or 1
        length, size, separated = at, size + 1, False
    return Party(tuple(people), tuple(roles), size, length)


def _read_person(tokens: Sequence[Token], capitals_only: bool) -> tuple[Person | None, int]:
    """Read one person; "my friend Ana" is Ana."""
    if tokens[0].kind == MAIL:
        return Person(None, tokens[0].text), 1
    skipped = 0
    titled = tokens[0].low in HONORIFICS and len(tokens) > 1 and tokens[1].capital
    if tokens[0].low in DETERMINERS or (tokens[0].low in ROLES and not tokens[0].capital and not titled):
        role = _role_length(tokens)
        if not role or role >= len(tokens) or not tokens[role].capital:
            return None, 0
        skipped = role
    run = _name_run(tokens[skipped:])
    if (
        not run
        or (capitals_only and not run[0].capital)
        or (not skipped and not titled and _role_length(tokens))
    ):
        return None, 0
    mail, taken = _address_after(tokens[skipped + len(run) :])
    return Person(" ".join(token.text for token in run).rstrip(".,"), mail), skipped + len(run) + taken


def _name_run(tokens: Sequence[Token]) -> list[Token]:
    """Take the words of one name: capitals with honorifics, or at most three lower-case words."""
    run: list[Token] = []
    named: list[Token] = []
    for token in tokens:
        if token.low.endswith(("'s", "s'")):
            return []
        if token.kind != WORD or not _NAME.match(token.text):
            break
        if token.low in HONORIFICS and not named:
            run.append(token)
            continue
        if (token.low in NOT_NAMES and not (named and _is_surname(token))) or _is_plural(token):
            break
        if named and named[0].capital != token.capital and token.low not in NAME_PARTICLES:
            break
        particle = bool(named) and token.low in NAME_PARTICLES
        if not particle and len(named) == (4 if token.capital else 3):
            break
        run.append(token)
        named += [] if particle else [token]
    while named and run[-1].low in NAME_PARTICLES and len(run) > 1:
        run.pop()
    return run if named else []


def _is_plural(token: Token) -> bool:
    """Say whether a small letter and an s make things of a word ("with scones"), though some names end so."""
    low = token.low
    return (
        not token.capital
        and len(low) > 3
        and low.endswith("s")
        and low[-2] not in "su"
        and low not in S_NAMES
    )


def _is_surname(token: Token) -> bool:
    """Say whether a capital lets a common word be a surname ("Ann Early")."""
    return token.capital and token.low not in CLOSED and not token.text.isupper()


def _role_length(tokens: Sequence[Token]) -> int:
    """Count the tokens of "my boss", "the marketing team", "Ron's team"; 0 when the front is no role."""
    for i, token in enumerate(tokens[:6]):
        if token.kind != WORD or token.low in _SEPARATORS:
            break
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        goes_on = after is not None and after.kind == WORD
        if token.low.removesuffix("'s") in ROLES and not (goes_on and after and _continues(token, after)):
            # "Grandma Betty" is a name, "grandma" a role.
            named = i == 0 and token.capital and goes_on and after is not None and after.capital
            return 0 if named else i + 1
        if i and token.low in NOT_NAMES - _WHOLE:
            break
    return 0


def _continues(token: Token, after: Token) -> bool:
    """Say whether a role goes on ("marketing team") or is only part of another noun ("client dinner")."""
    if after.low in ROLES or token.low.endswith("'s"):
        return True
    if after.capital or after.low.endswith("ly") or after.low in _SEPARATORS:
        return False
    return after.low in EVENT_NOUNS or after.low not in NOT_NAMES


def ends_in_role(tokens: Sequence[Token]) -> bool:
    """Say whether a phrase names people by what they are: "my department"."""
    return _role_length(tokens) == len(tokens)


def _address_after(tokens: Sequence[Token]) -> tuple[str | None, int]:
    """Read the address in "Ana <ana@example.com>" or "Ana (ana@example.com)"."""
    for i in range(min(2, len(tokens))):
        if tokens[i].kind == MAIL:
            return tokens[i].text, 1 + 2 * i
        if tokens[i].low not in {"<", "("}:
            break
    return None, 0


def attending(tokens: Sequence[Token]) -> tuple[Person, ...]:
    """Read the people of "Ana and Bob are coming", "invite Ana", "add Ana to the meeting" in one clause."""
    for i, token in enumerate(tokens):
        if token.low in {"add", "include", "including"}:
            party = read_party(tokens[i + 1 : i + _LONGEST], capitals_only=True)
            after = tokens[i + 1 + party.length : i + 2 + party.length]
            if party.people and after and after[0].low in {"to", "in"}:
                return party.people
        elif token.low in {"need", "want"} and i and tokens[i - 1].low in {"i", "we"}:
            party = read_party(tokens[i + 1 : i + _LONGEST], capitals_only=True)
            after = tokens[i + 1 + party.length : i + 2 + party.length]
            if party.people and after and after[0].low == "for":
                return party.people
        elif token.low in _INVITES:
            first = next((j for j in range(i + 1, len(tokens)) if tokens[j].low not in _BE), len(tokens))
            return read_party(tokens[first:]).people
        elif token.low in _COMING and i and tokens[i - 1].low in _BE:
            return _before(tokens[:i])
    return ()


def _before(tokens: Sequence[Token]) -> tuple[Person, ...]:
    """Read the subject of a clause: "movie night, will Ana and Bob be"."""
    starts = [0, *(i + 1 for i, token in enumerate(tokens) if token.kind != WORD)]
    for start in starts[-_LONGEST:]:
        rest = tokens[start:]
        first = next((i for i, token in enumerate(rest) if token.low not in _SEPARATORS | _ASKS), len(rest))
        party = read_party(rest[first:], capitals_only=True)
        after = rest[first + party.length :]
        after = (
            after[2:] if after and after[0].low in {"from", "of"} else after
        )  # "Bob from finance should join"
        if party.people and all(token.low in _BE for token in after):
            return party.people
    return ()


def unique(people: Sequence[Person]) -> tuple[Person, ...]:
    """Drop people said twice, keeping the order."""
    seen: dict[tuple[str, str], Person] = {}
    for person in people:
        seen.setdefault(((person.name or "").casefold(), (person.email or "").casefold()), person)
    return tuple(seen.values())
