"""The subprotocol meetingmuse.v2 as its clients meet it: negotiation, frames, their order and their numbers."""

import asyncio
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.client import V2, ChatClient, V2Client
from tests.conftest import Connect, ConnectV2

BOOKABLE = "schedule a design review with Ana tomorrow at 3pm for 45 minutes"
MALFORMED = [
    ("not json", "frame"),
    ("[]", "frame"),
    ("{}", "content"),
    ({"type": "shout"}, "type"),
    ({"type": ["ping"]}, "type"),
    ({"type": None, "content": "hello", "session_id": "abc"}, "type"),
    ({"type": "user_message", "session_id": "abc"}, "content"),
    ({"content": "x" * 4001, "session_id": "abc"}, "content"),
    ({"type": "resume"}, "last_seq"),
    ({"type": "resume", "last_seq": "5"}, "last_seq"),
    ({"type": "resume", "last_seq": 1.5}, "last_seq"),
    ({"type": "resume", "last_seq": True}, "last_seq"),
    ({"type": "resume", "last_seq": -1}, "last_seq"),
    ({"type": "resume", "last_seq": 2**63}, "last_seq"),
    ('{"type": "resume", "last_seq": 1' + "0" * 5000 + "}", "frame"),
    ({"type": "ping"}, "nonce"),
    ({"type": "ping", "nonce": 5}, "nonce"),
    ({"type": "ping", "nonce": "x" * 201}, "nonce"),
    ('{"type": "ping", "nonce": "\\ud800"}', "frame"),
]


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [([V2], V2), (["other", V2], V2), (["other"], None), (["MEETINGMUSE.V2"], None), ([], None)],
)
async def test_the_subprotocol_is_chosen_when_it_is_offered(connect: Connect, offered, chosen) -> None:
    client = ChatClient("negotiating", subprotocols=offered)
    connected, answered = await client.socket.connect()
    frame = await client.receive()
    await client.disconnect()

    assert (connected, answered) == (True, chosen)
    assert ("seq" in frame) is (chosen is not None)


@pytest.mark.parametrize(("frame", "field"), MALFORMED, ids=lambda value: str(value)[:40])
async def test_a_malformed_frame_gets_one_error_and_changes_nothing(
    connect_v2: ConnectV2, rows, frame, field
) -> None:
    client = await connect_v2()
    await client.send_raw(frame)
    error = await client.error()

    assert (error["error_code"], error["metadata"]["errors"][0]["field"]) == ("INVALID_MESSAGE_FORMAT", field)
    assert error["metadata"]["errors"][0]["problem"]
    assert await rows("SELECT 1 FROM conversations_conversation") == []
    assert await client.say("hello")


@pytest.mark.parametrize(
    "kind", [{"type": "resume", "last_seq": 0}, {"type": "cancel"}, {"type": "ping", "nonce": "a"}]
)
async def test_a_classic_socket_knows_no_frames_of_v2(connect: Connect, kind) -> None:
    client = await connect()
    await client.send_raw(kind)
    error = await client.error()
    assert error["error_code"] == "INVALID_MESSAGE_FORMAT"
    assert "type" in [problem["field"] for problem in error["metadata"]["errors"]]
    assert await client.say("hello")


async def test_one_exchange_frame_by_frame(connect_v2: ConnectV2) -> None:
    client = await connect_v2("frame-by-frame")
    await client.send("schedule a design review with Ana tomorrow at 3pm", id="mine")
    await client.until("waiting_for_input")
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()

    processing, *steps, delta, answer, waiting = client.frames
    assert processing["metadata"] == {"reply_to": "mine"}
    assert [step["metadata"] for step in steps] == [
        {"step": "understand", "label": "Reading your message", "reply_to": "mine"},
        {"step": "collect", "label": "Asking for what is missing", "reply_to": "mine"},
    ]
    assert delta["metadata"] == {"message_id": answer["message_id"], "delta": answer["content"]}
    assert answer | {"timestamp": "", "seq": 0, "message_id": ""} == {
        "type": "bot_response",
        "content": "How long should it be?",
        "timestamp": "",
        "session_id": "frame-by-frame",
        "seq": 0,
        "message_id": "",
        "reply_to": "mine",
        "metadata": {
            "intent": "schedule",
            "task": "schedule",
            "understood": {
                "title": "Design review",
                "date": tomorrow,
                "time": "15:00",
                "participants": [{"name": "Ana", "email": ""}],
            },
            "choices": ["30 minutes", "1 hour", "2 hours"],
        },
    }
    interrupt = waiting["metadata"].pop("interrupt_id")
    assert interrupt and isinstance(interrupt, str)
    assert waiting["metadata"] == {
        "prompt": "How long should it be?",
        "next_step": "collect",
        "suggestions": ["30 minutes", "1 hour", "2 hours"],
    }
    assert waiting["seq"] == answer["seq"] + 1


