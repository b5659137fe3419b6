"""A WebSocket client of the least weight, so that the load generator stays cheaper than what it measures.

Text frames, pings and closes of an honest server on loopback; never fragments, extensions or TLS.
"""

import asyncio
import struct
from collections.abc import Callable

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
FINAL = MASKED = 0x80
HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{protocol}\r\n"
)


class Socket(asyncio.Protocol):
    """One connection; hands each text frame to `heard` as bytes, and reports its end to `ended`."""

    def __init__(
        self, address: str, heard: Callable[[bytes], None], ended: Callable[[str], None], protocol: str = ""
    ) -> None:
        self.protocol = f"Sec-WebSocket-Protocol: {protocol}\r\n" if protocol else ""
        self.address, self.heard, self.ended = address, heard, ended
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._unread = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(HANDSHAKE.format(path=self.address, protocol=self.protocol).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"closed during the handshake: {exc}"))
        self.ended(f"connection lost: {exc}")

    def data_received(self, data: bytes) -> None:
        self._unread += data
        if not self.opened.done() and not self._accept():
            return
        while (frame := self._take()) is not None:
            opcode, payload = frame
            if opcode == TEXT:
                self.heard(payload)
            elif opcode == PING:
                self._write(PONG, payload)
            elif opcode == CLOSE:
                self.ended(f"closed by the server: {payload!r}")
                self.abort()

    def send(self, text: bytes) -> None:
        self._write(TEXT, text)

    def close(self) -> None:
        """Say goodbye and leave, without waiting for the answer."""
        if self._transport and not self._transport.is_closing():
            self._write(CLOSE, struct.pack(">H", 1000))
            self._transport.close()

    def abort(self) -> None:
        if self._transport:
            self._transport.abort()

    def _accept(self) -> bool:
        head, found, rest = self._unread.partition(b"\r\n\r\n")
        if not found:
            return False
        status = head.split(b"\r\n", 1)[0]
        if b" 101 " not in status + b" ":
            self.opened.set_exception(ConnectionError(status.decode()))
            self.abort()
            return False
        self._unread = rest
        self.opened.set_result(None)
        return True

    def _take(self) -> tuple[int, bytes] | None:
        """Cut the first whole frame off what was received (RFC 6455, section 5.2; servers do not mask)."""
        unread = self._unread
        if len(unread) < 2:
            return None
        length, start = unread[1], 2
        if length == 126:
            length, start = int.from_bytes(unread[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(unread[2:10], "big"), 10
        if len(unread) < start + length:
            return None
        self._unread = unread[start + length :]
        return unread[0] & 0xF, unread[start : start + length]

    def _write(self, opcode: int, payload: bytes) -> None:
        # a mask of zeros is as valid as any other and leaves the payload as it is
        assert self._transport is not None
        size = len(payload)
        head = bytes((FINAL | opcode, MASKED | min(size, 126)))
        self._transport.write(head + (size.to_bytes(2, "big") if size > 125 else b"") + bytes(4) + payload)


async def connect(
    port: int,
    path: str,
    heard: Callable[[bytes], None],
    ended: Callable[[str], None],
    protocol: str = "",
) -> Socket:
    """Open a socket to 127.0.0.1. Raises OSError, also when the server refuses the handshake."""
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(path, heard, ended, protocol), "127.0.0.1", port)
    await socket.opened
    return socket
