"""The load generator's WebSocket client against a real server: every length of frame arrives whole."""

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection, serve

from benchmarks.client import connect


async def _echo(socket: ServerConnection) -> None:
    async for text in socket:
        await socket.send(text)


@pytest.mark.parametrize("size", [1, 125, 126, 65535])
async def test_frames_of_every_length_come_back_as_they_were_sent(size: int) -> None:
    async with serve(_echo, "127.0.0.1", 0, compression=None) as server:
        heard: asyncio.Queue[bytes] = asyncio.Queue()
        port = server.sockets[0].getsockname()[1]
        socket = await connect(port, "/", heard.put_nowait, lambda reason: None)

        socket.send(b"x" * size)
        socket.send(b"y")

        assert await asyncio.wait_for(heard.get(), 5) == b"x" * size
        assert await asyncio.wait_for(heard.get(), 5) == b"y"
        socket.close()


async def test_a_refused_handshake_is_an_error() -> None:
    async with serve(
        _echo, "127.0.0.1", 0, process_request=lambda socket, request: socket.respond(403, "")
    ) as server:
        port = server.sockets[0].getsockname()[1]

        with pytest.raises(ConnectionError, match="403"):
            await connect(port, "/", lambda text: None, lambda reason: None)


async def test_a_server_that_goes_away_is_noticed() -> None:
    ended: asyncio.Queue[str] = asyncio.Queue()
    async with serve(lambda socket: socket.close(), "127.0.0.1", 0, compression=None) as server:
        await connect(server.sockets[0].getsockname()[1], "/", lambda text: None, ended.put_nowait)

        assert await asyncio.wait_for(ended.get(), 5) == "closed by the server: b'\\x03\\xe8'"
