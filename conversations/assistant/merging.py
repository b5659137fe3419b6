"""Puts what one message says into what is known of an event: answers, agreements, corrections.

It never decides which request a message belongs to; dialogue.py does.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.corrections import dropped, shift, swapped
from conversations.assistant.engines.entities import find_title
from conversations.assistant.engines.filling import Values, answered, renames, times_of
from conversations.assistant.engines.floor import Floor
from conversations.assistant.engines.hearing import Heard, hear

_CORRECTS = re.compile(
    r"\W*(?:(?:oh|no|sorry|wait|hmm|well|actually|ok|okay|yes|but|please)\W+)*"
    r"(?:make|move|change|push|shift|start|let'?s|can we|could we|rather|instead)\b",
    re.I,
)
_LEAD_IN = re.compile(r"\A[^.?!]{0,80}?(?:confirm|verify|check|review|right|details)[^:.?!]{0,60}:\s*", re.I)
_MORE_PEOPLE = re.compile(r"\b(?:also|add|invite|include|as well|too|plus|join|bring|along)\b", re.I)
_FEWER_PEOPLE = re.compile(r"\b(?:remove|drop|without|uninvite|take off|leave out|minus)\b", re.I)


def corrects(text: str) -> bool:
    """Tell whether a message opens as a correction: "make it", "no, move", "can we"."""
    return bool(_CORRECTS.match(text))


def merged(values: Values, floor: Floor, heard: Heard, now: datetime) -> Values:
    """Return `values` after the user said `heard` to the assistant's `floor`."""
    known = _accepted(values, floor, heard, now)
    if "date" in known and (moved := shift(heard.text, now)):
        return _moved(known, moved)
    if "location" in floor.asks and "title_with_place" in known:
        known["title"] = known.pop("title_with_place")
        known.pop("location", None)
    asks = floor.asks or ({"title", "location"} - known.keys() if floor.unread else frozenset())
    new = answered(heard, asks, now)
    if "title" not in asks and not renames(heard.text) and (known.get("title") or corrects(heard.text)):
        new.pop("title", None)
    for slot in dropped(heard.text):
        known.pop(slot, None)
        new.pop(slot, None)
    _put_people(known, new, heard.text)
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


def _moved(values: Values, by: timedelta) -> Values:
    """Return the values with the period moved: whole days move the date, less moves the clock."""
    try:
        if not by % timedelta(days=1):
            return values | {slot: values[slot] + by for slot in ("date", "end_date") if slot in values}
        day: date = values["date"]
        moments = {
            slot: datetime.combine(day, values[slot]) + by for slot in ("time", "end_time") if slot in values
        }
    except OverflowError:  # out of the calendar
        return values
    days = {"date": moments["time"].date()} if "time" in moments else {}
    return values | {slot: moment.time() for slot, moment in moments.items()} | days


def _span(values: Values) -> timedelta:
    start, end = (datetime.combine(date.min, values[slot]) for slot in ("time", "end_time"))
    return end - start if end > start else end - start + timedelta(days=1)


def _put_people(known: Values, new: Values, text: str) -> None:
    """Let the people of a message join those there, leave them, or take the place of one."""
    there: list[str] = known.get("participants", [])
    swap = swapped(text)
    if swap and swap[0].casefold() in {name.casefold() for name in there}:
        new["participants"] = [swap[1] if name.casefold() == swap[0].casefold() else name for name in there]
    elif _FEWER_PEOPLE.search(text):
        named = {name.casefold() for name in new.pop("participants", [])}
        gone = named or {name.casefold() for name in there if name.casefold() in text.casefold()}
        if there:
            known["participants"] = [name for name in there if name.casefold() not in gone]
    elif "participants" in new and (_MORE_PEOPLE.search(text) or there):
        new["participants"] = there + [name for name in new["participants"] if name not in there]
