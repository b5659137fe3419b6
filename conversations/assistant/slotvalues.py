"""How the text of a slot becomes its value: one value, several to choose from, or a sentence about what is wrong.

Values are plain JSON and the same for every engine; a date is never computed anywhere else.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.details import broken_address
from conversations.assistant.engines.entities import find_people
from conversations.assistant.engines.spoken import spoken_clock, spoken_date, spoken_duration
from conversations.assistant.engines.timephrases.lexicon import MONTHS
from conversations.assistant.engines.timephrases.zones import ABBREVIATIONS
from conversations.assistant.engines.times import out_of_range, times_in, weekdays_left_out
from conversations.assistant.repeats import spoken_rule
from conversations.assistant.state import Choice
from scheduling.errors import InvalidRule
from scheduling.rules import MOST_OCCURRENCES, read_rule

LONGEST = timedelta(hours=24)
LONGEST_NIGHT = timedelta(hours=12)  # what ends so much later by the clock of the next day was not meant so
NO_SUCH_LENGTH = "A meeting takes more than no time and at most 24 hours."
_IMPOSSIBLE_LENGTH = re.compile(
    r"(?:(?<![\w.,:])(?:0|zero)|(?:^|\s)(?:-|minus )\s?\d+)[\s-]?(?:minutes?|mins?|hours?|hrs?|h|m)\b(?! (?:and )?\d)",
    re.I,
)
_TOO_OFTEN = re.compile(r"\b\d{4,} (?:times|occurrences|meetings)\b", re.I)
_PLACE_TIME = re.compile(
    r"(?:\d(?: ?[AaPp]\.?[Mm]\b\.?)?|[Nn]oon|[Mm]idnight) (?P<place>(?!Lunch|Dinner|Tea|Coffee|Local|Break|Meeting)"
    r"[A-Z][\w/+-]+(?: [A-Z]\w+)?) time\b"
)
_DAY_ALONE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_OTHER_DAY = re.compile(
    rf"\b(?:{'|'.join(f'{month}|{month[:3]}' for month in MONTHS)}|next|this|coming|last|today|tomorrow|tonight|weeks?|months?|"
    r"year|20\d\d)\b",
    re.I,
)
MOST_PEOPLE = 100
TOO_MANY_PEOPLE = f"I can invite at most {MOST_PEOPLE} people to one meeting."
MOST_CHARACTERS = 200
MOST_IN_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3, without the angle brackets


@dataclass(frozen=True, slots=True)
class Parsed:
    """One value, or several to choose from, or a sentence about what is wrong; all empty when nothing was said.

    Of a list, what is right is the value and the problem is about the rest.
    """

    value: Any = None
    choices: tuple[Choice, ...] = ()
    problem: str = ""


def parse_text(most: int) -> Callable[[str, datetime], Parsed]:
    def parse(text: str, now: datetime) -> Parsed:
        cleaned = " ".join(text.split())
        if len(cleaned) > most:
            return Parsed(problem=f"That is longer than {most} characters; a shorter one, please.")
        return Parsed(value=cleaned or None)

    return parse


def parse_title(text: str, now: datetime) -> Parsed:
    parsed = parse_text(MOST_CHARACTERS)(text, now)
    if parsed.value and parsed.value.split()[0].islower():
        return Parsed(value=parsed.value[0].upper() + parsed.value[1:])
    return parsed


def parse_people(text: str, now: datetime) -> Parsed:
    if text in ("", "nobody"):
        return Parsed(value=[])
    broken = broken_address(text)
    if broken:
        text = text.replace(broken, "")
    people = [{"name": person.name or "", "email": person.email or ""} for person in find_people(text)]
    if len(people) > MOST_PEOPLE:
        return Parsed(problem=TOO_MANY_PEOPLE)
    addresses = (person["email"] or person["name"] * ("@" in person["name"]) for person in people)
    if any(len(address) > MOST_IN_ADDRESS for address in addresses):
        return Parsed(
            problem=f"An e-mail address has at most {MOST_IN_ADDRESS} characters; another one, please."
        )
    if any(len(person["name"]) > MOST_CHARACTERS for person in people):
        return Parsed(
            problem=f"That name is longer than {MOST_CHARACTERS} characters; a shorter one, please."
        )
    problem = f"“{broken}” is no complete e-mail address; please say it again." if broken else ""
    return Parsed(value=people or None, problem=problem)


def _one_or_choices(name: str, found: Iterable[tuple[Any, str]], problem: str) -> Parsed:
    """One distinct value is the value; several are choices in order of plausibility; none is the problem."""
    distinct = dict(found)
    if len(distinct) == 1:
        return Parsed(value=next(iter(distinct)))
    choices = tuple(Choice(label=label, values={name: value}) for value, label in distinct.items())
    return Parsed(choices=choices, problem="" if choices else problem)


def _problem(when: timephrases.When) -> str:
    return when.problems[0].explanation if when.problems else ""


def parse_date(text: str, now: datetime) -> Parsed:
    when = times_in(text, now)
    today = now.date()
    readings = [reading for reading in when.readings if reading.date is not None]
    days: list[date] = []
    for reading in readings:
        assert reading.date is not None
        if reading.date < today and "UNTIL" in (reading.recurrence or ""):
            days.append(today)  # "every Tuesday this month" begins with what is left of it
        elif reading.end_date is None or reading.end_date == reading.date or _through_midnight(reading):
            days.append(reading.date)
        elif reading.end_date - reading.date <= timedelta(days=7):
            days += [
                reading.date + timedelta(days=n) for n in range((reading.end_date - reading.date).days + 1)
            ]
    ahead = [day for day in days if day >= today]
    if days and not ahead:
        return Parsed(problem=f"{spoken_date(days[0], now)} is in the past.")
    if ahead and (problem := out_of_range(min(ahead), now)):
        return Parsed(problem=problem)
    left_out = weekdays_left_out(text)
    ahead = [day for day in ahead if day.weekday() not in left_out] or ahead
    if len(ahead) > 2:
        ahead = [day for day in ahead if day.weekday() < 5] or ahead
    return _one_or_choices(
        "date", ((day.isoformat(), spoken_date(day, now)) for day in ahead), _problem(when)
    )


def days_to_choose_from(text: str, now: datetime) -> list[str]:
    """Return the first and the last of the days a text leaves open, [] when they are few: "late December"."""
    for reading in times_in(text, now).readings:
        if reading.date and reading.end_date and reading.end_date >= now.date() and not reading.recurrence:
            return [max(reading.date, now.date()).isoformat(), reading.end_date.isoformat()]
    return []


def parse_date_within(text: str, within: list[str], now: datetime) -> Parsed:
    """Read "the 28th" and "Monday" as a day of what was spoken of before, in any case of its months."""
    if not _DAY_ALONE.search(text) or _OTHER_DAY.search(text):
        return Parsed()
    first, last = (date.fromisoformat(day) for day in within)
    for begins, ends in ((first, last), (first.replace(day=1), last + timedelta(days=31 - last.day))):
        eve = datetime.combine(begins - timedelta(days=1), time.min, tzinfo=now.tzinfo)
        parsed = parse_date(text, max(eve, now))
        if parsed.value and begins <= date.fromisoformat(parsed.value) <= ends:
            return parsed
    return Parsed()


_PARTS_OF_DAY = {
    "morning": (time(9), time(10), time(11)),
    "afternoon": (time(13), time(14), time(15), time(16)),
    "evening": (time(18), time(19), time(20)),
    "night": (time(19), time(20), time(21)),
}


def parse_time(text: str, now: datetime) -> Parsed:
    when = times_in(text, now)
    clocks = [reading.time for reading in when.readings if reading.time is not None]
    if not clocks:
        for reading in when.readings:
            clocks += _PARTS_OF_DAY.get(reading.part_of_day or "", ())
    return _one_or_choices(
        "time", ((clock.strftime("%H:%M"), spoken_clock(clock)) for clock in clocks), _problem(when)
    )


def impossible_length(text: str) -> bool:
    """Tell whether the text says a length of nothing or less, which is none to the time grammar."""
    return bool(_IMPOSSIBLE_LENGTH.search(text))


def parse_duration(text: str, now: datetime) -> Parsed:
    if impossible_length(text):
        return Parsed(problem=NO_SUCH_LENGTH)
    lengths: list[timedelta] = []
    for reading in times_in(text, now).readings:
        if reading.duration is not None:
            lengths.append(reading.duration)
        elif reading.time is not None and reading.end_time is not None:
            start = datetime.combine(now.date(), reading.time)
            end = datetime.combine(now.date(), reading.end_time)
            lengths.append(end - start if end > start else end - start + timedelta(days=1))
            if end < start and lengths[-1] > LONGEST_NIGHT:
                return Parsed(
                    problem=f"From {spoken_clock(reading.time)} to {spoken_clock(reading.end_time)} ends before it starts."
                )
    if any(not timedelta(0) < length <= LONGEST for length in lengths):
        return Parsed(problem=NO_SUCH_LENGTH)
    minutes = [int(length.total_seconds() // 60) for length in lengths]
    return _one_or_choices(
        "duration", ((number, spoken_duration(number)) for number in minutes if number), ""
    )


def _through_midnight(reading: timephrases.Reading) -> bool:
    """Tell whether a reading is of one meeting that ends on the day after."""
    if reading.date is None or reading.end_date is None or reading.time is None or reading.end_time is None:
        return False
    return reading.end_date - reading.date == timedelta(days=1)


def parse_timezone(text: str, now: datetime) -> Parsed:
    zones = (reading.timezone for reading in times_in(text, now).readings)
    named = [_own(zone, text, now) for zone in zones if zone]
    unknown = unknown_zone(text)
    problem = f"I know no time zone called “{unknown}”: a city or a name like Europe/Berlin, please."
    return _one_or_choices("timezone", ((zone, zone) for zone in named), problem if unknown else "")


def unknown_zone(text: str) -> str:
    """Return the place whose time a clock time is said to be in, "" for none: "3pm Narnia time"."""
    found = _PLACE_TIME.search(text)
    return found["place"] if found else ""


def _own(zone: str, text: str, now: datetime) -> str:
    """The user's own zone where an abbreviation names it as well: CET is Berlin's time as much as that of Paris."""
    words = set(re.findall(r"[a-z]+", text.lower()))
    short = any(word in words for word, zones in ABBREVIATIONS.items() if zone in zones)
    own = now.tzinfo
    seasons = [datetime(now.year, month, 1) for month in (1, 7)]
    alike = all(
        day.replace(tzinfo=ZoneInfo(zone)).utcoffset() == day.replace(tzinfo=own).utcoffset()
        for day in seasons
    )
    return str(own) if short and alike else zone


def parse_recurrence(text: str, now: datetime) -> Parsed:
    rules = [reading.recurrence for reading in times_in(text, now).readings if reading.recurrence]
    if _TOO_OFTEN.search(text):
        return Parsed(problem=f"A series has at most {MOST_OCCURRENCES} occurrences.")
    try:
        for rule in rules:
            read_rule(rule)
    except InvalidRule as problem:
        return Parsed(problem=f"I can't book that: {problem}.")
    return _one_or_choices("recurrence", ((rule, spoken_rule(rule)) for rule in rules), "")
