"""Messages on their way into the database: together when they come together, in order, none with another's fate."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from conversations import arrivals
from conversations.arrivals import Arrival, add, add_first
from conversations.errors import ConversationEnded
from conversations.models import Conversation, Message
from conversations.records import BLOCK
from conversations.sealing import MARK
from scheduling.database import DATABASE_GONE, pool

pytestmark = pytest.mark.usefixtures("assistant_database")
NOW = datetime(2030, 3, 5, 12, tzinfo=UTC)


async def opened(client_id: str) -> int:
    """Return a conversation that has one message."""
    stored = await add_first(f"client:{client_id}", client_id, Arrival("first", "1", NOW), timezone="UTC")
    return stored.conversation_id


async def said(conversation: int) -> list[str]:
    kept = Message.objects.filter(conversation=conversation).order_by("id")
    return [text async for text in kept.values_list("content", flat=True)]


@pytest.fixture
async def busy() -> Any:
    """While this holds the conversation that it is given, nothing is stored for it: what comes then waits and goes together."""
    holding: list[Any] = []

    async def hold(conversation: int) -> Any:
        context = (await pool()).connection()
        db = await context.__aenter__()
        await db.set_autocommit(False)
        await db.execute("SELECT FROM conversations_conversation WHERE id = %s FOR UPDATE", (conversation,))
        holding.append((context, db))

        async def let_go() -> None:
            context, db = holding.pop()
            await db.rollback()
            await db.set_autocommit(True)
            await context.__aexit__(None, None, None)

        return let_go

    yield hold
    assert not holding


async def test_what_comes_while_others_are_stored_goes_together_and_each_sender_gets_its_own(
    busy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    together = arrivals._Messages.answer

    async def counted(messages: Any, batch: Any) -> None:
        sizes.append(len(batch))
        await together(messages, batch)

    monkeypatch.setattr(arrivals._Messages, "answer", counted)
    conversations = [await opened(f"c-{number}") for number in range(20)]
    let_go = await busy(conversations[0])
    adding = [asyncio.create_task(add(conversations[0], Arrival("held", None, NOW)))]
    while not sizes:
        await asyncio.sleep(0)
    adding += [
        asyncio.create_task(add(conversation, Arrival(f"to {conversation}", f"m-{conversation}", NOW)))
        for conversation in conversations
    ]
    await asyncio.sleep(0)
    await let_go()
    held, *stored = await asyncio.gather(*adding)
    assert sizes == [1, 20]
    assert held.content == "held"
    assert [(one.conversation_id, one.content, one.client_message_id) for one in stored] == [
        (conversation, f"to {conversation}", f"m-{conversation}") for conversation in conversations
    ]
    assert await said(conversations[0]) == ["first", "held", f"to {conversations[0]}"]


async def test_messages_of_one_conversation_are_stored_in_the_order_they_came() -> None:
    one, other = await opened("one"), await opened("other")
    texts = [f"number {number}" for number in range(30)]
    stored = await asyncio.gather(
        *(add(conversation, Arrival(text, text, NOW)) for text in texts for conversation in (one, other))
    )
    assert await said(one) == await said(other) == ["first", *texts]
    assert len({message.id for message in stored}) == 60


async def test_one_that_has_ended_or_is_known_does_not_touch_those_beside_it() -> None:
    fresh, known, failed, ended, gone = [
        await opened(name) for name in ("fresh", "known", "failed", "ended", "gone")
    ]
    await Conversation.objects.filter(id=ended).aupdate(status="expired")
    await Message.objects.filter(conversation=failed).aupdate(status="failed", error_code="X", reference="R")
    await sync_to_async(Conversation.objects.filter(id=gone).delete)()
    results = await asyncio.gather(
        add(fresh, Arrival("second", "2", NOW)),
        add(known, Arrival("said twice", "1", NOW)),
        add(failed, Arrival("tried again", "1", NOW)),
        add(ended, Arrival("too late", None, NOW)),
        add(gone, Arrival("too late", None, NOW)),
        return_exceptions=True,
    )
    assert [getattr(result, "content", type(result)) for result in results] == [
        "second",
        "first",
        "first",
        ConversationEnded,
        ConversationEnded,
    ]
    assert (results[2].status, results[2].error_code) == ("received", "")  # type: ignore[union-attr]
    assert await said(fresh) == ["first", "second"]
    assert await said(known) == await said(failed) == await said(ended) == ["first"]


async def test_a_conversation_that_is_locked_holds_up_no_other(busy: Any) -> None:
    held, free = await opened("held"), await opened("free")
    let_go = await busy(held)
    waiting = asyncio.create_task(add(held, Arrival("waits", None, NOW)))
    assert (await add(free, Arrival("goes on", None, NOW))).content == "goes on"
    assert (await add(free, Arrival("and on", None, NOW))).content == "and on"
    assert not waiting.done()
    await let_go()
    assert (await waiting).content == "waits"
    assert await said(held) == ["first", "waits"]


async def test_one_that_cannot_be_read_does_not_touch_those_beside_it() -> None:
    unreadable, fresh = await opened("unreadable"), await opened("fresh")
    async with (await pool()).connection() as db:
        await db.execute(
            "UPDATE conversations_message SET status = 'failed', content = %s WHERE conversation_id = %s",
            (f"{MARK}AAAA", unreadable),
        )
    results = await asyncio.gather(
        add(unreadable, Arrival("again", "1", NOW)),
        add(fresh, Arrival("b", None, NOW)),
        return_exceptions=True,
    )
    assert isinstance(results[0], LookupError)
    assert getattr(results[1], "content", results[1]) == "b"


async def test_with_several_processes_each_gets_a_number_above_what_was_sent(settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"  # is only looked at
    one, other = await opened("one"), await opened("other")
    begun = await Conversation.objects.aget(id=one)
    first, second = await asyncio.gather(
        add(one, Arrival("a", None, NOW, last=begun.seq + 10)), add(other, Arrival("b", None, NOW))
    )
    assert first.seq == begun.seq + 11
    assert (await Conversation.objects.aget(id=one)).seq == begun.seq + 10 + BLOCK
    assert second.seq is not None


async def test_whose_client_has_gone_is_stored_all_the_same(busy: Any) -> None:
    one, other = await opened("one"), await opened("other")
    let_go = await busy(one)
    leaving = asyncio.create_task(add(one, Arrival("left", None, NOW)))
    staying = asyncio.create_task(add(other, Arrival("stayed", None, NOW)))
    await asyncio.sleep(0.01)
    leaving.cancel()
    await let_go()
    assert (await staying).content == "stayed"
    async with asyncio.timeout(10):
        while await said(one) != ["first", "left"]:
            await asyncio.sleep(0.01)


async def test_each_sender_is_told_when_the_database_is_gone_and_the_next_one_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = await opened("one"), await opened("other")
    with monkeypatch.context() as broken:
        broken.setattr(arrivals, "_ADD", "SELECT pg_terminate_backend(pg_backend_pid()) --")
        results = await asyncio.gather(
            add(one, Arrival("a", None, NOW)), add(other, Arrival("b", None, NOW)), return_exceptions=True
        )
    assert all(isinstance(result, DATABASE_GONE) for result in results)
    assert (await add(one, Arrival("a", None, NOW))).content == "a"
    assert await said(one) == ["first", "a"]
