"""The table of slots: how each is asked for, how its text becomes a value, which tasks need it.

Which value a text has, slotvalues.py decides.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.spoken import spoken_date
from conversations.assistant.repeats import names_day
from conversations.assistant.slotvalues import (
    MOST_CHARACTERS,
    Parsed,
    parse_date,
    parse_duration,
    parse_people,
    parse_recurrence,
    parse_text,
    parse_time,
    parse_timezone,
    parse_title,
)
from conversations.assistant.state import Question
from scheduling.events import Period


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a meeting or a reminder has. `needed_for` are tasks; `suggestions` are labels that `parse` understands."""

    name: str
    needed_for: frozenset[str]
    parse: Callable[[str, datetime], Parsed]
    suggestions: Callable[[datetime], Sequence[str]] = field(default=lambda now: ())


def _day_suggestions(now: datetime) -> Sequence[str]:
    days = [now.date() + timedelta(days=ahead) for ahead in range(1, 6)]
    return ["Tomorrow", *[f"{day:%A}" for day in days[1:] if day.weekday() < 5][:2]]


MOST_NAMED = 4
_BOOKING = frozenset({"schedule"})
_DATED = _BOOKING | {"reminder"}
_NO_TASK: frozenset[str] = frozenset()

SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("text", frozenset({"reminder"}), parse_text(MOST_CHARACTERS)),
        Slot("title", _BOOKING, parse_title, lambda now: ("Team meeting", "Project review", "1:1")),
        Slot("recurrence", _NO_TASK, parse_recurrence),
        Slot("date", _DATED, parse_date, _day_suggestions),
        Slot("time", _DATED, parse_time),
        Slot("duration", _BOOKING, parse_duration, lambda now: ("30 minutes", "1 hour", "2 hours")),
        Slot("participants", _BOOKING, parse_people, lambda now: ("Just me",)),
        Slot("location", _NO_TASK, parse_text(MOST_CHARACTERS)),
        Slot("timezone", _NO_TASK, parse_timezone),
    )
}
# What may be said to a question that is about no single slot.
SUGGESTIONS: dict[str, Sequence[str]] = {"when": ("An hour later", "The day after", "A week later")}


_MEALS = (
    (re.compile(r"\bbreakfast\b", re.I), ("7:30 AM", "8:00 AM", "8:30 AM")),
    (re.compile(r"\b(?:lunch|luncheon|brunch)\b", re.I), ("11:30 AM", "12:00 PM", "1:00 PM")),
    (
        re.compile(r"\b(?:dinner|supper|drinks?|concert|movie|theat(?:re|er))\b", re.I),
        ("6:00 PM", "7:00 PM", "8:00 PM"),
    ),
)
_OFFICE = ("9:00 AM", "11:00 AM", "2:00 PM", "4:00 PM", "6:00 PM", "8:00 PM")
MOST_SUGGESTED = 3


def suggestions(question: Question, now: datetime, values: Mapping[str, Any] | None = None) -> list[str]:
    """Return what a question offers as answers: its choices, or what is usual for its slot and for what is known."""
    slot = SLOTS.get(question["slot"])
    usual = slot.suggestions(now) if slot else SUGGESTIONS.get(question["slot"], ())
    if question["slot"] == "date" and values and "within" in values:
        usual = _days_within(values["within"], now)
    if question["slot"] == "time":
        usual = _usual_times(now, values or {})
    return [choice["label"] for choice in question["choices"]] or list(usual)


def _days_within(within: Sequence[str], now: datetime) -> Sequence[str]:
    """The first weekdays of what was said in place of a day: "late December"."""
    first, last = (date.fromisoformat(day) for day in within)
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)][:7]
    return [spoken_date(day, now) for day in days if day.weekday() < 5][:MOST_SUGGESTED]


def _usual_times(now: datetime, values: Mapping[str, Any]) -> Sequence[str]:
    """Times for a meeting of that name, none that is over on its day."""
    title = str(values.get("title", ""))
    usual = next((times for named, times in _MEALS if named.search(title)), _OFFICE)
    if values.get("date") != now.date().isoformat():
        return usual[:MOST_SUGGESTED]
    ahead = [label for label in usual if datetime.strptime(label, "%I:%M %p").time() > now.time()]
    return ahead[:MOST_SUGGESTED]


def next_missing(values: dict[str, Any], task: str = "schedule") -> str | None:
    """Return the first slot a task still needs, None when all are there.

    A meeting with somebody needs no title of its own: "Meeting with Ana" says it. A repetition on Tuesdays begins on one.
    """
    told = {"title"} if values.get("participants") else set()
    if "time" not in values and names_day(values.get("recurrence", "")):
        told.add("date")
    for slot in SLOTS.values():
        if task in slot.needed_for and slot.name not in {*values, *told}:
            return slot.name
    return None


def title_of(values: dict[str, Any]) -> str:
    """Return the title, made from the people when none was given."""
    if values.get("title"):
        return str(values["title"])
    names = [person["name"] or person["email"] for person in values.get("participants", [])]
    return _title_with(names) if names else "Meeting"


def _title_with(names: Sequence[str]) -> str:
    """Return a title by people that a line of a card can hold: "Meeting with Ana, Bob and 8 others"."""
    named = names if len(names) <= MOST_NAMED else names[:2]
    while named:
        left = len(names) - len(named)
        parts = [*named, f"{left} others" if left > 1 else "one other"] if left else named
        title = "Meeting with " + " and ".join(
            [", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts
        )
        if len(title) <= MOST_CHARACTERS:
            return title
        named = named[:-1]
    return f"Meeting with {len(names)} people" if len(names) > 1 else title[: MOST_CHARACTERS - 1] + "\u2026"


def zone_of(values: dict[str, Any], default: str) -> str:
    """Return the zone the meeting's clock time is meant in: the one that was said, else the conversation's."""
    return str(values.get("timezone") or default)


def starts_of(values: dict[str, Any], default_zone: str) -> Sequence[datetime]:
    """Return the moments that the draft's date and time may mean: none in a DST gap, two in a fold.

    The chosen one alone when a fold was settled by a choice.
    """
    moments = timephrases.resolve_local(
        date.fromisoformat(values["date"]),
        time.fromisoformat(values["time"]),
        ZoneInfo(zone_of(values, default_zone)),
    )
    if len(moments) == 2 and "fold" in values:
        return (moments[values["fold"]],)
    return moments


def period_from(start: datetime, values: dict[str, Any]) -> Period:
    """Return the period of the draft that starts at `start`; its length is elapsed time, also across a DST change."""
    end = (start.astimezone(UTC) + timedelta(minutes=values["duration"])).astimezone(start.tzinfo)
    return Period(start, end)
