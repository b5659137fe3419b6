"""The HTTP way to a model's server: one token, at most so many bytes of an answer. Knows nothing of models."""

from collections.abc import AsyncIterator

import httpx

MOST_BYTES = 1_000_000  # of one answer; a useful one has some thousand


class BoundedTransport(httpx.AsyncHTTPTransport):
    """Sends `token`, or none when it is empty, whatever the library would send; breaks off an answer that never ends."""

    def __init__(self, token: str, *, connections: int) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        super().__init__(limits=limits)
        self._token = token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.pop("authorization", None)
        if self._token:
            request.headers["authorization"] = f"Bearer {self._token}"
        response = await super().handle_async_request(request)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Bounded(response.stream)
        return response


class _Bounded(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise httpx.ReadError("the answer is too long")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
