"""What is really written to the log: ids on every line of a turn, and neither secrets nor what was said."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

from meetingmuse.logs import masked
from tests.server import Server
from tests.test_settings import PRODUCTION

SAID = "schedule a xylophone rehearsal with zacharias@example.com tomorrow at 3pm for 45 minutes"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(
        tmp_path,
        **{
            **PRODUCTION,
            "ALLOWED_HOSTS": "localhost",
            "LOG_LEVEL": "INFO",
            "ALLOW_ANONYMOUS_CLIENTS": "true",
        },
    )
    running.start()
    yield running
    running.stop()


def turn(server: Server, *messages: str, request: str) -> None:
    url = f"ws://localhost:{server.port}/ws/logged"
    with connect(url, additional_headers={"X-Request-ID": request}) as socket:
        for message in messages:
            socket.send(json.dumps({"content": message, "session_id": "logged"}))
            while "type" in json.loads(socket.recv(timeout=20)):
                pass


def get(url: str, **headers: str) -> str:
    """Return the X-Request-ID of the answer, whatever it is."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return str(answer.headers["X-Request-ID"])
    except urllib.error.HTTPError as error:
        with error:
            return str(error.headers["X-Request-ID"])


def lines(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]


def test_a_turn_and_a_request_can_be_followed_and_nothing_is_given_away(server: Server) -> None:
    turn(server, SAID, "yes", request="socket-1")
    turn(server, "undo that", request="socket-2")
    told = get(f"{server.url}/feeds/only-its-owner-knows.ics?token=hidden", **{"X-Request-ID": "page-1"})
    made = get(f"{server.url}/nowhere", **{"X-Request-ID": "not a name"})
    server.stop()

    answered = [line for line in lines(server) if line["event"] == "turn answered"]
    assert [line["request"] for line in answered] == ["socket-1", "socket-1", "socket-2"]
    assert {line["client"] for line in answered} == {"logged"}
    assert len({line["conversation"] for line in answered}) == 1
    assert len({line["turn"] for line in answered}) == 3
    assert {"timestamp", "level", "logger"} <= answered[0].keys()
    [feed] = [line for line in lines(server) if line.get("request") == "page-1"]
    assert (told, "/feeds/***" in feed["event"]) == ("page-1", True)
    assert len(made) == 16
    text = server.log.read_text()
    for secret in ("xylophone", "zacharias", "only-its-owner-knows", "hidden", PRODUCTION["SECRET_KEY"]):
        assert secret not in text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("postgres://muse:s3cret@db/muse", "postgres://muse:***@db/muse"),
        ("redis://:s3cret@redis:6379/0", "redis://:***@redis:6379/0"),
        ('{"Authorization": "Bearer abc.def-1"}', '{"Authorization": "Bearer ***"}'),
        ("basic dXNlcjpwYXNz", "basic ***"),
        ("the token hf_AbC123 of", "the token hf_*** of"),
        ("Not Found: /reply/eyJ1:1x:yz?answer=accepted", "Not Found: /reply/***?answer=accepted"),
        ("GET /page?token=abc&next=1", "GET /page?token=***&next=1"),
        ("refused for ana.maria@mail.example.com, later", "refused for a***@mail.example.com, later"),
        (r"duplicate\nDETAIL:  Key (content)=(hello)\nmore", r"duplicate\nDETAIL:  ***\nmore"),
        ("at 10:30 in http://localhost:8000/health", "at 10:30 in http://localhost:8000/health"),
    ],
)
def test_secrets_are_left_out(written: str, shown: str) -> None:
    assert masked(written) == shown
