"""People an owner knows by name and address, found by what they are called; never where they are kept."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

from scheduling.errors import InvalidAttendees
from scheduling.events import Attendee
from scheduling.validation import checked_person

MOST_CONTACTS = 5000
MOST_FOUND = 20
# letters that Unicode does not take apart into a letter and its mark
_STROKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "æ": "ae", "œ": "oe"}
)


def folded(name: str) -> str:
    """Return the name as it is compared: without case, accents and double spaces."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_STROKES))
    return " ".join("".join(each for each in apart if not unicodedata.combining(each)).split())


def named(name: str, people: Iterable[Attendee]) -> list[Attendee]:
    """Return those whose first or full name this is, full names first; at most MOST_FOUND."""
    asked = folded(name)
    found = [person for person in people if asked and f"{folded(person.name)} ".startswith(f"{asked} ")]
    return sorted(found, key=lambda each: (folded(each.name) != asked, folded(each.name), each.email))[
        :MOST_FOUND
    ]


def checked_contact(person: Attendee) -> Attendee:
    """Return the person as a contact: with a name, and an address in small letters. Raises InvalidAttendees."""
    contact = checked_person(replace(person, email=person.email.strip().lower()))
    if not (contact.name and contact.email):
        raise InvalidAttendees("a contact needs a name and an address")
    return contact


def known(people: Iterable[Attendee]) -> list[Attendee]:
    """Return those of a meeting's people who can be contacts, one for each address."""
    full = (person for person in people if person.name and person.email)
    return list({each.email.lower(): replace(each, email=each.email.lower()) for each in full}.values())
