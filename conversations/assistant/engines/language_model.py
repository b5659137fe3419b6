"""What an engine asks of a language model, and how a model fails. Knows no library and no prompt."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Prompt:
    """One message of a request: the instructions are the system's, everything people wrote is the user's."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A piece of a model's answer, or all of it; the tokens are counted by the server, None when it does not tell."""

    text: str
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class ModelFailed(Exception):
    """The model gave no answer that is of use.

    `outcome` is a code for the record, `passing` whether it asks to be tried again, `retry_after` when, in seconds.
    """

    def __init__(self, outcome: str, *, passing: bool = False, retry_after: float | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.passing = passing
        self.retry_after = retry_after


class LanguageModel(Protocol):
    """A chat model. Both ways of asking wait for a free place first, and raise ModelFailed."""

    name: str

    async def complete(
        self, prompts: Sequence[Prompt], *, schema: Mapping[str, Any], most_tokens: int
    ) -> Completion:
        """Return an answer as JSON; a server that can is held to the schema, so it is to be checked all the same."""
        ...

    def stream(self, prompts: Sequence[Prompt], *, most_tokens: int) -> AsyncGenerator[Completion, None]:
        """Yield an answer piece by piece; closing the iterator closes the request."""
        ...
