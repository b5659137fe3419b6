"""Chat completions of one server, as langchain-huggingface asks an endpoint's client for them.

Knows OpenAI's shapes and what a server's status means; never what is in a message. huggingface_hub's own client checks
and copies each request and answer several times, which costs more than all else of a call.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from typing import Any

import orjson

from conversations.assistant.engines.language_model import ModelFailed
from conversations.assistant.engines.posting import Answer, Poster


class EndpointClient:
    """Stands where HuggingFaceEndpoint has its AsyncInferenceClient, for one request.

    `poster` sends it to `url`; the answer is open as long as `opened`.
    """

    def __init__(self, url: str, model: str, poster: Poster, opened: AsyncExitStack) -> None:
        self._url = url
        self._model = model
        self._poster = poster
        self._opened = opened

    async def chat_completion(
        self, messages: list[dict[str, Any]], *, stream: bool = False, **parameters: Any
    ) -> Any:
        """Return the completion, or with `stream` an iterator of its pieces. Raises ModelFailed."""
        given = {name: value for name, value in parameters.items() if value is not None}
        body = orjson.dumps({**given, "model": self._model, "messages": messages, "stream": stream})
        answer = await self._opened.enter_async_context(self._poster.post(self._url, body))
        if answer.status != 200:
            raise _refusal(answer)
        return _pieces(answer) if stream else orjson.loads(await answer.body())


async def _pieces(answer: Answer) -> AsyncGenerator[dict[str, Any], None]:
    """Yield the events of a stream; what comes after the last is read too, so that the connection can be kept."""
    async for line in answer.lines():
        data = line.removeprefix("data:").strip()
        if data and data != line.strip() and data != "[DONE]":
            piece: dict[str, Any] = orjson.loads(data)
            if piece.get("error"):
                raise ModelFailed("server_error")
            yield piece


def _refusal(answer: Answer) -> ModelFailed:
    """Return what the record calls a status, and whether the server asks to be tried again."""
    if answer.status in (429, 503):
        return ModelFailed("busy", passing=True, retry_after=_retry_after(answer))
    if answer.status in (401, 403):
        return ModelFailed("unauthorised")
    return ModelFailed("refused" if answer.status in (400, 422) else "server_error")


def _retry_after(answer: Answer) -> float | None:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3); its form as a date is not worth waiting for."""
    text = answer.headers.get("retry-after", "").strip()
    return float(text) if text.isdecimal() else None
