"""Reads what a message asks for, weighing the cues of the intent table against its features.

It never reads the clock, a draft or a calendar: only the words of one message.
"""

from dataclasses import dataclass

from conversations.assistant.engines.domains import DOMAINS
from conversations.assistant.engines.features import read
from conversations.assistant.engines.wording import sentences
from conversations.assistant.intents import INTENTS

LIMIT = 2000  # characters read of a message: a request is stated early, and noise must stay cheap

GUESS = 0.3  # the confidence below which nothing speaks for any intent

_DOMAINS = frozenset(DOMAINS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An intent's name, the confidence in it (0 to 1) and, for ``general``, the kind of small talk.

    Kinds: greeting, thanks, farewell, praise, joke, help, smalltalk.
    """

    intent: str
    confidence: float
    kind: str | None


def classify(text: str) -> Verdict:
    """Read the intent of one message: any text of any length, the same verdict each time, no error raised.

    Every intent scores its strongest cue in any sentence; a foreign domain counts for the whole message.
    """
    readings = [read(sentence) for sentence in sentences(text, LIMIT)] or [set()]
    foreign = _DOMAINS.intersection(set().union(*readings))
    scores: dict[str, float] = dict.fromkeys(INTENTS, 0.0)
    kinds: dict[str, str | None] = dict.fromkeys(INTENTS)
    for features in readings:
        features |= foreign
        for name, intent in INTENTS.items():
            for cue in intent.cues:
                if cue.weight > scores[name] and cue.needs <= features and cue.unless.isdisjoint(features):
                    scores[name], kinds[name] = cue.weight, cue.kind
    best, second = sorted(scores, key=lambda name: -scores[name])[:2]
    return Verdict(best, round((scores[best] - scores[second] / 2) / 10, 3), kinds[best])
