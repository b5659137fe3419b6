"""What leaves for a model's server, how many at a time, and how a request ends; over a real socket."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from conversations.assistant.engines import huggingface
from conversations.assistant.engines.huggingface import HuggingFaceModel
from conversations.assistant.engines.language_model import ModelFailed, Prompt
from conversations.assistant.engines.posting import Poster
from tests.model_server import ModelServer, Reply

PROMPTS = [Prompt("system", "Be kind."), Prompt("user", "hi")]
SCHEMA = {"type": "object"}
SECONDS = 10


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    serving = ModelServer(lambda request: Reply('{"a": 1}'))
    await serving.start()
    yield serving
    await serving.stop()


@pytest.fixture
async def model(server: ModelServer) -> AsyncIterator[HuggingFaceModel]:
    asked = HuggingFaceModel("some/model", url=server.url, token="", most_at_once=2)
    yield asked
    await asked.close()


async def ask(model: HuggingFaceModel) -> str:
    return (await model.complete(PROMPTS, schema=SCHEMA, most_tokens=10)).text


async def test_the_request_names_the_model_and_the_schema(
    model: HuggingFaceModel, server: ModelServer
) -> None:
    answer = await model.complete(PROMPTS, schema=SCHEMA, most_tokens=10)
    assert (answer.text, answer.prompt_tokens, answer.completion_tokens) == ('{"a": 1}', 100, 20)
    [request] = server.requests
    assert request["model"] == "some/model"
    assert request["max_tokens"] == 10
    assert request["response_format"]["schema"] == SCHEMA
    assert request["messages"][0] == {"role": "system", "content": "Be kind."}


async def test_a_server_that_knows_no_schema_is_asked_without_from_then_on(
    model: HuggingFaceModel, server: ModelServer
) -> None:
    server.script = lambda request: Reply(status=422) if "response_format" in request else Reply("{}")
    assert [await ask(model), await ask(model)] == ["{}", "{}"]
    assert ["response_format" in request for request in server.requests] == [True, False, False]


@pytest.mark.parametrize("token", ["", "endpoint-token"])
async def test_an_endpoint_gets_its_own_token_and_no_other(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACEHUB_API_TOKEN"):
        monkeypatch.setenv(name, "hf_the_hubs_secret")
    model = HuggingFaceModel("m", url=server.url, token=token, most_at_once=2)
    await ask(model)
    [piece async for piece in model.stream(PROMPTS, most_tokens=10)]
    await model.close()
    assert "hf_the_hubs_secret" not in str(server.headers)
    expected = f"bearer {token}" if token else None
    assert [headers.get("authorization") for headers in server.headers] == [expected] * 2


async def test_the_hub_gets_its_token_at_its_own_address(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    post, reached = Poster.post, []

    def elsewhere(self: Poster, url: str, body: bytes) -> Any:
        reached.append(url)
        return post(self, f"{server.url}/chat/completions", body)

    monkeypatch.setattr(Poster, "post", elsewhere)
    model = HuggingFaceModel("Qwen/Some", url="", token="hf_ours", most_at_once=2)
    await ask(model)
    await model.close()
    assert reached == ["https://router.huggingface.co/v1/chat/completions"]
    [headers], [request] = server.headers, server.requests
    assert headers["authorization"].casefold() == "bearer hf_ours"
    assert request["model"] == "Qwen/Some"
    assert request["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "reading", "schema": SCHEMA},
    }


async def test_a_redirect_is_not_followed(model: HuggingFaceModel, server: ModelServer) -> None:
    server.script = lambda request: Reply(status=307, headers={"location": server.url})
    with pytest.raises(ModelFailed):
        await ask(model)
    assert len(server.requests) == 1


async def test_at_most_so_many_requests_are_open(model: HuggingFaceModel, server: ModelServer) -> None:
    server.script = lambda request: Reply("{}", stall=0.05)
    await asyncio.gather(*(ask(model) for _ in range(8)))
    assert (len(server.requests), server.most_open) == (8, 2)


async def test_closing_a_stream_closes_the_request_at_once(
    model: HuggingFaceModel, server: ModelServer
) -> None:
    server.script = lambda request: Reply("one two three", only=2, then="stall")
    stream = model.stream(PROMPTS, most_tokens=10)
    assert (await anext(stream)).text == "one"
    await stream.aclose()
    async with asyncio.timeout(SECONDS):
        while not server.hung_up:
            await asyncio.sleep(0.005)
    assert server.open == 0
    server.script = lambda request: Reply("{}")
    assert await ask(model) == "{}"


@pytest.mark.parametrize("streams", [False, True])
async def test_cancelling_closes_the_request_at_once(
    model: HuggingFaceModel, server: ModelServer, streams: bool
) -> None:
    server.script = lambda request: Reply("one two", only=1, then="stall")

    async def consume() -> None:
        async for _ in model.stream(PROMPTS, most_tokens=10):
            pass

    task = asyncio.create_task(consume() if streams else ask(model))  # type: ignore[arg-type]
    while not server.open:
        await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.wait([task])
    async with asyncio.timeout(SECONDS):
        while not server.hung_up:
            await asyncio.sleep(0.005)


async def test_streams_leave_nothing_behind(model: HuggingFaceModel, server: ModelServer) -> None:
    server.script = lambda request: Reply("one two")
    for _ in range(20):
        [piece async for piece in model.stream(PROMPTS, most_tokens=10)]
    assert server.open == 0
    assert server.connections == 1


async def test_the_loop_is_not_held_up_while_the_client_is_built(server: ModelServer) -> None:
    model = HuggingFaceModel("m", url=server.url, token="", most_at_once=2)
    building = asyncio.create_task(model.prepare())
    longest, last = 0.0, time.monotonic()
    while not building.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert longest < 2.0  # built on the loop, it would take longer than importing the library does


def test_importing_reports_nothing_to_anybody() -> None:
    """In a fresh interpreter: the switch has to be set before the library is imported."""
    code = (
        "import asyncio, socket\n"
        "def refuse(*a, **k): raise SystemExit('a connection was tried')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        f"from {huggingface.__name__} import HuggingFaceModel\n"
        "asyncio.run(HuggingFaceModel('m', url='http://127.0.0.1:1/v1', token='', most_at_once=1).prepare())\n"
        "from huggingface_hub import constants\n"
        "print(constants.HF_HUB_DISABLE_TELEMETRY)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_DISABLE_TELEMETRY"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr
