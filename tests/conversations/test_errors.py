"""What goes wrong in a turn is told with its code, leaves the state as it was, and the next message works."""

import asyncio
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import OperationalError
from django.utils import timezone

from conversations import queues, turn_records
from conversations.consumers import ChatConsumer
from conversations.errors import TurnLost
from tests.conftest import Connect, ConnectV2
from tests.engines import Pausing

ERRORS = [
    (
        "Exploding",
        "INTERNAL_SERVER_ERROR",
        "Something went wrong on our side. Nothing was changed; please try again.",
    ),
    (
        "Hanging",
        "LLM_PROCESSING_ERROR",
        "I could not answer that in time. The conversation is as it was before; please try again.",
    ),
    (
        "LosingTheDatabase",
        "STATE_PERSISTENCE_ERROR",
        "Your message could not be saved just now, and nothing was changed. Please send it again shortly.",
    ),
]
STATE = (
    "SELECT c.waiting_for, c.summary, (SELECT count(*) FROM checkpoints WHERE thread_id = c.thread_id::text), "
    "(SELECT count(*) FROM checkpoint_writes WHERE thread_id = c.thread_id::text), "
    "(SELECT count(*) FROM conversations_message m WHERE m.conversation_id = c.id AND role = 'assistant') "
    "FROM conversations_conversation c"
)


@pytest.mark.parametrize(("engine", "code", "message"), ERRORS)
async def test_a_failed_turn_leaves_the_state_as_before(
    connect: Connect, rows, settings, caplog: pytest.LogCaptureFixture, engine: str, code: str, message: str
) -> None:
    settings.ENGINE = f"tests.engines.{engine}"
    settings.LLM_TIMEOUT_SECONDS = 0.5
    caplog.set_level(logging.CRITICAL)
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm")
    before = await rows(STATE)

    await client.send("45 minutes, please break")
    assert (await client.receive())["content"] == "processing"
    error = await client.error()

    assert (error["error_code"], error["message"], error["retry_suggested"]) == (code, message, True)
    assert error["metadata"]["conversation_preserved"] is True
    assert error["metadata"].get("fallback_available", False) is False
    assert "secret detail" not in str(error)
    assert await rows(STATE) == before
    failed = await rows("SELECT status, error_code FROM conversations_message WHERE content LIKE '%%break%%'")
    assert failed == [("failed", code)]
    assert "Shall I book it?" in await client.say("45 minutes")
    assert (await client.say("yes")).startswith("Booked.")


async def test_a_failed_message_that_is_sent_again_is_tried_again(connect: Connect, rows, settings) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client = await connect()
    await client.send("hello break", id="one")
    assert (await client.receive())["content"] == "processing"
    await client.error()
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    assert await client.say("hello break", id="one")
    assert await rows("SELECT status FROM conversations_message WHERE role = 'user'") == [("answered",)]


async def test_a_client_that_comes_back_hears_once_what_failed_while_it_was_away(
    connect: Connect, settings: Any
) -> None:
    settings.ENGINE = "tests.engines.Pausing"
    Pausing.begun, Pausing.going_on = asyncio.Event(), asyncio.Event()
    settings.LLM_TIMEOUT_SECONDS = 0.5
    client = await connect("away")
    await client.send("please break", id="one")
    await asyncio.wait_for(Pausing.begun.wait(), 10)
    await client.disconnect()
    await queues.all_finished(timeout=10)

    back = await connect("away")
    resumed = await back.receive()
    assert resumed["metadata"]["unanswered"] == []
    assert (await back.receive())["content"] == "processing"
    error = await back.error()
    assert error["error_code"] == "LLM_PROCESSING_ERROR"
    assert error["metadata"]["conversation_preserved"] is True
    assert error["metadata"]["fallback_available"] is False
    again = await connect("away")
    assert (await again.receive())["content"] == "conversation_resumed"
    assert await again.nothing()


async def test_a_message_counts_once_however_often_it_fails(connect: Connect, rows, settings) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client = await connect()
    for _ in range(3):
        await client.send("hello break", id="one")
        assert (await client.receive())["content"] == "processing"
        await client.error()
    count = "SELECT message_count FROM conversations_conversation"
    assert await rows(count) == [(1,)]
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    await client.say("hello break", id="one")
    assert await rows(count) == [(2,)]


