"""What arrives on raw sockets: half requests, huge ones, slow ones and nonsense; the server goes on and says nothing internal."""

import base64
import socket
from collections.abc import Callable

import psutil
import pytest

from tests.server import Server

SECONDS = 20.0
UPGRADE = b"Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
PLAIN = b"Host: localhost\r\nConnection: close\r\n"
DEEP = base64.urlsafe_b64encode(b"[" * 5900).rstrip(b"=") + b".e30.x"
POST = b"POST /feed/known/ HTTP/1.1\r\nHost: localhost\r\n"


def opened(*more: bytes, path: bytes = b"/ws/known", version: bytes = b"13") -> bytes:
    lines = b"".join(line + b"\r\n" for line in (b"Sec-WebSocket-Version: " + version, *more))
    return b"GET " + path + b" HTTP/1.1\r\n" + UPGRADE + lines + b"\r\n"


def asked(path: bytes, *more: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + PLAIN + b"".join(line + b"\r\n" for line in more) + b"\r\n"


@pytest.fixture
def exchange(server: Server) -> Callable[..., bytes]:
    """Send pieces on a connection of their own, and return what comes back until the server closes or has answered."""

    def send(*pieces: bytes, until: bytes = b"\r\n\r\n") -> bytes:
        answer = b""
        with socket.create_connection(("127.0.0.1", server.port), SECONDS) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                while until not in answer and (more := connection.recv(65536)):
                    answer += more
            except ConnectionError:  # hung up while we were sending
                pass
        return answer

    return send


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (opened(), 101),
        (opened(b"Origin: http://[evil"), 400),
        (opened(b"Origin: http://localhost:999999"), 400),
        (opened(b"Origin: null"), 403),
        (opened(b"Origin: http://localhost.evil.example"), 403),
        (opened(b"Sec-WebSocket-Protocol: \xe9"), 400),
        (opened(b"Sec-WebSocket-Protocol: %00%ff%0a,a"), 101),
        (opened(b"Sec-WebSocket-Protocol: bearer"), 101),
        (opened(version=b"12"), 400),
        (opened(version=b"x"), 400),
        (opened(b'Cookie: sessionid="aaaaaaaaaa\\000"'), 101),
        (opened(b'Cookie: meetingmuse_browser="\\000\\377:x:y"'), 101),
        (
            opened(b"Authorization: Bearer " + DEEP),
            101,
        ),  # and closed with 4401, which only a socket can be told
        (opened(path=b"/ws/%ff%00%0a"), 403),
        (opened(path=b"/ws/../admin/"), 403),
        (asked(b"/agenda/known/", b'Cookie: sessionid="aaaaaaaaaa\\000"'), 400),
        (asked(b"/meetings/known/%00.ics"), 400),
        (asked(b"/conversations/?q=%00"), 200),
        (asked(b"/contacts/known/?search=%00"), 200),
        (asked(b"/%ff%fe"), 404),
        (asked(b"/agenda/", b"Authorization: Bearer " + DEEP), 401),
        (asked(b"/agenda/known/", b"Cookie: timezone=..%2F..%2Fetc%2Fpasswd"), 200),
        (b"GET\r\n\r\n", 400),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_nonsense_is_refused_without_a_traceback(
    server: Server, exchange: Callable[..., bytes], request_: bytes, status: int
) -> None:
    before = len(server.log.read_text())
    answer = exchange(request_)
    assert int(answer.split(b" ", 2)[1]) == status, answer[:200]
    assert b"Traceback" not in answer and b"codec" not in answer
    assert "Traceback" not in server.log.read_text()[before:]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_not_kept(
    server: Server, exchange: Callable[..., bytes], chunked: bool
) -> None:
    assert server.process
    memory = psutil.Process(server.process.pid).memory_info
    before = memory().rss
    head = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 500000000"
    part = b"x" * 100_000
    pieces = [b"186a0\r\n" + part + b"\r\n" if chunked else part] * 400
    answer = exchange(POST + head + b"\r\n\r\n", *pieces)
    assert answer.startswith(b"HTTP/1.1 413") or not answer, answer[:100]
    assert memory().rss - before < 20_000_000


def test_a_body_of_the_usual_size_is_read(exchange: Callable[..., bytes]) -> None:
    body = b"x" * 2_000_000
    head = POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert exchange(head, body).startswith(b"HTTP/1.1 403")  # no token of a form
