"""Follows a conversation line by line: which request is in progress and what is known of it.

It keeps nothing between conversations and never looks at a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from conversations.assistant.engines import shortanswers, timephrases
from conversations.assistant.engines.entities import find_location, find_people, find_title
from conversations.assistant.engines.floor import NOTHING, Floor, read_floor
from conversations.assistant.engines.hearing import Heard, hear

Values = dict[str, Any]

WHEN = ("date", "time", "end_date", "end_time", "duration", "recurrence")
_EVENT_INTENTS = frozenset({"schedule", "reschedule", "cancel", "reminder"})
_QUERIES = frozenset({"list", "availability"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation; `role` is "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the user is after and what was said of it: values are Python dates, times and timedeltas."""

    intent: str
    values: Values = field(default_factory=dict)
    done: bool = False


def follow(lines: Iterable[Line], now: datetime) -> Request | None:
    """Return the request in progress after `lines`; None when no user spoke."""
    request: Request | None = None
    floor = NOTHING
    for line in lines:
        if line.role == "assistant":
            floor = read_floor(line.content)
            if floor.done and request is not None and request.intent in _EVENT_INTENTS:
                request = replace(request, done=True)
        else:
            request = answer(request, floor, hear(line.content, now), now)
            floor = NOTHING
    return request


def answer(request: Request | None, floor: Floor, heard: Heard, now: datetime) -> Request:
    """Return the request in progress after the user said `heard` to the assistant's `floor`."""
    if shortanswers.gives_up(heard.text):
        return Request("cancel")
    if request is None:
        return Request(heard.verdict.intent, _said(heard, heard.when))
    stated = _stated(request, floor, heard)
    if stated is None:
        return replace(request, values=_filled(request, floor, heard, now))
    if stated == request.intent and not request.done and stated in _EVENT_INTENTS:
        return replace(request, values=_filled(request, floor, heard, now))
    kept = (
        {} if request.done else {name: request.values[name] for name in ("date",) if name in request.values}
    )
    values = _said(heard, heard.when)
    if stated == "schedule" and "time" not in values and _THEN.search(heard.text):
        kept |= {
            name: value for name, value in times_of(hear(floor.text, now).when).items() if name == "time"
        }
    return Request(stated, kept | values)


_THEN = re.compile(
    r"\b(?:at|for|in) (?:that|this) (?:time|slot|hour)|\bthat (?:time|slot)\b|\b(?:at|for) then\b", re.I
)
_RENAMES = re.compile(
    r"\b(?:title[sd]?|entitle[d]?|name[sd]?|call(?:ed)?|label(?:l?ed)?|rename[d]?|subject)\b", re.I
)
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)


def _stated(request: Request, floor: Floor, heard: Heard) -> str | None:
    """Return the intent of the request that a message states anew; None when it goes on with the one in progress."""
    intent = heard.verdict.intent
    if (
        floor.offers
        and not floor.confirms
        and request.intent != "schedule"
        and shortanswers.agrees(heard.text)
    ):
        return "schedule"
    if intent in ("general", "unknown"):
        return None
    if request.intent == "schedule" and not request.done:
        if floor.asks or floor.confirms:
            return intent if intent in _QUERIES and "?" in heard.text else None
        return intent
    if (
        request.intent in _QUERIES
        and intent in _EVENT_INTENTS
        and floor.asks
        and heard.verdict.confidence < 0.3
    ):
        return None
    return intent


def _said(heard: Heard, when: timephrases.When) -> Values:
    """Return all that a message says by itself."""
    named = heard.named
    values = times_of(when)
    if named.title:
        values["title"] = named.title
    if place := named.location or named.link:
        values["location"] = place
    if named.participants:
        values["participants"] = [person.name or person.email for person in named.participants]
    return values


def times_of(when: timephrases.When) -> Values:
    """Return the most plausible reading of the times in a message, only what was said."""
    if not when.readings:
        return {}
    reading = when.readings[0]
    values = {name: getattr(reading, name) for name in WHEN}
    return {name: value for name, value in values.items() if value is not None}


def _filled(request: Request, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return the values of the request in progress with those of the message put in."""
    if request.intent in _QUERIES:
        return request.values | times_of(heard.when)
    if request.intent not in _EVENT_INTENTS:
        return request.values
    values = _said(heard, heard.when)
    text = heard.text
    if "title" in floor.asks:
        values["title"] = find_title(text) or values.get("title")
    elif request.values.get("title") and not _RENAMES.search(text):
        values.pop("title", None)
    if "location" in floor.asks:
        values["location"] = find_location(text) or values.get("location")
    if "participants" in floor.asks and (people := find_people(text)):
        values["participants"] = [person.name or person.email for person in people]
    values = {name: value for name, value in values.items() if value is not None}
    covered = [values[name] for name in ("title", "location") if name in values]
    if any(_overlaps(text, name, heard.when) for name in covered):
        for name in WHEN:
            values.pop(name, None)
        masked = text
        for name in covered:
            masked = masked.replace(name, "_" * len(name))
        values |= times_of(timephrases.read(masked, now=now))
    return request.values | values


def _overlaps(text: str, name: str, when: timephrases.When) -> bool:
    start = text.find(name)
    return start >= 0 and any(p.start < start + len(name) and start < p.end for p in when.phrases)
