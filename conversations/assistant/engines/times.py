"""Reads the times of a message for the dialogue: names that are also months or parts of a day, years that cannot be meant.

The grammar itself is in timephrases/; what stands here needs to know that people and a calendar are spoken of.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.timephrases import Problem, Reading, TimePhrase, When
from conversations.assistant.engines.zonewords import detached_zone

YEARS_AHEAD = 10
_NAMESAKE = r"(?:eve|dawn|april|may|june|august|summer|autumn|jan|sunny|noel)"
_WITH_NAMESAKE = re.compile(
    rf"\bwith (?:[\w'-]+(?: [\w'-]+)?(?:, (?:and )?| and | & )){{0,8}}?{_NAMESAKE}\b(?!\s+\d)"
    rf"(?:(?:, (?:and )?| and | & ){_NAMESAKE}\b(?!\s+\d))*",
    re.I,
)
# "the one next week" is no clock, and "the Q3 roadmap" is what a meeting is about
_NO_TIME = re.compile(
    r"\b(?:the|that|this|which) one\b|"
    r"\bq[1-4](?:[ -](?:20)?\d\d)?(?= [a-z])(?! (?:at|on|in|with|for|from|and|of|or|to|till|until|this|next|please)\b)",
    re.I,
)
_NAMESAKES = re.compile(rf"\b{_NAMESAKE}\b", re.I)
_YEAR = re.compile(
    r"\byear (?P<year>\d{1,9})\b|(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\2(?P<dated>0\d{3})(?![\d/.-])", re.I
)
_YEAR_BEHIND = re.compile(
    r",?\s+(?:of |in )?(?P<year>\d{3,9})(?=\s*(?:[,.;!?]|\Z)|\s+(?:at|from|for|with|in|to|and|please|around|by)\b)",
    re.I,
)
_WEEKDAYS = "mon|tues|wednes|thurs|fri|satur|sun"
LEFT_OUT = re.compile(
    r"\b(?<!why )(?:but )?(?:not|except(?: for| on)?|excluding|no)(?: on| a)? "
    rf"(?:(?:,|,? and|,? or|,? nor)?\s*(?:not |no |on )*(?:{_WEEKDAYS})days?\b)+",
    re.I,
)
_DATED = re.compile(r"(?:\d(?:st|nd|rd|th)?|[a-z]{3,})\Z", re.I)


@lru_cache(maxsize=256)
def times_in(text: str, now: datetime) -> When:
    """Return what the text says about time; `now` is aware, in the user's zone. One message is asked by several slots.

    A year that nobody can plan for takes the day with it and leaves a problem, never the same day of this year.
    """
    when = _with_zone(text, timephrases.read(_without_namesakes(text), now=now), now)
    year = _odd_year(text, when.phrases, now)
    if year is None:
        return when
    problem = Problem("no_such_year", str(year), _about(year, now))
    readings = tuple(dict.fromkeys(_dayless(reading) for reading in when.readings))
    return When(tuple(each for each in readings if each != Reading()), when.phrases, (problem,))


def weekdays_left_out(text: str) -> set[int]:
    """Return the weekdays that are not wanted: "not Monday and not Friday"."""
    names = _WEEKDAYS.split("|")
    said = re.findall(rf"({_WEEKDAYS})day", " ".join(LEFT_OUT.findall(text)), re.I)
    return {names.index(name.lower()) for name in said}


def _with_zone(text: str, when: When, now: datetime) -> When:
    """Put in a zone that is named away from the hour it belongs to."""
    if any(reading.timezone for reading in when.readings) or not (zone := detached_zone(text, now)):
        return when
    if any(zone.start < phrase.end and phrase.start < zone.end for phrase in when.phrases):
        return when
    timed = when.readings or (Reading(),)
    readings = tuple(replace(each, timezone=named.timezone) for named in zone.readings for each in timed)
    phrases = sorted([*when.phrases, zone], key=lambda phrase: phrase.start)
    return When(readings, tuple(phrases), when.problems)


def out_of_range(day: date, now: datetime) -> str:
    """Return why nothing can be planned on a day, "" when it can."""
    return _about(day.year, now) if day > _latest(now) else ""


def _latest(now: datetime) -> date:
    return now.date() + timedelta(days=366 * YEARS_AHEAD)


def _about(year: int, now: datetime) -> str:
    if year < now.year:
        return f"The year {year} is in the past."
    return f"The year {year} is too far ahead: I plan at most {YEARS_AHEAD} years ahead."


def _without_namesakes(text: str) -> str:
    """Blot out whom a meeting is with and what it is about: "with Eve" is no evening and "with April" no month."""
    text = _NO_TIME.sub(lambda found: "_" * len(found[0]), text)
    if not _NAMESAKES.search(text):
        return text
    return _WITH_NAMESAKE.sub(lambda found: _NAMESAKES.sub(lambda name: "_" * len(name[0]), found[0]), text)


def _odd_year(text: str, phrases: tuple[TimePhrase, ...], now: datetime) -> int | None:
    """Return a year that the text says and that is over or too far ahead."""
    said = [found["year"] or found["dated"] for found in _YEAR.finditer(text)]
    for phrase in phrases:
        behind = _YEAR_BEHIND.match(text, phrase.end)
        if behind and any(each.date for each in phrase.readings) and _DATED.search(phrase.text):
            said.append(behind["year"])
    years = (int(year) for year in said)
    return next((year for year in years if not now.year <= year <= _latest(now).year), None)


def _dayless(reading: Reading) -> Reading:
    return replace(reading, date=None, end_date=None, reason="")
