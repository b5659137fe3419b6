"""Puts what one message says into what is known of an event: answers, agreements, corrections.

It never decides which request a message belongs to; dialogue.py does.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.company import replaces_people
from conversations.assistant.engines.corrections import (
    Correction,
    opens_correction,
    read_correction,
)
from conversations.assistant.engines.entities import find_people, find_title
from conversations.assistant.engines.filling import Values, answered, names_of, renames, times_of
from conversations.assistant.engines.floor import Floor
from conversations.assistant.engines.hearing import Heard, hear
from conversations.assistant.guests import joined, recognised, replaced
from conversations.assistant.shifts import parse_shift, shift_period

_LEAD_IN = re.compile(r"\A[^.?!]{0,80}?(?:confirm|verify|check|review|right|details)[^:.?!]{0,60}:\s*", re.I)


def merged(values: Values, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return `values` after the user said `heard` to the assistant's `floor`."""
    known = _accepted(values, floor, heard, now)
    correction = read_correction(
        heard.text,
        known=known,
        guests=[(name,) for name in known.get("participants", [])],
        asks_words=not floor.asks.isdisjoint(("title", "location", "participants")),
    )
    if correction:
        return _corrected(known, correction, now)
    if "location" in floor.asks and "title_with_place" in known:
        known["title"] = known.pop("title_with_place")
        known.pop("location", None)
    asks = floor.asks or ({"title", "location"} - known.keys() if floor.unread else frozenset())
    new = answered(heard, asks, now)
    if (
        "title" not in asks
        and not renames(heard.text)
        and (known.get("title") or opens_correction(heard.text))
    ):
        new.pop("title", None)
    if "participants" in new and not replaces_people(heard.text):
        new["participants"] = joined(known.get("participants", []), new["participants"], _called)
    if "time" in new and "end_time" in known and "end_time" not in new and "duration" not in new:
        known["duration"] = _span(known)
    if "title" in new or "location" in new:
        known.pop("title_with_place", None)
    if "time" in new:
        known.pop("end_time", None)
    if "date" in new:
        known.pop("end_date", None)
    return known | new


def _accepted(known: Values, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return what is known once the user agreed to what the assistant showed or proposed.

    A value that the shown text repeats was understood; where it says another, that one was agreed to.
    """
    known = dict(known)
    if not (floor.confirms or floor.proposes or floor.offers) or not shortanswers.agrees(heard.text):
        return known
    shown, text = hear(floor.text, now), floor.text.casefold()
    for slot in ("date", "time"):
        values = [getattr(reading, slot) for phrase in shown.when.phrases for reading in phrase.readings]
        stated = [value for value in values if value is not None]
        if stated and known.get(slot) not in stated:
            known[slot] = times_of(shown.when).get(slot, stated[0])
    named: Values = {"location": shown.named.location}
    if floor.confirms:
        named["title"] = _shown_title(floor, now)
    for slot, name in named.items():
        told_already = name and name.casefold() in str(known.get("title", "")).casefold()
        if name and not told_already and str(known.get(slot, "\0")).casefold() not in text:
            known[slot] = name
    return known


def _shown_title(floor: Floor, now: datetime) -> str | None:
    """Return the title in a meeting that is shown to be confirmed; words with a time in them are none."""
    shown = hear(_LEAD_IN.sub("", floor.text), now)
    title = shown.named.title or find_title(shown.text)
    start = shown.text.find(title) if title else -1
    timed = any(
        phrase.start < start + len(title or "") and start < phrase.end for phrase in shown.when.phrases
    )
    return None if start < 0 or timed else title


def _corrected(known: Values, correction: Correction, now: datetime) -> Values:
    """Return what is known once a correction is worked in."""
    gone = {*correction.dropped, *correction.reopened}
    values = {slot: value for slot, value in known.items() if slot not in gone}
    if correction.location:
        values["location"] = correction.location
    if correction.title:
        values.pop("title_with_place", None)
        values["title"] = correction.title
    there = values.get("participants", [])
    if correction.leaving:
        values["participants"] = replaced(there, correction.leaving, _named(correction.joining), _called)
    elif correction.joining:
        values["participants"] = joined(there, _named(correction.joining), _called)
    elif correction.only:
        values["participants"] = recognised(_named(correction.only), there, _called)
    zone = ZoneInfo(values["timezone"]) if "timezone" in values else now.tzinfo
    assert isinstance(zone, ZoneInfo)
    return shift_period(values, parse_shift(correction.shift), zone)


def _named(words: str) -> list[str]:
    return names_of(find_people(words))


def _called(name: str) -> tuple[str]:
    return (name,)


def _span(values: Values) -> timedelta:
    start, end = (datetime.combine(date.min, values[slot]) for slot in ("time", "end_time"))
    return end - start if end > start else end - start + timedelta(days=1)
