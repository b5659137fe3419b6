"""The table of slots: how each is asked for, how its text becomes a value, which tasks need it.

Values are plain JSON and the same for every engine; a date is never computed anywhere else.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.entities import find_people
from conversations.assistant.engines.spoken import spoken_clock, spoken_date, spoken_duration
from conversations.assistant.repeats import names_day, spoken_rule
from conversations.assistant.state import Choice, Question
from scheduling.events import Period

LONGEST = timedelta(hours=24)
NO_SUCH_LENGTH = "A meeting takes more than no time and at most 24 hours."
MOST_PEOPLE = 100
_NO_LENGTH = re.compile(
    r"(?<![\w.,:])(?:0|zero)[\s-]?(?:minutes?|mins?|hours?|hrs?|h)\b(?! (?:and )?\d)", re.I
)


@lru_cache(maxsize=256)
def times_in(text: str, now: datetime) -> timephrases.When:
    """Return what the text says about time; one message is asked for by several slots."""
    return timephrases.read(text, now=now)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One value, or several to choose from, or a sentence about what is wrong; all empty when nothing was said."""

    value: Any = None
    choices: tuple[Choice, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a meeting or a reminder has. `needed_for` are tasks; `suggestions` are labels that `parse` understands."""

    name: str
    needed_for: frozenset[str]
    parse: Callable[[str, datetime], Parsed]
    suggestions: Callable[[datetime], Sequence[str]] = field(default=lambda now: ())


def _text(most: int) -> Callable[[str, datetime], Parsed]:
    def parse(text: str, now: datetime) -> Parsed:
        cleaned = " ".join(text.split())
        if len(cleaned) > most:
            return Parsed(problem=f"That is longer than {most} characters; a shorter one, please.")
        return Parsed(value=cleaned or None)

    return parse


def _parse_title(text: str, now: datetime) -> Parsed:
    parsed = _text(200)(text, now)
    if parsed.value and parsed.value.split()[0].islower():
        return Parsed(value=parsed.value[0].upper() + parsed.value[1:])
    return parsed


def _parse_people(text: str, now: datetime) -> Parsed:
    if text in ("", "nobody"):
        return Parsed(value=[])
    people = [{"name": person.name or "", "email": person.email or ""} for person in find_people(text)]
    if len(people) > MOST_PEOPLE:
        return Parsed(problem=f"I can invite at most {MOST_PEOPLE} people to one meeting.")
    return Parsed(value=people) if people else Parsed()


def _one_or_choices(name: str, found: Iterable[tuple[Any, str]], problem: str) -> Parsed:
    """One distinct value is the value; several are choices in order of plausibility; none is the problem."""
    distinct = dict(found)
    if len(distinct) == 1:
        return Parsed(value=next(iter(distinct)))
    choices = tuple(Choice(label=label, values={name: value}) for value, label in distinct.items())
    return Parsed(choices=choices, problem="" if choices else problem)


def _problem(when: timephrases.When) -> str:
    return when.problems[0].explanation if when.problems else ""


def _parse_date(text: str, now: datetime) -> Parsed:
    when = times_in(text, now)
    today = now.date()
    readings = [reading for reading in when.readings if reading.date is not None]
    days: list[date] = []
    for reading in readings:
        assert reading.date is not None
        if reading.end_date is None or reading.end_date == reading.date:
            days.append(reading.date)
        elif reading.end_date - reading.date <= timedelta(days=7):
            days += [
                reading.date + timedelta(days=n) for n in range((reading.end_date - reading.date).days + 1)
            ]
    ahead = [day for day in days if day >= today]
    if days and not ahead:
        return Parsed(problem=f"{spoken_date(days[0], now)} is in the past.")
    if len(ahead) > 2:
        ahead = [day for day in ahead if day.weekday() < 5] or ahead
    return _one_or_choices(
        "date", ((day.isoformat(), spoken_date(day, now)) for day in ahead), _problem(when)
    )


_PARTS_OF_DAY = {
    "morning": (time(9), time(10), time(11)),
    "afternoon": (time(13), time(14), time(15), time(16)),
    "evening": (time(18), time(19), time(20)),
    "night": (time(19), time(20), time(21)),
}


def _parse_time(text: str, now: datetime) -> Parsed:
    when = times_in(text, now)
    clocks = [reading.time for reading in when.readings if reading.time is not None]
    if not clocks:
        for reading in when.readings:
            clocks += _PARTS_OF_DAY.get(reading.part_of_day or "", ())
    return _one_or_choices(
        "time", ((clock.strftime("%H:%M"), spoken_clock(clock)) for clock in clocks), _problem(when)
    )


def no_length(text: str) -> bool:
    """Tell whether the text says a length of nothing, which is no length to the time grammar."""
    return bool(_NO_LENGTH.search(text))


def _parse_duration(text: str, now: datetime) -> Parsed:
    if no_length(text):
        return Parsed(problem=NO_SUCH_LENGTH)
    lengths: list[timedelta] = []
    for reading in times_in(text, now).readings:
        if reading.duration is not None:
            lengths.append(reading.duration)
        elif reading.time is not None and reading.end_time is not None:
            start = datetime.combine(now.date(), reading.time)
            end = datetime.combine(now.date(), reading.end_time)
            lengths.append(end - start if end > start else end - start + timedelta(days=1))
    if any(not timedelta(0) < length <= LONGEST for length in lengths):
        return Parsed(problem=NO_SUCH_LENGTH)
    minutes = [int(length.total_seconds() // 60) for length in lengths]
    return _one_or_choices(
        "duration", ((number, spoken_duration(number)) for number in minutes if number), ""
    )


def _parse_timezone(text: str, now: datetime) -> Parsed:
    zones = (reading.timezone for reading in times_in(text, now).readings)
    return _one_or_choices("timezone", ((zone, zone) for zone in zones if zone), "")


def _day_suggestions(now: datetime) -> Sequence[str]:
    days = [now.date() + timedelta(days=ahead) for ahead in range(1, 6)]
    return ["Tomorrow", *[f"{day:%A}" for day in days[1:] if day.weekday() < 5][:2]]


def _parse_recurrence(text: str, now: datetime) -> Parsed:
    rules = (reading.recurrence for reading in times_in(text, now).readings)
    return _one_or_choices("recurrence", ((rule, spoken_rule(rule)) for rule in rules if rule), "")


_BOOKING = frozenset({"schedule"})
_DATED = _BOOKING | {"reminder"}
_NO_TASK: frozenset[str] = frozenset()

SLOTS: dict[str, Slot] = {
    slot.name: slot
    for slot in (
        Slot("text", frozenset({"reminder"}), _text(200)),
        Slot("title", _BOOKING, _parse_title, lambda now: ("Team meeting", "Project review", "1:1")),
        Slot("recurrence", _NO_TASK, _parse_recurrence),
        Slot("date", _DATED, _parse_date, _day_suggestions),
        Slot("time", _DATED, _parse_time, lambda now: ("9:00 AM", "11:00 AM", "2:00 PM")),
        Slot("duration", _BOOKING, _parse_duration, lambda now: ("30 minutes", "1 hour", "2 hours")),
        Slot("participants", _BOOKING, _parse_people, lambda now: ("Just me",)),
        Slot("location", _NO_TASK, _text(200)),
        Slot("timezone", _NO_TASK, _parse_timezone),
    )
}
# What may be said to a question that is about no single slot.
SUGGESTIONS: dict[str, Sequence[str]] = {"when": ("An hour later", "The day after", "A week later")}


def suggestions(question: Question, now: datetime) -> list[str]:
    """Return what a question offers as answers: its choices, or what is usual for its slot."""
    slot = SLOTS.get(question["slot"])
    usual = slot.suggestions(now) if slot else SUGGESTIONS.get(question["slot"], ())
    return [choice["label"] for choice in question["choices"]] or list(usual)


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
    if not names:
        return "Meeting"
    return "Meeting with " + " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


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
