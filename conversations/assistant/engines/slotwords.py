"""Which words of a message fill which slot: the texts an engine proposes, whose values Slot.parse decides.

Never computes a value and never decides whether a message is about the draft at hand, only whether it digresses.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from conversations.assistant.engines.classifier import Verdict
from conversations.assistant.engines.company import replaces_people
from conversations.assistant.engines.corrections import opens_correction
from conversations.assistant.engines.details import (
    broken_address,
    one_on_one,
    roles_in,
    told_apart,
    with_topic,
)
from conversations.assistant.engines.entities import (
    Person,
    find_entities,
    find_location,
    find_people,
    find_title,
)
from conversations.assistant.engines.offered import part_of_day
from conversations.assistant.engines.requests import REMINDED
from conversations.assistant.engines.timephrases.lexicon import MONTHS
from conversations.assistant.engines.times import LEFT_OUT, times_in
from conversations.assistant.slotvalues import MOST_CHARACTERS, impossible_length, unknown_zone
from conversations.assistant.state import Draft, Question

_NOBODY = re.compile(
    r"^\W*(?:(?:it'?s |make (?:it|that|this) |only |just )*(?:just |only )?(?:me|myself)(?: alone)?|"
    r"no ?(?:one|body)(?: else)?|none|nobody|alone|"
    r"only me|no,? just me)\W*$",
    re.I,
)
_ONLY_ME = re.compile(
    r"\b(?:(?:just|only)(?: for)? (?:me|myself)|by myself|on my own|(?:nobody|no one) else)\b(?! (?:and|plus|with)\b)",
    re.I,
)
_TOPICAL = re.compile(
    r"^\W*(?:the )?(?:q[1-4]|20\d\d)\b(?!-\d)", re.I
)  # "the Q3 roadmap" is what about, not when
_KIND = re.compile(r"(?:(?:the|an?|our|my) )?((?:bi-?)?(?:monthly|quarterly|annual|yearly))", re.I)
_DATE = re.compile(
    rf"\b(?:{'|'.join(f'{month}|{month[:3]}' for month in MONTHS)}|\d{{1,2}}(?:st|nd|rd|th))\b|\d[/.-]\d",
    re.I,
)
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)
_REMINDS = re.compile(
    r"\bremind(?:er)?\b(?! (?:me )?(?:at|on|in|about it)\b)|\blet me forget\b|\bnote to self\b", re.I
)
QUESTION = re.compile(
    r"^\W*(?:(?:can|could|would|will) you (?:please )?(?=tell|show|list|check))?"
    r"(?:what|when|where|who|why|how|which|is|are|am|do|does|did|will|would|have|has|tell|show|list|play|remind|find|check)\b"
    r"|.*\?\s*$",
    re.I | re.S,
)


def slot_words(
    text: str, verdict: Verdict, draft: Draft | None, question: Question | None, now: datetime
) -> tuple[dict[str, str], bool]:
    """Return the texts of the slots the message fills, and whether its people join those already there."""
    asked = question["slot"] if question else None
    if draft is not None and "participants" not in draft["values"] and _NOBODY.match(text):
        return {"participants": "nobody"}, False
    if asked in ("time", "duration") and draft and (bare := _BARE_NUMBER.match(text)):
        unit = "hours" if int(bare[1]) < 5 else "minutes"  # the card shows which was taken
        if int(bare[1]) > 24 and not bare[2] and "duration" not in draft["values"]:
            return {"duration": f"{bare[1]} minutes"}, False  # no hour of a day
        said = f"at {bare[1]}:{bare[2] or '00'}" if asked == "time" else f"{bare[1]} {unit}"
        return {asked: said}, False
    if draft is not None and verdict.intent == "general":
        return {}, False
    if draft is not None and (part := part_of_day(text)):
        return {"time": part}, False
    if draft is not None and draft["task"] == "reminder":
        return {name: said for name, said in time_words(text, now).items() if name in REMINDED}, False
    slots, broken = dict(_named_in(text, now)), broken_address(text)
    if broken:  # the others come, and it is asked about
        slots["participants"] = ", ".join(filter(None, [slots.get("participants"), broken]))
        return slots, True
    if "participants" not in slots and _ONLY_ME.search(text):
        slots["participants"] = "nobody"
    named = {"title", "participants", "location"}
    if asked in named and not (slots.keys() - (named if asked == "title" else {"title", asked})):
        written = {name: said for name, said in slots.items() if name == "participants" and "@" in said}
        slots = _answer_to(asked, text, verdict) or written
    elif draft is not None and (
        (not opens_correction(text) and verdict.intent != "schedule") or _only_means(draft, slots)
    ):
        slots.pop("title", None)
    return slots, not replaces_people(text)


@lru_cache(maxsize=256)
def _named_in(text: str, now: datetime) -> Mapping[str, str]:
    """Return the slots a message fills whatever is asked. One message is read with and without its draft."""
    spans = [
        (phrase.start, phrase.end)
        for phrase in times_in(text, now).phrases
        if not _TOPICAL.match(phrase.text)
    ]
    spans += [found.span() for found in LEFT_OUT.finditer(text)]
    broken = broken_address(text)
    slots = time_words(text, now) | _entity_slots(one_on_one(text.replace(broken, "_" * len(broken))), spans)
    if "recurrence" in slots and (named := _title_with_kind(text, slots.get("title", ""), now)):
        del slots["recurrence"]
        slots["title"] = named
    return slots


def _title_with_kind(text: str, title: str, now: datetime) -> str:
    """Return the name of what has one date and no repetition but in its name: "annual review on December 9"; else ""."""
    phrases = times_in(text, now).phrases
    repeats = [each for each in phrases if any(reading.recurrence for reading in each.readings)]
    if len(repeats) != 1 or not title or not any(_DATE.search(each.text) for each in phrases):
        return ""
    kind = _KIND.fullmatch(repeats[0].text)
    if kind is None:
        return ""
    begins = text.lower().find(title.lower())
    if begins == repeats[0].end + 1:
        return f"{kind[1]} {title}"
    return title if kind[1].lower() in title.lower() else ""


def _only_means(draft: Draft, slots: dict[str, str]) -> bool:
    """Tell whether words taken for a title only say which meeting is meant: "the standup" of a team standup."""
    known = str(draft["values"].get("title", "")).lower().split()
    return set(slots.get("title", "").lower().split()) <= set(known)


def digresses(text: str, verdict: Verdict) -> bool:
    """Tell whether a message during a request is about something else."""
    if verdict.intent == "general":
        return True
    if verdict.intent == "reminder" and _REMINDS.search(text):
        return not opens_correction(text)
    if verdict.intent in ("list", "availability", "reminder", "unknown"):
        return bool(QUESTION.match(text)) and not opens_correction(text)
    return False


def _answer_to(asked: str, text: str, verdict: Verdict) -> dict[str, str]:
    """The whole message as the answer to an open question, unless it is a question itself."""
    if digresses(text, verdict):
        return {}
    if asked == "participants":
        people = find_people(text)
        return {"participants": _people_text(people)} if people else {}
    answer = find_title(text) if asked == "title" else find_location(text)
    if answer is None and len(text) > MOST_CHARACTERS and not find_people(text):
        answer = text  # to be told that it is too long
    return {asked: answer} if answer else {}


def time_words(text: str, now: datetime) -> dict[str, str]:
    """Return the whole text for every time slot it says something about: words around a time decide its reading."""
    when = times_in(text, now)
    said = set()
    for reading in when.readings:
        if reading.date is not None:
            said.add("date")
        if reading.time is not None or reading.part_of_day is not None:
            said.add("time")
        if reading.duration is not None or reading.end_time is not None:
            said.add("duration")
        if reading.timezone is not None:
            said.add("timezone")
        if reading.recurrence is not None:
            said.add("recurrence")
    if impossible_length(text):
        said.add("duration")
    if unknown_zone(text):
        said.add("timezone")
    for problem in when.problems:
        said.add("time" if problem.code == "no_such_time" else "date")
    return dict.fromkeys(sorted(said), text)


def _entity_slots(text: str, spans: Sequence[tuple[int, int]]) -> dict[str, str]:
    found = find_entities(text, time_spans=spans)
    slots = {}
    if found.title:
        slots["title"] = with_topic(found.title, text, spans)
    people = [*told_apart(found.participants), *(Person(role, None) for role in roles_in(text, spans))]
    if people:
        slots["participants"] = _people_text(people)
    if place := found.location or found.link:
        slots["location"] = place
    return slots


def _people_text(people: Sequence[Person]) -> str:
    return ", ".join(
        f"{person.name} <{person.email}>"
        if person.name and person.email
        else person.name or person.email or ""
        for person in people
    )
