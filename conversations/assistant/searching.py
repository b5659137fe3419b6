"""The span of time in which a draft looks for a free time, as plain JSON: begun, narrowed, and done. Looks at no calendar."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.times import weekdays_left_out
from conversations.assistant.spans import Span, span_of
from conversations.assistant.state import Draft

UNASKED_DAYS = 7
MOST_DAYS = 31
_TOGETHER = re.compile(r"\b(?:we|us|everyone|everybody|all|both|together)\b", re.I)
_CLOCKS = ("starts", "ends")


def begun(draft: Draft, read: Interpretation, now: datetime) -> Draft:
    """Return the draft as one that looks for a time where the words say; what day and time it had is forgotten."""
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    ahead = Span(now.date(), now.date() + timedelta(days=UNASKED_DAYS - 1), zone)
    left_out = weekdays_left_out(read.meeting)
    ahead = replace(ahead, but=tuple(day for day in ahead.days if day.weekday() in left_out))
    searching = span_of(read.meeting, now) or ahead
    kept = {name: value for name, value in draft["values"].items() if name not in ("date", "time", "fold")}
    together = {"together": True} if _TOGETHER.search(read.meeting) else {}
    looking: Draft = {**draft, "values": kept, "open": {}, "span": _json(searching) | together}
    return looking


def narrowed(draft: Draft, read: Interpretation, now: datetime) -> Draft:
    """Return the draft after an answer: with day and time it is found, with another day or part of it goes on looking."""
    values, looked = draft["values"], dict(draft["span"])
    if "date" in values and "time" in values:
        return _without_span(draft)
    said = read.slots.get("date") or read.slots.get("time")
    span = span_of(said, now) if said else None
    if span and "date" in read.slots:
        days = {
            name: value for name, value in _json(span).items() if name not in (*_CLOCKS, "part", "moment")
        }
        looked |= days if span.whole_days else _json(span)
    elif span:
        looked |= {name: value for name, value in _json(span).items() if name in (*_CLOCKS, "part")}
    if "time" in values and looked["first"] == looked["last"]:
        return _without_span(draft | {"values": {**values, "date": looked["first"]}})
    values = {name: value for name, value in values.items() if name not in ("date", "time")}
    open_choices = {name: choices for name, choices in draft["open"].items() if name not in ("date", "time")}
    looking: Draft = {**draft, "values": values, "open": open_choices, "span": looked}
    return looking


def span_from(looked: dict[str, Any], length: timedelta, now: datetime) -> Span:
    """Return the span that a draft keeps; one that has a single clock time ends a meeting's `length` after it."""
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    starts, ends = (time.fromisoformat(looked[name]) if looked[name] else None for name in _CLOCKS)
    first = max(date.fromisoformat(looked["first"]), now.date())
    last = min(max(date.fromisoformat(looked["last"]), first), first + timedelta(days=MOST_DAYS - 1))
    but = tuple(date.fromisoformat(day) for day in looked.get("but", ()))
    span = Span(first, last, zone, looked["part"], starts, ends, but=but)
    if looked["moment"] and starts:
        return replace(span, ends=(datetime.combine(first, starts) + length).time())
    return span


def _json(span: Span) -> dict[str, Any]:
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "part": span.part_of_day,
        "starts": span.starts.strftime("%H:%M") if span.starts else "",
        "ends": span.ends.strftime("%H:%M") if span.ends else "",
        "moment": span.moment,
        "but": [day.isoformat() for day in span.but],
    }


def _without_span(draft: Draft) -> Draft:
    found = draft.copy()
    del found["span"]
    return found
