"""The offline engine: reads messages by tables and the time grammar, words acts by templates. No model, no network."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

from conversations.assistant.acts import Act
from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import Verdict, classify
from conversations.assistant.engines.entities import (
    Entities,
    Person,
    find_entities,
    find_location,
    find_people,
    find_title,
)
from conversations.assistant.engines.phrases import wording
from conversations.assistant.slots import times_in
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
_QUESTION = re.compile(
    r"^\W*(?:what|when|where|who|why|how|which|is|are|am|do|does|did|will|would|have|has|tell|show|play|remind|find|check)\b"
    r"|.*\?\s*$",
    re.I | re.S,
)


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
        slots, added = self._slots(text, verdict, draft, question, now)
        if draft is None:
            return self._opening(verdict, slots)
        if _RECAP.search(text) and not slots:
            return Interpretation("general", kind="recap")
        if _digresses(text, verdict):
            return Interpretation(verdict.intent, kind=verdict.kind or _kind(verdict))
        if verdict.intent == "schedule" and self._is_other(text, draft, question, slots):
            return Interpretation("schedule", slots, fresh=True)
        reopened = () if slots else shortanswers.reopened(text, question)
        if slots or reopened or verdict.intent == "schedule":
            return Interpretation("schedule", slots, added=added, reopened=reopened)
        return Interpretation(verdict.intent, kind=verdict.kind or _kind(verdict))

    def _opening(self, verdict: Verdict, slots: dict[str, str]) -> Interpretation:
        """What a message asks for when no meeting is in the making."""
        if verdict.intent == "schedule":
            return Interpretation("schedule", slots)
        return Interpretation(verdict.intent, kind=verdict.kind or _kind(verdict))

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
            return Interpretation("schedule", reopened=reopened) if not times_in(text, now).phrases else None
        return None

    def _slots(
        self, text: str, verdict: Verdict, draft: Draft | None, question: Question | None, now: datetime
    ) -> tuple[dict[str, str], bool]:
        """The texts of the slots the message fills, and whether its people join those already there."""
        asked = question["slot"] if question else None
        if asked == "participants" and _NOBODY.match(text):
            return {"participants": "nobody"}, False
        if asked in ("time", "duration") and (bare := _BARE_NUMBER.match(text)):
            said = f"at {bare[1]}:{bare[2] or '00'}" if asked == "time" else f"{bare[1]} minutes"
            return {asked: said}, False
        if draft is not None and verdict.intent == "general":
            return {}, False
        slots = _time_slots(text, now)
        spans = [(phrase.start, phrase.end) for phrase in times_in(text, now).phrases]
        found = find_entities(text, time_spans=spans)
        slots |= _entity_slots(found)
        if asked in ("title", "participants", "location") and not (slots.keys() - {"title", asked}):
            slots = _answer_to(asked, text, verdict)
        elif draft is not None and not _CORRECTION.match(text) and verdict.intent != "schedule":
            slots.pop("title", None)
        return slots, bool(_ADDS_PEOPLE.search(text))

    def _is_other(self, text: str, draft: Draft, question: Question | None, slots: dict[str, str]) -> bool:
        """Tell whether a request made while a meeting is in the making means another meeting."""
        known = draft["values"].get("title")
        if not known or "title" not in slots or _CORRECTION.match(text):
            return False
        return question is None or (question["slot"] != "title" and slots["title"].lower() != known.lower())

    async def phrase(self, act: Act, *, now: datetime) -> AsyncIterator[str]:
        yield wording(act, now)


def _digresses(text: str, verdict: Verdict) -> bool:
    """Tell whether a message during a request is about something else."""
    if verdict.intent == "general":
        return True
    if verdict.intent in ("list", "availability", "reminder", "unknown"):
        return bool(_QUESTION.match(text)) and not _CORRECTION.match(text)
    return False


def _kind(verdict: Verdict) -> str:
    return verdict.intent if verdict.intent in ("general", "unknown") else "not_yet"


def _answer_to(asked: str, text: str, verdict: Verdict) -> dict[str, str]:
    """The whole message as the answer to an open question, unless it is a question itself."""
    if _digresses(text, verdict):
        return {}
    if asked == "participants":
        people = find_people(text)
        return {"participants": _people_text(people)} if people else {}
    answer = find_title(text) if asked == "title" else find_location(text)
    return {asked: answer} if answer else {}


def _time_slots(text: str, now: datetime) -> dict[str, str]:
    """The whole text for every time slot it says something about: words around a time decide its reading."""
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
        f"{person.name} <{person.email}>"
        if person.name and person.email
        else person.name or person.email or ""
        for person in people
    )
