"""The engine that asks a language model: it reads messages in one call and words what states no fact.

Values are decided by the slot table and facts by the templates; the model proposes, and what it says is checked.
"""

import asyncio
import hashlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from conversations.assistant.acts import Act, Inform
from conversations.assistant.engines.base import Interpretation, ModelCall, Place
from conversations.assistant.engines.guard import Withheld, checked
from conversations.assistant.engines.language_model import Completion, LanguageModel, ModelFailed, Prompt
from conversations.assistant.engines.phrases import card, wording
from conversations.assistant.engines.prompts import reading_prompts, repair_prompts, wording_prompts
from conversations.assistant.engines.reading import Reading, Unreadable, read_form, schema
from conversations.assistant.engines.rules import RuleEngine
from conversations.assistant.engines.settling import settle

READING_TOKENS = 600
WORDING_TOKENS = 160
# topics of Inform whose words are free, because they state no fact of the calendar
FREE = frozenset(
    {"greeting", "thanks", "farewell", "praise", "joke", "smalltalk", "help", "general", "unknown", "recap"}
)
_THINKING, _THOUGHT = "<think>", "</think>"


@dataclass(slots=True)
class _Record:
    """What becomes a ModelCall when the call ends; `answer` counts the tokens."""

    outcome: str = "ok"
    answer: Completion = field(default_factory=lambda: Completion(""))


class ModelEngine:
    """An Engine over a LanguageModel. Raises ModelFailed when the model is of no use within the place's deadline."""

    name = "model"
    fallback_available = False
    wants_history = True

    def __init__(self, model: LanguageModel, *, log_prompts: bool = False) -> None:
        self._model = model
        self._log_prompts = log_prompts
        self._rules = RuleEngine()

    async def interpret(self, text: str, place: Place) -> Interpretation:
        prompts = reading_prompts(text, place)
        try:
            reading = await self._read(prompts, place)
        except _Misread as misread:
            try:
                reading = await self._read(repair_prompts(prompts, misread.answer, misread.problem), place)
            except _Misread:
                raise ModelFailed("unreadable") from None
        heard = await self._rules.interpret(text, place)
        return replace(settle(reading, heard, text, place), unkept=heard.unkept)

    async def _read(self, prompts: Sequence[Prompt], place: Place) -> Reading:
        with self._recorded("interpret", prompts, place) as record:
            async with place.waiting(), _until(place.deadline):
                record.answer = await self._model.complete(
                    prompts, schema=schema(), most_tokens=READING_TOKENS
                )
            try:
                return read_form(record.answer.text)
            except Unreadable as error:
                record.outcome = "unreadable"
                raise _Misread(record.answer.text, str(error)) from None

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        if not (isinstance(act, Inform) and act.topic in FREE):
            yield wording(act, place.now)
            return
        prompts = wording_prompts(act, place)
        said = ""
        with self._recorded("phrase", prompts, place) as record:
            try:
                async with place.waiting(), aclosing(checked(self._pieces(prompts, place, record))) as pieces:
                    async for piece in pieces:
                        said += piece
                        yield piece
            except Withheld as withheld:
                record.outcome = f"withheld: {withheld}"
        if record.outcome != "ok" or not said.strip():
            yield continued(said, wording(act, place.now))
        elif act.topic == "recap" and act.details:
            yield "\n" + card(act.details, place.now)

    async def _pieces(
        self, prompts: Sequence[Prompt], place: Place, record: _Record
    ) -> AsyncGenerator[str, None]:
        """The model's words as they come, without the thoughts some models think aloud."""
        opening, thinking = "", True
        async with aclosing(self._model.stream(prompts, most_tokens=WORDING_TOKENS)) as stream:
            while True:
                async with _until(place.deadline):
                    completion = await anext(stream, None)
                if completion is None:
                    break
                if completion.prompt_tokens is not None:
                    record.answer = completion
                if not thinking:
                    yield completion.text
                    continue
                opening = (opening + completion.text).lstrip()
                if _THINKING.startswith(opening[: len(_THINKING)]):
                    _, ended, opening_after = opening.partition(_THOUGHT)
                    if not ended:
                        continue
                    opening = opening_after.lstrip()
                    if not opening:
                        continue
                thinking = False
                yield opening

    @contextmanager
    def _recorded(self, purpose: str, prompts: Sequence[Prompt], place: Place) -> Iterator[_Record]:
        """Add the call to the place's record, however it ends."""
        started = time.monotonic()
        text = "\n\n".join(f"{prompt.role}: {prompt.content}" for prompt in prompts)
        record = _Record()
        try:
            yield record
        except ModelFailed as failed:
            record.outcome = failed.outcome
            raise
        except (asyncio.CancelledError, GeneratorExit):
            record.outcome = "cancelled"
            raise
        finally:
            place.calls.append(
                ModelCall(
                    purpose=purpose,
                    model=self._model.name,
                    outcome=record.outcome,
                    latency_ms=int((time.monotonic() - started) * 1000),
                    prompt_hash=hashlib.sha256(text.encode()).hexdigest(),
                    prompt=text if self._log_prompts else "",
                    prompt_tokens=record.answer.prompt_tokens,
                    completion_tokens=record.answer.completion_tokens,
                )
            )


class _Misread(Exception):
    def __init__(self, answer: str, problem: str) -> None:
        super().__init__(problem)
        self.answer = answer
        self.problem = problem


@asynccontextmanager
async def _until(deadline: float) -> AsyncIterator[None]:
    """Raise ModelFailed when the block is not through at `deadline` (of time.monotonic)."""
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic()) if deadline < _EVER else None):
            yield
    except TimeoutError:
        raise ModelFailed("timeout") from None


_EVER = float("inf")


def continued(said: str, text: str) -> str:
    """Return what has to follow the words that were said already, so that `text` is said too."""
    broken_off = "" if said.rstrip().endswith((".", "!", "?", "…")) else "…"
    return f"{broken_off} {text}" if said.strip() else text
