"""The offline engine: reads messages by tables and the time grammar, words acts by templates. No model, no network."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime
from functools import partial

from conversations.assistant.acts import Act
from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.amendments import read_amendment
from conversations.assistant.engines.base import Interpretation, Place
from conversations.assistant.engines.classifier import Verdict, classify
from conversations.assistant.engines.entities import (
    Entities,
    Person,
    find_entities,
    find_location,
    find_people,
    find_title,
)
from conversations.assistant.engines.offered import among, part_of_day
from conversations.assistant.engines.phrases import wording
from conversations.assistant.engines.requests import (
    changes_focus,
    is_other,
    only_names,
    read_request,
    reminder_text,
)
from conversations.assistant.slots import no_length, suggestions, times_in
from conversations.assistant.state import Draft, Question

_CORRECTION = re.compile(
    r"^(?:(?:oh|ah|no|sorry|wait|hmm|well|actually|ok|okay)[\s,.!-]+)*(?:make (?:it|that|this)|change (?:it|that|the|this)|"
    r"let'?s (?:do|make|say)|rather|instead|i meant?|it should be|can we (?:do|make|have)|could we|move it|call it|"
    r"also|please also|and|add|invite|include|put)\b",
    re.I,
)
_ADDS_PEOPLE = re.compile(r"\b(?:also|add|invite|include|as well|too|plus|join|bring)\b", re.I)
_ONLY_ME = re.compile(
    r"\b(?:(?:just|only)(?: for)? (?:me|myself)|by myself|on my own|(?:nobody|no one) else)\b(?! (?:and|plus|with)\b)",
    re.I,
)
_MEANT = re.compile(r"^.{0,40}?\bi meant?(?: to)?\b[\s:,]*", re.I)
_RECAP = re.compile(r"\b(?:so far|noted|what do you have|summar\w+|recap|got everything|is that all)\b", re.I)
_NOBODY = re.compile(
    r"^\W*(?:(?:it'?s |make (?:it|that|this) |only |just )*(?:just |only )?(?:me|myself)(?: alone)?|"
    r"no ?(?:one|body)(?: else)?|none|nobody|alone|"
    r"only me|no,? just me)\W*$",
    re.I,
)
_NONE_OF_THEM = re.compile(
    r"^\W*(?:none|neither|no one|not any|something else|another one)\b[^.?!]{0,20}[.!]*$", re.I
)
_TOPICAL = re.compile(r"^\W*(?:the )?(?:q[1-4]|20\d\d)\b", re.I)  # "the Q3 roadmap" is what about, not when
_BARE_NUMBER = re.compile(r"^\W*(?:at |around |about )?(\d{1,3})(?:[:.](\d\d))?\W*$", re.I)
_QUESTION = re.compile(
    r"^\W*(?:what|when|where|who|why|how|which|is|are|am|do|does|did|will|would|have|has|tell|show|play|remind|find|check)\b"
    r"|.*\?\s*$",
    re.I | re.S,
)


class RuleEngine:
    """An Engine without a model: deterministic, and the floor that every other engine falls back to."""

    fallback_available = False
    wants_history = False

    async def interpret(self, text: str, place: Place) -> Interpretation:
        draft, question, now = place.draft, place.question, place.now
        if question:
            offered = suggestions(question, now)
            if len(offered) == 1 and shortanswers.yes_or_no(text) == "yes":
                text = offered[0]
            text = shortanswers.suggested(text, offered) or text
        else:
            text = _MEANT.sub("", text) or text
        if leaving := self._leaving(text, draft, question):
            return leaving
        if draft and question and (short := self._short_answer(text, draft, question, now)):
            return short
        if draft and (correction := read_amendment(text, draft)):
            return correction
        times = partial(_time_slots, now=now)
        if draft is None and (change := changes_focus(text, now, times)):
            return change
        if draft is None and shortanswers.yes_or_no(text):
            return Interpretation("general", kind="acknowledged")
        verdict = classify(text)
        request = read_request(text, verdict, now, times)
        slots, added = self._slots(text, verdict, draft, question, now)
        if draft is None:
            return request or self._opening(verdict, slots)
        if _RECAP.search(text) and not slots:
            return Interpretation("general", kind="recap")
        if _digresses(text, verdict):
            return replace(request, fresh=True) if request else self._opening(verdict, {})
        if (
            question
            and question["slot"] == "meeting"
            and (request is None or only_names(request, draft["task"]))
        ):
            return Interpretation(draft["task"], meeting=text)
        if request and request.intent in ("reschedule", "cancel"):
            cancels = request.intent == "cancel" and draft["task"] == "reschedule"
            if cancels or is_other(request, draft, now):
                return replace(request, fresh=True)
        if verdict.intent == "schedule" and self._is_other(text, draft, question, slots):
            return Interpretation("schedule", slots, fresh=True)
        reopened = () if slots else shortanswers.reopened(text, question)
        if slots or reopened or verdict.intent == "schedule":
            return Interpretation(draft["task"], slots, added=added, reopened=reopened)
        return self._opening(verdict, {})

    def _opening(self, verdict: Verdict, slots: dict[str, str]) -> Interpretation:
        """What a message asks for when it is not about what is booked already."""
        if verdict.intent == "schedule":
            return Interpretation("schedule", slots)
        return Interpretation(verdict.intent, kind=verdict.kind or verdict.intent)

    def _leaving(self, text: str, draft: Draft | None, question: Question | None) -> Interpretation | None:
        """ "Never mind" and "cancel it": what they mean depends on what is at hand."""
        if not shortanswers.gives_up(text):
            return None
        cancels = shortanswers.confirms_cancelling(text)
        if draft is None:
            return (
                Interpretation("cancel", meeting=text) if cancels else Interpretation("cancel", kind="drop")
            )
        if cancels and draft["task"] == "cancel" and question and question["slot"] == "confirm":
            return Interpretation("cancel", answer="yes")
        return Interpretation("cancel", kind="drop")

    def _short_answer(
        self, text: str, draft: Draft, question: Question, now: datetime
    ) -> Interpretation | None:
        """An answer that only the open question explains: a choice, yes or no, a bare number."""
        task = draft["task"]
        choice = shortanswers.chosen(text, question)
        if choice is None:
            choice = among(text, question, now)
        if choice is not None and question["slot"] in ("confirm", "change"):
            text = question["choices"][choice]["label"]
        answer = shortanswers.yes_or_no(text)
        if shortanswers.undecided(text):
            return Interpretation(task)
        if question["slot"] == "confirm":
            if choice == 0:
                return Interpretation(task, answer="yes")
            if choice is not None and choice == len(question["choices"]) - 1:
                return Interpretation(task, kind="drop")
            if answer:
                return Interpretation(task, answer=answer)
        elif choice is not None and question["choices"][choice]["values"]:
            return Interpretation(task, choice=choice)
        elif question["slot"] == "meeting":
            if answer == "no" or _NONE_OF_THEM.match(text):
                return Interpretation(task, kind="drop")
        elif answer == "no" and question["slot"] == "participants":
            return Interpretation(task, {"participants": "nobody"})
        elif answer and not times_in(text, now).phrases:
            return Interpretation(task, answer=answer)
        if question["slot"] == "text" and not _QUESTION.match(text):
            said = reminder_text(f"remind me to {text}", now)
            return Interpretation(task, {**_time_slots(text, now), "text": said} if said else {})
        if not read_amendment(text, draft) and (reopened := shortanswers.reopened(text, question)):
            return Interpretation(task, reopened=reopened) if not times_in(text, now).phrases else None
        return None

    def _slots(
        self, text: str, verdict: Verdict, draft: Draft | None, question: Question | None, now: datetime
    ) -> tuple[dict[str, str], bool]:
        """The texts of the slots the message fills, and whether its people join those already there."""
        asked = question["slot"] if question else None
        if draft is not None and "participants" not in draft["values"] and _NOBODY.match(text):
            return {"participants": "nobody"}, False
        if asked in ("time", "duration") and (bare := _BARE_NUMBER.match(text)):
            unit = "hours" if int(bare[1]) < 5 else "minutes"  # the card shows which was taken
            said = f"at {bare[1]}:{bare[2] or '00'}" if asked == "time" else f"{bare[1]} {unit}"
            return {asked: said}, False
        if draft is not None and verdict.intent == "general":
            return {}, False
        if draft is not None and (part := part_of_day(text)):
            return {"time": part}, False
        slots = _time_slots(text, now)
        if draft is not None and draft["task"] == "reminder":
            return {name: said for name, said in slots.items() if name in ("date", "time", "timezone")}, False
        spans = [
            (phrase.start, phrase.end)
            for phrase in times_in(text, now).phrases
            if not _TOPICAL.match(phrase.text)
        ]
        found = find_entities(text, time_spans=spans)
        slots |= _entity_slots(found)
        if "participants" not in slots and _ONLY_ME.search(text):
            slots["participants"] = "nobody"
        named = {"title", "participants", "location"}
        if asked in named and not (slots.keys() - (named if asked == "title" else {"title", asked})):
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

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        yield wording(act, place.now)


def _digresses(text: str, verdict: Verdict) -> bool:
    """Tell whether a message during a request is about something else."""
    if verdict.intent == "general":
        return True
    if verdict.intent in ("list", "availability", "reminder", "unknown"):
        return bool(_QUESTION.match(text)) and not _CORRECTION.match(text)
    return False


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
        if reading.recurrence is not None:
            said.add("recurrence")
    if no_length(text):
        said.add("duration")
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
