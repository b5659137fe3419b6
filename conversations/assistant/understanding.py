"""Turns one line of JSON into one line of JSON: what the last message of a conversation asks for and says.

The door of `manage.py interpret`; it knows the keys of the wire and leaves the reading to dialogue.py.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.dialogue import Line, Request, Values, follow

log = logging.getLogger(__name__)


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
        log.exception("a message could not be read")
        answer, good = {"id": identifier, "error": "The message could not be read."}, False
    return json.dumps(answer).encode() + b"\n", good


def understand(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return intent and slots of `text` after its `context`. Raise BadLine when a key is missing or wrong."""
    text, now, zone = _text_of(message, "text"), _now_of(message), _text_of(message, "timezone")
    request = follow([*_context_of(message), Line("user", text)], now)
    assert request is not None
    return {"intent": request.intent, **_slots(request.values, now)}


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


def _slots(values: Values, now: datetime) -> dict[str, Any]:
    """Return the slots of the wire; a value nobody said is null."""
    day, clock = values.get("date"), values.get("time")
    last, end = values.get("end_date"), values.get("end_time")
    length = values.get("duration")
    return {
        "title": values.get("title"),
        "date": day and day.isoformat(),
        "time": clock and clock.strftime("%H:%M"),
        "end_date": last and last.isoformat(),
        "end_time": end and end.strftime("%H:%M"),
        "duration_minutes": length and int(length.total_seconds() // 60),
        "participants": values.get("participants", []),
        "location": values.get("location"),
        "recurrence": values.get("recurrence"),
    }
