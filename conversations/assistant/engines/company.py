"""Reads who comes in few words: "also Priya", "just Bob", "not Ana, Anna", "without Tom".

Sees a text without its lead-in and its politeness; never changes a list of people, guests.py does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.answers import lists_people
from conversations.assistant.engines.wordclasses import (
    COMMANDS,
    EVENT_NOUNS,
    FILLERS,
    GENERIC,
    LIGHT_COMMANDS,
    SELF,
    word_class,
)
from conversations.assistant.guests import meant

NOBODY = "nobody"
_BETWEEN = re.compile(r", (?:and )?| and | & ")
_OTHER_ENDING = re.compile(r"(?:ing|ly|able)$")
_OTHER_WORDS = (
    COMMANDS
    | LIGHT_COMMANDS
    | EVENT_NOUNS
    | FILLERS
    | GENERIC
    | word_class("online remote virtual zoom teams skype hangouts works work fits")
) - word_class("will may mark")
_ORDERS = word_class("add drop remove uninvite disinvite exclude include invite leave take make move loop")
_ANY_TIME = datetime(2000, 1, 3, 9, tzinfo=UTC)
_NAME = r"(?P<{}>[\w@.+'-]+(?: [\w@.+'-]+){{0,2}}?)"
_NAMES = r"(?P<old>[\w@.+'-]+(?:(?:, and|,| and| &)? [\w@.+'-]+){0,11}?)"


def _forms(*patterns: str) -> list[re.Pattern[str]]:
    return [re.compile(pattern, re.I) for pattern in patterns]


_SWAPS = _forms(
    rf"not (?:with )?{_NAME.format('old')}(?:,? but|[,;:.]| -) ?(?:with |it'?s |it is |rather |i meant? )*{_NAME.format('new')}",
    rf"(?:replace|swap|change|switch|correct) {_NAME.format('old')} (?:with|for|by|to|into) {_NAME.format('new')}",
    rf"(?:with )?{_NAME.format('new')}(?:,? (?:and )?not|,? instead of|,? rather than) (?:with )?{_NAME.format('old')}",
    rf"{_NAME.format('old')} (?:should be|is (?:really|actually)) {_NAME.format('new')}",
    rf"(?:invite|add|include|bring) {_NAME.format('new')} (?:instead of|rather than) {_NAME.format('old')}",
)
_LEAVES = _forms(
    r"(?:without|remove|drop|uninvite|disinvite|exclude|minus|leave out|take out|skip|no|not|"
    rf"(?:don'?t|do not|no need to) (?:invite|include|add|bring|need)) {_NAMES}"
    r"(?: (?:any ?more|from (?:it|this|that|the \w+)))*",
    rf"(?:leave|take) {_NAMES} (?:out|off)(?: (?:of )?(?:it|this|that|the \w+))?",
    rf"{_NAMES} (?:(?:is|are)(?:n'?t| not)|won'?t|can'?t|cannot|can not|will not|(?:is|are) out|do(?:es)?n'?t|do(?:es)? not|"
    r"should(?:n'?t| not)|need(?:n'?t| not))\b[^.?!]*",
)
_TOO = r"(?: (?:too|as well|also|along|to (?:it|this|that|the (?:meeting|invite|list|call|event))))*"
_INVITES = re.compile(r"(?:add|invite|include|bring|copy in) (?P<who>.+)", re.I)
_JOINS = _forms(
    rf"(?:add|invite|include|bring(?: in)?|loop in|copy in|plus) (?:also )?(?P<who>.+?){_TOO}",
    rf"(?:(?:and|also|with|plus)[ ,]+)+(?P<who>.+?){_TOO}",
    r"(?:(?:and|also),? )?(?P<who>.+?)(?:,? (?:too|as well|also)|"
    r"(?:'s| (?:is|are|will be|should be|should|will|has to|have to|needs to|wants to))? "
    r"(?:coming|come|comes|joining|join|joins|be there)(?: us| in)?(?:,? (?:too|as well|also))?)",
)
_ONLY = _forms(
    r"(?:(?:make|keep|have) (?:it|that|this) )?(?:and )?(?:just|only)(?: (?:with|for|invite|include))* (?P<who>.+)",
    r"(?P<who>.+?) (?:only|alone)",
    r"(?:no ?body|no one) (?:but|except) (?P<who>.+)",
)
_EMPTIES = re.compile(
    r"(?:remove|drop|uninvite|disinvite|without|leave out|take out|no|clear|delete) (?:all )?"
    r"(?:every(?:one|body)|all(?: of them| the (?:people|guests|others))?|them all|all (?:the )?(?:people|guests|participants|"
    r"attendees))(?: else)?(?: from (?:it|this|that|the \w+))?",
    re.I,
)
_INSTEAD = re.compile(r"\b(?:only|just|instead|replace|no ?body but|no one but)\b", re.I)
_ME = re.compile(r"(?:me|myself|us|i)", re.I)


@dataclass(frozen=True, slots=True)
class Company:
    """Words for people who come too (`joining`), who come alone (`only`), and for one who does not come (`leaving`)."""

    joining: str = ""
    only: str = ""
    leaving: str = ""


def read_company(plain: str, guests: Sequence[Sequence[str]]) -> Company | None:
    """Return who comes instead of whom, who does not, who comes alone or who comes too, None when it is about nobody.

    `guests` are what each person who comes goes by: a name, an address.
    """
    for pattern in _SWAPS:
        if (found := pattern.fullmatch(plain)) and _known(found["old"], guests):
            return Company(joining=found["new"], leaving=found["old"])
    if guests and _EMPTIES.fullmatch(plain):
        return Company(only=NOBODY)
    for pattern in _LEAVES:
        if (found := pattern.fullmatch(plain)) and _known(found["old"], guests):
            return Company(leaving=found["old"])
    for pattern in _ONLY:
        if found := pattern.fullmatch(plain):
            if _ME.fullmatch(found["who"]) and guests:
                return Company(only=NOBODY)
            if _names_people(found["who"]) and _sounds_like_people(found["who"]):
                return Company(only=found["who"])
    for pattern in _JOINS:
        found = pattern.fullmatch(plain)
        ordered = pattern is _JOINS[0]
        if found and _names_people(found["who"]) and (ordered or _sounds_like_people(found["who"])):
            return Company(joining=found["who"])
    return None


def _sounds_like_people(who: str) -> bool:
    """Tell whether words are people even where no verb says so: "just do it" and "also online" are not.

    Capitals, addresses and roles are; in small letters a name is one word, and no other word that could stand there.
    """
    return not any(_is_other_word(name) for name in _BETWEEN.split(who) if name)


def _is_other_word(name: str) -> bool:
    plain = name.lower()
    if plain in SELF:
        return False
    if plain in _OTHER_WORDS or plain.startswith("that"):
        return True
    if name[0].isupper() or "@" in name or plain.startswith(("my ", "the ")):
        return False
    return " " in name or "'" in name or bool(_OTHER_ENDING.search(name))


def _known(said: str, guests: Sequence[Sequence[str]]) -> bool:
    """Tell whether somebody of those said comes; beside them on a list only names may stand."""
    each = [meant(name, guests, lambda guest: guest) for name in _BETWEEN.split(said)]
    named = [
        bool(there) or name[:1].isupper() for name, there in zip(_BETWEEN.split(said), each, strict=True)
    ]
    return bool(meant(said, guests, lambda guest: guest)) and (len(named) == 1 or all(named))


def _names_people(who: str) -> bool:
    """Tell whether words are a list of people and nothing else; a day or an hour is nobody, and "drop chris" an order."""
    ordered = any(name.split()[0] in _ORDERS for name in _BETWEEN.split(who) if " " in name.strip())
    return not ordered and lists_people(who) and not timephrases.find(who, now=_ANY_TIME)


def read_invited(plain: str) -> Company | None:
    """Return whom a text of any length orders to invite, None when it is no such order."""
    found = _INVITES.fullmatch(plain)
    return Company(joining=found["who"]) if found and _names_people(found["who"]) else None


def replaces_people(text: str) -> bool:
    """Tell whether people named in a message come instead of those there; else they join them."""
    return bool(_INSTEAD.search(text))
