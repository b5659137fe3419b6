"""The Engine protocol: read a message, word an act; rules and models answer the same interface."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from conversations.assistant.acts import Act
from conversations.assistant.state import Draft, Question


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one message says, as words: slot *texts*, whose values Slot.parse decides.

    `kind` refines general talk (greeting, thanks …) and questions (next, reminders), and is "drop" for "never mind";
    `answer` is a yes or no to the open question; `choice` is the index of an offered choice; `added` tells that the named
    people join those already there; `fresh` that another task is meant than the one at hand; `reopened` names
    slots to ask for again, their new value unsaid; `dropped` slots to leave empty.
    `meeting` are the words for a booked meeting ("my 3pm", "it"), `shift` those for a relative correction ("an hour
    later"), `without` those for people who are not to come.
    """

    intent: str
    slots: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None
    answer: Literal["yes", "no"] | None = None
    choice: int | None = None
    added: bool = False
    fresh: bool = False
    reopened: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    meeting: str = ""
    shift: str = ""
    without: str = ""


class Engine(Protocol):
    """Reads messages and words acts. `fallback_available` is true when a second engine answers for a failed first."""

    fallback_available: bool

    async def interpret(
        self, text: str, *, draft: Draft | None, question: Question | None, now: datetime
    ) -> Interpretation:
        """Return what the text says in this place of the dialogue. Never raises on any text."""
        ...

    def phrase(self, act: Act, *, now: datetime) -> AsyncIterator[str]:
        """Yield the act's wording in pieces. Facts come from the act alone."""
        ...
