"""Puts what a model says of a message together with what the rules heard in it.

Nothing is taken from a model that is not in the message, and a yes to a write is heard by the rules alone.
"""

import re
from datetime import datetime

from conversations.assistant.engines import shortanswers
from conversations.assistant.engines.base import Interpretation, Place
from conversations.assistant.engines.reading import Reading
from conversations.assistant.slots import SLOTS
from conversations.assistant.state import Draft, Question
from conversations.assistant.tasks import SEARCH, STORED, TASKS

_WORDS = re.compile(r"\w+")
_TIMES = frozenset({"date", "time", "duration", "timezone", "recurrence"})
ONLY_RULES = frozenset({"undo", "prefer"})  # what the rules hear in whole sentences, and no form asks for
ONLY_KINDS = frozenset({STORED, SEARCH, "again", "same_people", "scope"})
_FILLERS = frozenset(
    ["meeting", "call", "with", "and", "the", "a", "an", "about", "for", "of", "on", "to", "at", "in"]
)
_ALONE = re.compile(
    r"\b(?:nobody|no ?one|alone|(?:just|only) (?:me|myself|us)|me only|by myself|none)\b", re.I
)
_BUT = re.compile(
    r"\?|\d|\b(?:but|not|no|don'?t|do not|except|only|wait|actually|instead|rather|change|make)\b", re.I
)


def settle(reading: Reading, heard: Interpretation, text: str, place: Place) -> Interpretation:
    """Return what the message says. `heard` is the rules' own interpretation of it."""
    draft, question = place.draft, place.question
    if heard.intent in ONLY_RULES or heard.kind in ONLY_KINDS or heard.then:
        return heard
    if question and (heard.answer or heard.choice is not None or heard.kind == "drop"):
        return heard  # a short answer that the open question explains
    intent = reading.intent
    if heard.intent != "unknown" and (intent == "unknown" or _is_made_up(reading, text)):
        return heard
    if (
        draft
        and question
        and intent != draft["task"]
        and _goes_on(heard, draft, question)
        and not reading.fresh
    ):
        return heard  # it fills or corrects the draft, whatever else it is taken for
    if intent in ("list", "availability"):
        return heard if heard.intent == intent else Interpretation(intent, meeting=text)
    if reading.kind == "drop" and intent in ("cancel", "general", "unknown") and not reading.meeting:
        return Interpretation("cancel", kind="drop")
    if intent not in TASKS:
        return Interpretation(intent, kind=reading.kind or heard.kind or intent)
    slots = _slots(reading, heard, text, place.now)
    if heard.intent == intent and not (heard.fresh or reading.fresh):
        slots = dict(heard.slots) | slots  # what the model passes over was said all the same
    if draft is None or _is_other(reading, heard, draft):
        if draft and intent == "cancel" and not reading.meeting and not heard.fresh:
            return Interpretation("cancel", kind="drop")
        return _request(reading, heard, slots, text, fresh=draft is not None)
    if question and question["slot"] == "meeting":
        chosen = _chosen(reading, place)
        return Interpretation(draft["task"], choice=chosen, meeting="" if chosen is not None else text)
    if reading.answer == "yes" and _consents(text, heard, slots):
        return Interpretation(draft["task"], answer="yes")
    return Interpretation(
        draft["task"],
        slots,
        answer="no" if reading.answer == "no" and not slots else None,
        choice=_chosen(reading, place),
        added=reading.added,
        reopened=tuple(name for name in reading.reopened if name not in slots),
        dropped=tuple(reading.dropped),
        shift=_quoted(reading.shift, text) or heard.shift,
        without=_quoted(reading.without, text),
    )


def _is_made_up(reading: Reading, text: str) -> bool:
    """Tell whether most of a form's words are not in the message: then nothing of it is worth anything."""
    said = [
        each for each in (*reading.said().values(), reading.meeting, reading.shift, reading.without) if each
    ]
    return sum(not _quoted(each, text, _FILLERS) for each in said) * 2 > len(said)


def _goes_on(heard: Interpretation, draft: Draft, question: Question) -> bool:
    """Tell whether the rules heard an answer or a correction: values for the task at hand."""
    return (
        heard.intent == draft["task"]
        and not heard.fresh
        and bool(heard.slots)
        and question["slot"] != "meeting"
    )


def _is_other(reading: Reading, heard: Interpretation, draft: Draft) -> bool:
    """Tell whether another task is meant than the one at hand; "reschedule" may be said of a draft's correction."""
    if reading.fresh or (heard.fresh and heard.intent == reading.intent):
        return True
    return reading.intent in ("cancel", "reminder") and reading.intent != draft["task"]


def _request(
    reading: Reading, heard: Interpretation, slots: dict[str, str], text: str, *, fresh: bool
) -> Interpretation:
    """Return a request that opens a task; for a booked meeting the words that name it matter too."""
    if reading.intent in ("schedule", "reminder"):
        return Interpretation(reading.intent, slots, fresh=fresh)
    alike = heard if heard.intent == reading.intent else Interpretation(reading.intent)
    return Interpretation(
        reading.intent,
        slots if reading.intent == "reschedule" else {},
        added=reading.added or alike.added,
        fresh=fresh,
        dropped=tuple(reading.dropped),
        meeting=_quoted(reading.meeting, text) or alike.meeting or text,
        shift=_quoted(reading.shift, text) or alike.shift,
        without=_quoted(reading.without, text) or alike.without,
    )


def _slots(reading: Reading, heard: Interpretation, text: str, now: datetime) -> dict[str, str]:
    """Return the texts of the slots the model found that the message bears out."""
    slots = {}
    for name, said in reading.said().items():
        if name in _TIMES:
            candidates = [_quoted(said, text), heard.slots.get(name, ""), text]
            said = next((each for each in candidates if each and _says(name, each, now)), "")
        elif name == "participants" and _ALONE.search(said):
            said = "nobody" if _ALONE.search(text) else ""
        else:
            said = _quoted(said, text, _FILLERS if name == "title" else frozenset())
        if said:
            slots[name] = said
    return slots


def _says(name: str, text: str, now: datetime) -> bool:
    parsed = SLOTS[name].parse(text, now)
    return parsed.value is not None or bool(parsed.choices or parsed.problem)


def _quoted(said: str, text: str, besides: frozenset[str] = frozenset()) -> str:
    """Return what the model says was said, "" when a word of it is neither in the message nor one of `besides`."""
    known = {*_WORDS.findall(text.casefold()), *besides}
    words = _WORDS.findall(said.casefold())
    return said if words and known.issuperset(words) else ""


def _chosen(reading: Reading, place: Place) -> int | None:
    choices = place.question["choices"] if place.question else []
    index = reading.choice
    return index if index is not None and 0 <= index < len(choices) and choices[index]["values"] else None


def _consents(text: str, heard: Interpretation, slots: dict[str, str]) -> bool:
    """Tell whether the message is a yes by its own words: it opens with one, and nothing in it takes that back."""
    changes = slots or heard.slots or heard.shift or heard.reopened
    return not changes and shortanswers.agrees(text) and not _BUT.search(text)
