"""Slow, silent and hasty clients: each is waited for so long and no longer, and what they took comes back."""

import json
import socket
import struct
import time
import urllib.request
from collections.abc import Callable, Iterator

import psutil
import pytest
from twisted.internet.task import Clock
from twisted.internet.testing import StringTransport
from websockets.sync.client import connect

from meetingmuse.bounds import REQUEST_SECONDS, PunctualChannel
from tests.security.test_entrance import opened
from tests.server import Server

SECONDS = 30.0
RECONNECTS = 300


@pytest.fixture
def channel() -> Iterator[tuple[PunctualChannel, StringTransport, Clock]]:
    """A connection of the server whose clock is set by the test."""
    clock, transport, channel = Clock(), StringTransport(), PunctualChannel()
    channel.callLater = clock.callLater
    channel.timeOut = REQUEST_SECONDS
    channel.makeConnection(transport)
    yield channel, transport, clock
    channel.connectionLost(None)


@pytest.mark.parametrize(
    "piece", [b"", b"x", b"X: y\r\n"], ids=["silence", "a long first line", "ever more headers"]
)
def test_a_request_that_drips_in_is_cut_off(
    channel: tuple[PunctualChannel, StringTransport, Clock], piece: bytes
) -> None:
    protocol, transport, clock = channel
    protocol.dataReceived(b"GET / HTTP/1.1\r\n" if piece.startswith(b"X") else b"G")
    for _ in range(REQUEST_SECONDS - 1):
        clock.advance(1)
        protocol.dataReceived(piece)
        assert not transport.disconnecting
    clock.advance(1)
    assert transport.disconnecting


def test_frames_that_come_faster_than_they_are_read_are_all_answered(server: Server) -> None:
    with connect(
        f"ws://127.0.0.1:{server.port}/ws/hasty",
        subprotocols=["meetingmuse.v2"],
        max_queue=None,  # type: ignore[list-item]
    ) as client:
        client.recv(SECONDS)
        for number in range(3000):
            client.send(json.dumps({"type": "ping", "nonce": str(number)}))
        heard = [json.loads(client.recv(SECONDS)) for _ in range(3000)]
    assert [frame["nonce"] for frame in heard] == [str(number) for number in range(3000)]


def test_a_message_of_one_byte_pieces_is_one_message(server: Server) -> None:
    with connect(f"ws://127.0.0.1:{server.port}/ws/dripping") as client:
        client.recv(SECONDS)
        client.send(iter(json.dumps({"content": "Hello " * 100, "session_id": "x"})))
        frames = [json.loads(client.recv(SECONDS)) for _ in range(2)]
    assert frames[0]["content"] == "processing" and "type" not in frames[1]


def _hurry(port: int) -> None:
    """Open a socket, say nothing and leave without goodbye."""
    with socket.create_connection(("127.0.0.1", port), SECONDS) as client:
        client.sendall(opened())
        client.recv(100)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _turned_away(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), SECONDS) as client:
        client.sendall(opened(path=b"/ws/x"))
        client.recv(100)


def _half(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), SECONDS) as client:
        client.sendall(opened()[:60])


@pytest.mark.parametrize("visit", [_hurry, _turned_away, _half])
def test_what_a_visit_took_comes_back(server: Server, visit: Callable[[int], None]) -> None:
    assert server.process
    process = psutil.Process(server.process.pid)
    for _ in range(20):
        visit(server.port)
    _until_all_have_left(server)
    files, memory = process.num_fds(), process.memory_info().rss
    for _ in range(RECONNECTS):
        visit(server.port)
    _until_all_have_left(server)
    _until(lambda: process.num_fds() <= files + 2)
    assert process.memory_info().rss - memory < 10_000_000


def _until_all_have_left(server: Server) -> None:
    def count() -> int:
        with urllib.request.urlopen(f"{server.url}/health", timeout=SECONDS) as answer:
            return int(json.load(answer)["active_connections"])

    _until(lambda: count() == 0)


def _until(state: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not state():
        assert time.monotonic() < deadline
        time.sleep(0.05)
