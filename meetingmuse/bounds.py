"""Bounds of what one connection may make Daphne keep: the time of a request, its body, and frames nobody has read yet.

Says nothing about what requests and frames mean.
"""

import asyncio
from typing import Any

from autobahn.websocket.types import ConnectionDeny
from daphne import server
from daphne.http_protocol import HTTPFactory, WebRequest
from daphne.ws_protocol import WebSocketFactory
from django.conf import settings
from twisted.protocols.basic import LineReceiver
from twisted.web.http import HTTPChannel

from meetingmuse.closing import ClosingProtocol

REQUEST_SECONDS = 30
MOST_FRAMES, LOOK_AGAIN_SECONDS = 64, 0.05

_TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class BoundedRequest(WebRequest):  # type: ignore[misc]
    """A request whose body is refused once it is longer than Django would read; Daphne keeps bodies in memory."""

    _received = 0

    def gotLength(self, length: int | None) -> None:
        super().gotLength(min(length or 0, settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
        self._count(length or 0)

    def handleContentChunk(self, data: bytes) -> None:
        self._received += len(data)
        if self._count(self._received):
            super().handleContentChunk(data)

    def _count(self, length: int) -> bool:
        """Tell whether a body of this length is accepted; hang up when it is not."""
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            self.channel.transport.write(_TOO_LARGE)
            self.channel.loseConnection()
            return False
        return True


class PunctualChannel(HTTPChannel):
    """A connection that is cut when a request is not whole in time; Twisted waits as long as a byte comes now and then."""

    def dataReceived(self, data: bytes) -> None:
        LineReceiver.dataReceived(self, data)  # type: ignore[no-untyped-call]


class BoundedFactory(HTTPFactory):  # type: ignore[misc]
    """Daphne's, with the bounded channel and request."""

    protocol = PunctualChannel

    def __init__(self, serving: Any) -> None:
        super().__init__(serving)
        self.timeOut = REQUEST_SECONDS

    def buildProtocol(self, address: Any) -> Any:
        channel = super().buildProtocol(address)
        channel.requestFactory = BoundedRequest
        return channel


class BoundedProtocol(ClosingProtocol):
    """A socket that is not read while its frames come faster than they are dealt with."""

    _resting = False

    def onConnect(self, request: Any) -> Any:
        if not request.headers.get(
            "sec-websocket-protocol", ""
        ).isascii():  # Daphne would answer with its traceback
            raise ConnectionDeny(400, "Sec-WebSocket-Protocol is not ASCII")  # type: ignore[no-untyped-call]
        return super().onConnect(request)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:
        super().onMessage(payload, isBinary)
        if not self._resting and self._is_behind():
            self._resting = True
            self.transport.pauseProducing()
            asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self._go_on)

    def onClose(self, *how: Any) -> None:
        if hasattr(self, "server"):  # a handshake that failed before it was Daphne's was never counted
            super().onClose(*how)

    def _is_behind(self) -> bool:
        return bool(self.application_queue.qsize() >= MOST_FRAMES)

    def _go_on(self) -> None:
        if self._is_behind():
            asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self._go_on)
        else:
            self._resting = False
            self.transport.resumeProducing()


def install() -> None:
    """Make every Daphne server of this process keep to them."""
    server.HTTPFactory = BoundedFactory
    WebSocketFactory.protocol = BoundedProtocol
