"""Which booked meeting words mean: "my 3pm", "the review with Ana", "it", "the second one".

Decides among the meetings it is handed; never looks at a calendar.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from conversations.assistant.engines.times import times_in
from conversations.assistant.engines.tokens import MAIL, WORD, near, plain, read_tokens
from conversations.assistant.engines.wordclasses import (
    COMMANDS,
    DETERMINERS,
    FILLERS,
    GENERIC,
    LIGHT_COMMANDS,
    QUESTIONS,
    SELF,
    SUBJECTS,
    TAILS,
    WEAK,
    word_class,
)
from scheduling.events import VEvent

# Words around a meeting's name that belong to the request, not to the meeting.
_PLAIN = (
    COMMANDS
    | DETERMINERS
    | FILLERS
    | GENERIC
    | LIGHT_COMMANDS
    | QUESTIONS
    | SELF
    | SUBJECTS
    | TAILS
    | WEAK
    | word_class(
        """
        cancel cancelled canceled canceling call called drop remove delete scrap skip kill axe move push pull bring shift
        forward back out up ahead off forget erase snooze end stop finish series repeating recurring
        both them reschedule rearrange postpone extend lengthen stretch shorten reduce trim cut
        change switch swap adjust edit update meeting meetings calendar agenda diary next first second third last
        than no yes ok other ones both those tell me show list coming upcoming later earlier after before when's anything
        nothing everything instead only won't make attend can't longer about who whom where what o'clock with between
        """
    )
)
_PRONOUN = re.compile(
    r"\b(?:it|that|this|that one|this one|the (?:same )?(?:meeting|one|event|appointment))\b", re.I
)
_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "fifth": 4}
_ORDINAL = re.compile(r"\b(first|1st|second|2nd|third|3rd|fourth|fifth|last|latter|former|next)\b", re.I)
_AND = re.compile(r"(?:\s*,)?\s+(?:and|&|plus)\s+|\s*,\s*", re.I)
_PARTS_OF_DAY = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), time.max),
    "night": (time(18), time.max),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """What words say about a meeting: spans of days, clock times, part of the day, words that name it, its place in a row.

    `next` is the place in the row of all that are to come.
    """

    days: tuple[tuple[date, date], ...] = ()
    clocks: tuple[time, ...] = ()
    part_of_day: str = ""
    words: tuple[str, ...] = ()
    ordinal: int | None = None
    pronoun: bool = False
    next: bool = False

    @property
    def timed(self) -> bool:
        return bool(self.days or self.clocks or self.part_of_day)

    @property
    def bare(self) -> bool:
        """Whether it says nothing by which one meeting could be told from another."""
        return not (self.timed or self.words or self.next)


def read_mention(text: str, now: datetime) -> Mention:
    """Read what the text says about the meeting it means. Never raises on any text."""
    when = times_in(text, now)
    spans = [(phrase.start, phrase.end) for phrase in when.phrases if phrase.readings]
    words = [
        plain(token.text).removesuffix("'s")
        for token in read_tokens(text, spans)
        if token.kind in (WORD, MAIL) and (token.low not in _PLAIN or _is_letter(token.text, text))
    ]
    # "next Friday" is a day, and no place in a row
    ordinals = [found for found in _ORDINAL.finditer(text) if not _inside(found.start(), spans)]
    ordinal = ordinals[0] if ordinals else None
    readings = when.readings
    days = ((reading.date, reading.end_date or reading.date) for reading in readings if reading.date)
    place = None
    if ordinal:
        place = _ORDINALS.get(ordinal[1].lower(), -1 if ordinal[1].lower() in ("last", "latter") else 0)
    return Mention(
        days=tuple(dict.fromkeys(days)),
        clocks=tuple(dict.fromkeys(reading.time for reading in readings if reading.time)),
        part_of_day=next((reading.part_of_day for reading in readings if reading.part_of_day), ""),
        words=tuple(word for word in words if len(word) > 1 or _is_letter(word.upper(), text)),
        ordinal=place,
        pronoun=bool(_PRONOUN.search(text)),
        next=bool(ordinal and ordinal[1].lower() == "next"),
    )


def _is_letter(word: str, text: str) -> bool:
    """Tell whether a letter of its own names a meeting, as in "the X call"; "I" is who speaks."""
    shouted = text.isupper() and len(text.split()) > 1
    leads = r"\S.*\bA\b" if word == "A" else rf"\b{word}\b(?!['\u2019])"
    return bool(re.fullmatch("[A-HJ-Z]", word) and re.search(leads, text)) and not shouted


def each_named(text: str, events: Sequence[VEvent], now: datetime, zone: ZoneInfo) -> list[VEvent]:
    """Return the meetings that the parts of "A and B" name, each just one of its own; none where it is not like that."""
    mentions = [read_mention(part, now) for part in _AND.split(text)]
    found = [fitting(each, events, zone) if each.words else [] for each in mentions]
    single = [each[0] for each in found if len(each) == 1]
    return single if len({each.uid for each in single}) == len(mentions) > 1 else []


def names_one(mention: Mention, events: Sequence[VEvent]) -> bool:
    """Tell whether one of the events has all of the words by itself."""
    return any(all(_names(event, word) for word in mention.words) for event in events)


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def fitting(mention: Mention, events: Sequence[VEvent], zone: ZoneInfo) -> list[VEvent]:
    """Return those of the events, in their order, that fit the mention best; `zone` is the user's.

    A name that no event has fits none; a bare mention fits all.
    """
    found = [event for event in events if _at_that_time(mention, event, zone)]
    if mention.words:
        scores = [sum(_names(event, word) for word in mention.words) for event in found]
        best = max(scores, default=0)
        found = [event for event, score in zip(found, scores, strict=True) if best and score == best]
    if mention.ordinal is not None and len(found) > 1:
        found = found[mention.ordinal :][:1]
    return found


def _at_that_time(mention: Mention, event: VEvent, zone: ZoneInfo) -> bool:
    local = event.period.starts.astimezone(zone)
    starts = {local.time(), event.local_start.time()}
    if mention.days and not any(first <= local.date() <= last for first, last in mention.days):
        return False
    if mention.clocks and starts.isdisjoint(mention.clocks):
        return False
    if mention.part_of_day and not mention.clocks:
        first, last = _PARTS_OF_DAY.get(mention.part_of_day, (time.min, time.max))
        return first <= local.time() < last
    return True


def _names(event: VEvent, word: str) -> bool:
    """Tell whether a word names the meeting: by its title, its people or its place."""
    people = " ".join(
        f"{person.name} {person.email} {person.email.partition('@')[0]}" for person in event.attendees
    )
    known = re.findall(r"[\w@.:-]+", f"{event.summary} {people} {event.location}".lower())
    return any(
        word == each or (len(word) > 3 and (near(each, word) or _stem(each) == _stem(word))) for each in known
    )


def _stem(word: str) -> str:
    return re.sub(r"(?:ings?|s)$", "", word.replace("-", ""))
