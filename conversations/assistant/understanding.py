"""Turns one line of JSON into one line of JSON: what the last message of a conversation asks for and says.

The door of `manage.py interpret`; it knows the keys of the wire and leaves the reading to dialogue.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from conversations.assistant.dialogue import Line, follow
from conversations.assistant.engines.filling import Values

log = structlog.get_logger(__name__)


class BadLine(ValueError):
    """A line that is no message: what is wrong with it, in a sentence."""


def answer_line(line: bytes) -> tuple[bytes, bool]:
    """Return the answer to one line of JSON, with its line break, and whether the line was good."""
    identifier: str | None = None
    try:
        message = _parse(line)
        identifier = _text_of(message, "id")
        answer = {"id": identifier, **understand(message)}
        good = True
    except BadLine as error:
        answer, good = {"id": identifier, "error": str(error)}, False
    except Exception:
        log.exception("message_unreadable")
        answer, good = {"id": identifier, "error": "The message could not be read."}, False
    return json.dumps(answer).encode() + b"\n", good


def understand(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return intent and slots of `text` after its `context`. Raise BadLine when a key is missing or wrong."""
    text, now = _text_of(message, "text"), _now_of(message)
    request = follow([*_context_of(message), Line("user", text)], now)
    return {"intent": request.aside or request.intent, **_slots(_at_home(request.values, now))}


def _parse(line: bytes) -> Mapping[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine("The line is not JSON.") from error
    if not isinstance(message, dict):
        raise BadLine("The line is not a JSON object.")
    return message


def _text_of(message: Mapping[str, Any], key: str) -> str:
    value = message.get(key)
    if not isinstance(value, str):
        raise BadLine(f"`{key}` is missing." if key not in message else f"`{key}` is not text.")
    return value


def _now_of(message: Mapping[str, Any]) -> datetime:
    """Return `now` in the user's zone."""
    said, zone = _text_of(message, "now"), _text_of(message, "timezone")
    try:
        now = datetime.fromisoformat(said)
    except ValueError as error:
        raise BadLine("`now` is not an ISO 8601 date and time.") from error
    if now.tzinfo is None:
        raise BadLine("`now` has no offset from UTC.")
    try:
        return now.astimezone(ZoneInfo(zone))
    except (KeyError, ValueError, OSError) as error:
        raise BadLine("`timezone` is not the name of an IANA time zone.") from error
    except OverflowError as error:
        raise BadLine("`now` is too near the end of the calendar.") from error


def _context_of(message: Mapping[str, Any]) -> list[Line]:
    context = message.get("context") or []
    if not isinstance(context, list):
        raise BadLine("`context` is not a list.")
    lines = []
    for each in context:
        if not isinstance(each, dict) or each.get("role") not in ("user", "assistant"):
            raise BadLine("`context` holds something other than lines of user and assistant.")
        lines.append(Line(each["role"], _text_of(each, "content")))
    return lines


def _at_home(values: Values, now: datetime) -> Values:
    """Return the values with the clock times of another zone ("3pm CET") told in the user's."""
    if "timezone" not in values:
        return values
    zone = ZoneInfo(values["timezone"])
    first: date = values.get("date") or now.date()
    told = dict(values)
    for clock, day in (("time", "date"), ("end_time", "end_date")):
        if clock not in values:
            continue
        try:
            here = datetime.combine(values.get(day) or first, values[clock], zone).astimezone(now.tzinfo)
        except OverflowError:  # on the last day of the calendar
            return values
        told[clock] = here.time()
        if day in values:
            told[day] = here.date()
    return told


def _slots(values: Values) -> dict[str, Any]:
    """Return the slots of the wire; a value nobody said is null."""
    told = {name: values.get(name) for name in ("date", "time", "end_date", "end_time")}
    length: timedelta | None = values.get("duration")
    return {
        "title": values.get("title"),
        "date": told["date"] and told["date"].isoformat(),
        "time": told["time"] and told["time"].strftime("%H:%M"),
        "end_date": told["end_date"] and told["end_date"].isoformat(),
        "end_time": told["end_time"] and told["end_time"].strftime("%H:%M"),
        "duration_minutes": None if length is None else int(length.total_seconds() // 60),
        "participants": values.get("participants", []),
        "location": values.get("location"),
        "recurrence": values.get("recurrence"),
    }
