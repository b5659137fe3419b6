"""A cancel stops the running turn: nothing half-done remains, and what waits behind it goes on."""

import asyncio
import time
from uuid import uuid4

import pytest

from conversations import listening, queues, turn_records
from tests.client import V2Client
from tests.conftest import Connect, ConnectV2
from tests.conversations.test_errors import STATE
from tests.engines import Stalling

BOOKABLE = "schedule a design review with Ana tomorrow at 3pm for 45 minutes"
STATUSES = "SELECT content, status, error_code FROM conversations_message WHERE role = 'user' ORDER BY id"


async def begin(client: V2Client, content: str, **fields: str) -> None:
    """Send a message and wait until its turn runs."""
    await client.send(content, **fields)
    await client.until("processing_step")


async def cancel(client: V2Client) -> None:
    await client.send_raw({"type": "cancel"})


async def test_a_cancel_stops_the_engine_and_puts_the_state_back(
    connect_v2: ConnectV2, rows, settings
) -> None:
    settings.ENGINE = "tests.engines.Stalling"
    client = await connect_v2()
    await client.say("schedule a design review with Ana tomorrow at 3pm")
    before = await rows(STATE)
    await begin(client, "45 minutes, please break", id="one")
    asked_at = time.monotonic()
    await cancel(client)
    frame = await client.until("cancelled")

    assert frame.keys() == {"type", "content", "timestamp", "seq", "metadata"}
    assert (frame["type"], frame["metadata"]) == ("system", {"reply_to": "one"})
    assert Stalling.cancelled_at > asked_at
    assert await rows(STATE) == before
    assert (await rows(STATUSES))[1:] == [("45 minutes, please break", "cancelled", "CANCELLED")]
    assert "Shall I book it?" in await client.say("45 minutes")
    assert (await client.say("yes")).startswith("Booked.")


async def test_a_cancel_in_the_middle_of_an_answer(connect_v2: ConnectV2, rows, settings) -> None:
    client = await connect_v2()
    await client.say(BOOKABLE)
    before = await rows(STATE)
    settings.ENGINE = "tests.engines.StallingInMidAnswer"
    await client.send("yes")
    assert (await client.until("response_delta"))["metadata"]["delta"] == "Boo"
    assert len(await rows("SELECT 1 FROM scheduling_meeting")) == 1
    await cancel(client)
    await client.until("cancelled")

    assert await rows("SELECT 1 FROM scheduling_meeting") == []
    assert await rows(STATE) == before
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    assert (await client.say("yes")).startswith("Booked.")


@pytest.mark.parametrize("wish", ["move the design review to 5pm", "cancel the design review"])
async def test_a_cancel_takes_back_every_write(connect_v2: ConnectV2, rows, settings, wish: str) -> None:
    client = await connect_v2()
    await client.say(BOOKABLE)
    await client.say("yes")
    stored = "SELECT to_jsonb(scheduling_meeting) - 'updated_at' FROM scheduling_meeting"
    before = await rows(stored)
    await client.say(wish)
    settings.ENGINE = "tests.engines.StallingInMidAnswer"
    await client.send("yes")
    await client.until("response_delta")
    assert await rows(stored) != before
    await cancel(client)
    await client.until("cancelled")
    assert await rows(stored) == before


async def test_the_messages_behind_a_cancelled_one_go_on(connect_v2: ConnectV2, rows, settings) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    client = await connect_v2()
    await begin(client, "break")
    await client.send("book a meeting", id="next")
    await cancel(client)
    await client.until("cancelled")
    assert await client.hear() == "What is the meeting about?"
    assert client.frames[-2]["reply_to"] == "next"
    assert [status for _, status, _ in await rows(STATUSES)] == ["cancelled", "answered"]


async def test_a_cancel_when_nothing_runs_changes_nothing(connect_v2: ConnectV2, rows) -> None:
    client, other = await connect_v2("idle"), await connect_v2("idle")
    await cancel(client)
    assert (await client.receive())["content"] == "nothing_to_cancel"
    await client.say("book a meeting")
    await other.hear()
    before = await rows("SELECT to_jsonb(conversations_conversation) FROM conversations_conversation")
    await cancel(client)
    frame = await client.receive()
    assert (frame["content"], frame.keys()) == ("nothing_to_cancel", {"type", "content", "timestamp", "seq"})
    assert await other.nothing()
    assert await rows("SELECT to_jsonb(conversations_conversation) FROM conversations_conversation") == before


