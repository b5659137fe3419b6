"""Follows a conversation line by line: which request is in progress and what is known of it.

It keeps nothing between conversations and never looks at a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.corrections import dropped, shift, swapped
from conversations.assistant.engines.entities import find_title
from conversations.assistant.engines.filling import Values, answered, renames, said, times_of
from conversations.assistant.engines.floor import NOTHING, Floor, read_floor
from conversations.assistant.engines.hearing import Heard, hear

_WRITES = frozenset({"schedule", "reschedule", "cancel", "reminder"})
_QUERIES = frozenset({"list", "availability"})
_THEN = re.compile(r"\bat (?:that|this|the same) (?:time|hour)\b|\bat then\b", re.I)
_CORRECTS = re.compile(
    r"\W*(?:(?:oh|no|sorry|wait|hmm|well|actually|ok|okay|yes|but|please)\W+)*"
    r"(?:make|move|change|push|shift|start|let'?s|can we|could we|rather|instead)\b",
    re.I,
)
_NAMES_IT = re.compile(r"\b(?:title|call|name|label) (?:it|this|the event)\b", re.I)
_TELLS = re.compile(r"\b(?:the event|it) (?:is|will be)\b|\bit'?s\b", re.I)
_LEAD_IN = re.compile(r"\A[^.?!]{0,80}?(?:confirm|verify|check|review|right|details)[^:.?!]{0,60}:\s*", re.I)
_MORE_PEOPLE = re.compile(r"\b(?:also|add|invite|include|as well|too|plus|join|bring|along)\b", re.I)
_FEWER_PEOPLE = re.compile(r"\b(?:remove|drop|without|uninvite|take off|leave out|minus|not)\b", re.I)
_QUESTION = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|wait|oh|hey)\W+)*(?:what|when|where|who|why|how|which|is|are|am|do|does|did|will|would|have|has|can|could)\b|\?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """What the user is after and what was said of it: values are Python dates, times and timedeltas, names are text.

    `done` once the assistant reported it done; `suspended` is the request it interrupted; `aside` the intent of
    a last line that only made conversation.
    """

    intent: str
    values: Values = field(default_factory=dict)
    done: bool = False
    suspended: Request | None = None
    aside: str | None = None


def follow(lines: Iterable[Line], now: datetime) -> Request:
    """Return the request in progress after `lines`; `now` is aware and in the user's zone."""
    request: Request | None = None
    floor = NOTHING
    for line in lines:
        if line.role == "assistant":
            floor = read_floor(line.content)
            if floor.done and request is not None and request.intent in _WRITES:
                request = replace(request, done=True)
        else:
            request = _answer(request, floor, hear(line.content, now), now)
            floor = NOTHING
    return request or Request("unknown")


def _answer(request: Request | None, floor: Floor, heard: Heard, now: datetime) -> Request:
    """Return the request in progress after the user said `heard` to the assistant's `floor`."""
    intent = heard.verdict.intent
    if shortanswers.gives_up(heard.text):
        return Request("cancel")
    if request is None:
        return Request(intent, said(heard, now))
    stated = _stated(request, floor, heard, now)
    if stated is None and request.suspended and (floor.asks or floor.confirms):
        request = request.suspended
        stated = _stated(request, floor, heard, now)
    same = stated == request.intent and stated in _WRITES and not request.done
    if stated is None or (same and not _is_another(request, floor, heard)):
        values = _filled(request, floor, heard, now)
        aside = intent if values == request.values and _is_aside(floor, heard) else None
        return replace(request, values=values, aside=aside)
    suspended = request if request.intent == "schedule" and not request.done and stated in _QUERIES else None
    told = answered(heard, {"title"}, now) if floor.offers and _TELLS.search(heard.text) else said(heard, now)
    return Request(stated, _inherited(request, floor, heard, now) | told, suspended=suspended)


def _stated(request: Request, floor: Floor, heard: Heard, now: datetime) -> str | None:
    """Return the intent of a request that the message states anew; None when it goes on with the one in progress."""
    intent = heard.verdict.intent
    booking = request.intent in _WRITES and not request.done
    if floor.offers and not floor.confirms and not booking and shortanswers.agrees(heard.text):
        return "schedule"
    if request.intent in _QUERIES and _NAMES_IT.search(heard.text):
        return "schedule"
    nothing_new = not heard.when.phrases and not said(heard, now)
    agreed = booking and intent in _WRITES and nothing_new and shortanswers.agrees(heard.text)
    if intent in ("general", "unknown") or agreed:
        return None
    if booking and (floor.asks or floor.confirms):
        return intent if intent in _QUERIES and _QUESTION.search(heard.text) else None
    if request.intent in _QUERIES and intent in _WRITES and floor.asks and heard.verdict.confidence < 0.3:
        return None  # "I need the 9th" answers "Which day?"
    return intent


def _is_another(request: Request, floor: Floor, heard: Heard) -> bool:
    """Tell whether a request made again means another event: one with another title, nothing being asked."""
    title, known = heard.named.title, request.values.get("title")
    free = not (floor.asks or floor.confirms or floor.proposes or _CORRECTS.match(heard.text))
    return bool(title and known) and free and str(title).casefold() != str(known).casefold()


