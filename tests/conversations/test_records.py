"""Conversations as they are looked up: by many at once, each in its own numbers, over when they rested too long."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from conversations import records
from conversations.arrivals import Arrival, add_first
from conversations.models import Conversation, Message
from conversations.records import BLOCK, find_conversation, standing
from conversations.sealing import MARK
from scheduling.database import pool

pytestmark = pytest.mark.usefixtures("assistant_database")
NOW = datetime(2030, 3, 5, 12, tzinfo=UTC)
DAY = timedelta(days=1)


async def opened(client_id: str) -> int:
    """Return a conversation that has one message."""
    stored = await add_first(f"client:{client_id}", client_id, Arrival("first", "1", NOW), timezone="UTC")
    return stored.conversation_id


async def found(
    client_id: str, *, owner: str = "", numbered: bool = False, now: datetime = NOW
) -> tuple[int, int] | None:
    """Return the id and the base of what a client that comes finds."""
    owner = owner or f"client:{client_id}"
    conversation = await find_conversation(owner, client_id, ttl=DAY, numbered=numbered, now=now)
    return (conversation.id, conversation.base) if conversation else None


async def test_many_who_come_at_once_find_each_their_own() -> None:
    names = [f"c-{number}" for number in range(30)]
    conversations = [await opened(name) for name in names]
    each = await asyncio.gather(
        *(found(name) for name in names), found("nobody"), found("c-1", owner="client:another"), found("c-1")
    )
    assert each == [*((one, 0) for one in conversations), None, None, (conversations[1], 0)]


async def test_tabs_that_come_at_once_have_numbers_of_their_own() -> None:
    one, other = await opened("one"), await opened("other")
    each = await asyncio.gather(
        *(found("one", numbered=True) for _ in range(5)), found("other", numbered=True), found("one")
    )
    assert [conversation for conversation, _ in filter(None, each)] == [one] * 5 + [other, one]
    bases = sorted(base for _, base in filter(None, each[:5]))
    assert bases == list(range(bases[0], bases[0] + 5 * BLOCK, BLOCK))
    kept = await Conversation.objects.aget(id=one)
    assert kept.seq == bases[-1] + BLOCK


async def test_one_that_somebody_has_locked_holds_up_no_other() -> None:
    held, free = await opened("held"), await opened("free")
    async with (await pool()).connection() as db, db.transaction():
        await db.execute("SELECT FROM conversations_conversation WHERE id = %s FOR UPDATE", (held,))
        waiting = asyncio.create_task(found("held", numbered=True))
        async with asyncio.timeout(10):
            for _ in range(3):
                assert (await found("free", numbered=True) or (0,))[0] == free
        assert not waiting.done()
    assert (await waiting or (0,))[0] == held


async def test_one_that_rested_too_long_is_over_unless_there_is_a_notice_to_tell() -> None:
    over, noticed, fresh = await opened("over"), await opened("noticed"), await opened("fresh")
    await Conversation.objects.filter(id__in=(over, noticed)).aupdate(last_activity_at=NOW - 2 * DAY)
    await Message.objects.acreate(
        conversation_id=noticed, role="assistant", status="undelivered", content="Moved.", created_at=NOW
    )
    for numbered in (False, True):
        ids = await asyncio.gather(*(found(name, numbered=numbered) for name in ("over", "noticed", "fresh")))
        assert [one and one[0] for one in ids] == [None, noticed, fresh]
    assert (await Conversation.objects.aget(id=over)).status == "expired"
    assert (await Conversation.objects.aget(id=noticed)).status != "expired"


async def test_each_is_told_what_is_outstanding_in_its_own() -> None:
    one, other = await opened("one"), await opened("other")
    question = await Message.objects.aget(conversation_id=one)
    await Message.objects.filter(id=question.pk).aupdate(status="answered")
    await Message.objects.acreate(
        conversation_id=one,
        role="assistant",
        status="undelivered",
        content="Here.",
        reply_to=question,
        created_at=NOW,
    )
    (missed, last), (unanswered, none), same = await asyncio.gather(
        standing(one), standing(other), standing(one)
    )
    assert [(each.content, each.answer) for each in missed] == [("first", "Here.")]
    assert last and (last["content"], last["reply_to"]) == ("Here.", "1")
    assert [(each.content, each.answer) for each in unanswered] == [("first", None)]
    assert none is None
    assert same == (missed, last)


async def test_what_no_key_opens_is_the_trouble_of_its_own_client_alone() -> None:
    names = ("one", "sealed", "other")
    conversations = [await opened(name) for name in names]
    async with (await pool()).connection() as db:
        for table, column, of in (
            ("conversation", "summary", "id"),
            ("message", "content", "conversation_id"),
        ):
            await db.execute(
                f"UPDATE conversations_{table} SET {column} = %s WHERE {of} = %s",
                (f"{MARK}0123456789abcdef", conversations[1]),
            )
    each = await asyncio.gather(*(found(name, numbered=True) for name in names), return_exceptions=True)
    assert [isinstance(one, LookupError) for one in each] == [False, True, False]
    told = await asyncio.gather(*map(standing, conversations), return_exceptions=True)
    assert [isinstance(one, LookupError) for one in told] == [False, True, False]


async def test_what_is_outstanding_is_found_without_reading_all_messages() -> None:
    """However many there are: the table is filled, and the plan of the statement is looked at."""
    one = await opened("one")
    async with (await pool()).connection() as db:
        await db.execute(
            "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
            "SELECT %s, 'user', 'answered', 'x', '', now() FROM generate_series(1, 20000)",
            (await opened("other"),),
        )
        await db.execute("ANALYZE conversations_message")
        cursor = await db.execute("EXPLAIN (FORMAT JSON) " + records._OUTSTANDING, {"conversations": [one]})
        plan = (await cursor.fetchone() or {})["QUERY PLAN"][0]["Plan"]
    assert plan["Total Cost"] < 1000, plan
