"""Names and addresses out of a vCard file (RFC 6350, and the older 3.0 and 2.1); never anything else that is in it."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scheduling.contacts import checked_contact
from scheduling.errors import InvalidAttendees, InvalidCards, InvalidText
from scheduling.events import Attendee

MOST_BYTES = 1024 * 1024
MOST_CARDS = 2000
# a group before the name, as Apple writes it, and parameters whose values may be quoted
_LINE = re.compile(r'(?:[\w-]+\.)?([A-Za-z][\w-]*)((?:;(?:[^":;]|"[^"]*")*)*):(.*)', re.DOTALL)
_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class _Card:
    full: str = ""
    parts: str = ""
    emails: list[tuple[bool, str]] = field(default_factory=list)


def read_cards(data: bytes) -> tuple[list[Attendee], int, int]:
    """Return the people of the file who have a name and an address, the number of other cards, and of addresses left out.

    Of several addresses of a card the preferred one counts, else the first. Raises InvalidCards, saying what is wrong.
    """
    if len(data) > MOST_BYTES:
        raise InvalidCards("The file is larger than 1 MB: export fewer contacts at a time.")
    people: list[Attendee] = []
    others = further = 0
    for number, card in enumerate(_cards(_text(data)), start=1):
        if number > MOST_CARDS:
            raise InvalidCards(
                "The file has more than %(most)d cards: export fewer contacts at a time.", most=MOST_CARDS
            )
        try:
            people.append(checked_contact(_person(card)))
            further += len({email.lower() for _, email in card.emails if email}) - 1
        except (InvalidAttendees, InvalidText):
            others += 1
    if not people and not others:
        raise InvalidCards("This is no vCard file: export your contacts as .vcf and choose that file.")
    return people, others, further


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _cards(text: str) -> Iterator[_Card]:
    card: _Card | None = None
    for name, parameters, value in _properties(text):
        if (name, value.strip().upper()) == ("BEGIN", "VCARD"):
            if card is not None:
                break
            card = _Card()
        elif (name, value.strip().upper()) == ("END", "VCARD") and card is not None:
            yield card
            card = None
        elif card is not None:
            _take(card, name, parameters, value)
    if card is not None:
        raise InvalidCards("The file breaks off inside a card: export it again, nothing was imported.")


def _take(card: _Card, name: str, parameters: str, value: str) -> None:
    if name == "FN":
        card.full = card.full or _plain(value)
    elif name == "N":
        family, given, *_ = [*re.split(r"(?<!\\);", value), "", ""]
        card.parts = " ".join(f"{_plain(given)} {_plain(family)}".split())
    elif name == "EMAIL":
        card.emails.append((bool(re.search(r"\bPREF\b", parameters)), _plain(value).removeprefix("mailto:")))


def _person(card: _Card) -> Attendee:
    preferred = next((email for preferred, email in card.emails if preferred), "")
    first = card.emails[0][1] if card.emails else ""
    return Attendee(card.full or card.parts, preferred or first)


def _properties(text: str) -> Iterator[tuple[str, str, str]]:
    """The content lines as name, parameters and value, each in its whole length; what is none is passed over."""
    lines = iter(_FOLD.sub("", text).splitlines())
    for line in lines:
        found = _LINE.fullmatch(line)
        if not found:
            continue
        name, parameters, value = found[1].upper(), found[2].upper(), found[3]
        if "QUOTED-PRINTABLE" in parameters:
            parts = [value]
            while parts[-1].endswith("="):
                parts[-1] = parts[-1][:-1]
                parts.append(next(lines, ""))
            value = "".join(parts)
            charset = "latin-1" if "ISO-8859" in parameters else "utf-8"
            value = quopri.decodestring(value.encode()).decode(charset, errors="replace")
        yield name, parameters, value


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value).strip()
