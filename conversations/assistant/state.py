"""The graph's State: small plain JSON, kept in every checkpoint; never history, which is in the Message table."""

from typing import Any, NotRequired, TypedDict


class Turn(TypedDict):
    """One user message: its stored id and its text."""

    id: int
    text: str


class Choice(TypedDict):
    """A way to answer a question: the label shown and, for each slot it settles, the value."""

    label: str
    values: dict[str, Any]


class Question(TypedDict):
    """What the assistant asked last, and the choices it offered.

    `slot` is the slot it is about, or "confirm", "change", "when", "meeting", "scope" or "person".
    """

    slot: str
    choices: list[Choice]


class Draft(TypedDict):
    """A task in the making: what becomes of it is one write to the calendar.

    `task` is the intent that opened it. `uid` names the meeting or reminder written in the end. `values` are slot values
    (see slots.py for their JSON), `open` what was said in a way that leaves a choice, by slot. For a booked meeting `was`
    holds its values as they were read; until it is found, `uid` is "" and `said` keeps the interpretation (engines/base.py)
    that tells which one is meant and what is to become of it. Of a series, `occurrence` is the RECURRENCE-ID in UTC of the
    one spoken of, `scope` how much of the series is meant: "one", "following" or "all", and `changed` what was corrected
    before that was said. Of `values`, `within` holds the days that one is still to be chosen of, and `taken` the hour that
    cannot be. `replaces` is the uid of the stored reminder that a moved one takes the place of; several reminders to be
    cancelled are named in lines of `uid`.
    `span` is where a free time is looked for (searching.py), as long as none is chosen.
    """

    task: str
    uid: str
    said: dict[str, Any]
    values: dict[str, Any]
    open: dict[str, list[Choice]]
    was: dict[str, Any]
    occurrence: NotRequired[str]
    replaces: NotRequired[str]
    span: NotRequired[dict[str, Any]]
    scope: NotRequired[str]
    changed: NotRequired[dict[str, Any]]


class Parked(TypedDict):
    """A task that waits until the one that interrupted it is done, and its open question."""

    draft: Draft
    question: Question


class State(TypedDict, total=False):
    """Everything the graph remembers between turns.

    `asking` tells that `question` is to be put to the user, which pauses the run. `topic` is what general talk was about,
    `asked` the texts of a question about the calendar. `focus` names the meetings spoken of last (meetings.named), which
    "it" and "the second one" mean. `parked` are the tasks to come back to, the latest last; `back` is the UID of the one
    that was just come back to. `timezone` is the zone named last in so many words. `remarks` counts small talk, so that
    its answers vary.
    """

    turn: Turn
    intent: str
    topic: str
    asked: dict[str, str]
    draft: Draft | None
    question: Question | None
    asking: bool
    focus: list[str]
    parked: list[Parked]
    back: str
    timezone: str
    remarks: int