async def test_a_written_meeting_comes_as_a_card_from_its_row(connect_v2: ConnectV2, rows) -> None:
    client = await connect_v2()
    await client.say(BOOKABLE)
    await client.send("yes")
    metadata = (await client.until("bot_response"))["metadata"]

    [(title, minutes)] = await rows(
        "SELECT summary, (extract(epoch FROM ends - starts) / 60)::int FROM scheduling_meeting"
    )
    assert metadata["done"] == "schedule"
    assert (metadata["meeting"]["title"], metadata["meeting"]["duration"]) == (title, minutes)
    assert metadata["meeting"]["participants"] == [{"name": "Ana", "email": ""}]
    assert (metadata["choices"], "task" in metadata) == ([], False)
    steps = [f["metadata"]["step"] for f in client.frames if f.get("content") == "processing_step"]
    assert steps[-2:] == ["understand", "book"]


@pytest.mark.parametrize(
    "engine", ["conversations.assistant.engines.rules.RuleEngine", "tests.engines.WordByWord"]
)
async def test_the_deltas_of_an_answer_are_its_text(connect_v2: ConnectV2, settings, engine: str) -> None:
    settings.ENGINE = engine
    client = await connect_v2()
    for message in (BOOKABLE, "actually make it 4pm", "what do you have so far?", "yes", "thanks"):
        await client.say(message, id=message)

    answers = [frame for frame in client.frames if frame["type"] == "bot_response"]
    deltas = [frame["metadata"] for frame in client.frames if frame.get("content") == "response_delta"]
    assert len(answers) == 5
    for answer in answers:
        pieces = [delta["delta"] for delta in deltas if delta["message_id"] == answer["message_id"]]
        assert "".join(pieces) == answer["content"]
        assert (len(pieces) > 3) is engine.endswith("WordByWord") or len(pieces) <= 3
    assert len({answer["message_id"] for answer in answers}) == 5


async def test_without_streaming_only_whole_answers_come(connect_v2: ConnectV2, settings) -> None:
    settings.STREAMING_ENABLED = False
    client = await connect_v2()
    await client.say("book a meeting")
    names = [frame.get("content") for frame in client.frames]
    assert names == ["processing", "What is the meeting about?", "waiting_for_input"]


