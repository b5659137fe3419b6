"""Fills slots from one heard message, given what the assistant had asked for.

It reads one message; how its values change a request is dialogue.py's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.entities import (
    Entities,
    Person,
    find_location,
    find_people,
    find_title,
)
from conversations.assistant.engines.hearing import Heard
from conversations.assistant.engines.timephrases.addresses import address_spans

Values = dict[str, Any]

WHEN = ("date", "time", "end_date", "end_time", "duration", "recurrence", "timezone")
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about |for )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)
_RENAMES = re.compile(
    r"\b(?:title|titled|entitled?|named?|call|called|label|labell?ed|rename|subject|topic|"
    r"(?:save|mark|list|log|put|note) it)\b",
    re.I,
)
_SLOT_WORDS = re.compile(
    r"\b(?:time|date|day|address|location|venue|place|title|name|length|duration)\b", re.I
)


def times_of(when: timephrases.When) -> Values:
    """Return the most plausible reading of a message's times: only what was said."""
    if not when.readings:
        return {}
    values = {name: getattr(when.readings[0], name) for name in WHEN}
    return {name: value for name, value in values.items() if value is not None}


def said(heard: Heard, now: datetime) -> Values:
    """Return all that a message says by itself: times as Python values, names as text.

    `title_with_place` is what the title would be if its place were part of it: "Table at Elm Grill".
    """
    values = times_of(heard.when)
    if heard.named.title:
        values["title"] = heard.named.title
    if place := heard.named.location or heard.named.link:
        values["location"] = place
    if whole := _title_with_place(heard.text, heard.named):
        values["title_with_place"] = whole
    if heard.named.participants:
        values["participants"] = names_of(heard.named.participants)
    return _without_times_in([heard.named.title], values, heard, now) if heard.named.title else values


def renames(text: str) -> bool:
    """Tell whether a message gives a title as one."""
    return bool(_RENAMES.search(text))


def answered(heard: Heard, asks: Collection[str], now: datetime) -> Values:
    """Return what a message says in answer to a question for the slots `asks`."""
    values, text = said(heard, now), heard.text
    if "title" in asks and (title := find_title(text)):
        values["title"] = title
    if "location" in asks and (place := find_location(text)):
        values["location"] = place
    if "participants" in asks and (people := find_people(text)):
        values["participants"] = names_of(people)
    if bare := _BARE_NUMBER.match(text):
        return _bare(bare[1], bare[2], asks, now)
    if asks and "title" not in asks and not renames(text) and _names_no_event(values):
        values.pop("title", None)
    if "title" in asks and "title" in values and "location" in values:
        _part_title_and_place(values, asks, text)
    names = [values[slot] for slot in ("title", "location") if slot in values]
    return _without_times_in(names, values, heard, now)


def _title_with_place(text: str, named: Entities) -> str | None:
    """Return title and place as they stand in the text; a lone "Appointment" before it counts when it has a capital."""
    at = text.find(f" at {named.location}") if named.location else -1
    if at < 0 or not named.location:
        return None
    title = named.title or text[:at].rpartition(" ")[2]
    start = at - len(title)
    if not text[:at].endswith(title) or not (named.title or (title[:1].isupper() and start)):
        return None
    return text[start : at + len(" at ") + len(named.location)]


def _names_no_event(values: Values) -> bool:
    """Tell whether a title nobody asked for is rather the place, or words around a slot ("the time would be")."""
    title = values.get("title", "").casefold()
    place = values.get("location", "").casefold()
    return title in place or bool(_SLOT_WORDS.search(title))


def _part_title_and_place(values: Values, asks: Collection[str], text: str) -> None:
    """Tell the place of an event from its title: "Lunch at Nopa" is a title where only that was asked for.

    Where both were, a street address or what stands behind the last "at" is the place.
    """
    title, place = values["title"], values["location"]
    if "location" not in asks:
        if place in title:
            del values["location"]
        return
    address = next((text[start:end] for start, end in address_spans(text)), None)
    before, _, last = place.rpartition(" at ")
    if address and address not in title:
        place = place[place.find(address) :] if address in place else address
    elif before and (place in title or title.endswith(before)):
        place = last
    values["location"] = place
    head = title.removesuffix(place).rstrip(" ,").removesuffix(" at").removesuffix(" in").rstrip(" ,")
    if title.endswith(place) and head:
        values["title"] = head


def _bare(number: str, minutes: str | None, asks: Collection[str], now: datetime) -> Values:
    """Return what a bare number means: an hour or a length, whichever was asked for."""
    if "duration" in asks and "time" not in asks:
        return times_of(timephrases.read(f"for {number} minutes", now=now))
    return times_of(timephrases.read(f"at {number}:{minutes or '00'}", now=now)) if "time" in asks else {}


def _without_times_in(names: list[str], values: Values, heard: Heard, now: datetime) -> Values:
    """Leave out times that are words of a title or a place: "Black Friday planning", "Pier 7"."""
    masked = heard.text
    for name in names:
        start = heard.text.find(name)
        end = start + len(name)
        if start >= 0 and any(phrase.start < end and start < phrase.end for phrase in heard.when.phrases):
            masked = masked.replace(name, "_" * len(name))
    if masked == heard.text:
        return values
    rest = {slot: value for slot, value in values.items() if slot not in WHEN}
    return rest | times_of(timephrases.read(masked, now=now))


def names_of(people: tuple[Person, ...]) -> list[str]:
    """Return what each person goes by in a line of `interpret`."""
    return [person.name or person.email or "" for person in people]
