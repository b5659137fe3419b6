"""The HTTP way to a model's server: one token, at most so many bytes of an answer. Knows nothing of models."""

from collections.abc import AsyncIterator, Callable

import httpx

MOST_BYTES = 1_000_000  # of one answer; a useful one has some thousand


class BoundedTransport(httpx.AsyncBaseTransport):
    """Sends `token`, or none when it is empty, whatever the library would send; breaks off an answer that never ends.

    Keeps a pool of one connection for each request that is open at the same time: httpcore looks at all connections
    of a pool for each of them, which with forty takes longer than all the rest of a request.
    """

    def __init__(self, token: str) -> None:
        self._token = token
        self._secure = httpx.create_ssl_context()
        self._all: list[httpx.AsyncHTTPTransport] = []
        self._free: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.headers.pop("authorization", None)
        if self._token:
            request.headers["authorization"] = f"Bearer {self._token}"
        way = self._free.pop() if self._free else self._another()
        try:
            response = await way.handle_async_request(request)
        except BaseException:
            self._free.append(way)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Bounded(response.stream, lambda: self._free.append(way))
        return response

    async def aclose(self) -> None:
        for way in self._all:
            await way.aclose()

    def _another(self) -> httpx.AsyncHTTPTransport:
        way = httpx.AsyncHTTPTransport(verify=self._secure, limits=httpx.Limits(max_connections=1))
        self._all.append(way)
        return way


class _Bounded(httpx.AsyncByteStream):
    """The body of an answer; `closed` is called once, when it is closed."""

    def __init__(self, stream: httpx.AsyncByteStream, closed: Callable[[], None]) -> None:
        self._stream = stream
        self._closed: Callable[[], None] | None = closed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise httpx.ReadError("the answer is too long")
            yield chunk

    async def aclose(self) -> None:
        closed, self._closed = self._closed, None
        try:
            await self._stream.aclose()
        finally:
            if closed:
                closed()
