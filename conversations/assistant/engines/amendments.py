"""Reads corrections of the draft at hand: "an hour later", "not Ana, Anna", "without Bob", "drop the location".

Never reads a request that stands on its own, and never computes a time.
"""

import re
from collections.abc import Iterable

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.entities import find_people
from conversations.assistant.shifts import find_shift
from conversations.assistant.state import Draft

LONGEST = 200  # characters; a longer text is no correction
_OPENING = (
    r"^\W*(?:(?:oh|ah|no|sorry|wait|hmm|well|actually|ok|okay|yes|and|but|please|also|then|can you|could you|can we|"
    r"could we|let'?s|i meant?|it'?s|with)[\s,.!-]+)*"
)
_NAME = r"(?P<{}>[\w@.+'-]+(?: [\w@.+'-]+){{0,2}}?)"
_SWAPS = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_OPENING}not {_NAME.format('old')}(?:,| but|, but|;| - |\. )\s*(?:with |it'?s |rather )?{_NAME.format('new')}[.!]*$",
        rf"{_OPENING}(?:replace|swap|change) {_NAME.format('old')} (?:with|for|by|to) {_NAME.format('new')}[.!]*$",
        rf"{_OPENING}{_NAME.format('new')}(?:,? not| instead of| rather than) {_NAME.format('old')}[.!]*$",
    )
]
_LEAVES = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_OPENING}(?:without|remove|drop|uninvite|disinvite|exclude|minus|leave out|take out|skip|no|"
        rf"(?:don'?t|do not|no need to) (?:invite|include|add|bring|need)) {_NAME.format('old')}"
        r"(?: (?:from (?:it|this|that|the \w+)|please|again|then))*[.!]*$",
        rf"{_OPENING}(?:leave|take) {_NAME.format('old')} (?:out|off)(?: (?:of )?(?:it|this|that|the \w+))?(?:,? please)?[.!]*$",
        rf"{_OPENING}{_NAME.format('old')} (?:is(?:n'?t| not)|won'?t|can'?t|cannot|will not|is out|doesn'?t|"
        r"should(?:n'?t| not)|need(?:n'?t| not))\b[^.?!]*[.!]*$",
    )
]
_JOINS = re.compile(
    rf"{_OPENING}(?:add|invite|include|bring(?: in)?|plus) (?P<who>.+?)"
    r"(?: (?:too|as well|also|to (?:it|this|that|the (?:meeting|invite|list|call|event))))*(?:,? please)?[.!]*$",
    re.I,
)
_JOINS_TOO = re.compile(rf"{_OPENING}{_NAME.format('who')} (?:too|as well|also)(?:,? please)?[.!]*$", re.I)
_ALONE = re.compile(
    rf"{_OPENING}(?:(?:make|keep) (?:it|that|this) )?(?:for )?(?:just|only) (?:for )?(?:me|myself)(?: alone)?"
    r"(?:,? please)?[.!]*$",
    re.I,
)
_TITLE = re.compile(
    rf"{_OPENING}(?:(?:make|have|set|put) (?:the |its )?(?:title|name|subject)(?: (?:to|be|as|say)\b:?| ?:)?|"
    r"change (?:the |its )?(?:title|name|subject) (?:in)?to\b:?|"
    r"(?:the |its )?(?:title|name|subject)(?: (?:should be|shall be)\b:?| ?:)|"
    r"(?:rename|retitle|name|title) (?:it|this|that|the meeting)(?: (?:to|into|as))?) "
    r"(?P<title>.+?)(?:,? please)?[.!]*$",
    re.I,
)
_LOCATION = re.compile(
    rf"{_OPENING}(?:change|set|switch|move|make|update) (?:the |its )?(?:location|place|venue|room|address) "
    r"(?:to|into|be|as)\b:? (?P<location>.+?)(?:,? (?:please|instead))*[.!]*$",
    re.I,
)
_NO_TITLE = re.compile(
    r"(?:something|anything|another|please|else|different|instead|now|shorter|longer|better|simpler)\b", re.I
)
_SLOT_NAMES = {
    "location": "location|place|venue|room|address|link",
    "recurrence": "repetition|recurrence|repeat|repeats|series",
    "participants": "people|participants?|attendees?|guests?|others|invitees",
}
_DROPS = re.compile(
    rf"{_OPENING}(?:drop|remove|delete|clear|scrap|forget|skip|without|no|lose|take out|leave out)"
    r"(?: (?:the|a|an|any|all|its|that|my))* (?:" + "|".join(_SLOT_NAMES.values()) + r")\b[^.?!]{0,20}[.!]*$",
    re.I,
)
_JUST_ONCE = re.compile(
    rf"{_OPENING}(?:just|only) (?:once|this once|the one|one time)[.!]*$|"
    r"\b(?:not|no longer|don'?t)(?: \w+)? (?:repeat\w*|recurring)\b",
    re.I,
)
_VAGUE = re.compile(
    rf"{_OPENING}(?:(?:make|do|move|have|push) (?:it|that|this) )?"
    r"(?:(?:a (?:bit|little)|some(?: time| what)?|somewhat|slightly) )?"
    r"(?:later|earlier|sooner)(?:,? please)?[.!?]*$",
    re.I,
)


def read_amendment(text: str, draft: Draft) -> Interpretation | None:
    """Return what the text corrects in the draft, None when it is no such correction."""
    if len(text) > LONGEST:
        return None
    task, plain = draft["task"], " ".join(text.split()).replace("\u2019", "'")
    people = draft["values"].get("participants", [])
    for pattern in _SWAPS:
        if (found := pattern.match(plain)) and (old := _known(found["old"], people)):
            return Interpretation(task, {"participants": found["new"].rstrip(".,")}, added=True, without=old)
    for pattern in _LEAVES:
        if (found := pattern.match(plain)) and (old := _known(found["old"], people)):
            return Interpretation(task, without=old)
    if people and _ALONE.match(plain):
        return Interpretation(task, dropped=("participants",))
    if task in ("schedule", "reschedule") and (named := _TITLE.match(plain)):
        title = "" if _NO_TITLE.match(named["title"]) else named["title"].strip(" \"'\u201c\u201d")
        return Interpretation(task, {"title": title}) if title else Interpretation(task, reopened=("title",))
    if task in ("schedule", "reschedule") and (placed := _LOCATION.match(plain)):
        return Interpretation(task, {"location": placed["location"]})
    if _DROPS.match(plain):
        return Interpretation(task, dropped=tuple(_slots_in(plain)))
    if "recurrence" in draft["values"] and _JUST_ONCE.search(plain):
        return Interpretation(task, dropped=("recurrence",))
    if {"date", "time", "duration"} & draft["values"].keys() and (shift := find_shift(plain)):
        return Interpretation(task, shift=shift[0])
    if (
        (joins := _JOINS.match(plain) or _JOINS_TOO.match(plain))
        and task != "reminder"
        and find_people(joins["who"])
    ):
        return Interpretation(task, {"participants": joins["who"]}, added=True)
    if _VAGUE.match(plain):
        return Interpretation(task, reopened=("time",))
    return None


def _slots_in(text: str) -> Iterable[str]:
    return (slot for slot, words in _SLOT_NAMES.items() if re.search(rf"\b(?:{words})\b", text, re.I))


def _known(name: str, people: list[dict[str, str]]) -> str:
    """Return the name by which somebody invited is meant, "" when nobody is."""
    said = re.sub(r"^(?:with|that|the) ", "", name.lower()).rstrip(".,")
    for person in people:
        if (
            said in (person["name"].lower(), person["email"].lower())
            or said in person["name"].lower().split()
        ):
            return said
    return ""
