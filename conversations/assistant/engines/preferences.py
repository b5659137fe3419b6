"""The words for what an owner prefers. Every fact comes from the act."""

from datetime import time
from itertools import groupby
from typing import Any

from conversations.assistant.engines.spoken import spoken_clock, spoken_duration, spoken_list, spoken_notice

Values = dict[str, Any]
_OPEN = "00:00"  # an edge of a day that was not named
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# what a sentence said is told back, in these words
_ABOUT = {
    "zone": "zone",
    "place": "zone",
    "hours": "hours",
    "off": "hours",
    "on": "hours",
    "edge": "hours",
    "buffer": "buffer",
}


def preferences(details: Values) -> str:
    """Tell what was noted; what was asked for, or everything, when nothing was said."""
    if asked := details["asked"]:
        line = _lines(details)[asked]
        return line[0].upper() + line[1:]
    told = {_ABOUT.get(name, name): None for name in details["said"]}
    lines = [line for name, line in _lines(details).items() if name in told or "all" in told or not told]
    if len(lines) == 1:
        return f"Noted: {lines[0]}"
    return "\n".join((["Noted:"] if told else []) + [line[0].upper() + line[1:] for line in lines])


def _lines(details: Values) -> dict[str, str]:
    hours = _hours(details["hours"]) if details["hours"] else "you named no working hours"
    buffer, length = (spoken_duration(details[name]) for name in ("buffer", "length"))
    return {
        "zone": f"your time zone is {details['zone']}, and I tell times in it.",
        "hours": f"{hours}.",
        "buffer": f"{buffer} stay free between your meetings."
        if details["buffer"]
        else "no time is kept free between meetings.",
        "length": f"a meeting takes {length} unless you say otherwise."
        if details["length"]
        else "I ask how long a meeting takes.",
        "notice": f"you want at least {spoken_notice(details['notice'])} of notice."
        if details["notice"]
        else "you need no notice before a meeting.",
        "ahead": f"I remind you {spoken_notice(details['ahead'])} before a meeting."
        if details["ahead"]
        else "I don't remind you of meetings.",
        "address": f"your address is {details['address']}: invitations come from it."
        if details["address"]
        else "I know no address of yours: nobody is sent an invitation.",
    }


def _hours(week: list[list[str] | None]) -> str:
    """Return the hours of the week, or what alone was said of it: days without meetings, and an edge."""
    kept = [hours for hours in week if hours]
    if any(hours != kept[0] for hours in kept) or not kept or (_OPEN not in kept[0]):
        return f"your working hours are {_days(week)}"
    off = [f"{_WEEK[day]}s" for day, hours in enumerate(week) if not hours]
    first, last = kept[0]
    parts = [f"no meetings on {spoken_list(off)}"] if off else []
    parts += [f"nothing before {_clock(first)}"] if first != _OPEN else []
    parts += [f"nothing after {_clock(last)}"] if last != _OPEN else []
    return spoken_list(parts)


def _days(week: list[list[str] | None]) -> str:
    """Return "9:00 AM to 5:00 PM from Monday to Friday, and 10:00 AM to 2:00 PM on Saturday"."""
    parts, day = [], 0
    for hours, run in groupby(week):
        last = day + len(list(run)) - 1
        if hours:
            days = f"on {_WEEK[day]}" if last == day else f"from {_WEEK[day]} to {_WEEK[last]}"
            parts.append(f"{_span(*hours)} {days}")
        day = last + 1
    return spoken_list(parts) or "on no day"


def _span(first: str, last: str) -> str:
    if first == last:
        return "any time"
    if first == _OPEN:
        return f"until {_clock(last)}"
    return f"from {_clock(first)} on" if last == _OPEN else f"{_clock(first)} to {_clock(last)}"


def _clock(text: str) -> str:
    return spoken_clock(time.fromisoformat(text))
