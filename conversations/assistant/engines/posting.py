"""JSON posted over HTTP, and its answer as it comes: open connections are kept, no answer is endless.

Knows nothing of models.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import certifi

MOST_BYTES = 1_000_000  # of one answer; a useful one has some thousand
KEPT_SECONDS = 60


class Unreachable(ConnectionError):
    """No connection could be made."""


class CutOff(ConnectionError):
    """The answer did not come to its end, or was too long."""


class Answer:
    """What came back: its status and headers, and a body to be read once. Reading raises CutOff."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = response.headers

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        left = MOST_BYTES
        while chunk := await self._next():
            left -= len(chunk)
            if left < 0:
                raise CutOff("the answer is too long")
            yield chunk

    async def _next(self) -> bytes:
        try:
            return await self._response.content.readany()
        except aiohttp.ClientError as error:
            raise CutOff(str(error)) from error

    async def body(self) -> bytes:
        return b"".join([chunk async for chunk in self.chunks()])

    async def lines(self) -> AsyncGenerator[str, None]:
        unread = b""
        async for chunk in self.chunks():
            *lines, unread = (unread + chunk).split(b"\n")
            for line in lines:
                yield line.decode(errors="replace")
        yield unread.decode(errors="replace")


class Poster:
    """Posts with `token`, or without any when it is empty, from one event loop; a redirect is an answer."""

    def __init__(self, token: str) -> None:
        self._headers = {"content-type": "application/json", "accept-encoding": "identity"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"
        self._opening: asyncio.Task[aiohttp.ClientSession] | None = None

    @asynccontextmanager
    async def post(self, url: str, body: bytes) -> AsyncIterator[Answer]:
        """Post and wait for the head of the answer; a connection whose answer is not read to its end is closed.

        Raises Unreachable or CutOff.
        """
        self._opening = self._opening or asyncio.create_task(self._open())
        session = await asyncio.shield(self._opening)
        try:
            response = await session.post(url, data=body, allow_redirects=False)
        except aiohttp.ClientConnectorError as error:
            raise Unreachable(str(error)) from error
        except aiohttp.ClientError as error:
            raise CutOff(str(error)) from error
        async with response:
            yield Answer(response)

    async def close(self) -> None:
        """Close the connections."""
        if self._opening:
            await (await self._opening).close()

    async def _open(self) -> aiohttp.ClientSession:
        # reading the certificates of the authorities blocks
        secure = await asyncio.to_thread(ssl.create_default_context, cafile=certifi.where())
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=secure, limit=0, keepalive_timeout=KEPT_SECONDS),
            timeout=aiohttp.ClientTimeout(total=None),  # callers have deadlines
            headers=self._headers,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )
