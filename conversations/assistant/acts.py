"""Dialogue acts: what the assistant means to say, as plain data; the engine finds the words.

Names follow the dialogue-act literature: Request, Confirm, Inform, NotifySuccess, NotifyFailure.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from conversations.assistant.state import Question

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Base of all acts. `to_json` and `from_json` carry them through an interrupt, which stores JSON only."""

    kinds: ClassVar[dict[str, type["Act"]]] = {}

    def __init_subclass__(cls) -> None:
        Act.kinds[cls.__name__] = cls

    def to_json(self) -> dict[str, Any]:
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {"act": type(self).__name__, **values}

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Act":
        values = dict(data)
        return Act.kinds[values.pop("act")](**values)


@dataclass(frozen=True, slots=True)
class Request(Act):
    """Ask for one slot of the draft; `values` is what is known so far, `task` what it is for."""

    question: Question
    values: Values
    task: str = "schedule"


@dataclass(frozen=True, slots=True)
class Confirm(Act):
    """Show what is about to be written and ask whether to do it; `was` is what a booked meeting was before."""

    question: Question
    values: Values
    task: str = "schedule"
    was: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Inform(Act):
    """Tell something that changes nothing outside: `topic` names it, `details` fill it in.

    `variant` picks one of several wordings.
    """

    topic: str
    details: Values = field(default_factory=dict)
    variant: int = 0


@dataclass(frozen=True, slots=True)
class NotifySuccess(Act):
    """A meeting or reminder is written: `meeting` is read from the stored row, `task` tells what was done to it.

    `mail` tells who is written to of it (mailing.py); it is empty where nobody is. `uid` names the row.
    """

    meeting: Values
    task: str = "schedule"
    mail: Values = field(default_factory=dict)
    uid: str = ""


@dataclass(frozen=True, slots=True)
class NotifyFailure(Act):
    """What was asked cannot be done, for `reason` (a code) with an `explanation` sentence where the reason is variable."""

    reason: str
    explanation: str = ""


Asking = Request | Confirm


def choice_labels(question: Question) -> list[str]:
    """Return the labels of a question's choices, the suggestions of the wire."""
    return [choice["label"] for choice in question["choices"]]
