"""The wire protocol as a client meets it: frames, order, malformed input, limits."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from channels.testing import WebsocketCommunicator

from conversations import connections, groups
from meetingmuse.asgi import application
from tests.client import ChatClient, V2Client
from tests.conftest import Connect, ConnectV2

GOOD = {"content": "hello", "session_id": "abc"}
DEEP = '{"content": ' + "[" * 100 + "]" * 100 + ', "session_id": "abc"}'
VERY_DEEP = '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}"
MALFORMED = [
    ("not json", "frame"),
    ("", "frame"),
    ("[]", "frame"),
    ("5", "frame"),
    ('"hello"', "frame"),
    ("{}", "content"),
    ({**GOOD, "content": ""}, "content"),
    ({**GOOD, "content": " \n\t "}, "content"),
    ({**GOOD, "content": 5}, "content"),
    ({**GOOD, "content": None}, "content"),
    ({**GOOD, "content": ["hello"]}, "content"),
    ({**GOOD, "content": "a\x00b"}, "content"),
    ({**GOOD, "content": "x" * 4001}, "content"),
    ({**GOOD, "content": "x" * 1_000_000}, "content"),
    ('{"content": "\\ud800", "session_id": "abc"}', "frame"),
    ({"content": "hello"}, "session_id"),
    ({**GOOD, "session_id": " "}, "session_id"),
    ({**GOOD, "session_id": 7}, "session_id"),
    ({**GOOD, "type": "shout"}, "type"),
    ({**GOOD, "type": 1}, "type"),
    ({**GOOD, "timestamp": 1e300}, "timestamp"),
    ({**GOOD, "id": ""}, "id"),
    ({**GOOD, "id": "x" * 201}, "id"),
    ({**GOOD, "timezone": "Mars/Olympus"}, "timezone"),
    ({**GOOD, "timezone": "localtime"}, "timezone"),
    ({**GOOD, "timezone": "Factory"}, "timezone"),
    ({**GOOD, "timezone": "../../etc/passwd"}, "timezone"),
    (DEEP, "content"),
    (VERY_DEEP, "frame"),
    ('{"content": 1' + "0" * 5000 + ', "session_id": "abc"}', "frame"),
]


@pytest.mark.parametrize(("frame", "field"), MALFORMED, ids=lambda value: str(value)[:40])
async def test_a_malformed_frame_gets_one_error_and_changes_nothing(
    connect: Connect, rows, frame, field
) -> None:
    client = await connect()
    await client.send_raw(frame)
    error = await client.error()

    assert error["error_code"] == "INVALID_MESSAGE_FORMAT"
    assert error["metadata"]["errors"][0]["field"] == field
    assert error["metadata"]["errors"][0]["problem"]
    assert await client.nothing()
    assert await rows("SELECT 1 FROM conversations_conversation") == []
    assert await client.say("hello")


async def test_a_binary_frame_is_answered_with_an_error(connect: Connect) -> None:
    client = await connect()
    await client.socket.send_to(bytes_data=b"\xff\x00")
    assert (await client.error())["error_code"] == "INVALID_MESSAGE_FORMAT"
    assert await client.say("hello")


async def test_type_and_timestamp_may_be_missing_and_extra_fields_are_ignored(connect: Connect) -> None:
    client = await connect()
    full = {
        "type": "user_message",
        "content": "hello",
        "timestamp": "2025-01-28T10:30:00Z",
        "session_id": "client-123",
        "colour": {"deep": [1, 2, 3]},
        "number": 1e308,
    }
    await client.send_raw(full)
    assert await client.hear()
    assert await client.say("hello")


async def test_classic_frames_have_exactly_their_fields(connect: Connect) -> None:
    client = ChatClient("exact-fields")
    await client.socket.connect()
    established = await client.receive()
    await client.send("book a meeting")
    processing, answer, waiting = [await client.receive() for _ in range(3)]
    await client.disconnect()

    assert established.keys() == processing.keys() == {"type", "content", "timestamp"}
    assert (established["content"], processing["content"]) == ("connection_established", "processing")
    assert answer.keys() == {"content", "timestamp", "session_id"}
    assert answer["session_id"] == "exact-fields"
    assert waiting.keys() == {"type", "content", "timestamp", "metadata"}
    assert waiting["metadata"] == {
        "prompt": "What is the meeting about?",
        "next_step": "collect",
        "suggestions": ["Team meeting", "Project review", "1:1"],
    }
    for frame in (established, processing, answer, waiting):
        assert frame["timestamp"].endswith("Z")
        age = datetime.now(UTC) - datetime.fromisoformat(frame["timestamp"])
        assert abs(age.total_seconds()) < 60


@pytest.mark.parametrize(
    "path",
    [
        "/ws/ab",
        "/ws/" + "x" * 101,
        "/ws/a%20b",
        "/ws/a b",
        "/ws/äöü",
        "/ws/abc%0A",
        "/ws/",
        "/ws",
        "/elsewhere",
        "/ws/a/b",
    ],
)
async def test_a_wrong_address_is_refused_before_accept(path: str) -> None:
    socket = WebsocketCommunicator(application, path)
    connected, _ = await socket.connect()
    assert not connected
    await socket.wait()


@pytest.mark.parametrize(
    ("origin", "accepted"),
    [
        (None, True),
        (b"http://localhost:8000", True),
        (b"http://evil.example", False),
        (b"null", False),
        (b"http://localhost.evil.example", False),
    ],
)
async def test_an_origin_must_be_an_allowed_host(assistant_database: None, origin, accepted: bool) -> None:
    headers = [(b"origin", origin)] if origin else []
    socket = WebsocketCommunicator(application, "/ws/origin-test", headers=headers)
    connected, _ = await socket.connect()
    assert connected is accepted
    await socket.disconnect() if accepted else await socket.wait()


async def test_echo_mode_echoes_and_stores_nothing(connect: Connect, rows, settings) -> None:
    settings.LANGGRAPH_ENABLED = False
    client = await connect("echoing")
    assert await client.say("hello\nthere") == "Echo: hello\nthere"
    assert client.waiting is None
    await client.disconnect()
    again = await connect("echoing")
    assert await again.nothing()
    assert await rows("SELECT 1 FROM conversations_conversation") == []


async def test_a_rate_above_the_limit_is_refused_and_a_flood_closed(connect: Connect, settings) -> None:
    settings.LANGGRAPH_ENABLED = False
    settings.MESSAGE_RATE_PER_MINUTE = 3
    client = await connect()
    for _ in range(3):
        await client.say("hello")
    for _ in range(9):
        await client.send("hello")
        error = await client.error()
        assert error["error_code"] == "RATE_LIMITED"
        assert 0 < error["metadata"]["retry_after_seconds"] <= 20
    await client.send("hello")
    assert await client.socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 4429}


async def test_a_full_queue_refuses_and_does_not_store(connect: Connect, rows, settings) -> None:
    settings.MAX_QUEUED_MESSAGES = 2
    settings.ENGINE = "tests.engines.Hanging"
    settings.LLM_TIMEOUT_SECONDS = 1
    client = await connect()
    for word in ("break", "hello", "one too many"):
        await client.send(word)
    assert (await client.receive())["content"] == "processing"
    error = await client.error()
    assert error["error_code"] == "CONVERSATION_BUSY"
    assert await rows("SELECT content FROM conversations_message ORDER BY id") == [("break",), ("hello",)]
    assert (await client.error())["error_code"] == "LLM_PROCESSING_ERROR"
    assert await client.hear()


@pytest.mark.parametrize("limit", ["MAX_CONCURRENT_CONVERSATIONS", "MAX_CONNECTIONS_PER_ADDRESS"])
async def test_a_full_server_says_so_and_closes(connect: Connect, settings, limit: str) -> None:
    setattr(settings, limit, 1)
    await connect("first")
    second = await connect("second")
    assert (await second.error())["error_code"] == "SERVER_BUSY"
    assert await second.socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 1013}


async def test_an_oversized_frame_closes_the_socket(connect: Connect, settings) -> None:
    settings.MAX_FRAME_BYTES = 1000
    client = await connect()
    await client.send_raw(json.dumps({**GOOD, "padding": "x" * 1000}))
    assert await client.socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 1009}


async def test_the_zone_of_a_message_is_used_from_then_on(connect: Connect) -> None:
    client = await connect()
    await client.say("hello", timezone="America/New_York")
    card = await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    assert "(America/New_York)" in card


@pytest.mark.parametrize("of", [ChatClient, V2Client])
async def test_a_socket_that_the_server_gives_up_is_forgotten(
    assistant_database: None, of: type[ChatClient] | type[V2Client]
) -> None:
    client = await of("given-up").connect()
    assert (connections.count(), connections.conversation_count()) == (1, 1)
    client.socket.future.cancel()
    await asyncio.wait([client.socket.future])
    assert (connections.count(), connections.conversation_count(), groups._groups) == (0, 0, {})


async def test_a_message_sent_again_brings_its_question_only_while_that_is_open(connect: Connect) -> None:
    client = await connect()
    asked = await client.say("schedule a review with Ana tomorrow at 3pm", id="one")
    assert await client.say("schedule a review with Ana tomorrow at 3pm", id="one") == asked
    assert client.waiting and client.waiting["next_step"] == "collect"
    await client.say("45 minutes", id="two")
    assert await client.say("schedule a review with Ana tomorrow at 3pm", id="one") == asked
    assert client.waiting is None
    await client.say("45 minutes", id="two")
    assert client.waiting and client.waiting["next_step"] == "confirm"


async def test_in_echo_mode_each_message_has_a_name_of_its_own(
    connect: Connect, connect_v2: ConnectV2, settings
) -> None:
    settings.LANGGRAPH_ENABLED = False
    listening, classic = await connect_v2("echoes"), await connect("echoes")
    names = []
    for text in ("one", "two", "three"):
        await classic.say(text)
        names.append((await listening.until("bot_response"))["message_id"])
    assert len(set(names)) == 3
