"""Fills slots from one heard message, given what the assistant had asked for.

It reads one message; how its values change a request is dialogue.py's business.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.entities import Person, find_location, find_people, find_title
from conversations.assistant.engines.hearing import Heard

Values = dict[str, Any]

WHEN = ("date", "time", "end_date", "end_time", "duration", "recurrence", "timezone")
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about |for )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)


def times_of(when: timephrases.When) -> Values:
    """Return the most plausible reading of a message's times: only what was said."""
    if not when.readings:
        return {}
    values = {name: getattr(when.readings[0], name) for name in WHEN}
    return {name: value for name, value in values.items() if value is not None}


def said(heard: Heard) -> Values:
    """Return all that a message says by itself: times as Python values, names as text."""
    values = times_of(heard.when)
    if heard.named.title:
        values["title"] = heard.named.title
    if place := heard.named.location or heard.named.link:
        values["location"] = place
    if heard.named.participants:
        values["participants"] = _names(heard.named.participants)
    return values


def answered(heard: Heard, asks: Collection[str], now: datetime) -> Values:
    """Return what a message says in answer to a question for the slots `asks`."""
    values, text = said(heard), heard.text
    if "title" in asks and (title := find_title(text)):
        values["title"] = title
    if "location" in asks and (place := find_location(text)):
        values["location"] = place
    if "participants" in asks and (people := find_people(text)):
        values["participants"] = _names(people)
    if bare := _BARE_NUMBER.match(text):
        return _bare(bare[1], bare[2], asks, now)
    names = [values[slot] for slot in ("title", "location") if slot in values]
    return _without_times_in(names, values, heard, now)


def _bare(number: str, minutes: str | None, asks: Collection[str], now: datetime) -> Values:
    """Return what a bare number means: an hour or a length, whichever was asked for."""
    if "duration" in asks and "time" not in asks:
        return times_of(timephrases.read(f"for {number} minutes", now=now))
    return times_of(timephrases.read(f"at {number}:{minutes or '00'}", now=now)) if "time" in asks else {}


def _without_times_in(names: list[str], values: Values, heard: Heard, now: datetime) -> Values:
    """Leave out times that are words of a title or a place: "Black Friday planning", "5 Bon Street"."""
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


def _names(people: tuple[Person, ...]) -> list[str]:
    return [person.name or person.email or "" for person in people]
