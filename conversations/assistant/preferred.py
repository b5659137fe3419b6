"""What becomes of an owner's preferences when they say something of them: texts become values. Stores nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import available_timezones

from conversations.assistant.engines.times import times_in
from conversations.assistant.slots import SLOTS
from scheduling.errors import InvalidPreferences
from scheduling.preferences import OFFICE, WHOLE, Hours, Preferences

Week = tuple[Hours | None, ...]
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(
    rf"(?P<first>{'|'.join(_NAMES)})[a-z]*(?: ?(?:-|to|through|till|until) ?(?P<last>{'|'.join(_NAMES)})[a-z]*)?",
    re.I,
)
_CLOCK = r"(?P<{0}>\d{{1,2}}(?:[:.]\d\d)?|noon|midnight) ?(?P<{0}_half>[ap])?(?:\.?m\.?)?"
_SPAN = re.compile(rf"{_CLOCK.format('first')} ?(?:to|until|till|-) ?{_CLOCK.format('last')}", re.I)
_EDGE = re.compile(rf"(?P<side>before|earlier than|after|later than) {_CLOCK.format('clock')}", re.I)
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "thirty": 30,
}
_NEVER = re.compile(r"(?:no|don't|stop|never)\b", re.I)
_AFTERNOON = time(4, 59)  # an hour up to here that begins a working day is one of the afternoon: "1 to 9"


class NotUnderstood(ValueError):
    """What was said cannot be a preference; the text is a sentence for the owner."""


def preferred(preferences: Preferences, said: Mapping[str, str], now: datetime) -> Preferences:
    """Return the preferences with what was said put in; texts as engines/preferring.py cuts them. Raises NotUnderstood."""
    try:
        for name in sorted(said, key=list(_READERS).index):  # hours first, then what is left out of them
            for text in said[name].splitlines():
                preferences = _READERS[name](preferences, text, now)
    except InvalidPreferences as problem:
        raise NotUnderstood(f"I can't note that: {problem}.") from None
    return preferences


def zone_named(text: str, now: datetime) -> str:
    """Return the IANA name of the zone that the text names, "" when it names none."""
    plain = text.strip(" .").replace(" ", "_").casefold()
    for zone in available_timezones():
        if zone.casefold() == plain:
            return zone
    place = re.split(r",| \(", text)[0].strip().removeprefix("the ").removesuffix(" time")
    when = times_in(f"at 3pm {place} time", now)
    zones = {reading.timezone for reading in when.readings if reading.timezone}
    whole = any(phrase.text.casefold().startswith(f"at 3pm {place}".casefold()) for phrase in when.phrases)
    return zones.pop() if whole and len(zones) == 1 else ""


def _zone(preferences: Preferences, text: str, now: datetime) -> Preferences:
    if zone := zone_named(text, now):
        return replace(preferences, timezone=zone)
    raise NotUnderstood(
        f"I know no time zone called “{text[:60]}”: a city or a name like Europe/Berlin, please."
    )


def _hours(preferences: Preferences, text: str, now: datetime) -> Preferences:
    week, days, span = _week(preferences), _days(text), _SPAN.search(text)
    if span is None:
        return _with(preferences, [_usual(week) if day in days else None for day in range(7)])
    hours = _between(span)
    if not days:
        # a weekend of which nothing was said is none of working days
        named = [OFFICE[day] or each != WHOLE for day, each in enumerate(week)]
        return _with(preferences, [hours if each and named[day] else None for day, each in enumerate(week)])
    others: Week = week if len(days) == 1 else (None,) * 7
    return _with(preferences, [hours if day in days else others[day] for day in range(7)])


def _off(preferences: Preferences, text: str, now: datetime) -> Preferences:
    days = _days(text)
    return _with(preferences, [None if day in days else each for day, each in enumerate(_week(preferences))])


def _on(preferences: Preferences, text: str, now: datetime) -> Preferences:
    week, days = _week(preferences), _days(text)
    return _with(
        preferences, [each or (_usual(week) if day in days else None) for day, each in enumerate(week)]
    )


def _edge(preferences: Preferences, text: str, now: datetime) -> Preferences:
    week = _week(preferences)
    for found in _EDGE.finditer(text):
        begins = found["side"].lower() in ("before", "earlier than")
        opens = _usual(week)[0]
        clock = _clock(found, "clock", after=None if begins else time(9) if opens == time.min else opens)
        week = tuple(each and ((clock, each[1]) if begins else (each[0], clock)) for each in week)
    return _with(preferences, week)


def _buffer(preferences: Preferences, text: str, now: datetime) -> Preferences:
    return replace(preferences, buffer=timedelta(0) if text.lower() == "no" else _length(text, now))


def _usual_length(preferences: Preferences, text: str, now: datetime) -> Preferences:
    return replace(preferences, length=_length(text, now))


def _notice(preferences: Preferences, text: str, now: datetime) -> Preferences:
    return replace(preferences, notice=_length(text, now))


def _ahead(preferences: Preferences, text: str, now: datetime) -> Preferences:
    never = _NEVER.match(text)
    return replace(preferences, ahead=timedelta(0) if never else _length(text, now))


def _forget(preferences: Preferences, text: str, now: datetime) -> Preferences:
    """Put what the text names back to what counts for somebody who never said it; the address is no preference."""
    fresh = Preferences()
    names = [each for each in _FIELDS if text in (each, "all")]
    return replace(preferences, **{_FIELDS[name]: getattr(fresh, _FIELDS[name]) for name in names})


_FIELDS = {
    "zone": "timezone",
    "hours": "hours",
    "buffer": "buffer",
    "length": "length",
    "notice": "notice",
    "ahead": "ahead",
}
_READERS = {
    "forget": _forget,
    "zone": _zone,
    "place": _zone,
    "hours": _hours,
    "on": _on,
    "off": _off,
    "edge": _edge,
    "buffer": _buffer,
    "length": _usual_length,
    "notice": _notice,
    "ahead": _ahead,
}


def _week(preferences: Preferences) -> Week:
    return preferences.hours or (WHOLE,) * 7


def _with(preferences: Preferences, week: Iterable[Hours | None]) -> Preferences:
    """Put the week in; one of whole days alone says nothing."""
    hours = tuple(week)
    return replace(preferences, hours=None if set(hours) == {WHOLE} else hours)


def _usual(week: Week) -> Hours:
    return next((day for day in week if day), WHOLE)


def _days(text: str) -> set[int]:
    """The weekdays that the text names, Monday 0."""
    low = text.lower()
    days: set[int] = set()
    if "weekday" in low:
        days |= set(range(5))
    if "weekend" in low:
        days |= {5, 6}
    if "every day" in low or "daily" in low:
        days |= set(range(7))
    for found in _DAYS.finditer(low):
        first = _NAMES.index(found["first"])
        last = _NAMES.index(found["last"]) if found["last"] else first
        days |= {day % 7 for day in range(first, (last if last >= first else last + 7) + 1)}
    return days


def _between(span: re.Match[str]) -> Hours:
    halved = span["first_half"] or span["last_half"]
    first = _clock(span, "first", after=None if halved else _AFTERNOON)
    return first, _clock(span, "last", after=first)


def _clock(found: re.Match[str], name: str, *, after: time | None) -> time:
    """A clock time; one without its half of the day is in the afternoon when it would not be after `after`."""
    text, half = found[name].lower(), (found[f"{name}_half"] or "").lower()
    if text in ("noon", "midnight"):
        return time(12 if text == "noon" else 0)
    hour, _, minutes = text.replace(".", ":").partition(":")
    number = int(hour) % 12 + 12 * (half == "p") if half else int(hour)
    if number > 24 or int(minutes or 0) > 59:
        raise NotUnderstood(f"{found[0]} is no time of day I know.")
    clock = time(number % 24, int(minutes or 0))
    if not half and after is not None and clock <= after and 0 < number < 12:
        clock = clock.replace(hour=number + 12)
    return clock


def _length(text: str, now: datetime) -> timedelta:
    if found := re.fullmatch(r"(?:(\d+|[a-z]+)[ -]?)?(day|week)s?", text.strip(), re.I):
        number = _NUMBERS.get((found[1] or "a").lower()) or int(found[1])
        return timedelta(days=number * (7 if found[2].lower() == "week" else 1))
    minutes = SLOTS["duration"].parse(text, now).value
    if minutes is None:
        raise NotUnderstood(f"I can't tell how long “{text[:60]}” is.")
    return timedelta(minutes=minutes)
