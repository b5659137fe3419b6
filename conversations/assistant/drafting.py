"""How what one message says changes a draft: texts become values, corrections replace them. Pure, and writes nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.times import out_of_range
from conversations.assistant.guests import joined, recognised, replaced
from conversations.assistant.halves import settled
from conversations.assistant.repeats import first_day, on_weekday_of, with_end_of
from conversations.assistant.shifts import Shift, parse_shift, shift_period
from conversations.assistant.slots import SLOTS, starts_of, zone_of
from conversations.assistant.slotvalues import (
    LONGEST,
    MOST_PEOPLE,
    NO_SUCH_LENGTH,
    TOO_MANY_PEOPLE,
    Parsed,
    days_to_choose_from,
    parse_date_within,
)
from conversations.assistant.state import Choice, Draft, Question

_MOMENT = ("date", "time", "timezone")
_SUMMER_TIME = re.compile(r"\b(?:cest|mesz|eest|west|bst|[ecmp]dt|akdt|aedt|nzdt)\b", re.I)
_WINTER_TIME = re.compile(r"\b(?:cet|mez|eet|wet|gmt|[ecmp]st|akst|aest|nzst)\b", re.I)
_BEGINS = re.compile(r"\b(?:start|begin)\w*\b|\b(?:from|first)\b|\bas of\b", re.I)
_READ: dict[str, Callable[[Any], Any]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda minutes: timedelta(minutes=minutes),
    "fold": int,
}
_WRITTEN: dict[str, Callable[[Any], Any]] = {
    "date": date.isoformat,
    "time": lambda clock: clock.strftime("%H:%M"),
    "duration": lambda length: round(length.total_seconds() / 60),
    "fold": int,
}

Guest = dict[str, str]


@dataclass(slots=True)
class Merged:
    """A draft after a message: slots to be said anew, why what was said cannot be, what has changed (None: gone), what is new."""

    draft: Draft
    again: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)
    noted: dict[str, Any] = field(default_factory=dict)


def merge(draft: Draft, question: Question | None, read: Interpretation, now: datetime) -> Merged:
    """Return the draft with everything the message says worked in. `now` is aware, in the user's zone."""
    before = draft["values"]
    values = {name: value for name, value in before.items() if name not in read.reopened}
    open_choices = {name: choices for name, choices in draft["open"].items() if name not in read.reopened}
    merged = Merged(draft, again=list(read.reopened))
    chosen = question["choices"][read.choice]["values"] if question and read.choice is not None else {}
    values |= chosen
    for name, text in read.slots.items():
        _fill(merged, values, open_choices, name, text, read, now, _hours(draft, question))
    values = _titled(_without(values, read))
    if ahead := _still_ahead(open_choices.get("date", []), values, now):
        open_choices["date"] = ahead
        values |= ahead[0]["values"] if len(ahead) == 1 else {}
    zone = ZoneInfo(zone_of(values, str(now.tzinfo)))
    moved = any(values.get(name) != before.get(name) for name in _MOMENT)
    if moved and "fold" not in chosen:
        values.pop("fold", None)
        values = _in_season(values, read.slots.get("timezone", ""), str(now.tzinfo))
    values = _shifted(values, parse_shift(read.shift), zone)
    if not 0 < values.get("duration", 1) <= LONGEST.total_seconds() / 60:
        del values["duration"]
        merged.problems.append(NO_SUCH_LENGTH)
        merged.again.append("duration")
    if "date" not in (*merged.again, *open_choices):
        values = _day_of(values, draft["task"], now)
        values = _begun(values, draft, read)
    if read.shift and (problem := out_of_range(date.fromisoformat(values.get("date", "2000-01-01")), now)):
        del values["date"]
        merged.problems.append(problem)
        merged.again.append("date")
    settled_for = {"within": "date", "taken": "time"}
    values = {name: value for name, value in values.items() if settled_for.get(name) not in values}
    open_choices = {name: choices for name, choices in open_choices.items() if name not in values}
    merged.draft = draft | {"values": values, "open": open_choices}
    said = [name for name in SLOTS if name in before and values.get(name) != before[name]]
    merged.changed = {name: values.get(name) for name in said}
    merged.noted = {name: values[name] for name in SLOTS if name in values and name not in before}
    unspoken = () if "title" in {*values, *read.dropped} else ("title",)
    for name in (*merged.again, *open_choices, *unspoken, "fold", "timezone"):
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
    hours: list[str],
) -> None:
    """Put one slot's text into the values, or note what is still open about it."""
    parsed = SLOTS[name].parse(text, now)
    value = parsed.value
    if name == "date" and "within" in values:
        value = parse_date_within(text, values["within"], now).value or value
    if name == "date" and parsed == Parsed() and (within := days_to_choose_from(text, now)):
        values["within"] = within
    if name == "time" and parsed.choices:
        title = read.slots.get("title") or values.get("title", "")
        value = settled(parsed.choices, title, hours)
    if value is not None:
        if name == "recurrence" and name in values:
            values[name] = with_end_of(value, values[name])
        elif name != "participants":
            values[name] = value
        elif len(guests := _guests(values.get(name, []), value, read)) <= MOST_PEOPLE:
            values[name] = guests
        else:
            merged.problems.append(TOO_MANY_PEOPLE)
    elif parsed.choices:
        values.pop(name, None)
        open_choices[name] = list(parsed.choices)
    elif parsed.problem and name != "participants":
        values.pop(name, None)
    if parsed.problem and not parsed.choices:
        merged.problems.append(parsed.problem)
        merged.again.append(name)


