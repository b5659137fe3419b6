"""Reads what is to be beside a booked meeting: "remind me an hour before the review", "book a debrief right after that".

Says which words name that meeting; which one it is, and when, others decide.
"""

import re
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.classifier import classify
from conversations.assistant.engines.slotwords import slot_words
from conversations.assistant.engines.standalone import orders
from conversations.assistant.engines.times import times_in
from conversations.assistant.mentions import read_mention

LONGEST = 200  # characters; a longer text is about more than one meeting
_REMIND = (
    r"^\W*(?:(?:please|and|also|ok|okay|oh|can you|could you)[\s,]+)*"
    r"(?:remind me|(?:set|create|add|make|send|give)(?: me)? a reminder|ping me)(?: again| also)?"
)
_AMOUNT = (
    r"(?:the day|(?:half )?(?:an?|one|two|three|four|five|ten|fifteen|twenty|thirty|forty-five|\d+)"
    r"(?: (?:half|couple of|few|quarter of an))?[ -]?(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?)(?: and a half)?)"
)
_REMINDED = re.compile(
    rf"{_REMIND}(?: (?P<how>to|about|of) (?P<what>.+?))?,? (?P<much>{_AMOUNT}) (?:before|ahead of|prior to)"
    r"(?: (?!to\b)(?P<meeting>.+?))?(?: to (?P<then>.+?))?(?:,? (?:as well|too|also|please))*[\s.!]*$",
    re.I,
)
_LENGTH = r"(?: for (?:\d|an?\b|half\b|one\b|two\b|three\b|fifteen\b|thirty\b|forty).*)?(?:,? just me)?"
_NO_DAY = r"(?!(?:end|start|beginning|middle|day|week|month|year|weekend|holidays?|break)\b)"
_PLACED = re.compile(
    r"^(?P<what>.+?),? (?:(?:right|directly|immediately|straight|just) )?(?P<side>before|after) "
    rf"(?:(?P<it>it|that|this)(?P<more> (?:with|for) .+|,? just me)?|"
    rf"(?P<meeting>(?:the|my|our) {_NO_DAY}.+?)(?P<rest>{_LENGTH}))[\s.!]*$",
    re.I,
)


def beside_meeting(text: str, now: datetime) -> Interpretation | None:
    """Return the wish for a reminder or a meeting beside one that is booked, None for anything else."""
    if len(text) > LONGEST:
        return None
    if found := _REMINDED.match(text):
        about = found["what"] if found["how"] and found["how"].lower() != "to" else None
        meeting = found["meeting"] or about or "it"
        what = found["then"] or (None if about else found["what"])
        mention = read_mention(meeting, now)
        if mention.clocks or (mention.timed and not (mention.words or mention.pronoun)):
            return None  # "an hour before 5pm", "the day before Christmas"
        slots = {"text": what} if what else {}
        return Interpretation(
            "reminder", slots, kind="before", meeting=meeting, shift=f"{found['much']} before"
        )
    found = _PLACED.match(text) if orders(text) else None
    if found is None or any(
        reading.date or reading.time or reading.recurrence or reading.part_of_day
        for reading in times_in(text, now).readings
    ):
        return None
    words = f"{found['what']}{found['more'] or found['rest'] or ''}"
    slots, _ = slot_words(words, classify(words), None, None, now)
    return Interpretation(
        "schedule", slots, kind=found["side"].lower(), meeting=found["meeting"] or found["it"]
    )