async def test_one_cancel_is_enough_and_a_second_does_no_harm(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    client = await connect_v2()
    await begin(client, "break")
    for _ in range(3):
        await cancel(client)
    await client.until("cancelled")
    assert await client.say("hello")


async def test_every_tab_may_cancel_and_every_tab_is_told(
    connect: Connect, connect_v2: ConnectV2, settings
) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    classic, tab, other = await connect("tabs"), await connect_v2("tabs"), await connect_v2("tabs")
    await classic.settle()
    await classic.send("break")
    await tab.until("processing_step")
    await cancel(tab)
    assert (await tab.until("cancelled")) == (await other.until("cancelled"))
    assert (await classic.receive())["content"] == "processing"
    error = await classic.error()
    assert (error["error_code"], error["retry_suggested"]) == ("CANCELLED", False)
    assert error["metadata"] == {"conversation_preserved": True}
    assert await classic.say("hello")


async def test_a_cancelled_message_that_is_sent_again_stays_cancelled(
    connect_v2: ConnectV2, rows, settings
) -> None:
    settings.ENGINE = "tests.engines.Hanging"
    client = await connect_v2()
    await begin(client, "break", id="one")
    await cancel(client)
    await client.until("cancelled")
    await client.send("break", id="one")
    assert (await client.until("cancelled"))["metadata"] == {"reply_to": "one"}
    assert len(await rows(STATUSES)) == 1


async def test_a_cancel_that_comes_while_the_answer_is_stored_is_too_late(
    connect_v2: ConnectV2, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    storing, go_on = asyncio.Event(), asyncio.Event()
    finish = turn_records.finish_turn

    async def slow(*arguments: object, **named: object) -> object:
        storing.set()
        await go_on.wait()
        return await finish(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(turn_records, "finish_turn", slow)
    client = await connect_v2()
    await client.send("hello")
    await storing.wait()
    await cancel(client)
    assert await client.until("nothing_to_cancel")
    go_on.set()
    assert (await client.hear()).startswith("Hello!")
    assert [status for _, status, _ in await rows(STATUSES)] == ["answered"]


async def test_a_cancel_at_any_moment_leaves_an_answer_or_a_cancellation(connect_v2: ConnectV2, rows) -> None:
    """Sweeps the cancel over the whole length of a turn that books: the meeting is there if and only if it was told."""
    for step in range(25):
        client = await connect_v2()
        await client.say(f"schedule a review {step} with Ana tomorrow at 3pm for 45 minutes")
        await client.send("yes", id="yes")
        await client.until("processing")
        await asyncio.sleep(step * 0.001)
        await cancel(client)
        while True:
            frame = await client.receive()
            if frame["type"] == "bot_response" or frame.get("content") == "cancelled":
                break
        booked = len(await rows("SELECT 1 FROM scheduling_meeting WHERE summary LIKE %s", f"%%{step}"))
        assert booked == (frame["type"] == "bot_response")
        if not booked:
            assert (await client.say("yes")).startswith("Booked.")
        await client.disconnect()
        await rows("TRUNCATE scheduling_meeting CASCADE")


async def test_a_cancel_from_another_process_stops_only_the_turn_it_was_meant_for(
    connect_v2: ConnectV2, settings
) -> None:
    settings.ENGINE = "tests.engines.Stalling"
    client = await connect_v2("stopped")
    await listening.begin().listens.wait()
    await begin(client, "hello, please break")
    queue = queues.find(("client:stopped", "stopped"))
    assert queue and queue.message
    queues.cancel_turn(queue.token, queue.message - 1)  # heard too late
    assert await client.nothing()
    assert await turn_records.stop_elsewhere(queue.conversation, token=uuid4())
    await client.until("cancelled")
    assert not await turn_records.stop_elsewhere(queue.conversation, token=uuid4())
