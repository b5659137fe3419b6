"""JSON posted over HTTP/1.1, and its answer as it comes: open connections are kept, no answer is endless.

Knows nothing of models. A general client spends several times as long on a request as h11 spends on HTTP itself.
"""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import SplitResult, urlsplit

import certifi
import h11

MOST_BYTES = 1_000_000  # of one answer; a useful one has some thousand
READ_BYTES = 65_536


class Unreachable(ConnectionError):
    """No connection could be made."""


class CutOff(ConnectionError):
    """The answer did not come to its end, or was too long."""


class Answer:
    """What came back: its status and headers (names in lower case), and a body to be read once."""

    def __init__(self, connection: "_Connection", head: h11.Response) -> None:
        self._connection = connection
        self.status = head.status_code
        self.headers = {name.decode(): value.decode("latin-1") for name, value in head.headers}

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        left = MOST_BYTES
        while isinstance(event := await self._connection.next_event(), h11.Data):
            left -= len(event.data)
            if left < 0:
                raise CutOff("the answer is too long")
            yield bytes(event.data)

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
        self._token = token
        self._free: dict[str, list[_Connection]] = defaultdict(list)
        self._secure: ssl.SSLContext | None = None

    @asynccontextmanager
    async def post(self, url: str, body: bytes) -> AsyncIterator[Answer]:
        """Post and wait for the head of the answer; a connection whose answer is not read to its end is closed.

        Raises Unreachable or CutOff.
        """
        parts = urlsplit(url)
        free = self._free[parts.netloc]
        while free and free[-1].ended:
            free.pop().close()
        connection = free.pop() if free else await self._connect(parts)
        try:
            connection.send(self._head(parts, len(body)), body)
            while isinstance(head := await connection.next_event(), h11.InformationalResponse):
                pass
            assert isinstance(head, h11.Response)
            yield Answer(connection, head)
        finally:
            if connection.renewed():
                free.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close the connections that are free."""
        for free in self._free.values():
            while free:
                free.pop().close()

    async def _connect(self, parts: SplitResult) -> "_Connection":
        secure = parts.scheme == "https"
        if secure and self._secure is None:
            self._secure = await asyncio.to_thread(ssl.create_default_context, cafile=certifi.where())
        try:
            return _Connection(
                *await asyncio.open_connection(
                    parts.hostname,
                    parts.port or (443 if secure else 80),
                    ssl=self._secure if secure else None,
                )
            )
        except OSError as error:
            raise Unreachable(str(error)) from error

    def _head(self, parts: SplitResult, length: int) -> h11.Request:
        headers = {
            "host": parts.netloc.rpartition("@")[2],
            "content-type": "application/json",
            "content-length": str(length),
            "accept-encoding": "identity",
        }
        if self._token:
            headers["authorization"] = f"Bearer {self._token}"
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        return h11.Request(method="POST", target=target, headers=list(headers.items()))


class _Connection:
    """One connection and where its exchange stands."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.CLIENT)

    @property
    def ended(self) -> bool:
        return self._reader.at_eof() or self._writer.is_closing()

    def send(self, head: h11.Request, body: bytes) -> None:
        parts = (self._http.send(head), self._http.send(h11.Data(body)), self._http.send(h11.EndOfMessage()))
        self._writer.write(b"".join(filter(None, parts)))

    async def next_event(self) -> h11.Event:
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(READ_BYTES))
        except (OSError, h11.RemoteProtocolError) as error:
            raise CutOff(str(error)) from error
        assert not isinstance(event, type)
        return event

    def renewed(self) -> bool:
        """Make ready for the next exchange; return False when this one is not over or was the last."""
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            return False
        self._http.start_next_cycle()
        return True

    def close(self) -> None:
        self._writer.transport.abort()
