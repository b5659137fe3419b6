"""The offline engine: reads messages by tables and the time grammar, words acts by templates. No model, no network."""

import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from conversations.assistant.acts import Act
from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.asides import asks_days, asks_likewise, read_aside
from conversations.assistant.engines.base import Interpretation, Place
from conversations.assistant.engines.classifier import Verdict
from conversations.assistant.engines.corrections import (
    Correction,
    meant_instead,
    read_correction,
    settled_midway,
)
from conversations.assistant.engines.daylists import left_out
from conversations.assistant.engines.finding import asks_other_times, looks_for_time
from conversations.assistant.engines.neighbours import beside_meeting
from conversations.assistant.engines.offered import among
from conversations.assistant.engines.phrases import wording
from conversations.assistant.engines.preferring import (
    asks_preferences,
    preference_asked,
    read_preferences,
    read_undo,
)
from conversations.assistant.engines.reminding import changes_reminder
from conversations.assistant.engines.requests import (
    address_told,
    calls_off,
    cancels_draft,
    cancels_something,
    changes_focus,
    corrected,
    is_other,
    not_held,
    of_named,
    of_spoken,
    only_names,
    read_request,
    reminder_text,
)
from conversations.assistant.engines.several import (
    changes_it,
    guests_in,
    only_times,
    read_changes,
    times_instead,
)
from conversations.assistant.engines.slotwords import QUESTION, digresses, slot_words, time_words
from conversations.assistant.engines.standalone import (
    announces,
    asks_again,
    asks_another,
    conditional,
    instead_of_draft,
    request_in,
    reworded,
    two_requests,
    without_reason,
)
from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.tongues import is_foreign
from conversations.assistant.engines.wording import spelled_out
from conversations.assistant.preferred import zone_named
from conversations.assistant.scopes import ends_series, scope_alone, scope_answered
from conversations.assistant.slots import suggestions
from conversations.assistant.state import Draft, Question
from conversations.assistant.tasks import BESIDE

_SAME_TIME = re.compile(r"\bsame (?:day|time|slot)\b|\bsame day and time\b", re.I)
_WHO_COMES = re.compile(
    r"^\W*(?:(?:and|so|ok|wait)[\s,]+)*who(?:'s| is| all is| have i) (?:invited|on it|on the list)[\s?.!]*$",
    re.I,
)
_MEANT = re.compile(r"^.{0,40}?\bi meant?(?: to)?\b[\s:,]*", re.I)
_HOUR_INSTEAD = re.compile(
    r"^(?:(?:no|nope|nah|oh|oops|sorry|wait|hmm+|rather|better|actually)[\s,.!-]+)+"
    r"(?:(?:at|make it|rather) )?(\d{1,2}(?::\d\d)?)[\s.!]*$",
    re.I,
)
_THEM = re.compile(r"\bwith (?:him|her|them)\b(?! \w*(?:s|team)\b)", re.I)
_RECAP = re.compile(r"\b(?:so far|noted|what do you have|summar\w+|recap|got everything|is that all)\b", re.I)
_NONE_OF_THEM = re.compile(
    r"^\W*(?:none|neither|no one|not any|something else|another one)\b[^.?!]{0,20}[.!]*$", re.I
)


