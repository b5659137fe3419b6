"""What a v2 client is sent again that was away: what it missed, in order, each frame once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from conversations import queues, records, returning, turn_records
from conversations.consumers import ChatConsumer
from conversations.exchanges import replay
from conversations.records import StoredMessage
from scheduling.owners import client_key
from tests.client import Frame, V2Client
from tests.conftest import Connect, ConnectV2

LASTING = ("user_message", "bot_response", "error")


def lasting(frames: list[Frame]) -> list[Frame]:
    """The frames that are replayed: what was said and answered, and the last question."""
    kept = [
        f for f in frames if f["type"] in LASTING or f.get("content") in ("waiting_for_input", "cancelled")
    ]
    questions = [f for f in kept if f.get("content") == "waiting_for_input"]
    return [f for f in kept if f not in questions[:-1]]


def without_time(frames: list[Frame]) -> list[Frame]:
    """A replayed frame tells when its message was stored, which is some milliseconds from when it was sent."""
    return [{**frame, "timestamp": ""} for frame in frames]


async def resumed(connect_v2: ConnectV2, client_id: str) -> V2Client:
    client = await connect_v2(client_id)
    assert (await client.receive())["content"] == "conversation_resumed"
    return client


async def test_what_was_missed_comes_again_as_it_was_sent(connect_v2: ConnectV2) -> None:
    watching, talking = await connect_v2("away"), await connect_v2("away")
    await talking.say("book a meeting")
    await watching.until("waiting_for_input")
    leaves_at = watching.last_seq
    await watching.disconnect()
    witness = await resumed(connect_v2, "away")
    for message in ("Design review", "tomorrow at 3pm", "45 minutes"):
        await talking.say(message)
        await witness.hear()

    back = await resumed(connect_v2, "away")
    missed = await back.resume(leaves_at)
    assert without_time(missed) == without_time(lasting(witness.frames))
    assert [frame["type"] for frame in missed] == ["user_message", "bot_response"] * 3 + ["system"]
    assert await back.resume(missed[-1]["seq"]) == []
    assert without_time(await back.resume(missed[1]["seq"])) == without_time(missed[2:])


async def test_a_first_visit_is_sent_everything(connect_v2: ConnectV2) -> None:
    client = await connect_v2("first-visit")
    await client.say("book a meeting", id="a")
    other = await resumed(connect_v2, "first-visit")
    everything = await other.resume(0)
    assert everything[0]["message_id"] == "a"
    assert [frame["type"] for frame in everything] == ["user_message", "bot_response", "system"]


async def test_nothing_missed_nothing_sent(connect_v2: ConnectV2) -> None:
    client = await connect_v2()
    assert await client.resume(0) == []
    await client.say("hello")
    assert await client.resume(client.last_seq) == []


async def test_too_much_missed_comes_as_one_page(connect_v2: ConnectV2, monkeypatch) -> None:
    monkeypatch.setattr(returning, "MOST_REPLAYED", 3)
    client = await connect_v2("long-away")
    for number in range(5):
        await client.say("hello", id=f"m{number}")
    answers = [frame["seq"] for frame in client.frames if frame["type"] == "bot_response"]

    back = await resumed(connect_v2, "long-away")
    joined = back.last_seq
    assert len(await back.resume(answers[1])) == 6
    [history] = await back.resume(answers[0])
    assert (history["content"], history["metadata"]["gap"]) == ("history", True)
    assert [frame.get("message_id") for frame in history["metadata"]["messages"]][::2] == ["m2", "m3", "m4"]
    assert history["seq"] == joined
    assert await back.resume(history["seq"]) == []


async def test_a_number_from_elsewhere_gets_the_history(connect_v2: ConnectV2) -> None:
    client = await connect_v2("elsewhere")
    await client.say("hello")
    back = await resumed(connect_v2, "elsewhere")
    [history] = await back.resume(back.last_seq + 10**9)
    assert [frame["type"] for frame in history["metadata"]["messages"]] == ["user_message", "bot_response"]


async def test_a_conversation_that_took_anothers_place_counts_on(
    connect_v2: ConnectV2, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect_v2("old-friend")
    await client.say("book a meeting")
    await client.disconnect()
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(ChatConsumer, "clock", staticmethod(lambda: later))
    other = await connect_v2("old-friend")
    assert other.established["seq"] > client.last_seq
    await other.say("hello", id="new")
    back = await resumed(connect_v2, "old-friend")
    assert [f.get("message_id") for f in await back.resume(client.last_seq)][:1] == ["new"]


async def test_an_answer_nobody_heard_is_replayed_and_then_delivered(
    connect: Connect, connect_v2: ConnectV2, rows
) -> None:
    leaving = await connect_v2("leaving")
    await leaving.send("hello", id="one")
    await leaving.disconnect()
    while not await rows("SELECT 1 FROM conversations_message WHERE status = 'undelivered'"):
        await asyncio.sleep(0.01)

    back = await resumed(connect_v2, "leaving")
    assert [frame["type"] for frame in await back.resume(0)] == ["user_message", "bot_response"]
    await back.disconnect()
    classic = await connect("leaving")
    assert (await classic.receive())["content"] == "conversation_resumed"
    assert await classic.nothing()


async def test_an_answer_in_the_making_comes_to_the_one_who_returns(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    settings.LLM_TIMEOUT_SECONDS = 1
    leaving = await connect_v2("in-the-making")
    await leaving.say("book a meeting")
    await leaving.send("break", id="broken")
    await leaving.until("processing_step")
    await leaving.disconnect()
    back = await resumed(connect_v2, "in-the-making")
    missed = await back.resume(leaving.last_seq)
    assert [frame["content"] for frame in missed] in (["processing"], [])
    error = await back.until("error")
    assert error["metadata"]["reply_to"] == "broken"


async def test_the_same_errors_and_cancellations_come_again(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    settings.LLM_TIMEOUT_SECONDS = 0.3
    client = await connect_v2("failing")
    await client.say("book a meeting", id="a")
    await client.send("break", id="b")
    await client.until("error")
    settings.LLM_TIMEOUT_SECONDS = 30
    await client.send("break", id="c")
    await client.until("processing_step")
    await client.send_raw({"type": "cancel"})
    await client.until("cancelled")

    back = await resumed(connect_v2, "failing")
    replayed = [frame for frame in await back.resume(0) if frame["type"] != "user_message"]
    sent = lasting(client.frames)
    for frame in (*replayed, *sent):
        frame.pop("timestamp")
        frame["metadata"].pop("fallback_available", None)
    assert replayed == sent
    assert [frame.get("content", frame["type"]) for frame in replayed] == [
        "What is the meeting about?",
        "waiting_for_input",
        "error",
        "cancelled",
    ]


async def test_a_message_whose_turn_died_is_shown_and_answered(connect_v2: ConnectV2, rows) -> None:
    client = await connect_v2("crashed")
    await client.say("book a meeting")
    await client.disconnect()
    await rows(
        "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
        "SELECT id, 'user', 'received', 'Design review', '', now() FROM conversations_conversation RETURNING id"
    )
    back = await resumed(connect_v2, "crashed")
    assert (await back.until("user_message"))["content"] == "Design review"
    assert await back.hear() == "On which day?"
    assert await back.resume(back.last_seq) == []


async def test_a_message_of_a_classic_client_is_numbered_when_somebody_comes(
    connect: Connect, connect_v2: ConnectV2, settings
) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    settings.LLM_TIMEOUT_SECONDS = 1
    classic = await connect("joined")
    await classic.say("book a meeting")
    await classic.send("break")
    assert (await classic.receive())["content"] == "processing"
    while not ((queue := queues.find((client_key("joined"), "joined"))) and queue.runs):
        await asyncio.sleep(0.01)  # whoever comes before the graph runs hears its steps
    tab = await resumed(connect_v2, "joined")
    assert [frame["content"] for frame in await tab.resume(0)] == [
        "book a meeting",
        "What is the meeting about?",
        "waiting_for_input",
        "break",
    ]
    assert (await tab.until("error"))["error_code"] == "LLM_PROCESSING_ERROR"


async def test_numbers_rise_when_a_block_is_used_up(connect_v2: ConnectV2, monkeypatch) -> None:
    """The receiver checks every number; a block of four does not last for a turn."""
    blocks = [(records, "_NUMBER"), *((turn_records, name) for name in ("_CLAIM", "_FINISH", "_FAIL"))]
    for module, name in blocks:
        monkeypatch.setattr(module, name, getattr(module, name).replace(str(records.BLOCK), "4"))
    client = await connect_v2("small-blocks")
    for _ in range(3):
        await client.say("book a meeting")
        await client.fence()
        await client.fence()
    back = await resumed(connect_v2, "small-blocks")
    assert back.established["seq"] > [f for f in client.frames if f["type"] == "bot_response"][-1]["seq"]
    assert len([frame for frame in await back.resume(0) if frame["type"] == "bot_response"]) == 3


MESSAGES = st.lists(
    st.tuples(st.sampled_from(["received", "answered", "failed", "cancelled"]), st.integers(0, 3)),
    max_size=8,
)


@given(MESSAGES)
@hypothesis_settings(suppress_health_check=[HealthCheck.differing_executors])
def test_a_replay_is_in_order_and_names_every_message_once(kinds: list[tuple[str, int]]) -> None:
    """Messages are numbered when they come, and answered later, while others come."""
    seq = 0
    open_answers: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    now = datetime(2026, 3, 4, 9, tzinfo=UTC)
    for number, (status, answers) in enumerate(kinds, 1):
        seq += 1
        row = {
            "id": number,
            "conversation_id": 1,
            "content": f"m{number}",
            "status": status,
            "created_at": now,
        }
        row["seq"] = None if status == "received" else seq
        rows.append(row)
        open_answers.append(row)
        for _ in range(min(answers, len(open_answers))):
            seq = end(open_answers.pop(0), seq, now)
    for row in open_answers:
        seq = end(row, seq, now)
    stored = [StoredMessage(**row) for row in rows]
    frames = replay("client", stored, {row["id"]: row["id"] + seq for row in rows if not row["seq"]})

    numbers = [frame.seq for frame in frames]
    assert numbers == sorted(set(numbers))
    assert len([f for f in frames if f.type == "user_message"]) == len(kinds)
    outcomes = [
        f for f in frames if f.type == "bot_response" or f.type == "error" or f.content == "cancelled"
    ]
    assert len(outcomes) == sum(status != "received" for status, _ in kinds)


def end(row: dict[str, Any], seq: int, now: Any) -> int:
    """Give a message its outcome, with the next numbers."""
    if row["status"] == "answered":
        row |= {"answer": "yes", "answer_seq": seq + 1, "answered_at": now, "waiting_for": {"prompt": "?"}}
    elif row["status"] != "received":
        row |= {"failure_seq": seq + 1, "error_code": "CANCELLED" if row["status"] == "cancelled" else "X"}
    return seq + 2