async def test_a_turn_that_fails_after_booking_leaves_no_meeting(connect: Connect, rows, settings) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    settings.CALENDAR = "tests.calendars.LosingTheDatabaseAfterwards"
    await client.send("yes")
    assert (await client.receive())["content"] == "processing"
    error = await client.error()

    assert error["error_code"] == "STATE_PERSISTENCE_ERROR"
    assert error["metadata"]["conversation_preserved"] is True
    assert await rows("SELECT summary FROM scheduling_meeting") == []
    settings.CALENDAR = "scheduling.calendars.database.DatabaseCalendar"
    assert "5:00 PM" in await client.say("actually make it 5pm")
    assert "5:00 PM" in await client.say("yes")
    assert len(await rows("SELECT summary FROM scheduling_meeting")) == 1


@pytest.mark.parametrize("gone_for_long", [False, True])
async def test_a_turn_whose_end_was_stored_though_nobody_heard_of_it_is_answered_and_stays(
    connect: Connect, rows, monkeypatch: pytest.MonkeyPatch, gone_for_long: bool
) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    finish, hold, holds = turn_records.finish_turn, turn_records.hold_failed, []

    async def cut_after_the_commit(*turn: Any, **parameters: Any) -> None:
        await finish(*turn, **parameters)
        raise psycopg.OperationalError("the connection is lost")

    async def cut_once_more(*turn: Any, **parameters: Any) -> None:
        holds.append(turn)
        if gone_for_long and len(holds) == 1:
            raise psycopg.OperationalError("the database is gone")
        await hold(*turn, **parameters)

    monkeypatch.setattr(turn_records, "finish_turn", cut_after_the_commit)
    monkeypatch.setattr(turn_records, "hold_failed", cut_once_more)
    await client.send("yes", id="the-yes")
    assert (await client.receive())["content"] == "processing"
    if gone_for_long:
        error = await client.error()
        assert error["error_code"] == "STATE_PERSISTENCE_ERROR"
        assert error["metadata"]["conversation_preserved"] is False
        assert (await client.hear()).startswith("Booked.")  # after all
    else:
        assert (await client.receive())["content"].startswith("Booked.")
    await queues.all_finished(timeout=10)
    assert len(holds) == 1 + gone_for_long
    assert await rows("SELECT summary FROM scheduling_meeting") == [("Design review",)]
    assert (await client.say("yes", id="the-yes")).startswith("Booked.")
    assert await rows("SELECT status, error_code FROM conversations_message WHERE content = 'yes'") == [
        ("answered", "")
    ]