class RuleEngine:
    """An Engine without a model: deterministic, and the floor that every other engine falls back to."""

    name = "rules"
    fallback_available = False
    wants_history = False

    async def interpret(self, text: str, place: Place) -> Interpretation:
        draft, question, now = place.draft, place.question, place.now
        whole = without_reason(spelled_out(text))
        text = settled_midway(whole, now)
        if is_foreign(text):
            return Interpretation("unknown", kind="foreign")
        if undo := read_undo(text):
            return undo
        said = read_preferences(text)
        if said and ("place" not in said or zone_named(said["place"], now)):
            return Interpretation("prefer", said)
        if asks_preferences(text):
            asked = preference_asked(text)
            return Interpretation("prefer", {"ask": asked} if asked else {})
        if told := address_told(text, draft):
            return told
        times = partial(time_words, now=now)
        if change := changes_reminder(text, draft, now, times):
            return change
        if draft and draft["task"] in ("schedule", "reschedule") and _WHO_COMES.match(text):
            return Interpretation("general", kind="recap")
        if aside := read_aside(text):
            return aside
        if shown := asks_days(text, now):
            return shown
        if draft and draft["task"] != "cancel" and (wish := instead_of_draft(text, now)):
            return await self._instead(*wish, draft, place)
        if draft is None and asks_likewise(text, now):
            return Interpretation("list", kind="likewise", meeting=text)
        if search := looks_for_time(text, draft, now):
            return search
        if question:
            offered = suggestions(question, now, draft["values"] if draft else {})
            if (
                len(offered) == 1
                and question["slot"] != "participants"
                and shortanswers.yes_or_no(text) == "yes"
            ):
                text = offered[0]
            if (instead := meant_instead(text)) != text:
                text = f"no, {instead}" if question["slot"] == "confirm" else instead
            if not question["choices"]:
                text = shortanswers.suggested(text, offered) or text
        else:
            text = _MEANT.sub("", text) or text
        if draft and question and (others := asks_other_times(text, draft, question, now)):
            return others
        if leaving := self._leaving(text, draft, question):
            return leaving
        if condition := conditional(text):
            read = await self.interpret(text[: condition.start()], place)
            if read.intent == "schedule" and (read.slots or read.shift):
                return replace(read, unkept=condition["left_out"] or "")
        if two := two_requests(text, now):
            return await self._both(*two, place)
        if beside := beside_meeting(text, now):
            return replace(beside, fresh=draft is not None)
        if draft is None and (left := left_out(text, now)):
            return _leaving_out(await self.interpret(left[0], place), left[1])
        if draft and question and (short := self._short_answer(text, draft, question, now)):
            return short
        if draft and question and (changes := read_changes(text, draft, question, now)):
            return changes
        if draft and (correction := _correction(text, draft, question)):
            return corrected(correction, draft["task"])
        if draft and draft["task"] in ("schedule", "reminder") and cancels_draft(text, draft, now):
            return Interpretation("cancel", kind="drop")
        if draft is None and (off := not_held(text, now)):
            return off
        if draft is None and (again := asks_again(text, now)):
            return again
        coming = guests_in(place.spoken or {})
        if draft is None and place.spoken and (changed := times_instead(whole, now)):
            return Interpretation("reschedule", changed, meeting="it")
        if draft is None and place.spoken and (meant := of_spoken(text, place.spoken["title"], now)):
            return meant
        if draft is None and (
            change := changes_it(text, now, coming) or changes_focus(text, now, times, coming)
        ):
            return change
        if draft is None and (answer := shortanswers.yes_or_no(text)):
            plain = answer == "no" or shortanswers.plain_yes(text)
            return Interpretation("general", kind="nothing_asked" if plain else "acknowledged")
        return self._request(text, draft, question, now)

    def _request(
        self, text: str, draft: Draft | None, question: Question | None, now: datetime
    ) -> Interpretation:
        """What a whole message says: a request, or slots of the one at hand."""
        times = partial(time_words, now=now)
        verdict = request_in(text)
        if announces(text, verdict, now):
            text, verdict = reworded(text), replace(verdict, intent="schedule")
        named = of_named(text, now, times)
        request = read_request(text, verdict, now, times) or calls_off(text) or named
        slots, added = slot_words(text, verdict, draft, question, now)
        if draft is None:
            if request is None and cancels_something(text, verdict):
                return Interpretation("cancel", meeting=text)
            if verdict.intent == "unknown" and only_times(text, now):
                return Interpretation("schedule", time_words(text, now))
            if verdict.intent == "schedule" and "participants" not in slots and _THEM.search(text):
                slots = {
                    name: _THEM.sub("", said).rstrip() if name == "title" else said
                    for name, said in slots.items()
                }
                return Interpretation("schedule", slots, kind="same_people")
            return request or self._opening(verdict, slots)
        if _RECAP.search(text) and not slots:
            return Interpretation("general", kind="recap")
        if digresses(text, verdict):
            return replace(request, fresh=True) if request else self._opening(verdict, {})
        if (
            question
            and question["slot"] == "meeting"
            and (request is None or only_names(request, draft["task"]))
        ):
            return Interpretation(draft["task"], meeting=text)
        if request and request.intent in ("reschedule", "cancel"):
            if is_other(request, draft, now) or (
                request.intent == "cancel" and draft["task"] == "reschedule"
            ):
                return replace(request, fresh=True)
            if request.intent == "cancel" and draft["task"] != "cancel":
                return Interpretation("cancel", kind="drop")
            if named and draft["task"] in ("schedule", "reschedule"):
                return replace(named, intent=draft["task"])
        if verdict.intent == "schedule" and asks_another(text, verdict, draft, question, now):
            return Interpretation("schedule", slot_words(text, verdict, None, None, now)[0], fresh=True)
        reopened = () if slots else shortanswers.reopened(text, question)
        if slots or reopened or verdict.intent == "schedule":
            return Interpretation(draft["task"], slots, added=added, reopened=reopened)
        if verdict.intent == "unknown":
            return Interpretation("unknown", kind="unclear")
        if request and request.intent in ("list", "availability"):
            return request
        return self._opening(verdict, {})

    def _opening(self, verdict: Verdict, slots: dict[str, str]) -> Interpretation:
        """What a message asks for when it is not about what is booked already."""
        if verdict.intent == "schedule":
            return Interpretation("schedule", slots)
        return Interpretation(verdict.intent, kind=verdict.kind or verdict.intent)

    def _leaving(self, text: str, draft: Draft | None, question: Question | None) -> Interpretation | None:
        """ "Never mind" and "cancel it": what they mean depends on what is at hand."""
        if not (shortanswers.gives_up(text) or shortanswers.postpones(text)):
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
        if question["slot"] == "scope" and not ends_series(text) and (scope := scope_answered(text)):
            scopes = [each["values"]["scope"] for each in question["choices"]]
            if scope in scopes:
                return Interpretation(task, choice=scopes.index(scope))
            return Interpretation(task, kind="scope", meeting=scope)
        if question["slot"] == "confirm" and draft.get("scope") and (scope := scope_alone(text)):
            return Interpretation(task, kind="scope", meeting=scope)
        choice = shortanswers.chosen(text, question)
        if choice is None and question["slot"] == "person":
            choice = shortanswers.person_chosen(text, question)
        if choice is None:
            choice = among(text, question, now)
        if choice is not None and question["slot"] in ("confirm", "change"):
            text = question["choices"][choice]["label"]
        answer = shortanswers.yes_or_no(text)
        if (
            answer is None
            and any(each["values"] for each in question["choices"])
            and _NONE_OF_THEM.match(text)
        ):
            answer = "no"
        beyond = choice is None and question["slot"] != "meeting" and shortanswers.names_place(text)
        if beyond or shortanswers.undecided(text):
            return Interpretation(task, kind=None if beyond else "undecided")
        if question["slot"] in ("confirm", "time") and (hour := _HOUR_INSTEAD.match(text)):
            return Interpretation(task, {"time": f"at {hour[1]}"})
        if question["slot"] == "confirm":
            if task != "cancel" and shortanswers.halts(text):
                return Interpretation(task, answer="no")
            if task != "schedule" and shortanswers.keeps(text):
                return Interpretation(task, kind="drop")
            if choice is not None and question["choices"][choice]["values"]:
                return Interpretation(task, choice=choice)
            if choice is not None and text.startswith("Yes"):
                return Interpretation(task, answer="yes")
            if choice is not None and choice == len(question["choices"]) - 1:
                return Interpretation(task, kind="drop")
            if answer:
                return Interpretation(task, answer=answer)
        elif choice is not None and question["choices"][choice]["values"]:
            return Interpretation(task, choice=choice)
        elif question["slot"] in ("meeting", "scope"):
            if answer == "no" or shortanswers.keeps(text):
                return Interpretation(task, kind="drop")
        elif answer == "no" and question["slot"] == "participants":
            return Interpretation(task, {"participants": "nobody"})
        elif answer and not times_in(text, now).phrases:
            return Interpretation(
                task, answer=answer, kind="anyway" if shortanswers.agrees_anyway(text) else None
            )
        if question["slot"] == "text" and not QUESTION.match(text):
            said = reminder_text(f"remind me to {text}", now)
            return Interpretation(task, {**time_words(text, now), "text": said} if said else {})
        if (reopened := shortanswers.reopened(text, question)) and not _correction(text, draft, question):
            return Interpretation(task, reopened=reopened) if not times_in(text, now).phrases else None
        return None

    async def _instead(self, wish: str, own: bool, draft: Draft, place: Place) -> Interpretation:
        """Read what is wanted instead of the draft: a meeting of its own, at its time where that is to be the same."""
        new = await self.interpret(wish, replace(place, draft=None, question=None))
        if not own or draft["task"] != "schedule" or new.intent != "schedule":
            return await self.interpret(wish, place)
        if _SAME_TIME.search(wish):
            values = draft["values"]
            said = {"date": values.get("date", ""), "time": values.get("time", "")}
            new = replace(new, slots={**{name: each for name, each in said.items() if each}, **new.slots})
        return Interpretation("cancel", kind="drop", then=new)

    async def _both(self, first: str, second: str, place: Place) -> Interpretation:
        """Read two requests of one message; a day that only one of them names is meant for both."""
        alone = replace(place, draft=None, question=None)
        one, other = await self.interpret(first, alone), await self.interpret(second, alone)
        dated = one if "date" in one.slots else other
        alike = {one.intent, other.intent} <= {"schedule", "reminder"} and other.kind not in BESIDE
        if "date" in dated.slots and alike:
            day = {"date": dated.slots["date"]}
            one, other = (
                replace(one, slots={**day, **one.slots}),
                replace(other, slots={**day, **other.slots}),
            )
        return replace(one, then=other, fresh=place.draft is not None)

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        yield wording(act, place.now)


def _leaving_out(series: Interpretation, days: Sequence[str] | None) -> Interpretation:
    """Return the request for a series, and after it one to cancel each day that it leaves out."""
    if series.intent != "schedule" or days is None:
        return replace(series, kind="left_out") if series.intent == "schedule" else series
    name = series.slots.get("title") or f"meeting with {series.slots.get('participants', 'me')}"
    then = series.then
    for day in reversed(days):
        then = Interpretation("cancel", meeting=f"skip the {name} only on {day}", then=then)
    return replace(series, then=then)


def _correction(text: str, draft: Draft, question: Question | None) -> Correction | None:
    """Read a correction of the draft; a reminder has no people, and only a new meeting or a changed one a title."""
    values, task = draft["values"], draft["task"]
    asks_words = bool(question and question["slot"] in ("title", "location", "participants", "text"))
    found = read_correction(text, known=values.keys(), guests=guests_in(values), asks_words=asks_words)
    if found is None:
        return None
    of_people = found.joining or found.only or found.leaving
    meeting = task in ("schedule", "reschedule")
    return found if meeting or not (of_people or found.title) else None
