"""Reads several changes said in one breath: "wednesday instead, at 4, and drop Bob"; and times that are turned down.

Knows nothing of the draft but who comes and what is known: each piece is read by the grammar of corrections or of times.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.corrections import Correction, bare, read_correction
from conversations.assistant.engines.entities import find_location
from conversations.assistant.engines.naming import find_naming
from conversations.assistant.engines.requests import corrected
from conversations.assistant.engines.shortanswers import LONGEST, SLOT_WORDS
from conversations.assistant.engines.slotwords import time_words
from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.tokens import read_tokens
from conversations.assistant.slots import SLOTS
from conversations.assistant.state import Draft, Question

_JOINT = re.compile(
    r"\s*[,;]\s*(?:(?:and|also|but|plus|then) )*|\s+(?:and|but|plus) (?:(?:also|then) )*", re.I
)
_MOST_PIECES = 6
_LIGHT = re.compile(
    r"\b(?:make|move|push|shift|change|set|put|do|have|start|let'?s|it|that|this|them|the|to|at|on|for|by|is|be|should|meeting|"
    r"call|rather|instead|please|also|actually|new|how about|what about|"
    rf"{'|'.join(SLOT_WORDS)})\b|\W",
    re.I,
)
_IT = re.compile(r"\b(?:it|that|this)\b", re.I)
_AT_PLACE = re.compile(r"^(?:at|in|@) ", re.I)
_RATHER = re.compile(
    r"not (?P<old>[^,;.-]{1,60}?)(?:,? but|[,;.]| -) (?:(?:rather|it'?s|it is) )*(?P<new>.{1,60})", re.I
)
_NOT = re.compile(
    r"(?:(?:it )?(?:starts|begins|lasts|takes) )?(?P<new>[^,;]{1,60}?),? not (?P<old>.{1,60})", re.I
)
_NUMBER = re.compile(r"(?:at )?(?P<number>\d{1,3}(?:[:.]\d\d)?)", re.I)
_TAKEN_BACK = re.compile(
    r"^\W*(?:(?:no|nope|nah|oh|oops|whoops|ah|argh|sorry|wait|hmm+|actually|rather|better)\b[\s,.!-]*)+"
    r"(?:i meant?(?: to say)?\b[\s:,]*)?|^\W*i meant?(?: to say)?\b[\s:,]*",
    re.I,
)
_REFUSED = re.compile(
    r"(?:not|anything but|any (?:day|time) but|but not) (?:on |at |in |this )?(?P<before>.+)|"
    r"(?P<after>.+?) (?:does ?n[o']?t work|does not work|won'?t work|is (?:not (?:good|possible|great|ideal)|bad|out|no good|"
    r"impossible|too (?:early|late|soon)))(?: for (?:me|us))?",
    re.I,
)


def guests_in(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what each person who comes goes by: a name, an address."""
    return [(person["name"], person["email"]) for person in values.get("participants", [])]


def read_changes(text: str, draft: Draft, question: Question, now: datetime) -> Interpretation | None:
    """Return several corrections at once, or a time that does not suit or gives way; None for anything else."""
    task = draft["task"]
    changeable = task in ("schedule", "reschedule") and question["slot"] not in ("meeting", "scope")
    if changeable and (
        several := read_several(text, draft["values"].keys(), guests_in(draft["values"]), task, now)
    ):
        return several
    if other := rather(text, now):
        return Interpretation(task, other)
    refused = turned_down(text, draft, now)
    if refused is None:
        return None
    return Interpretation(task, reopened=refused, kind=None if refused else "as_it_is")


def changes_it(text: str, now: datetime, guests: Sequence[Sequence[str]]) -> Interpretation | None:
    """Return several changes of the meeting spoken of last: "move it to Monday and add Kim".

    Whoever comes to it may be told to leave without a word for the meeting.
    """
    if len(text) > LONGEST:
        return None
    several = read_several(text, ("date", "time", "duration"), guests, "reschedule", now)
    meant = several and (_IT.search(text) or several.without)
    return replace(several, meeting="it") if several and meant else None


def times_instead(text: str, now: datetime) -> dict[str, str] | None:
    """Return the times that what was just done should have had: "sorry, I meant 4pm", "starts at 11, not 10"."""
    return (rather(text, now) or _taken_back(text, now)) if len(text) <= LONGEST else None


