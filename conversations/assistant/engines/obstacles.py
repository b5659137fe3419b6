"""The words for what is in the way of a meeting. Every fact comes from the act."""

from datetime import date, datetime, time
from typing import Any

from conversations.assistant.engines.spoken import (
    named_meeting,
    spoken_clock,
    spoken_date,
    spoken_duration,
    spoken_list,
    spoken_notice,
)

Values = dict[str, Any]


def in_the_way(details: Values, now: datetime) -> str:
    """Return a sentence for each kind of thing that is in the way; of a series the days it is about."""
    found = details["obstacles"]
    if details["series"] and found[0]["kind"] in ("meeting", "attendee"):
        return _by_occurrence(details, now)
    return " ".join(dict.fromkeys(_sentence(each, details) for each in found))


def _by_occurrence(details: Values, now: datetime) -> str:
    days: dict[str, list[str]] = {}
    for each in details["obstacles"]:
        days.setdefault(_what(each), []).append(spoken_date(date.fromisoformat(each["date"]), now))
    told = [f"{what} on {spoken_list(on)}" for what, on in days.items()]
    more = " There are more days like that." if details["more"] > 0 else ""
    return f"In the way of the series: {'; '.join(told)}.{more}"


def _what(each: Values) -> str:
    return f"“{each['name']}”" if each["kind"] == "meeting" else f"{each['name']} is busy"


def _sentence(each: Values, details: Values) -> str:
    match each["kind"]:
        case "meeting":
            named = named_meeting(each["name"], each["people"])
            return (
                f"You already have {named} at that time, from {_clock(each['from'])} to {_clock(each['to'])}."
            )
        case "attendee":
            return f"{each['name']} is busy at that time."
        case "buffer":
            return f"That leaves less than the {spoken_duration(details['buffer'])} you want free next to “{each['name']}”."
        case "notice":
            return f"You want at least {spoken_notice(details['notice'])} of notice before a meeting."
    weekday = f"{date.fromisoformat(each['date']):%A}s"
    if not each["from"]:
        return f"You don't work on {weekday}."
    if (each["from"], each["to"]) == ("00:00", "00:00"):
        return "It goes on into a day or hours for which you want no meetings."
    if each["to"] == "00:00":
        return f"You want no meetings before {_clock(each['from'])} on {weekday}."
    if each["from"] == "00:00":
        return f"You want no meetings after {_clock(each['to'])} on {weekday}."
    return f"Your working hours on {weekday} are {_clock(each['from'])} to {_clock(each['to'])}."


def _clock(text: str) -> str:
    return spoken_clock(time.fromisoformat(text))
