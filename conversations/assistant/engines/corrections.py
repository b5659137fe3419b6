"""Reads corrections that only make sense beside what was said before: "an hour later", "not Ana, Anna", "just Bob".

The one grammar of corrections, for messages of the chat and lines of `interpret` alike. It never applies one, and never
reads a request that stands on its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.company import NOBODY, read_company, read_invited
from conversations.assistant.engines.naming import find_naming
from conversations.assistant.engines.shortanswers import SLOT_WORDS
from conversations.assistant.engines.timephrases import TimePhrase
from conversations.assistant.engines.timephrases.lexicon import MONTHS
from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.tokens import read_tokens
from conversations.assistant.shifts import find_shift

LONGEST = 200  # characters; a longer text is no correction, but a list of people to invite
_STRAIGHT = str.maketrans("\u2019\u2018\u201c\u201d", "''\"\"")
_ANY_TIME = datetime(2000, 1, 3, 9, tzinfo=UTC)
_NEEDED = ("date", "time", "duration")


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be different, in words; what is empty stays.

    `shift` tells by how much a time changes, `dropped` names slots to leave empty and `reopened` those whose new value is
    unsaid. `joining` are words for people who come too, `only` for the ones who come alone, `leaving` for one who does not.
    """

    shift: str = ""
    dropped: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    title: str = ""
    location: str = ""
    joining: str = ""
    only: str = ""
    leaving: str = ""