def rather(text: str, now: datetime) -> dict[str, str] | None:
    """Return the times of "not Tuesday, Wednesday" and "at 11, not 10"; a number alone is what the other time is."""
    plain = bare(text)
    other = _RATHER.fullmatch(plain) or _NOT.fullmatch(plain)
    if other is None:
        return None
    old, new = other["old"], other["new"]
    if number := _NUMBER.fullmatch(new):
        of_length = time_words(old, now).keys() == {"duration"}
        new = re.sub(r"^\D*[\d.,]+", number["number"], old) if of_length else f"at {number['number']}"
    alike = only_times(old, now) or _NUMBER.fullmatch(old)
    return time_words(new, now) if alike and only_times(new, now) else None


def _taken_back(text: str, now: datetime) -> dict[str, str] | None:
    """Return the times of "sorry, I meant 4pm" and "no, 4"."""
    back = _TAKEN_BACK.match(text)
    if back is None:
        return None
    said = text[back.end() :]
    hour = _NUMBER.fullmatch(said.strip(" .!"))
    said = f"at {hour['number']}" if hour else said
    return time_words(said, now) if only_times(said, now) else None


def read_several(
    text: str, known: Collection[str], guests: Sequence[Sequence[str]], task: str, now: datetime
) -> Interpretation | None:
    """Return all the changes of a text, None when it is fewer than two or when a piece of it is anything else."""
    plain = bare(text)
    ends = [found.span() for found in _JOINT.finditer(plain)][: _MOST_PIECES - 1]
    if not ends:
        return None
    starts, stops = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(plain)]
    found: list[Interpretation] = []
    at = 0
    while at < len(starts):
        # a joint may be part of a list: "drop Ana and Bob"; whether the whole is one is only asked in the end
        for last in range(len(stops) - (1 if at else 2), at - 1, -1):
            if piece := _read_piece(plain[starts[at] : stops[last]], known, guests, task, now):
                found.append(piece)
                at = last + 1
                break
        else:
            return None
    return None if _read_piece(plain, known, guests, task, now) else _together(found, task)


def _read_piece(
    piece: str, known: Collection[str], guests: Sequence[Sequence[str]], task: str, now: datetime
) -> Interpretation | None:
    correction = read_correction(piece, known=known, guests=guests)
    if correction and correction.title and not piece.rstrip(" \"'.").endswith(correction.title):
        return None  # more is said behind the title
    if correction and correction != Correction(reopened=("time",)):
        return corrected(correction, task)
    naming = find_naming(piece, read_tokens(piece))
    if naming and naming.start == 0 and piece.rstrip(" \"'.").endswith(naming.title):
        return Interpretation(task, {"title": naming.title})
    if only_times(piece, now):
        return Interpretation(task, time_words(piece, now))
    if _AT_PLACE.match(piece) and not times_in(piece, now).phrases and (place := find_location(piece)):
        return Interpretation(task, {"location": place})
    return None


def only_times(text: str, now: datetime) -> bool:
    """Tell whether a text is a time, and words that only say that it is to be so."""
    phrases = times_in(text, now).phrases
    rest = text
    for phrase in reversed(phrases):
        rest = rest[: phrase.start] + " " + rest[phrase.end :]
    return bool(phrases) and not _LIGHT.sub("", rest)


def _together(pieces: Sequence[Interpretation], task: str) -> Interpretation:
    return Interpretation(
        task,
        {name: said for piece in pieces for name, said in piece.slots.items()},
        added=any(piece.added for piece in pieces),
        reopened=tuple(name for piece in pieces for name in piece.reopened),
        dropped=tuple(name for piece in pieces for name in piece.dropped),
        shift=next((piece.shift for piece in pieces if piece.shift), ""),
        without=" and ".join(piece.without for piece in pieces if piece.without),
    )


def turned_down(text: str, draft: Draft, now: datetime) -> tuple[str, ...] | None:
    """Return the slots to be said anew after "not on Tuesday" or "3pm is too early", None when nothing is turned down.

    A time that the draft does not have is turned down without consequence.
    """
    found = _REFUSED.fullmatch(bare(text)) if len(text) <= LONGEST else None
    if found is None:
        return None
    said = found["before"] or found["after"]
    if not only_times(said, now):
        return None
    slots = [name for name in time_words(said, now) if name in ("date", "time")]
    return tuple(name for name in slots if _has(draft, name, said, now))


def _has(draft: Draft, slot: str, said: str, now: datetime) -> bool:
    parsed = SLOTS[slot].parse(said, now)
    values = {parsed.value, *(choice["values"][slot] for choice in parsed.choices)}
    return draft["values"].get(slot) in values