async def test_all_tabs_hear_the_answer_that_was_stored_though_nobody_heard_of_it(
    connect_v2: ConnectV2, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect_v2("in-two-tabs")
    other = await connect_v2("in-two-tabs")
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    await other.until("waiting_for_input")
    finish = turn_records.finish_turn

    async def cut_after_the_commit(*turn: Any, **parameters: Any) -> None:
        await finish(*turn, **parameters)
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(turn_records, "finish_turn", cut_after_the_commit)
    assert (await client.say("yes")).startswith("Booked.")
    answer = await other.until("bot_response")
    assert answer["content"].startswith("Booked.")
    await queues.all_finished(timeout=10)
    assert await client.fence() == []


async def hold(rows: Any, seconds: int) -> UUID:
    """Take the turn of the only conversation as another process does that works for so many seconds."""
    token = uuid4()
    await rows(
        "UPDATE conversations_conversation SET turn_token = %s, turn_expires_at = now() + %s * interval '1 second'",
        token,
        seconds,
    )
    return token


async def test_what_a_failed_turn_wrote_stays_for_as_long_as_another_process_may_answer_its_message(
    connect: Connect, rows, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    hold_failed, meetings = turn_records.hold_failed, []

    async def taken_meanwhile(*turn: Any, **parameters: Any) -> None:
        if not meetings:
            await hold(rows, seconds=1)
        meetings.append(len(await rows("SELECT summary FROM scheduling_meeting")))
        await hold_failed(*turn, **parameters)

    monkeypatch.setattr(turn_records, "hold_failed", taken_meanwhile)
    settings.CALENDAR = "tests.calendars.LosingTheDatabaseAfterwards"
    await client.send("yes")
    assert (await client.receive())["content"] == "processing"
    error = await client.error()
    assert error["error_code"] == "STATE_PERSISTENCE_ERROR"
    assert error["metadata"]["conversation_preserved"] is False
    await queues.all_finished(timeout=10)  # the other one has died
    assert meetings[0] == meetings[-1] == 1
    assert await rows("SELECT summary FROM scheduling_meeting") == []
    assert await rows("SELECT status, error_code FROM conversations_message WHERE content = 'yes'") == [
        ("failed", "STATE_PERSISTENCE_ERROR")
    ]


async def test_a_message_that_waited_too_long_for_another_process_has_failed(
    connect: Connect, rows, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect()
    await client.say("hello")
    settings.LLM_TIMEOUT_SECONDS = 0.1
    monkeypatch.setattr("conversations.turns.TAKEN_OVER_SECONDS", 0.1)
    await rows(
        "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
        "SELECT id, 'user', 'received', 'earlier, elsewhere', '', now() FROM conversations_conversation"
    )
    await hold(rows, seconds=60)
    await client.send("thanks")
    assert (await client.receive())["content"] == "processing"
    error = await client.error()
    assert error["error_code"] == "LLM_PROCESSING_ERROR"
    assert error["metadata"]["conversation_preserved"] is True
    assert await rows("SELECT status, error_code FROM conversations_message WHERE content = 'thanks'") == [
        ("failed", "LLM_PROCESSING_ERROR")
    ]
    await rows("DELETE FROM conversations_message WHERE content = 'earlier, elsewhere'")


@pytest.mark.parametrize(
    ("wish", "table"),
    [
        ("move the design review to 5pm", "scheduling_meeting"),
        ("cancel the design review", "scheduling_meeting"),
        ("remind me to call Bob tomorrow at 9am", "scheduling_reminder"),
    ],
)
async def test_a_turn_that_fails_after_any_write_puts_back_what_was(
    connect: Connect, rows, settings, wish: str, table: str
) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    await client.say("yes")
    stored = f"SELECT to_jsonb({table}) - 'updated_at' FROM {table}"
    before = await rows(stored)
    await client.say(wish)
    settings.CALENDAR = "tests.calendars.LosingTheDatabaseAfterwards"
    await client.send("yes")
    assert (await client.receive())["content"] == "processing"
    assert (await client.error())["error_code"] == "STATE_PERSISTENCE_ERROR"
    assert await rows(stored) == before

    settings.CALENDAR = "scheduling.calendars.database.DatabaseCalendar"
    await client.say("yes")
    assert await rows(stored) != before


async def test_a_yes_that_comes_too_late_books_nothing(
    connect: Connect, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(ChatConsumer, "clock", staticmethod(lambda: later))
    assert (await client.say("yes")).startswith("That time has already passed.")
    assert await rows("SELECT summary FROM scheduling_meeting") == []


async def test_a_database_that_is_gone_takes_nobody_for_somebody_else(connect: Connect, monkeypatch) -> None:
    def gone(session: str) -> int | None:
        raise OperationalError

    monkeypatch.setattr("conversations.identity._user_of", gone)
    client = await connect(headers=[(b"cookie", b"sessionid=abc")])
    assert (await client.error())["error_code"] == "STATE_PERSISTENCE_ERROR"
    assert await client.socket.receive_output(timeout=5) == {"type": "websocket.close", "code": 1013}


async def test_what_a_lost_run_and_a_failed_one_wrote_is_undone_to_what_was_before_both(
    connect: Connect, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect()
    await client.say("schedule a design review with Ana tomorrow at 3pm for 45 minutes")
    assert (await client.say("yes")).startswith("Booked.")
    await client.say("cancel the design review")
    runs = []

    async def lost_and_then_failed(*turn: Any, **parameters: Any) -> None:
        runs.append(await rows("SELECT status FROM scheduling_meeting"))
        raise TurnLost if len(runs) == 1 else RuntimeError("failed")

    monkeypatch.setattr(turn_records, "finish_turn", lost_and_then_failed)
    await client.send("yes")
    assert (await client.receive())["content"] == "processing"
    assert (await client.error())["error_code"] == "INTERNAL_SERVER_ERROR"
    assert runs == [[("CANCELLED",)]] * 2
    assert await rows("SELECT status FROM scheduling_meeting") == [("CONFIRMED",)]