def _still_ahead(days: list[Choice], values: dict[str, Any], now: datetime) -> list[Choice]:
    """Return the days on which the hour that was said is not over yet, all of them while none was said."""
    if "time" not in values:
        return days
    starts = [starts_of(values | day["values"], str(now.tzinfo)) for day in days]
    return [day for day, moments in zip(days, starts, strict=True) if not moments or max(moments) > now]


def _hours(draft: Draft, question: Question | None) -> list[str]:
    """The clock time the draft has, or those it leaves to choose from, or those that were offered in place of it."""
    if "time" in draft["values"]:
        return [draft["values"]["time"]]
    offered = question["choices"] if question and question["slot"] == "time" else []
    return [each["values"]["time"] for each in draft["open"].get("time", offered) if "time" in each["values"]]


def _guests(there: list[Guest], named: list[Guest], read: Interpretation) -> list[Guest]:
    """Return who comes when `named` do: too, in the place of somebody, or alone."""
    if read.without:
        return replaced(there, read.without, named, _called)
    return joined(there, named, _called) if read.added else recognised(named, there, _called)


def _without(values: dict[str, Any], read: Interpretation) -> dict[str, Any]:
    """Leave out dropped slots and the people who are not to come."""
    values = {name: value for name, value in values.items() if name not in read.dropped}
    if "participants" in read.dropped:
        values["participants"] = []
    if read.without and "participants" not in read.slots:
        values["participants"] = replaced(values.get("participants", []), read.without, [], _called)
    return values


def _titled(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out a title that is only the name of somebody who comes: then the people make the title."""
    names = [guest["name"].casefold() for guest in values.get("participants", [])]
    same = str(values.get("title", "")).casefold() in names
    return {name: value for name, value in values.items() if not (same and name == "title")}


def _called(guest: Guest) -> tuple[str, str]:
    return guest["name"], guest["email"]


def _shifted(values: dict[str, Any], shift: Shift, zone: ZoneInfo) -> dict[str, Any]:
    """Shift the moment and the length of a draft, whose values are JSON."""
    if shift == Shift():
        return values
    period: dict[str, Any] = {name: parse(values[name]) for name, parse in _READ.items() if name in values}
    period = shift_period(period, shift, zone)
    return values | {name: _WRITTEN[name](value) for name, value in period.items()}


def _in_season(values: dict[str, Any], zone_words: str, zone: str) -> dict[str, Any]:
    """Settle an hour that comes twice where the zone is named by its season: CEST is the first, CET the second."""
    if not {"date", "time"} <= values.keys() or len(starts_of(values, zone)) != 2:
        return values
    for season, fold in ((_SUMMER_TIME, 0), (_WINTER_TIME, 1)):
        if season.search(zone_words):
            return {**values, "fold": fold}
    return values


def _begun(values: dict[str, Any], draft: Draft, read: Interpretation) -> dict[str, Any]:
    """Let a repetition begin on the first day it names from the day said on.

    "Make it Tuesday" moves a rule of one weekday, as it does of a booked series (scheduling.changes.with_series_moved).
    """
    rule, before = values.get("recurrence"), draft["values"]
    same_rule = rule == before.get("recurrence")
    if (
        not rule
        or "date" not in values
        or (same_rule and (draft["was"] or values["date"] == before.get("date")))
    ):
        return values
    day = date.fromisoformat(values["date"])
    if same_rule and not _BEGINS.search(read.slots.get("date", "")):
        rule = on_weekday_of(rule, day)
    return {**values, "recurrence": rule, "date": (first_day(rule, day) or day).isoformat()}


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
