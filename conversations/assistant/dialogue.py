"""Follows a conversation line by line: which request is in progress and what is known of it.

It keeps nothing between conversations and never looks at a calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.corrections import meant_instead, opens_correction, settled_midway
from conversations.assistant.engines.filling import Values, answered, said, times_of
from conversations.assistant.engines.floor import NOTHING, Floor, read_floor
from conversations.assistant.engines.hearing import Heard, hear
from conversations.assistant.engines.wording import spelled_out
from conversations.assistant.merging import merged

WRITES = frozenset({"schedule", "reschedule", "cancel", "reminder"})
QUERIES = frozenset({"list", "availability"})
_THEN = re.compile(r"\bat (?:that|this|the same) (?:time|hour)\b|\bat then\b", re.I)
_NAMES_IT = re.compile(r"\b(?:title|call|name|label) (?:it|this|the event)\b", re.I)
_TELLS = re.compile(r"\b(?:the event|it) (?:is|will be)\b|\bit'?s\b", re.I)
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
            if floor.done and request is not None and request.intent in WRITES:
                request = replace(request, done=True)
        else:
            text = settled_midway(spelled_out(line.content), now)
            request = _answer(request, floor, hear(meant_instead(text) if request else text, now), now)
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
    same = stated == request.intent and stated in WRITES and not request.done
    if stated is None or (same and not _is_another(request, floor, heard)):
        values = _filled(request, floor, heard, now)
        aside = intent if values == request.values and _is_aside(floor, heard) else None
        return replace(request, values=values, aside=aside)
    suspended = request if request.intent == "schedule" and not request.done and stated in QUERIES else None
    told = answered(heard, {"title"}, now) if floor.offers and _TELLS.search(heard.text) else said(heard, now)
    return Request(stated, _inherited(request, floor, heard, now) | told, suspended=suspended)


def _stated(request: Request, floor: Floor, heard: Heard, now: datetime) -> str | None:
    """Return the intent of a request that the message states anew; None when it goes on with the one in progress."""
    intent = heard.verdict.intent
    booking = request.intent in WRITES and not request.done
    if floor.offers and not floor.confirms and not booking and shortanswers.agrees(heard.text):
        return "schedule"
    if request.intent in QUERIES and _NAMES_IT.search(heard.text):
        return "schedule"
    nothing_new = not heard.when.phrases and not said(heard, now)
    agreed = nothing_new and intent in ("schedule", "reschedule") and shortanswers.agrees(heard.text)
    if intent in ("general", "unknown") or (agreed and request.intent in WRITES):
        return None
    if booking and (floor.asks or floor.confirms):
        return intent if intent in QUERIES and _QUESTION.search(heard.text) else None
    if request.intent in QUERIES and intent in WRITES and floor.asks and heard.verdict.confidence < 0.3:
        return None  # "I need the 9th" answers "Which day?"
    return intent


def _is_another(request: Request, floor: Floor, heard: Heard) -> bool:
    """Tell whether a request made again means another event: one with another title, nothing being asked."""
    title, known = heard.named.title, request.values.get("title")
    free = not (floor.asks or floor.confirms or floor.proposes or opens_correction(heard.text))
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
    if request.intent in WRITES:
        return merged(request.values, floor, heard, now)
    return request.values | (times_of(heard.when) if request.intent in QUERIES else said(heard, now))
