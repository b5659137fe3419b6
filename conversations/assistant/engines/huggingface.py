"""Models behind langchain-huggingface: the Hub's providers, or any server that speaks OpenAI's chat completions.

Never builds a prompt and never judges an answer.
"""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import structlog
from langchain_core.messages import BaseMessage, convert_to_messages

from conversations.assistant.engines.endpoint import EndpointClient
from conversations.assistant.engines.language_model import Completion, ModelFailed, Prompt
from conversations.assistant.engines.posting import CutOff, Poster, Unreachable

# otherwise the library reports its use when it is imported, with a synchronous request
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from langchain_huggingface import ChatHuggingFace

log = structlog.get_logger(__name__)

TEMPERATURE = 0.1  # some servers refuse zero
# ChatHuggingFace asks at every call for a class of this package, and Python goes through all its folders each time
_ABSENT = "langchain_community"


@dataclass(slots=True)
class _Loop:
    """What requests of one event loop share: the connections, and room for so many at a time."""

    poster: Poster
    room: asyncio.Semaphore


class HuggingFaceModel:
    """A LanguageModel of the Hub, or of the server at `url`.

    `token` goes to that one place and no other token goes anywhere, also when HF_TOKEN is in the environment.
    """

    def __init__(self, model: str, *, url: str, token: str, most_at_once: int) -> None:
        self.name = model or "default"
        self._url = url.rstrip("/")
        self._token = token
        self._most_at_once = most_at_once
        self._holds_schema = True
        self._building = threading.Lock()
        self._chat: ChatHuggingFace | None = None
        self._address = ""  # of its completions, once the library is there to tell it
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Loop] = WeakKeyDictionary()

    async def prepare(self) -> None:
        """Import and build the library's client in a thread: that takes seconds, once."""
        if self._chat is None:
            await asyncio.to_thread(self._build)

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        if loop := self._loops.pop(asyncio.get_running_loop(), None):
            await loop.poster.close()

    async def complete(
        self, prompts: Sequence[Prompt], *, schema: Mapping[str, Any], most_tokens: int
    ) -> Completion:
        if self._holds_schema:
            try:
                return await self._complete(prompts, most_tokens, response_format=self._format(schema))
            except ModelFailed as failed:
                if failed.outcome != "refused":
                    raise
            # a server that knows no response_format refuses the request: it is asked without from then on
            answer = await self._complete(prompts, most_tokens)
            self._holds_schema = False
            return answer
        return await self._complete(prompts, most_tokens)

    async def _complete(self, prompts: Sequence[Prompt], most_tokens: int, **options: Any) -> Completion:
        # what `ainvoke` and `astream` call inside; around it they prepare to tell tracers what was asked, which doubles
        # the cost of a call and must not happen to what people wrote, whatever is in the environment
        async with self._request() as chat:
            answer = await chat._agenerate(
                _messages(prompts), temperature=TEMPERATURE, max_tokens=most_tokens, **options
            )
            return _completion(answer.generations[0].message)

    async def stream(
        self, prompts: Sequence[Prompt], *, most_tokens: int
    ) -> AsyncGenerator[Completion, None]:
        finished = False
        async with self._request() as chat:
            async for piece in chat._astream(
                _messages(prompts), temperature=TEMPERATURE, max_tokens=most_tokens, stream_usage=True
            ):
                finished = finished or "finish_reason" in (piece.generation_info or {})
                yield _completion(piece.message)
            if not finished:
                raise ModelFailed("cut_off")

    @asynccontextmanager
    async def _request(self) -> AsyncIterator["ChatHuggingFace"]:
        """Lend a client for one request when there is room; its connection is free again, or closed, at the end.

        Each request has a client of its own, because its answer is closed with it; all have the same connections.
        """
        await self.prepare()
        assert self._chat is not None
        loop = self._loop()
        async with loop.room, AsyncExitStack() as opened:
            client = EndpointClient(self._address, self.name, loop.poster, opened)
            llm = self._chat.llm.model_copy(update={"async_client": client})
            try:
                yield self._chat.model_copy(update={"llm": llm})
            except ModelFailed:
                raise
            except Exception as error:
                raise _failure(error) from error

    def _loop(self) -> _Loop:
        running = asyncio.get_running_loop()
        if running not in self._loops:
            self._loops[running] = _Loop(Poster(self._token), asyncio.Semaphore(self._most_at_once))
        return self._loops[running]

    def _build(self) -> None:
        with self._building:
            self._chat = self._chat or self._new_chat()

    def _new_chat(self) -> "ChatHuggingFace":
        from langchain_huggingface import ChatHuggingFace, HuggingFaceEndpoint

        if find_spec(_ABSENT) is None:
            sys.modules.setdefault(_ABSENT, None)  # type: ignore[arg-type] # "not there", known without looking
        model = self._url or self.name
        token = self._token or None
        llm = HuggingFaceEndpoint(model=model, task="conversational", huggingfacehub_api_token=token)
        chat = ChatHuggingFace(llm=llm)
        self._address = _address(model)
        return chat

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if self._url:
            # TGI reads `value`, llama.cpp `schema`, the others take it for "any JSON"
            return {"type": "json_object", "value": schema, "schema": schema}
        return {"type": "json_schema", "json_schema": {"name": "reading", "schema": schema}}


def _address(model: str) -> str:
    """Return where the library would ask for completions of a model of the Hub, or of the server at an address."""
    from huggingface_hub.inference._providers import get_provider_helper

    helper = get_provider_helper(None, task="conversational", model=model)
    request = helper.prepare_request(
        inputs=[], parameters={}, headers={}, model=model, api_key="hf_of_nobody"
    )
    return request.url


def _messages(prompts: Sequence[Prompt]) -> list[BaseMessage]:
    return convert_to_messages([(prompt.role, prompt.content) for prompt in prompts])


def _completion(message: BaseMessage) -> Completion:
    usage = getattr(message, "usage_metadata", None)
    return Completion(
        str(message.content),
        prompt_tokens=usage["input_tokens"] if usage else None,
        completion_tokens=usage["output_tokens"] if usage else None,
    )


def _failure(error: Exception) -> ModelFailed:
    """Return what the record calls an error on the way to an answer."""
    if isinstance(error, Unreachable):
        return ModelFailed("unreachable")
    if isinstance(error, CutOff):
        return ModelFailed("cut_off")
    log.warning("answer of the model is unreadable", error=type(error).__name__)
    return ModelFailed("unreadable")
