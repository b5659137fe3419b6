"""Reads the wish to have a time found: "find a time next week for me and ana@example.com", "when can we meet?".

Never reads a question about the calendar as it is, and never looks for the time itself.
"""

import re
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import classify
from conversations.assistant.engines.slotwords import slot_words
from conversations.assistant.state import Draft
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
_SEARCHED = frozenset({"date", "time", "timezone", "recurrence"})


def looks_for_time(text: str, draft: Draft | None, now: datetime) -> Interpretation | None:
    """Return the wish to find a time for a meeting, None for anything else. `meeting` are the words that tell when.

    Said of the meeting in the making it means that one.
    """
    if not (_FINDS.match(text) or _IS_THERE.match(text) or _MEETS.match(text)):
        return None
    found, _ = slot_words(text, classify(text), None, None, now)
    slots = {name: said for name, said in found.items() if name not in _SEARCHED}
    if _NO_TITLE.match(slots.get("title", "")):
        del slots["title"]
    if "duration" not in slots and (hour := _FREE_HOUR.search(text)):
        slots["duration"] = "30 minutes" if hour["half"] else "1 hour"
    of_draft = draft is not None and draft["task"] == "schedule" and "title" not in slots
    return Interpretation("schedule", slots, kind=SEARCH, meeting=text, added=of_draft, fresh=not of_draft)
