"""The graph's State: small plain JSON, kept in every checkpoint; never history, which is in the Message table."""

from typing import Any, TypedDict


class Turn(TypedDict):
    """One user message: its stored id and its text."""

    id: int
    text: str


class Choice(TypedDict):
    """A way to answer a question: the label shown and, for each slot it settles, the value."""

    label: str
    values: dict[str, Any]


class Question(TypedDict):
    """What the assistant asked last: the slot (or "confirm") and the choices it offered."""

    slot: str
    choices: list[Choice]


class Draft(TypedDict):
    """A meeting in the making: its future UID, the values of its slots (see slots.py for their JSON), and what was
    said in a way that leaves a choice, by slot."""

    uid: str
    values: dict[str, Any]
    open: dict[str, list[Choice]]


class State(TypedDict, total=False):
    """Everything the graph remembers between turns; `topic` is what general talk was about."""

    turn: Turn
    intent: str
    topic: str
    draft: Draft | None
    question: Question | None
