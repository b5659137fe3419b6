"""The rules stand in for a model: the circuit, the health, the record, and many conversations when the plug is pulled."""

import asyncio
import json
import time

from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.test import AsyncClient, Client
from django.urls import reverse

from conversations import answering
from conversations.assistant.engines.breaker import FAILURES
from conversations.engine import engine
from conversations.models import Conversation, Message
from scheduling.database import pool
from tests.conftest import Connect, forget_engines
from tests.model_server import ModelServer, Reply, data_of, sensible, wants_form

HELLO = {"intent": "general", "kind": "greeting"}
TALK = sensible({"hello": HELLO}, "Hello there, my friend!")


async def test_the_circuit_opens_rests_and_closes_again(
    connect: Connect, model: ModelServer, async_client: AsyncClient, settings
) -> None:
    model.script = lambda request: Reply(status=500)
    client = await connect()
    for _ in range(FAILURES + 3):
        assert "meeting" in await client.say("hello")
    assert len(model.requests) == FAILURES
    health = (await async_client.get("/health")).json()
    assert health["status"] == "degraded"
    assert health["components"]["model"] == {
        "status": "degraded",
        "circuit": "open",
        "consecutive_failures": FAILURES,
        "last_failure": "server_error",
    }

    breaker = engine(settings.ENGINE).breaker  # type: ignore[attr-defined]
    breaker.clock = lambda: time.monotonic() + 60
    model.script = TALK
    await client.say("hello")
    assert await client.say("hello") == "Hello there, my friend!"
    assert breaker.state == "closed"
    response = await async_client.get("/health")
    assert (response.status_code, response.json()["status"]) == (200, "healthy")
    assert response.json()["components"]["model"] == {
        "status": "healthy",
        "circuit": "closed",
        "consecutive_failures": 0,
    }


async def test_staff_see_what_was_asked_and_how_it_went(
    connect: Connect, model: ModelServer, settings
) -> None:
    settings.LLM_LOG_PROMPTS = True
    model.script = TALK
    client = await connect()
    await client.say("hello")
    model.script = lambda request: Reply(status=500)
    await client.say("hello")

    def pages() -> list[str]:
        browser = Client()
        browser.force_login(get_user_model().objects.create_superuser("boss", password="x"))
        first = Message.objects.filter(role="user").first()
        urls = [
            reverse("admin:conversations_message_change", args=[first.pk]),
            reverse("admin:conversations_modelcall_changelist"),
            reverse("admin:conversations_conversation_change", args=[Conversation.objects.get().pk]),
        ]
        return [browser.get(url).content.decode() for url in urls]

    message, calls, conversation = await sync_to_async(pages)()
    assert "You read messages for a scheduling assistant" in message
    assert "circuit closed, failures in a row: 1" in calls
    assert "server_error" in calls
    assert "model" in conversation


async def test_prompts_are_not_kept_unless_asked_for(connect: Connect, model: ModelServer, rows) -> None:
    model.script = TALK
    client = await connect()
    await client.say("hello")
    calls = await rows(
        "SELECT purpose, outcome, model, prompt, length(prompt_hash), prompt_tokens, completion_tokens "
        "FROM conversations_modelcall ORDER BY id"
    )
    assert calls == [
        ("interpret", "ok", "default", "", 64, 100, 20),
        ("phrase", "ok", "default", "", 64, 50, 10),
    ]


async def test_earlier_lines_and_the_draft_go_with_the_message(connect: Connect, model: ModelServer) -> None:
    model.script = sensible(
        {"plan something": {"intent": "schedule"}, "hello": HELLO}, "Hello there, my friend!"
    )
    client = await connect()
    await client.say("hello", timezone="Europe/Berlin")
    await client.say("plan something")
    await client.say("the budget")
    first, *_, last = [data_of(request) for request in model.requests if wants_form(request)]
    assert first["earlier"] == []
    assert last["earlier"] == [
        {"from": "user", "text": "hello"},
        {"from": "assistant", "text": "Hello there, my friend!"},
        {"from": "user", "text": "plan something"},
        {"from": "assistant", "text": "What is the meeting about?"},
    ]
    assert last["draft"] == {"task": "schedule", "known": {}}
    assert last["question"] == {"about": "title", "choices": []}
    assert "CE" in last["now"]


