"""The Engine protocol: read a message, word an act; rules and models answer the same interface."""

import contextlib
import math
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from conversations.assistant.acts import Act
from conversations.assistant.state import Draft, Question


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one message says, as words: slot *texts*, whose values Slot.parse decides.

    `kind` refines general talk (greeting, thanks …) and questions (next, reminders), and is "drop" for "never mind",
    "before" or "after" for what is to be beside the `meeting`, "left_out" for a series without days that are not understood;
    `answer` is a yes or no to the open question; `choice` is the index of an offered choice; `added` tells that the named
    people join those already there; `fresh` that another task is meant than the one at hand; `reopened` names
    slots to ask for again, their new value unsaid; `dropped` slots to leave empty.
    `unkept` are words that nothing comes of, which is said.
    `meeting` are the words for a booked meeting ("my 3pm", "it"), `shift` those for a relative correction ("an hour
    later"), `without` those for people who are not to come. `then` is what a second request in the same message asks for.
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
    unkept: str = ""
    then: "Interpretation | None" = None


@dataclass(frozen=True, slots=True)
class Line:
    """One stored chat line of the conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to a model, for the record: how long it took in milliseconds, its tokens and what came of it.

    `purpose` is "interpret" or "phrase". `outcome` is "ok", or why the answer was of no use. `prompt` is kept only where
    the settings ask for it.
    """

    purpose: str
    model: str
    outcome: str
    latency_ms: int
    prompt_hash: str
    prompt: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None

    @property
    def failed(self) -> bool:
        """Tell whether the model was of no use; words that were withheld tell that it works."""
        return self.outcome != "ok" and not self.outcome.startswith("withheld")


@dataclass(frozen=True, slots=True)
class Place:
    """The place in a dialogue where a text is read or an act is worded.

    `now` is aware and in the conversation's zone. `spoken` are the values of the one meeting spoken of last, while no task
    is at hand. `history` are the lines before, oldest first, for engines that want
    them, and `said` is the message that is being answered. After `deadline` (of time.monotonic) an answer is of no use.
    While an engine waits for a model it is inside `waiting`, so that other turns can work meanwhile; every call of a
    model is added to `calls`.
    """

    now: datetime
    draft: Draft | None = None
    question: Question | None = None
    spoken: Mapping[str, Any] | None = None
    history: Sequence[Line] = ()
    said: str = ""
    deadline: float = math.inf
    waiting: Callable[[], AbstractAsyncContextManager[None]] = contextlib.nullcontext
    calls: list[ModelCall] = field(default_factory=list)


class Engine(Protocol):
    """Reads messages and words acts.

    `name` is what the record of an answer calls the engine. `fallback_available` is true when a second engine answers
    for a failed first, `wants_history` when `Place.history` is of use.
    """

    name: str
    fallback_available: bool
    wants_history: bool

    async def interpret(self, text: str, place: Place) -> Interpretation:
        """Return what the text says in this place of the dialogue. Never raises on any text.

        An engine without a second one to answer for it raises ModelFailed when its model does not.
        """
        ...

    def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        """Yield the act's wording in pieces; closing the generator ends its making. Facts come from the act alone."""
        ...