async def test_a_ping_is_answered_while_a_turn_runs(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    settings.LLM_TIMEOUT_SECONDS = 1
    client = await connect_v2()
    await client.send("break")
    await client.until("processing_step")
    await client.send_raw({"type": "ping", "nonce": "Ä\n1"})
    pong = await client.receive()
    assert pong.keys() == {"type", "timestamp", "seq", "nonce"}
    assert (pong["type"], pong["nonce"]) == ("pong", "Ä\n1")
    error = await client.until("error")
    assert error["error_code"] == "LLM_PROCESSING_ERROR"
    assert error["metadata"]["reply_to"].startswith("message-")


async def test_two_tabs_see_the_whole_exchange_in_the_same_order(connect_v2: ConnectV2) -> None:
    first, second = await connect_v2("two-tabs"), await connect_v2("two-tabs")
    await first.send("book a meeting", id="a")
    await second.until("waiting_for_input")
    await second.send("Design review", id="b")
    await first.until("waiting_for_input")
    await first.until("waiting_for_input")
    await second.until("waiting_for_input")

    def said(client: V2Client) -> list[tuple[str, str]]:
        return [(f["message_id"], f["content"]) for f in client.frames if f["type"] == "user_message"]

    def others(client: V2Client) -> list[dict[str, object]]:
        return [frame for frame in client.frames if frame["type"] != "user_message"]

    assert (said(first), said(second)) == ([("b", "Design review")], [("a", "book a meeting")])
    assert others(first) == others(second)


async def test_a_classic_tab_hears_its_own_answers_and_a_v2_tab_everything(
    connect: Connect, connect_v2: ConnectV2
) -> None:
    classic, tab = await connect("mixed"), await connect_v2("mixed")
    await classic.settle()
    assert await classic.say("book a meeting") == "What is the meeting about?"
    assert await tab.hear() == "What is the meeting about?"
    assert tab.frames[0] | {"timestamp": "", "seq": 0, "message_id": ""} == {
        "type": "user_message",
        "content": "book a meeting",
        "timestamp": "",
        "session_id": "mixed",
        "seq": 0,
        "message_id": "",
    }
    assert await tab.say("Design review") == "On which day?"
    assert await classic.nothing()
    assert await classic.say("tomorrow at 3pm") == "How long should it be?"


async def test_a_message_sent_again_is_answered_to_the_one_who_sent_it(connect_v2: ConnectV2) -> None:
    client, other = await connect_v2("again"), await connect_v2("again")
    await client.say("book a meeting", id="one")
    first = await other.hear()
    await client.send("book a meeting", id="one")
    again = [await client.receive(replayed=True) for _ in range(3)]
    assert [frame["content"] for frame in again] == ["processing", first, "waiting_for_input"]
    assert again[1]["seq"] == next(f["seq"] for f in client.frames if f["type"] == "bot_response")
    assert await other.nothing()


async def test_an_error_takes_the_place_of_the_answer_on_every_socket(
    connect_v2: ConnectV2, settings
) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client, other = await connect_v2("exploding"), await connect_v2("exploding")
    await client.send("break", id="one")
    errors = [await each.until("error") for each in (client, other)]
    assert errors[0] == errors[1]
    assert re.fullmatch("[0-9A-F]{8}", errors[0]["metadata"].pop("reference"))
    assert errors[0]["metadata"] == {"conversation_preserved": True, "reply_to": "one"}


async def test_echo_mode_speaks_v2(connect_v2: ConnectV2, settings, rows) -> None:
    settings.LANGGRAPH_ENABLED = False
    client, other = await connect_v2("echoing"), await connect_v2("echoing")
    assert await client.say("hello", id="one") == "Echo: hello"
    assert await other.hear() == "Echo: hello"
    assert (other.frames[0]["message_id"], client.frames[-1]["reply_to"]) == ("one", "one")
    assert await client.resume(0) == []
    await client.send_raw({"type": "cancel"})
    assert (await client.receive())["content"] == "nothing_to_cancel"
    assert await rows("SELECT 1 FROM conversations_conversation") == []


async def test_a_full_server_says_so_in_v2(connect_v2: ConnectV2, settings) -> None:
    settings.MAX_CONCURRENT_CONVERSATIONS = 1
    await connect_v2("first")
    second = await connect_v2("second")
    assert (await second.error())["error_code"] == "SERVER_BUSY"
    assert await second.socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 1013}


async def test_numbers_rise_while_everybody_talks_at_once(connect: Connect, connect_v2: ConnectV2) -> None:
    """The receiver checks every number; here there are many senders, reconnects and pings between turns."""
    tabs = [await connect_v2("crowd") for _ in range(3)]
    classic = await connect("crowd")
    await classic.settle()
    await tabs[0].say("hello")
    for number in range(8):
        await asyncio.gather(
            *(tab.send("hello", id=f"{number}-{index}") for index, tab in enumerate(tabs)),
            classic.send("hello"),
        )
        await tabs[0].send_raw({"type": "ping", "nonce": "p"})
        if number % 3 == 1:
            tabs.append(await connect_v2("crowd"))
            assert (await tabs[-1].receive())["content"] == "conversation_resumed"
    for tab in tabs[:3]:
        for _ in range(8 * 3 + 8):
            await tab.until("bot_response")
