"""What evidence for an intent is, and how an entry of the intent table writes it down.

The table itself is intents.py; engines/classifier.py weighs the cues.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """Evidence: a weight from 0 to 10, the features that must all be there and those that must not.

    Features are the classes of engines/lexicon.py, domains.py, smalltalk.py and the forms of features.read();
    ``kind`` is the flavour of small talk the cue shows.
    """

    weight: float
    needs: frozenset[str]
    unless: frozenset[str]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing a message can ask for; ``cues`` feed the rule engine, ``examples`` the prompts."""

    name: str
    description: str
    cues: tuple[Cue, ...]
    examples: tuple[str, ...]


def cue(weight: float, needs: str, unless: str = "", kind: str | None = None) -> Cue:
    return Cue(weight, frozenset(needs.split()), frozenset(unless.split()), kind)


def order(weight: float, needs: str, unless: str = "") -> Cue:
    """A cue that no question shows."""
    return cue(weight, needs, unless + " ask")
