"""Every way a model can fail: what the user sees, what is stored, how long it takes, and that the next turn works."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Connect
from tests.model_server import ModelServer, Reply, Request, sensible, wants_form

pytestmark = pytest.mark.usefixtures("wednesday")

TEXT = "set up a design review with Ana tomorrow at 3pm for 45 minutes"
CARD = "Design review\nWhen: Thursday, March 5, 3:00 PM, 45 minutes (UTC)\nWho: Ana\n\nShall I book it?"
FORM = {
    "intent": "schedule",
    "slots": {
        "title": "design review",
        "participants": "Ana",
        "date": "tomorrow",
        "time": "3pm",
        "duration": "45 minutes",
    },
}
TIMEOUT = 4.0  # long enough for the rules' share of it on a busy machine
STORED = "SELECT status, engine, content FROM conversations_message WHERE role = 'assistant' ORDER BY id"
CALLS = (
    "SELECT purpose, outcome FROM conversations_modelcall c JOIN conversations_message m ON m.id = c.message_id "
    "WHERE m.content = %s ORDER BY c.id"
)


def always(*replies: Reply) -> Callable[[Request], Reply]:
    """A script that gives these replies in turn, the last one for ever."""
    left = list(replies)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


@dataclass(frozen=True)
class Row:
    """One row of the table in docs/models.md."""

    name: str
    replies: tuple[Reply, ...]
    outcomes: tuple[str, ...]
    engine: str = "rules"
    card: str = CARD


GOOD = Reply(json.dumps(FORM))
BUSY = Reply(status=429, headers={"retry-after": "0"})
READING = [
    Row("stalls", (Reply(stall=60),), ("timeout",)),
    Row("stalls in mid-answer", (Reply("x", only=0, then="stall"),), ("timeout",)),
    Row("cuts the connection", (Reply("x", only=0),), ("cut_off",)),
    Row("401", (Reply(status=401),), ("unauthorised",)),
    Row("429, then well", (BUSY, GOOD), ("busy", "ok"), engine="model"),
    Row("429 for longer than there is time", (Reply(status=429, headers={"retry-after": "60"}),), ("busy",)),
    Row(
        "503 twice, then well",
        (Reply(status=503), Reply(status=503), GOOD),
        ("busy", "busy", "ok"),
        "model",
    ),
    Row("500", (Reply(status=500),), ("server_error",)),
    Row("422 because of the schema, then well", (Reply(status=422), GOOD), ("ok",), engine="model"),
    Row("invalid JSON, repaired", (Reply('{"intent": "sched'), GOOD), ("unreadable", "ok"), engine="model"),
    Row("invalid JSON twice", (Reply("{nope}"),), ("unreadable", "unreadable")),
    Row("wrong schema", (Reply('{"intent": "dance", "slots": 7}'),), ("unreadable", "unreadable")),
    Row("prose", (Reply("I have booked it for you, see you at 5!"),), ("unreadable", "unreadable")),
    Row("10 MB of text", (Reply("word " * 2_000_000),), ("cut_off",)),
    Row("a body that is no JSON", (Reply(body=b"<html>gateway</html>"),), ("unreadable",)),
    Row(
        "wrong dates",
        (Reply(json.dumps({**FORM, "slots": {**FORM["slots"], "date": "2031-01-01", "time": "17:00"}})),),
        ("ok",),
        engine="model",
    ),
    Row(
        "invented people and place",
        (
            Reply(
                json.dumps(
                    {**FORM, "slots": {**FORM["slots"], "participants": "Mallory", "location": "Room 5"}}
                )
            ),
        ),
        ("ok",),
        engine="model",
    ),
]


@pytest.mark.parametrize("row", READING, ids=lambda row: row.name)
async def test_a_message_is_read_whatever_the_model_does(
    connect: Connect,
    model: ModelServer,
    rows,
    settings,
    row: Row,
    record_property: Callable[[str, Any], None],
) -> None:
    settings.LLM_TIMEOUT_SECONDS = TIMEOUT
    client = await connect()
    model.script = sensible({})
    await client.say("hello")  # the client is built
    model.script = always(*row.replies)

    started = time.monotonic()
    answer = await client.say(TEXT)
    taken = time.monotonic() - started

    record_property("seconds", round(taken, 2))
    assert row.card in answer
    assert (await rows(STORED))[1] == ("delivered", row.engine, answer)
    assert await rows(CALLS, TEXT) == [("interpret", outcome) for outcome in row.outcomes]
    model.script = sensible({"make it 4pm": {"intent": "schedule", "slots": {"time": "4pm"}}})
    assert "4:00 PM" in await client.say("make it 4pm")


TEMPLATE = "Hello! I can set up a meeting for you: just tell me what, when and with whom."


@dataclass(frozen=True)
class Wording(Row):
    """A row of the second table."""

    card: str = TEMPLATE


WORDING = [
    Wording("stalls", (Reply("x", stall=60),), ("timeout",)),
    Wording(
        "stalls in mid-stream",
        (Reply("Hello and welcome my friend", only=3, then="stall"),),
        ("timeout",),
        card=f"Hello… {TEMPLATE}",
    ),
    Wording(
        "is cut in mid-stream",
        (Reply("Hello and welcome my friend", only=3),),
        ("cut_off",),
        card=f"Hello… {TEMPLATE}",
    ),
    Wording("500", (Reply(status=500),), ("server_error",)),
    Wording("a booking claim", (Reply("I have booked your meeting."),), ("withheld: claim",)),
    Wording("a date", (Reply("Let us meet on Tuesday."),), ("withheld: date",)),
    Wording("a time", (Reply("I can do it at 3pm."),), ("withheld: number",)),
    Wording("a link", (Reply("Please look at https://evil.example for that."),), ("withheld: address",)),
    Wording("another language", (Reply("Hola, la reunión ya está reservada."),), ("withheld: language",)),
    Wording("no sentence end in 10 MB", (Reply("word" * 2_500_000),), ("cut_off",)),
    Wording("nothing", (Reply(""),), ("ok",)),
]


@pytest.mark.parametrize("row", WORDING, ids=lambda row: row.name)
async def test_small_talk_is_answered_whatever_the_model_says(
    connect: Connect,
    model: ModelServer,
    rows,
    settings,
    row: Wording,
    record_property: Callable[[str, Any], None],
) -> None:
    settings.LLM_TIMEOUT_SECONDS = TIMEOUT
    reading = sensible({"hi": {"intent": "general", "kind": "greeting"}, TEXT: FORM})
    model.script = reading
    client = await connect()
    await client.say(TEXT)
    await client.say("never mind")
    model.script = lambda request: reading(request) if wants_form(request) else row.replies[0]

    started = time.monotonic()
    answer = await client.say("hi")
    taken = time.monotonic() - started

    record_property("seconds", round(taken, 2))
    assert answer == row.card
    assert (await rows(STORED))[2] == ("delivered", "model", answer)
    assert await rows(CALLS, "hi") == [
        ("interpret", "ok"),
        *(("phrase", outcome) for outcome in row.outcomes),
    ]
    model.script = sensible({"hi": {"intent": "general", "kind": "greeting"}}, "Hello again, my friend!")
    assert await client.say("hi") == "Hello again, my friend!"


async def test_what_was_right_before_a_claim_stays_and_the_template_follows(
    connect: Connect, model: ModelServer
) -> None:
    model.script = sensible(
        {"hi": {"intent": "general", "kind": "greeting"}}, "Hello there! I have booked it."
    )
    client = await connect()
    assert await client.say("hi") == f"Hello there! {TEMPLATE}"


async def test_thoughts_are_not_said(connect: Connect, model: ModelServer) -> None:
    words = "<think> The user says hi. I booked it at 3pm. </think> Hello there!"
    model.script = sensible({"hi": {"intent": "general", "kind": "greeting"}}, words)
    client = await connect()
    assert await client.say("hi") == "Hello there!"


async def test_without_a_fallback_the_error_tells_the_truth(
    connect: Connect, model: ModelServer, rows, settings
) -> None:
    settings.LLM_FALLBACK = "none"
    settings.LLM_TIMEOUT_SECONDS = TIMEOUT
    model.script = always(Reply(status=500))
    client = await connect()
    await client.send(TEXT)
    assert (await client.receive())["content"] == "processing"
    error = await client.error()
    assert error["error_code"] == "LLM_PROCESSING_ERROR"
    reference = error["metadata"].pop("reference")
    assert error["metadata"] == {"fallback_available": False, "conversation_preserved": True}
    assert "500" not in json.dumps(error)
    assert await rows("SELECT status, error_code, reference FROM conversations_message") == [
        ("failed", "LLM_PROCESSING_ERROR", reference)
    ]
    assert await rows(CALLS, TEXT) == [("interpret", "server_error")]
    model.script = sensible({TEXT: FORM})
    assert await client.say(TEXT) == CARD
