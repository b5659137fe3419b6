"""The disk of the database is full: what cannot be kept is refused, and the service returns by itself when there is room."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.test_restart import STORY, answer, connect, receive, send
from tests.server import Server

LONG = "word " * 700
MIB = 160  # an empty cluster takes some forty


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MIB}m", "tmpfs", str(folder)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_what_cannot_be_kept_is_refused_until_there_is_room(disk: Path, tmp_path: Path) -> None:
    server = Server(tmp_path, DATA_DIR=str(disk / "data"))
    server.start()
    try:
        socket = await connect(server, "full")
        await send(socket, STORY[0])
        await answer(socket)
        ballast = disk / "ballast"
        with pytest.raises(OSError, match="No space"), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        assert os.statvfs(disk).f_bavail == 0

        refused = None
        for number in range(500):
            await send(socket, LONG, id=f"m{number}")
            while (frame := await receive(socket)).get("type") == "system":
                pass
            if frame.get("type") == "error":
                refused = number
                break
        assert refused is not None
        assert (frame["error_code"], frame["retry_suggested"]) == ("STATE_PERSISTENCE_ERROR", True)
        assert "space" not in str(frame)

        ballast.unlink()
        await send(socket, LONG, id=f"m{refused}")
        assert "How long should it be?" in await answer(socket)
        for message in STORY[1:]:
            await send(socket, message)
            last = await answer(socket)
        assert last.startswith("Booked.")
        await socket.close()
    finally:
        assert server.stop() == 0
