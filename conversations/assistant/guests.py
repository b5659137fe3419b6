"""Who comes to a meeting, when people join, leave or take the place of one: the same for names and for records.

Never reads a message: it is handed the words for a person and the people.
"""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

Guest = TypeVar("Guest")
Called = Callable[[Guest], Sequence[str]]

_LEAD = re.compile(r"^(?:with|that|the|both) ")
_BETWEEN = re.compile(r", (?:and )?| and | & ")


def meant(said: str, guests: Sequence[Guest], called: Called[Guest]) -> list[Guest]:
    """Return those whom `said` names: by all of a name or address, else by a word of one; of a list those it names.

    `called` returns what a guest goes by: a name, an address, or both.
    """
    plain = _LEAD.sub("", said.lower()).rstrip(".,")
    if not plain:
        return []
    named = [meant(each, guests, called) for each in _BETWEEN.split(plain)] if _BETWEEN.search(plain) else []
    if any(named):
        return [guest for guest in guests if any(guest in each for each in named)]
    whole = [guest for guest in guests if plain in (name.lower() for name in called(guest))]
    return whole or [guest for guest in guests if any(plain in _words(name) for name in called(guest))]


def _words(name: str) -> list[str]:
    """Return by what a part of a name or of an address is known: "ana.lopez@example.com" is ana."""
    local, mailed, _ = name.lower().partition("@")
    return [local, *re.split(r"[._+-]", local)] if mailed else local.split()


def joined(guests: Sequence[Guest], joining: Sequence[Guest], called: Called[Guest]) -> list[Guest]:
    """Return the guests with those who join; nobody comes twice."""
    return [*guests, *(guest for guest in recognised(joining, guests, called) if guest not in guests)]


def recognised(named: Sequence[Guest], guests: Sequence[Guest], called: Called[Guest]) -> list[Guest]:
    """Return the named, each as the guest who is known by the same name or address where there is just one."""
    return [_known(guest, guests, called) for guest in named]


def _known(named: Guest, guests: Sequence[Guest], called: Called[Guest]) -> Guest:
    names = [name.lower() for name in called(named) if name]
    same = [guest for guest in guests if any(name.lower() in names for name in called(guest) if name)]
    told_more = len(names) > 1
    return same[0] if len(same) == 1 and not told_more else named


def replaced(
    guests: Sequence[Guest], leaving: str, joining: Sequence[Guest], called: Called[Guest]
) -> list[Guest]:
    """Return the guests without those `leaving` names, in whose place the joining come."""
    gone = meant(leaving, guests, called)
    if not gone:
        return joined(guests, joining, called)
    place = guests.index(gone[0])
    new = [guest for guest in joining if guest not in guests or guest in gone]
    staying = [guest for guest in guests if guest not in gone]
    return staying[:place] + new + staying[place:]
