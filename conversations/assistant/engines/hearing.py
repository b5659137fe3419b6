"""Hears one user message with every reader at once: its intent, its times, what it names.

It never looks at the conversation around the message; dialogue.py does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from conversations.assistant.engines import timephrases
from conversations.assistant.engines.classifier import Verdict, classify
from conversations.assistant.engines.entities import Entities, find_entities
from conversations.assistant.engines.times import times_in


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as the readers heard it, each on its own."""

    text: str
    verdict: Verdict
    when: timephrases.When
    named: Entities


# A conversation is replayed at each of its turns: its lines are heard again and again.
@lru_cache(maxsize=256)
def hear(text: str, now: datetime) -> Heard:
    """Hear `text`; `now` is aware and in the user's zone. Never raises on any text."""
    when = times_in(text, now)
    spans = [(phrase.start, phrase.end) for phrase in when.phrases]
    return Heard(text, classify(text), when, find_entities(text, time_spans=spans))
