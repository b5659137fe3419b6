"""The offline engine: reads messages by tables and the time grammar, words acts by templates. No model, no network."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

from conversations.assistant.acts import Act
from conversations.assistant.engines import shortanswers, timephrases
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import classify
from conversations.assistant.engines.entities import (
    Entities,
    Person,
    find_entities,
    find_location,
    find_people,
    find_title,
)
from conversations.assistant.engines.phrases import wording
from conversations.assistant.state import Draft, Question

_CORRECTION = re.compile(
    r"^(?:(?:oh|ah|no|sorry|wait|hmm|well|actually|ok|okay)[\s,.!-]+)*(?:make (?:it|that|this)|change (?:it|that|the|this)|"
    r"let'?s (?:do|make|say)|rather|instead|i meant?|it should be|can we (?:do|make|have)|could we|move it|call it|"
    r"also|please also|and|add|invite|include|put)\b",
    re.I,
)
_ADDS_PEOPLE = re.compile(r"\b(?:also|add|invite|include|as well|too|plus|join|bring)\b", re.I)
_RECAP = re.compile(r"\b(?:so far|noted|what do you have|summar\w+|recap|got everything|is that all)\b", re.I)
_NOBODY = re.compile(
    r"^\W*(?:(?:it'?s |only |just )*(?:just |only )?(?:me|myself)(?: alone)?|no ?(?:one|body)(?: else)?|none|nobody|alone|"
    r"only me|no,? just me)\W*$",
    re.I,
)
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)
SURE = 0.5


class RuleEngine:
    """An Engine without a model: deterministic, and the floor that every other engine falls back to."""

    fallback_available = False

    async def interpret(
        self, text: str, *, draft: Draft | None, question: Question | None, now: datetime
    ) -> Interpretation:
        if shortanswers.gives_up(text):
            return Interpretation("cancel")
        if question and (short := self._short_answer(text, question, now)):
            return short
        verdict = classify(text)
        slots, added = self._slots(text, draft, question, now)
        if draft is not None:
            if _RECAP.search(text) and not slots:
                return Interpretation("general", kind="recap")
            fresh = verdict.intent == "schedule" and "title" in slots and not _CORRECTION.match(text)
            if verdict.intent == "schedule" and fresh and not _asked(question, "title"):
                return Interpretation("schedule", slots, fresh=self._is_other(draft, slots))
            if verdict.intent in ("general", "unknown") and verdict.confidence >= SURE and not slots:
                return Interpretation(verdict.intent, kind=verdict.kind)
            if slots or (reopened := shortanswers.reopened(text, question)):
                return Interpretation("schedule", slots, added=added, reopened=() if slots else reopened)
            if verdict.intent == "schedule":
                return Interpretation("schedule")
            return Interpretation("general" if verdict.intent == "general" else "unknown", kind=verdict.kind)
        if verdict.intent == "schedule":
            return Interpretation("schedule", slots)
        if verdict.intent in ("general", "unknown"):
            return Interpretation(verdict.intent, kind=verdict.kind)
        if verdict.intent == "cancel":
            return Interpretation("cancel")
        return Interpretation(verdict.intent, kind="not_yet")

    def _short_answer(self, text: str, question: Question, now: datetime) -> Interpretation | None:
        """An answer that only the open question explains: a choice, yes or no, a bare number."""
        choice = shortanswers.chosen(text, question)
        if question["slot"] == "confirm":
            if choice in (0, 2):
                return Interpretation("schedule", answer="yes") if choice == 0 else Interpretation("cancel")
            if answer := shortanswers.yes_or_no(text):
                return Interpretation("schedule", answer=answer)
        elif choice is not None and question["choices"][choice]["values"]:
            return Interpretation("schedule", choice=choice)
        if reopened := shortanswers.reopened(text, question):
            return Interpretation("schedule", reopened=reopened) if not timephrases.find(text, now=now) else None
        return None

    def _slots(
        self, text: str, draft: Draft | None, question: Question | None, now: datetime
    ) -> tuple[dict[str, str], bool]:
        """The texts of the slots the message fills, and whether its people join those already there."""
        asked = question["slot"] if question else None
        if asked == "participants" and _NOBODY.match(text):
            return {"participants": "nobody"}, False
        if asked in ("time", "duration") and (bare := _BARE_NUMBER.match(text)):
            said = f"at {bare[1]}:{bare[2] or '00'}" if asked == "time" else f"{bare[1]} minutes"
            return {asked: said}, False
        slots = _time_slots(text, now)
        phrases = timephrases.find(text, now=now)
        found = find_entities(text, time_spans=[(phrase.start, phrase.end) for phrase in phrases])
        slots |= _entity_slots(found)
        if asked in ("title", "participants", "location") and not (slots.keys() - {"title", asked}):
            slots |= self._asked_for(asked, text)
        elif draft is not None and not _CORRECTION.match(text) and classify(text).intent != "schedule":
            slots.pop("title", None)
        return slots, bool(_ADDS_PEOPLE.search(text))

    def _asked_for(self, asked: str, text: str) -> dict[str, str]:
        """The whole message as the answer to an open question, unless it is small talk or another request."""
        verdict = classify(text)
        if verdict.confidence >= SURE and verdict.intent != "schedule" and len(text.split()) > 3:
            return {}
        if asked == "title":
            title = find_title(text)
            return {"title": title} if title else {}
        if asked == "location":
            location = find_location(text)
            return {"location": location} if location else {}
        people = find_people(text)
        return {"participants": _people_text(people)} if people else {}

    def _is_other(self, draft: Draft, slots: dict[str, str]) -> bool:
        known = draft["values"].get("title")
        return bool(known) and slots.get("title", known).lower() != str(known).lower()

    async def phrase(self, act: Act, *, now: datetime) -> AsyncIterator[str]:
        yield wording(act, now)


def _asked(question: Question | None, slot: str) -> bool:
    return question is not None and question["slot"] == slot


def _time_slots(text: str, now: datetime) -> dict[str, str]:
    """The whole text for every time slot it says something about: words around a time decide its reading."""
    when = timephrases.read(text, now=now)
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
    for problem in when.problems:
        said.add("time" if problem.code == "no_such_time" else "date")
    return dict.fromkeys(sorted(said), text)


def _entity_slots(found: Entities) -> dict[str, str]:
    slots = {}
    if found.title:
        slots["title"] = found.title
    if found.participants:
        slots["participants"] = _people_text(found.participants)
    if place := found.location or found.link:
        slots["location"] = place
    return slots


def _people_text(people: tuple[Person, ...]) -> str:
    return ", ".join(
        f"{person.name} <{person.email}>" if person.name and person.email else person.name or person.email or ""
        for person in people
    )
