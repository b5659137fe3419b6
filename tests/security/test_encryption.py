"""What was said, and what is kept of a dialogue between its turns, can be read by nobody without a key."""

from datetime import UTC, datetime
from io import StringIO
from os import urandom
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conversations import (
    answering,
    arrivals,
    exporting,
    interventions,
    notice_records,
    persons,
    sealing,
    turn_records,
)
from conversations.arrivals import Arrival
from conversations.assistant.engines.base import ModelCall
from conversations.ciphers import Cipher
from conversations.models import Conversation, Message
from conversations.models import ModelCall as StoredCall
from conversations.replaying import replay
from conversations.searching import find_conversations
from tests.conftest import Connect, ConnectV2
from tests.conversations.test_admin import page_of, shown, signed_in
from tests.conversations.test_commands import last_message
from tests.conversations.test_listing import Browser

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

OLD, NEW, LOST = urandom(32), urandom(32), urandom(32)
ASK = "schedule a Zanzibar review just me on 5 March 2030 at 3 pm"
KEPT = (
    "SELECT (SELECT string_agg(checkpoint::text || metadata::text, '') FROM checkpoints), "
    "(SELECT string_agg(encode(blob, 'escape'), '') FROM checkpoint_blobs), "
    "(SELECT string_agg(encode(blob, 'escape'), '') FROM checkpoint_writes)"
)


async def kept(rows: Any) -> str:
    """Everything that LangGraph's tables hold, as text."""
    return str(await rows(KEPT))


@pytest.fixture(autouse=True)
async def none_before(assistant_database: None, rows: Any) -> None:
    """LangGraph's tables are not flushed between tests."""
    await rows("TRUNCATE checkpoints, checkpoint_blobs, checkpoint_writes")


async def test_a_checkpoint_is_read_by_nobody_without_a_key(
    connect: Connect, rows: Any, settings: Any
) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    client = await connect()
    await client.say(ASK)
    text = await kept(rows)
    assert not [said for said in ("Zanzibar", "March", "2030-03") if said in text]
    await client.say("45 minutes")
    assert "Booked" in await client.say("yes")


@pytest.mark.parametrize("before", [[], [OLD]], ids=["from plain", "from another key"])
async def test_a_dialogue_goes_on_with_a_new_key(
    connect: Connect, rows: Any, settings: Any, before: list[bytes]
) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = before
    client = await connect()
    await client.say(ASK)
    assert ("Zanzibar" in await kept(rows)) == (not before)
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW, *before]
    answering.forget_assistant()
    await client.say("45 minutes")
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW]
    answering.forget_assistant()
    assert "Booked" in await client.say("yes")


def test_what_was_changed_is_not_decrypted() -> None:
    name, secret = Cipher([OLD]).encrypt(b"text")
    assert Cipher([NEW, OLD]).decrypt(name, secret) == b"text"
    for cipher, changed in (([OLD], secret[:-1] + b"x"), ([NEW], secret), ([OLD], b"")):
        with pytest.raises(LookupError):
            Cipher(cipher).decrypt(name, changed)
    with pytest.raises(LookupError):
        Cipher([OLD]).decrypt("rot13", secret)


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
FOUND = (
    "SELECT count(*) FROM {} each WHERE strpos(lower(each::text), 'zanzibar') > 0 "
    "OR strpos(each::text, encode('Zanzibar', 'hex')) > 0"
)
CALL = ModelCall("interpret", "a model", "ok", 5, "0" * 64, prompt="Read this: Zanzibar")


async def tables_with_the_word(rows: Any) -> set[str]:
    """The tables of the database in which the word stands, in whatever column."""
    return {table for (table,) in await rows(TABLES) if (await rows(FOUND.format(table)))[0][0]}


@pytest.mark.parametrize("keys", [[], [OLD]], ids=["plain", "encrypted"])
async def test_what_is_said_stands_nowhere_in_the_database(
    connect: Connect, rows: Any, settings: Any, keys: list[bytes]
) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = keys
    settings.ENGINE = "tests.engines.Exploding"
    breaking = await connect("breaks")
    await breaking.send("Zanzibar, break")
    await breaking.receive()
    await breaking.error()
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    client = await connect("talks")
    await client.say(ASK)
    assert "Zanzibar" in await client.say("45 minutes")
    conversation = await Conversation.objects.aget(client_id="talks")
    await turn_records.add_calls(await last_message(), [CALL])
    await notice_records.post("1", "Zanzibar is closed", [(conversation.owner_key, "talks")], NOW)
    await sync_to_async(interventions.say)(conversation, "Zanzibar is open")

    found = await tables_with_the_word(rows)

    conversations = {"conversations_conversation", "conversations_message", "conversations_modelcall"}
    checkpoints = {"checkpoint_blobs", "checkpoint_writes"}
    assert found == (set() if keys else conversations | checkpoints)
    assert [each.prompt async for each in StoredCall.objects.all()] == ["Read this: Zanzibar"]
    said = [each.content async for each in Message.objects.order_by("id")]
    assert [text for text in said if "Zanzibar" not in text] == ["How long should it be?", "45 minutes"]


