"""How what one message says changes a draft: texts become values, corrections replace them. Pure, and writes nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.halves import settled
from conversations.assistant.repeats import first_day
from conversations.assistant.shifts import apply_shift, parse_shift
from conversations.assistant.slots import LONGEST, NO_SUCH_LENGTH, SLOTS, zone_of
from conversations.assistant.state import Choice, Draft, Question

_MOMENT = ("date", "time", "timezone")


@dataclass(slots=True)
class Merged:
    """A draft after a message: slots to be said anew, why what was said cannot be, and what has changed (None: gone)."""

    draft: Draft
    again: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)


def merge(draft: Draft, question: Question | None, read: Interpretation, now: datetime) -> Merged:
    """Return the draft with everything the message says worked in. `now` is aware, in the user's zone."""
    before = draft["values"]
    values = {name: value for name, value in before.items() if name not in read.reopened}
    open_choices = {name: choices for name, choices in draft["open"].items() if name not in read.reopened}
    merged = Merged(draft, again=list(read.reopened))
    chosen = question["choices"][read.choice]["values"] if question and read.choice is not None else {}
    values |= chosen
    for name, text in read.slots.items():
        _fill(merged, values, open_choices, name, text, read, now)
    values = _without(values, read)
    zone = ZoneInfo(zone_of(values, str(now.tzinfo)))
    moved = any(values.get(name) != before.get(name) for name in _MOMENT)
    if moved and "fold" not in chosen:
        values.pop("fold", None)
    values = apply_shift(values, parse_shift(read.shift), zone)
    if not 0 < values.get("duration", 1) <= LONGEST.total_seconds() / 60:
        del values["duration"]
        merged.problems.append(NO_SUCH_LENGTH)
        merged.again.append("duration")
    if "date" not in (*merged.again, *open_choices):
        values = _day_of(values, draft["task"], now)
    open_choices = {name: choices for name, choices in open_choices.items() if name not in values}
    merged.draft = draft | {"values": values, "open": open_choices}
    merged.changed = {name: values.get(name) for name in before if values.get(name) != before[name]}
    for name in (*merged.again, *open_choices, "fold", "timezone"):
        merged.changed.pop(name, None)
    return merged


def _fill(
    merged: Merged,
    values: dict[str, Any],
    open_choices: dict[str, list[Choice]],
    name: str,
    text: str,
    read: Interpretation,
    now: datetime,
) -> None:
    """Put one slot's text into the values, or note what is still open about it."""
    parsed = SLOTS[name].parse(text, now)
    value = parsed.value
    if name == "time" and parsed.choices:
        value = settled(
            parsed.choices, read.slots.get("title") or values.get("title", ""), _hours(merged.draft)
        )
    if value is not None:
        there = values.get(name, []) if name == "participants" and read.added else []
        values[name] = there + [each for each in value if each not in there] if there else value
    elif parsed.choices:
        values.pop(name, None)
        open_choices[name] = list(parsed.choices)
    elif parsed.problem:
        values.pop(name, None)
        merged.problems.append(parsed.problem)
        merged.again.append(name)


def _hours(draft: Draft) -> list[str]:
    """The clock time the draft has, or those it leaves to choose from."""
    if "time" in draft["values"]:
        return [draft["values"]["time"]]
    return [choice["values"]["time"] for choice in draft["open"].get("time", ())]


def _without(values: dict[str, Any], read: Interpretation) -> dict[str, Any]:
    """Leave out dropped slots and the people who are not to come; a replaced one gives their place to the new."""
    values = {name: value for name, value in values.items() if name not in read.dropped}
    if "participants" in read.dropped:
        values["participants"] = []
    if not read.without:
        return values
    gone = read.without.lower()
    people: list[dict[str, str]] = values.get("participants", [])
    leaving = [person for person in people if gone in (person["name"].lower(), person["email"].lower())]
    leaving = leaving or [person for person in people if gone in person["name"].lower().split()]
    staying = [person for person in people if person not in leaving]
    if leaving and "participants" in read.slots and len(staying) > 1:
        place = min(people.index(leaving[0]), len(staying) - 1)
        staying.insert(place, staying.pop())
    return {**values, "participants": staying}


def _day_of(values: dict[str, Any], task: str, now: datetime) -> dict[str, Any]:
    """Put in the day where a time alone tells it: the first of a repetition, the next such hour for a reminder."""
    if "date" in values or "time" not in values:
        return values
    local = now.astimezone(ZoneInfo(zone_of(values, str(now.tzinfo))))
    over = values["time"] <= local.strftime("%H:%M")
    since = local.date() + timedelta(days=over)
    day = since if task == "reminder" else None
    if "recurrence" in values:
        day = first_day(values["recurrence"], since)
    return {**values, "date": day.isoformat()} if day else values