# What leads up to a correction, and what politeness ends it with; "no" alone may be part of one ("no room").
_ORDER = "add|invite|include|bring|loop|copy|make|move|push|drop|remove|change|not|without|rename|replace"
_LEAD_IN = re.compile(
    r"^\W*(?:(?:oh|ah|sorry|wait|hmm+|well|actually|ok|okay|yes|yeah|but|please|then|so|hey|thanks|maybe|perhaps|"
    r"(?:looks|sounds) (?:good|great|fine|right|perfect)|perfect|great|nice|almost|"
    r"(?:can|could|would|will) (?:you|we)|let'?s|let us|i meant?(?: to say)?|i(?:'d| would) (?:like|rather|prefer)(?: to)?|"
    r"i want(?: to)?|we should|you can|it'?s|it (?:is|should be)|that'?s|"
    rf"(?:and|also)(?=,? (?:can|could|please|{_ORDER})\b)|no(?=[,.!;-]| (?:wait|sorry|actually|make|it|not)\b))"
    r"(?:[\s,.!;-]+))*",
    re.I,
)
_MEANT_INSTEAD = re.compile(
    r"^\W*(?:(?:no|nope|oh|ah|oops|sorry|wait|well|hmm+|actually)[\s,.!-]+)*"
    r"(?:(?:what )?i (?:actually |really |just )?meant?(?: (?:to (?:say|write|type)|was|is|to))?|meant to (?:say|write|type))"
    r"\b[\s:,]+(?=\w)",
    re.I,
)
_MIDWAY = re.compile(
    r"[\s,;.\u2013-]*\b(?:no,? (?:wait|sorry|actually)|(?:oh |sorry,? |wait,? |actually,? )no|no(?=,)|wait|actually|sorry|oops|"
    r"i meant?|make (?:it|that)|(?:or )?rather|scratch that)\b[\s,:-]*(?:(?:i meant?|make (?:it|that)|on|at)\s+)*",
    re.I,
)
_SLIP = re.compile(r"\b(?:no|wait|actually|sorry|oops|meant?|make|rather|scratch)\b", re.I)
_OLD = {
    "time": re.compile(
        r"\s*\b(?:(?:at|around) ?\d{1,2}(?::\d\d)?(?:\s*[ap]\.?m\b\.?)?|\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|noon|midnight)",
        re.I,
    ),
    "duration": re.compile(
        r"\s*\b(?:for )?(?:\d+|half an|an?|one|two)[\s-]*(?:minutes?|mins?|hours?|hrs?|h)\b", re.I
    ),
}
_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.I)
# "move the 3pm, actually to 4pm" names both
_AIMED = re.compile(r"(?:to|until|till|from)\b", re.I)
_DAY_NUMBER = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b")
_POLITE_END = re.compile(
    r"(?:[\s,.!?]+(?:please|thanks|thank you|instead|then|now|again|if (?:possible|you can|that'?s ok(?:ay)?)|for me|ok|okay))*"
    r"[\s.!?]*$",
    re.I,
)
_OPENS = re.compile(
    r"^\W*(?:(?:oh|ah|no|sorry|wait|hmm|well|actually|ok|okay|yes|but|please)[\s,.!-]+)*"
    r"(?:make|move|change|push|shift|start|let'?s|can we|could we|rather|instead|i meant?|it should be|call it)\b",
    re.I,
)
_TITLE = re.compile(
    r"(?:(?:make|have|set|put) (?:the |its )?(?:title|name|subject)(?: (?:to|be|as|say)\b:?| ?:)?|"
    r"change (?:the |its )?(?:title|name|subject) (?:in)?to\b:?|"
    r"(?:the |its )?(?:title|name|subject|topic)(?: (?:should be|shall be|is)\b:?| ?:)|"
    r"(?:rename|retitle|name|title) (?:it|this|that|the meeting)(?: (?:to|into|as))?) "
    r"(?P<title>[^.?!]+)",
    re.I,
)
_NO_TITLE = re.compile(
    r"(?:something|anything|another|please|else|different|instead|now|shorter|longer|better|simpler)\b", re.I
)
_LOCATION = re.compile(
    r"(?:change|set|switch|move|make|update) (?:the |its )?(?:location|place|venue|room|address) (?:to|into|be|as)\b:? "
    r"(?P<location>.+)|"
    r"(?:the |its )?(?:location|place|venue|where) ?: (?P<told>.+)|"
    r"not (?:at|in) [^,;]{1,60}?(?:,? but|[,;.]| -) (?:at|in) (?P<rather>[^\d].*)",
    re.I,
)
# What is a place by its name alone, where "move it to" may as well lead up to a time.
SOME_PLACE = (
    r"(?:(?:the|my|our|your|an?) )?(?:[\w'&-]+ ){0,3}?"
    r"(?:room|hall|office|lobby|library|cafeteria|canteen|auditorium|lounge|studio|caf[e\u00e9]|zoom|teams|google meet|skype)"
    r"(?: [\w-]{1,20})?"
)
_PUT = re.compile(
    rf"(?:put|move|have|hold|do|make|set) (?:it|that|this|the meeting) (?:back )?(?:in|at|to|into|on|over to) "
    rf"(?P<location>{SOME_PLACE}|(?:{SOME_PLACE}(?: instead)?:? )?(?P<link>https?://\S+))",
    re.I,
)
_THINGS = {
    "venue": "location",
    "address": "location",
    "link": "location",
    "others": "participants",
    "invitees": "participants",
    **dict.fromkeys(["repetition", "recurrence", "repeat", "repeats", "series"], "recurrence"),
    **SLOT_WORDS,
}
_THING = (
    rf"(?:(?:the|a|an|any|all|its|that|my|other) )*(?:{'|'.join(sorted(_THINGS, key=len, reverse=True))})"
)
_DROPS = re.compile(
    r"(?:drop|remove|delete|clear|scrap|forget(?: about)?|skip|without|no|lose|take out|leave out) "
    rf"{_THING}(?:(?:,|,? and|,? or)(?: (?:no|drop|without))? {_THING})*"
    r"(?: (?:field|part|info(?:rmation)?|for now|altogether|completely|at all|too|needed|necessary))*",
    re.I,
)
_WORD = re.compile(r"[\w']+")
_JUST_ONCE = re.compile(
    r"(?:just|only) (?:once|this once|the one|one time)|.*\b(?:not|no longer|don'?t)(?: \w+)? (?:repeat\w*|recurring)\b.*",
    re.I,
)
_INSTEAD = re.compile(r"\binstead\b", re.I)
_OWN_ZONE = re.compile(r"(?:in )?(?:my|our|local)(?: own| local)? time(?: ?zone)?", re.I)
_VAGUE = re.compile(
    r"(?:(?:make|do|move|have|push) (?:it|that|this) |(?:(?:is there|do you have|have you(?: got)?|got) )?"
    r"(?:anything|something|any ?time|a time|any times?) )?(?:(?:a (?:bit|little)|some(?: time| what)?|somewhat|slightly) )?"
    r"(?:later|earlier|sooner)",
    re.I,
)
_LIGHT = re.compile(
    r"\W*(?:(?:make|move|push|shift|bring|pull|put|do|have|start|set|it|that|this|them|by|the|meeting|call|be|rather|a|"
    r"how about|what about)\b\W*)*",
    re.I,
)


def opens_correction(text: str) -> bool:
    """Tell whether a message opens as a correction: "make it", "no, move", "can we"."""
    return bool(_OPENS.match(text))


def meant_instead(text: str) -> str:
    """Return what a text says without that it was meant: "sorry, I meant 5pm" is "5pm"."""
    return _MEANT_INSTEAD.sub("", text)