async def test_one_call_for_each_scheduling_turn(connect: Connect, model: ModelServer) -> None:
    messages = {
        "plan a review": {"intent": "schedule", "slots": {"title": "review"}},
        "tomorrow at 3pm": {"intent": "schedule", "slots": {"date": "tomorrow", "time": "3pm"}},
        "an hour": {"intent": "schedule", "slots": {"duration": "an hour"}},
        "with Ana": {"intent": "schedule", "slots": {"participants": "Ana"}},
        "yes": {"intent": "schedule", "answer": "yes"},
        "what do I have tomorrow?": {"intent": "list"},
    }
    model.script = sensible(messages)
    client = await connect()
    for message in messages:
        await client.say(message)
    assert [data_of(request)["message"] for request in model.requests] == list(messages)


async def test_turns_that_wait_for_the_model_hold_up_nobody(
    connect: Connect, model: ModelServer, settings
) -> None:
    """More conversations wait for the model than may work at a time, and than there are connections."""
    settings.LLM_MAX_CONCURRENCY = 50
    forget_engines()

    def script(request):
        return Reply(json.dumps(HELLO), stall=5.0) if wants_form(request) else Reply("Hello there!")

    model.script = script
    clients = [await connect() for _ in range(30)]
    await clients[0].say("warm up")
    started = time.monotonic()
    talking = asyncio.gather(*(client.say("hello") for client in clients))
    while model.open < len(clients):
        await asyncio.sleep(0.01)
        assert time.monotonic() - started < 5.0
    room = (await answering.assistant()).room
    assert room.free == answering.AT_ONCE
    assert (await pool()).get_stats()["pool_available"] == (await pool()).get_stats()["pool_size"]
    assert set(await talking) == {"Hello there!"}
    assert room.free == answering.AT_ONCE


async def test_waiting_for_a_place_counts_against_the_deadline(
    connect: Connect, model: ModelServer, settings
) -> None:
    settings.LLM_MAX_CONCURRENCY = 1
    settings.LLM_TIMEOUT_SECONDS = 4.0
    forget_engines()
    model.script = lambda request: Reply(json.dumps(HELLO), stall=3.0 if wants_form(request) else 0)
    clients = [await connect() for _ in range(3)]
    answers = await asyncio.gather(*(client.say("hello") for client in clients))
    assert all(answers)  # one by one they would take longer than a client waits for its answer


async def test_every_message_gets_one_answer_when_the_plug_is_pulled(
    connect: Connect, model: ModelServer, rows
) -> None:
    booking = "set up a design review with Ana tomorrow at 3pm for 45 minutes"
    later = "make it 4pm"
    forms = {
        booking: {"intent": "schedule", "slots": {"title": "design review", "participants": "Ana", "date": "tomorrow",
                  "time": "3pm", "duration": "45 minutes"}},
        later: {"intent": "schedule", "slots": {"time": "4pm"}},
        "hello": HELLO,
    }  # fmt: skip
    model.script = sensible(forms, stall=0.1)
    clients = [await connect() for _ in range(50)]
    stories = [[booking, later, "hello", "yes"], ["hello", booking, "yes", "hello"]]

    async def talk(number: int) -> list[str]:
        return [await clients[number].say(text) for text in stories[number % 2]]

    async def pull() -> None:
        while len(model.requests) < 60:
            await asyncio.sleep(0.01)
        await model.stop()

    answers, _ = await asyncio.gather(asyncio.gather(*(talk(number) for number in range(50))), pull())

    assert {answer[3 - number % 2].startswith("Booked.") for number, answer in enumerate(answers)} == {True}
    assert all([await client.nothing() for client in clients])
    assert await rows(
        "SELECT count(*), count(DISTINCT reply_to_id) FROM conversations_message WHERE role = 'assistant'"
    ) == [(200, 200)]
    assert await rows("SELECT DISTINCT status FROM conversations_message WHERE role = 'user'") == [
        ("answered",)
    ]
    assert await rows("SELECT count(*) FROM scheduling_meeting") == [(50,)]
    engines = await rows(
        "SELECT DISTINCT engine FROM conversations_message WHERE role = 'assistant' ORDER BY engine"
    )
    assert engines == [("model",), ("rules",)]
    await model.start(model.port)