async def test_what_was_plain_and_what_each_key_encrypted_is_read_together(
    connect: Connect, connect_v2: ConnectV2, rows: Any, settings: Any
) -> None:
    browser, staff = await Browser.opened(), await sync_to_async(signed_in)()
    client = await connect("mixed", headers=browser.handshake)
    for keys, said in (([], "Zanzibar once"), ([OLD], "Zanzibar twice"), ([NEW, OLD], "Zanzibar thrice")):
        settings.CHECKPOINT_ENCRYPTION_KEYS = keys
        answering.forget_assistant()
        await client.say(said)
    asked = ["Zanzibar once", "Zanzibar twice", "Zanzibar thrice"]

    async def read() -> list[Any]:
        """What the owner's page, a client that returns, staff and the export see."""
        page = (await browser.said("mixed"))["messages"]
        v2 = await connect_v2("mixed", headers=browser.handshake)
        resumed = await v2.until("conversation_resumed")
        replayed = await v2.resume(0)
        await v2.disconnect()
        exported = await sync_to_async(lambda: exporting.export(Conversation.objects.get()))()
        transcript = await shown(staff, page_of(await Conversation.objects.aget()))
        said = [
            [frame["content"] for frame in frames if frame.get("type") == "user_message"]
            for frames in (page, replayed)
        ]
        assert said == [asked, asked]
        assert [each["content"] for each in exported["messages"] if each["role"] == "user"] == asked
        assert exported["state"]["turn"]
        assert all(text in transcript for text in asked)
        assert await browser.titles() == ["Zanzibar once"]
        return [page, resumed["metadata"], replayed]

    before = await read()
    assert await browser.titles("?q=once") == ["Zanzibar once"]
    assert await browser.titles("?q=twice") == []
    assert (await replay(await last_message())).said == "Zanzibar thrice"
    assert not await sync_to_async(find_conversations)("thrice")

    await sync_to_async(call_command)(
        "reseal_messages", "--batch-size", "2", stdout=StringIO(), stderr=StringIO()
    )

    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW]
    assert "conversations_message" not in await tables_with_the_word(rows)
    assert await read() == before
    assert await client.say("thanks") == "You're welcome!"
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    with pytest.raises(LookupError):
        await Message.objects.alast()


async def test_what_no_key_opens_is_counted_and_the_rest_is_encrypted_anew(
    connect: Connect, settings: Any
) -> None:
    for keys in ([OLD], [LOST], [OLD]):
        settings.CHECKPOINT_ENCRYPTION_KEYS = keys
        await (await connect()).say("hello")
    numbers = [number async for number in Conversation.objects.order_by("pk").values_list("pk", flat=True)]
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW, OLD]
    silent = {"stdout": StringIO(), "stderr": StringIO()}
    with pytest.raises(
        CommandError, match=r"rows stay as they are: none of CHECKPOINT_ENCRYPTION_KEYS opens"
    ):
        await sync_to_async(call_command)("reseal_messages", "--batch-size", "3", **silent)
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW]
    assert [await _said(number) for number in numbers] == ["hello", None, "hello"]


async def _said(conversation: int) -> str | None:
    try:
        return (await Message.objects.filter(conversation=conversation, role="user").aget()).content
    except LookupError:
        return None


async def test_lines_before_a_turn_are_cut_once_they_are_opened(connect: Connect, settings: Any) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    client = await connect()
    await client.say("hello" + "o" * 500)
    conversation = await Conversation.objects.aget()
    said = await arrivals.add(conversation.pk, Arrival("more", None, NOW))
    claim = await turn_records.claim_turn(
        conversation.pk, said.id, token=uuid4(), timezone=None, failed=[], exchanges=1, chars=10
    )
    assert claim and [line.text for line in claim.before] == ["hellooooooo"[:10], claim.before[1].text[:10]]


async def test_a_person_is_forgotten_in_what_is_encrypted(connect: Connect, rows: Any, settings: Any) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    client = await connect()
    await client.say("schedule a talk with Ana@Example.com tomorrow")
    person = await sync_to_async(persons.find)("ana@example.com")
    told = await sync_to_async(persons.export)(person)
    assert len(told["mentions"]) == 1
    counts = await sync_to_async(persons.erase)(person, dry_run=False)
    assert counts["conversations_ended"] == 1
    assert "Ana@Example.com" not in str([each.content async for each in Message.objects.all()])
    assert (await Message.objects.afirst()).content == "schedule a talk with [erased] tomorrow"


async def test_nobody_can_say_what_looks_encrypted(connect: Connect, settings: Any) -> None:
    client = await connect()
    await client.say(f"{sealing.MARK}{sealing.MARK}hello")
    assert (await Message.objects.afirst()).content == "hello"
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    await client.say(f"{sealing.MARK}hello")
    assert (await Message.objects.filter(role="user").alast()).content == f"{sealing.MARK}hello"


async def test_what_is_encrypted_is_searched_a_page_at_a_time(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "PAGE", 2)
    client = await connect()
    for number in range(3):
        await client.say(f"hello {number} to ana@example.com")

    def blot() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            count = persons._blot(Message, ["content"], {"ana@example.com"})
        return count, sum(query["sql"].endswith("LIMIT 2") for query in asked.captured_queries)

    count, pages = await sync_to_async(blot)()
    assert count >= 3 and pages >= 3
    assert not await sync_to_async(persons._blot)(Message, ["content"], {"ana@example.com"})
