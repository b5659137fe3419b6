"""Stories of v2 clients and a real server: one that stops reading, one that sees the server killed."""

import asyncio
import contextlib
import json
import re
import socket
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed

from tests.client import V2
from tests.server import Server

SECONDS = 20
LIMIT = 100_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, with little room for what is not read."""
    running = Server(tmp_path_factory.mktemp("v2"), MAX_UNSENT_BYTES=str(LIMIT))
    running.start()
    yield running
    running.stop()


async def connect(server: Server, client_id: str) -> tuple[ClientConnection, dict[str, Any]]:
    client = await open_socket(f"ws://localhost:{server.port}/ws/{client_id}", subprotocols=[V2])
    assert client.subprotocol == V2
    return client, await receive(client)


async def receive(client: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(SECONDS):
        return json.loads(await client.recv())


async def send(client: ClientConnection, content: str, **fields: Any) -> None:
    await client.send(json.dumps({"content": content, "session_id": "story", **fields}))


async def until(client: ClientConnection, name: str) -> list[dict[str, Any]]:
    """Return the frames up to the next one of this type or content."""
    frames = [await receive(client)]
    while name not in (frames[-1].get("type"), frames[-1].get("content")):
        frames.append(await receive(client))
    return frames


def handshake(port: int, client_id: str) -> socket.socket:
    """Return a v2 socket that is open and has read nothing but the answer to its handshake."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.settimeout(SECONDS)
    raw.connect(("127.0.0.1", port))
    raw.sendall(
        f"GET /ws/{client_id} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {V2}\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    return raw


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        return answer.read()


async def test_a_client_that_does_not_read_is_cut_off_and_the_others_go_on(server: Server) -> None:
    talking, established = await connect(server, "story")
    raw = await asyncio.to_thread(handshake, server.port, "story")
    for number in range(2000):
        await send(talking, "\N{PARTY POPPER}" * 3900, id=f"m{number}")
        await until(talking, "bot_response")
        if b"the client does not read" in server.log.read_bytes():
            break
    log = await asyncio.to_thread(server.log.read_text)
    [unsent] = re.findall(r"does not read.*unsent_bytes\D*(\d+)", log)
    health = json.loads(await asyncio.to_thread(read, f"{server.url}/health/clients"))

    assert LIMIT < int(unsent) < LIMIT + 20_000
    assert health["active_clients"] == ["story"]
    await send(talking, "hello")
    await until(talking, "bot_response")
    back, _ = await connect(server, "story")
    await back.send(json.dumps({"type": "resume", "last_seq": established["seq"]}))
    frames = await until(back, "history")
    assert frames[-1]["metadata"]["messages"][-1]["type"] == "bot_response"
    raw.close()
    await talking.close()
    await back.close()


async def test_numbers_rise_over_a_kill_and_nothing_is_lost(server: Server) -> None:
    client, established = await connect(server, "killed")
    seen = [established["seq"]]

    async def hear(name: str) -> None:
        for frame in await until(client, name):
            assert frame["seq"] > seen[-1]
            seen.append(frame["seq"])

    for number, message in enumerate(["book a meeting", "Design review"]):
        await send(client, message, id=f"m{number}")
        await hear("waiting_for_input")
    for number in range(50):
        await client.send(json.dumps({"type": "ping", "nonce": str(number)}))
        await hear("pong")
    await send(client, "tomorrow at 3pm", id="m2")
    with contextlib.suppress(ConnectionClosed):
        await hear("processing")
        await asyncio.to_thread(server.kill)
        await hear("waiting_for_input")
    await asyncio.to_thread(server.start)

    client, established = await connect(server, "killed")
    assert established["seq"] > seen[-1]
    before = seen[-1]
    resumed = await receive(client)
    assert resumed["seq"] > established["seq"]
    await client.send(json.dumps({"type": "resume", "last_seq": before}))
    await client.send(json.dumps({"type": "ping", "nonce": "end"}))
    answers: list[str] = []
    while "How long should it be?" not in answers:
        frame = await receive(client)
        if frame["type"] == "bot_response":
            answers.append(frame["content"])
    assert answers == ["How long should it be?"]
    await client.close()