def _is_aside(floor: Floor, heard: Heard) -> bool:
    """Tell whether a message that changed nothing was only conversation."""
    if heard.verdict.intent == "general":
        return not ((floor.confirms or floor.offers or floor.proposes) and shortanswers.agrees(heard.text))
    return heard.verdict.intent == "unknown" and bool(_QUESTION.search(heard.text))


def _inherited(request: Request, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return what a new request takes over: the day spoken of, and the time when it points at it. Never a title."""
    if request.done or (request.intent == "schedule" and heard.verdict.intent == "schedule"):
        return {}
    kept = {"date": request.values["date"]} if "date" in request.values else {}
    offered = times_of(hear(floor.text, now).when)
    if "time" in offered and (_THEN.search(heard.text) or (floor.offers and not floor.frees)):
        kept |= {name: offered[name] for name in ("date", "time") if name in offered}
    return kept


def _filled(request: Request, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return the values of the request in progress with those of the message put in."""
    if request.intent not in _WRITES | _QUERIES:
        return request.values | said(heard, now)
    if request.intent in _QUERIES:
        return request.values | times_of(heard.when)
    known = _accepted(request.values, floor, heard, now)
    if "date" in known and (moved := shift(heard.text, now)):
        return _moved(known, moved)
    if "location" in floor.asks and "title_with_place" in known:
        known["title"] = known.pop("title_with_place")
        known.pop("location", None)
    asks = floor.asks or ({"title", "location"} - known.keys() if floor.unread else frozenset())
    new = answered(heard, asks, now)
    if (
        "title" not in asks
        and not renames(heard.text)
        and (known.get("title") or _CORRECTS.match(heard.text))
    ):
        new.pop("title", None)
    for slot in dropped(heard.text):
        known.pop(slot, None)
        new.pop(slot, None)
    _put_people(known, new, heard.text)
    if "time" in new and "end_time" in known and "end_time" not in new and "duration" not in new:
        known["duration"] = _span(known)
    if "time" in new:
        known.pop("end_time", None)
    if "date" in new:
        known.pop("end_date", None)
    return known | new


def _accepted(known: Values, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return what is known once the user agreed to what the assistant showed or proposed.

    A value that the shown text repeats was understood; where it says another, that one was agreed to.
    """
    known = dict(known)
    if not (floor.confirms or floor.proposes or floor.offers) or not shortanswers.agrees(heard.text):
        return known
    shown, text = hear(floor.text, now), floor.text.casefold()
    for slot in ("date", "time"):
        values = [getattr(reading, slot) for phrase in shown.when.phrases for reading in phrase.readings]
        stated = [value for value in values if value is not None]
        if stated and known.get(slot) not in stated:
            known[slot] = times_of(shown.when).get(slot, stated[0])
    named: Values = {"location": shown.named.location}
    if floor.confirms:
        named["title"] = _shown_title(floor, now)
    for slot, name in named.items():
        if name and str(known.get(slot, "\0")).casefold() not in text:
            known[slot] = name
    return known


def _shown_title(floor: Floor, now: datetime) -> str | None:
    """Return the title in a meeting that is shown to be confirmed; words with a time in them are none."""
    shown = hear(_LEAD_IN.sub("", floor.text), now)
    title = shown.named.title or find_title(shown.text)
    start = shown.text.find(title) if title else -1
    timed = any(
        phrase.start < start + len(title or "") and start < phrase.end for phrase in shown.when.phrases
    )
    return None if start < 0 or timed else title


def _moved(values: Values, by: timedelta) -> Values:
    """Return the values with the period moved: whole days move the date, less moves the clock."""
    if not by % timedelta(days=1):
        days = {slot: values[slot] + by for slot in ("date", "end_date") if slot in values}
        return values | days
    day: date = values["date"]
    clocks = {
        slot: datetime.combine(day, values[slot]) + by for slot in ("time", "end_time") if slot in values
    }
    start = clocks.get("time")
    return (
        values
        | {slot: moment.time() for slot, moment in clocks.items()}
        | ({"date": start.date()} if start else {})
    )


def _span(values: Values) -> timedelta:
    start, end = (datetime.combine(date.min, values[slot]) for slot in ("time", "end_time"))
    return end - start if end > start else end - start + timedelta(days=1)


def _put_people(known: Values, new: Values, text: str) -> None:
    """Let the people of a message join those there, leave them, or take the place of one."""
    there: list[str] = known.get("participants", [])
    swap = swapped(text)
    if swap and swap[0].casefold() in {name.casefold() for name in there}:
        new["participants"] = [swap[1] if name.casefold() == swap[0].casefold() else name for name in there]
    elif _FEWER_PEOPLE.search(text):
        named = {name.casefold() for name in new.pop("participants", [])}
        known_words = text.casefold()
        gone = named or {name.casefold() for name in there if name.casefold() in known_words}
        if there:
            known["participants"] = [name for name in there if name.casefold() not in gone]
    elif "participants" in new and (_MORE_PEOPLE.search(text) or there):
        new["participants"] = there + [name for name in new["participants"] if name not in there]
