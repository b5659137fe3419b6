"""Spoken forms of values: dates, clock times, lengths, people. Decides no fact and asks nothing."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from conversations.assistant.repeats import spoken_rule


def spoken_date(day: date, now: datetime) -> str:
    """Return "Tuesday, December 1", with the year when it is not this one."""
    text = f"{day:%A, %B} {day.day}"
    return text if day.year == now.year else f"{text}, {day.year}"


def spoken_clock(clock: time) -> str:
    """Return "3:00 PM"."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'AM' if clock.hour < 12 else 'PM'}"


def spoken_duration(minutes: int) -> str:
    """Return "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((hours, "hour"), (rest, "minute"))
        if number
    ]
    return " ".join(parts) or "0 minutes"


def spoken_notice(minutes: int) -> str:
    """Return a length in days where it is whole ones: "2 days", else as spoken_duration."""
    days, rest = divmod(minutes, 24 * 60)
    return spoken_duration(minutes) if rest else f"{days} day{'' if days == 1 else 's'}"


def spoken_zone(moment: datetime) -> str:
    """Return the offset of a moment as "UTC+02:00"."""
    offset = f"{moment:%z}"
    return f"UTC{offset[:3]}:{offset[3:]}"


def spoken_person(person: dict[str, str]) -> str:
    if person["name"] and person["email"]:
        return f"{person['name']} <{person['email']}>"
    return person["name"] or person["email"]


def spoken_people(people: list[dict[str, str]]) -> str:
    """Return "Ana, Bob and Priya", or "just you" for nobody."""
    return spoken_list([spoken_person(person) for person in people]) or "just you"


def spoken_list(names: Sequence[str], last: str = "and") -> str:
    """Return "A, B and C"; "" for nothing."""
    return f" {last} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def named_meeting(title: str, people: list[dict[str, str]]) -> str:
    """Return "“Standup” with Ana"; "“Meeting with Ana”" has told it already."""
    told = title.startswith("Meeting with ") or not people
    return f"“{title}”" if told else f"“{title}” with {spoken_people(people)}"


SPOKEN: dict[str, Callable[[Any, datetime], str]] = {
    "text": lambda value, now: f"“{value}”",
    "title": lambda value, now: f"“{value}”",
    "date": lambda value, now: spoken_date(date.fromisoformat(value), now),
    "time": lambda value, now: spoken_clock(time.fromisoformat(value)),
    "duration": lambda value, now: spoken_duration(value),
    "participants": lambda value, now: spoken_people(value),
    "location": lambda value, now: value,
    "timezone": lambda value, now: value,
    "recurrence": lambda value, now: spoken_rule(value),
}
