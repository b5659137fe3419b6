"""Reads the wish to have a time found: "find a time next week for me and ana@example.com", "when can we meet?".

Never reads a question about the calendar as it is, and never looks for the time itself.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import classify
from conversations.assistant.engines.offered import part_of_day
from conversations.assistant.engines.slotwords import slot_words
from conversations.assistant.engines.standalone import two_requests
from conversations.assistant.engines.times import times_in
from conversations.assistant.state import Draft, Question
from conversations.assistant.tasks import SEARCH

_LEAD = (
    r"^\W*(?:(?:ok|okay|oh|and|so|hey|hi|hello|please|then|(?:can|could|would) you(?: please)?|let'?s|"
    r"i(?:'d| would) like(?: you)? to|i (?:want|need)(?: you)? to|help me(?: to)?|try to)[\s,.!-]+)*"
)
_BESIDE = (
    r"(?:(?:me|us|out|up|for|a|an|any|some|the|all|free|good|open|possible|suitable|common|spare|available|next|first|"
    r"earliest|best|other|that|works?|empty)[\s,]+)*"
)
_LENGTH = r"(?:\d+|one|two|three|half an?|an?|thirty|fifteen|forty[- ]five)?[\s-]*(?:minutes?|mins?|hours?|half[- ]hours?)"
_FINDS = re.compile(
    rf"{_LEAD}(?:find|look for|suggest|propose|search for|pick|see if there(?:'s| is| are)|work out)\s+{_BESIDE}"
    rf"(?:times?|slots?|openings?|gaps?|windows?|{_LENGTH})\b(?! of\b)",
    re.I,
)
_IS_THERE = re.compile(
    rf"{_LEAD}(?:(?:is|are) there|do (?:we|i|you) have|have (?:we|i|you) got|any|got any|what(?:'s| is| are)|give|show)"
    rf"\s+{_BESIDE}(?:slots?|openings?|gaps?|windows?|(?<=free )(?:half[- ]hour|hour))\b",
    re.I,
)
_MEETS = re.compile(
    rf"{_LEAD}(?:when|what times?|which times?|what day|which day)\s+(?:"
    r"(?:can|could|might|should|would|shall) (?:we|i|you|they)\b(?: \w+){0,3} "
    r"(?:meet|get together|sit down|catch up|talk|speak)\b"
    r"|(?:works?|suits?|would (?:work|suit)|(?:is|are|would be) (?:good|best|possible)) (?:for )?"
    r"(?:me|us|everyone|everybody|all|both)\b"
    r"|(?:is|are) (?:everyone|everybody|we all|we both|all of us|both of us) (?:all |both )?(?:free|available)\b)",
    re.I,
)
_FREE_HOUR = re.compile(r"\b(?:free|spare|open|find (?:me |us )?(?:an?|one)) (?P<half>half[- ])?hour\b", re.I)
_NO_TITLE = re.compile(r"^(?:find|look|suggest|propose|search|pick|see|slot|time|free)\b", re.I)
_SO = r"^\W*(?:(?:ok|okay|no|hmm|and|then|well|maybe|how about|what about|let'?s (?:do|take|say))[\s,.!-]+)*"
_SLOT = r"(?:(?:free|available|open|possible) )?(?:slot|time|one|opening|gap)"
_AFTER_THAT = re.compile(
    rf"{_SO}(?:the )?(?:next {_SLOT}|(?:(?:first|next|earliest) {_SLOT} |right |straight |directly |just )"
    r"(?:right )?after(?: (?:that|it|this|the meeting))?)(?:,? please)?[\s.!?]*$",
    re.I,
)
_LATER_THAT_DAY = re.compile(
    rf"{_SO}(?:some ?time )?later (?:on )?(?:(?:on )?(?:that|the same) day|that (?:afternoon|morning))[\s.!?]*$",
    re.I,
)
_LATER_THAT_WEEK = re.compile(
    rf"{_SO}(?:some ?time )?later (?:in )?(?:that|the|the same) week[\s.!?]*$", re.I
)
_ELSE = re.compile(
    rf"{_SO}(?:(?:what|anything) else(?: (?:have you|do you have|is there|you)(?: (?:got|have|free|available))?)?|"
    r"(?:(?:any|some|have you(?: got)?|do you have|show me|are there) )*(?:other|more|different) "
    r"(?:times?|options?|slots?|choices|suggestions))(?:,? please)?[\s.!?]*$",
    re.I,
)
_SEARCHED = frozenset({"date", "time", "timezone", "recurrence"})


def looks_for_time(text: str, draft: Draft | None, now: datetime) -> Interpretation | None:
    """Return the wish to find a time for a meeting, None for anything else. `meeting` are the words that tell when.

    Said of the meeting in the making it means that one.
    """
    within = _within_hours(text, draft, now)
    if not (within or _FINDS.match(text) or _IS_THERE.match(text) or _MEETS.match(text)):
        return None
    found, _ = slot_words(text, classify(text), None, None, now)
    slots = {name: said for name, said in found.items() if name not in _SEARCHED}
    if _NO_TITLE.match(slots.get("title", "")):
        del slots["title"]
    if "duration" not in slots and (hour := _FREE_HOUR.search(text)):
        slots["duration"] = "30 minutes" if hour["half"] else "1 hour"
    if within and not any(reading.duration for reading in times_in(text, now).readings):
        del slots["duration"]  # that of the hours
    of_draft = draft is not None and draft["task"] == "schedule" and "title" not in slots
    return Interpretation(
        "schedule", slots, kind=SEARCH, meeting=within or text, added=of_draft, fresh=not of_draft
    )


def _within_hours(text: str, draft: Draft | None, now: datetime) -> str:
    """Return day and hours that a shorter meeting is to lie in, "" for none: "Tuesday between 2 and 4, 30 minutes"."""
    if not re.search(r"\bbetween\b", text, re.I):
        return ""
    known = draft["values"] if draft else {}
    if (draft["task"] if draft else classify(text).intent) != "schedule" or two_requests(text, now):
        return ""
    for reading in times_in(text, now).readings:
        length = reading.duration or timedelta(minutes=known.get("duration", 0))
        if not (reading.time and reading.end_time and length) or reading.recurrence:
            continue
        hours = datetime.combine(now, reading.end_time) - datetime.combine(now, reading.time)
        day = reading.date.isoformat() if reading.date else known.get("date")
        if day and length < hours:
            return f"{day} from {reading.time:%H:%M} to {reading.end_time:%H:%M}"
    return ""


def asks_other_times(text: str, draft: Draft, question: Question, now: datetime) -> Interpretation | None:
    """Return what is wanted in place of the times on offer: others, later ones, or the first behind the one taken."""
    offered = [each["values"] for each in question["choices"]]
    if (
        draft["task"] != "schedule"
        or not offered
        or not all({"date", "time"} <= each.keys() for each in offered)
    ):
        return None
    moments = sorted((each["date"], each["time"]) for each in offered)
    day = str(draft["values"].get("date", moments[0][0]))
    if _AFTER_THAT.match(text) and "taken" in draft["values"]:
        later = [moment for moment in moments if moment > (day, draft["values"]["taken"])]
        return Interpretation("schedule", choice=_index(offered, later[0])) if later else None
    next_day = date.fromisoformat(moments[-1][0]) + timedelta(days=1)
    sunday = next_day + timedelta(days=6 - next_day.weekday())
    where = ""
    if part := part_of_day(text):
        where = f"{day} {part}" if moments[0][0] == moments[-1][0] else ""
    elif _LATER_THAT_DAY.match(text):
        where = f"{day} after {max(clock for on, clock in moments if on == day or on == moments[0][0])}"
    elif _LATER_THAT_WEEK.match(text) and next_day.weekday():
        where = f"from {next_day} to {sunday}"
    elif _ELSE.match(text):
        where = f"from {next_day} to {next_day + timedelta(days=6)}"
    return Interpretation("schedule", kind=SEARCH, meeting=where, added=True) if where else None


def _index(offered: list[dict[str, Any]], moment: tuple[str, str]) -> int:
    return [(each["date"], each["time"]) for each in offered].index(moment)