def settled_midway(text: str, now: datetime) -> str:
    """Return a text as it is meant in the end: "on the 5th of May, no wait, the 6th" is on the 6th of May."""
    if not _SLIP.search(text):
        return text
    for before, after in pairwise(times_in(text, now).phrases):
        if _MIDWAY.fullmatch(text, before.end, after.start) and (meant := _meant(before, after)):
            return f"{text[: before.start]}{meant}{text[after.end :]}"
    return text


def _meant(before: TimePhrase, after: TimePhrase) -> str:
    """Return the words of two times of which the latter takes the place of the former, "" when it only adds to it."""
    if _AIMED.match(after.text):
        return ""
    old, new = _parts_of(before), _parts_of(after)
    if old <= new:
        month = _MONTH.search(before.text)
        kept = rf"\g<0> of {month[0]}" if month and not _MONTH.search(after.text) else r"\g<0>"
        return _DAY_NUMBER.sub(kept, after.text, count=1)
    twice = old & new
    if "date" in twice:
        clock = _OLD["time"].search(before.text)
        return f"{after.text}{clock[0]}" if clock and old - new == {"time"} else ""
    left = before.text
    for name in twice:
        left = _OLD[name].sub("", left) if name in _OLD else ""
    return f"{left} {after.text}" if twice and left.strip() and left != before.text else ""


def _parts_of(phrase: TimePhrase) -> set[str]:
    names = ("date", "time", "duration", "recurrence", "part_of_day")
    return {name for name in names for reading in phrase.readings if getattr(reading, name) is not None}


def read_correction(
    text: str, *, known: Collection[str], guests: Sequence[Sequence[str]], asks_words: bool = False
) -> Correction | None:
    """Return what the text corrects, None when it is no such correction.

    `known` are the slots that have a value, `guests` what each person who comes goes by: a name, an address.
    With `asks_words` the open question is for a name of something: words around "an hour later" answer that.
    """
    plain = bare(text)
    if len(text) > LONGEST:
        company = read_invited(plain)
        return Correction(joining=company.joining) if company else None
    if "recurrence" in known and _JUST_ONCE.fullmatch(plain):
        return Correction(dropped=("recurrence",))
    if _OWN_ZONE.fullmatch(plain):
        return Correction(dropped=("timezone",))
    if company := read_company(plain, guests):
        if company.only == NOBODY:
            return Correction(dropped=("participants",))
        if company.joining and not company.leaving and guests and _INSTEAD.search(text):
            return Correction(only=company.joining)
        return Correction(joining=company.joining, only=company.only, leaving=company.leaving)
    if named := _TITLE.fullmatch(plain):
        title = "" if _NO_TITLE.match(named["title"]) else _title(plain, named["title"])
        return Correction(title=title) if title else Correction(reopened=("title",))
    placed = _LOCATION.fullmatch(plain) or _PUT.fullmatch(plain)
    if placed and not (placed.groupdict().get("rather") and timephrases.find(plain, now=_ANY_TIME)):
        return Correction(location=next(place for place in reversed(placed.groups()) if place))
    if _DROPS.fullmatch(plain):
        return _dropping(plain)
    if any(slot in known for slot in ("date", "time", "duration")):
        shift = find_shift(plain)
        if shift and not (asks_words and _is_wordy(plain, shift)):
            return Correction(shift=shift[0])
    return Correction(reopened=("time",)) if _VAGUE.fullmatch(plain) else None


def bare(text: str) -> str:
    """Cut what leads up to a correction and what politely ends it."""
    plain = " ".join(text.split()).translate(_STRAIGHT)
    lead = _LEAD_IN.match(plain)
    plain = plain[lead.end() :] if lead else plain
    return _POLITE_END.sub("", plain, count=1)


def _title(plain: str, told: str) -> str:
    """Return the new title, without what only says where it is kept: "call it Budget on my calendar".

    "Weekly numbers" repeat nothing.
    """
    spans = [
        (phrase.start, phrase.end)
        for phrase in timephrases.find(plain, now=_ANY_TIME)
        if not any(reading.recurrence for reading in phrase.readings)
    ]
    naming = find_naming(plain, read_tokens(plain, spans))
    return naming.title if naming else told.strip(" \"'")


def _dropping(plain: str) -> Correction:
    """What a meeting cannot be without is asked for again."""
    slots = list(dict.fromkeys(_THINGS[word] for word in _WORD.findall(plain.lower()) if word in _THINGS))
    return Correction(
        dropped=tuple(slot for slot in slots if slot not in _NEEDED),
        reopened=tuple(slot for slot in slots if slot in _NEEDED),
    )


def _is_wordy(plain: str, shift: re.Match[str]) -> bool:
    """Tell whether more is said around a shift than what orders it."""
    return not _LIGHT.fullmatch(f"{plain[: shift.start()]} {plain[shift.end() :]}")
