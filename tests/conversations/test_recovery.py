"""What no living process is about to answer is taken over, while somebody may still wait for it; all else is left alone."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from conversations import presence, queues, records, recovery, turn_records
from conversations.arrivals import Arrival, add_first
from conversations.audience import Exchange, Nobody
from conversations.models import Conversation, Message, Process
from conversations.sealing import MARK
from tests.conftest import Connect, ConnectV2
from tests.engines import Pausing

KEY = ("client:left", "left")


async def leave(*texts: str, seconds: float) -> list[int]:
    """Store messages as a process does that dies then, so long ago; return their ids."""
    then = timezone.now() - timedelta(seconds=seconds)
    return [(await add_first(*KEY, Arrival(text, text, then), timezone="UTC")).id for text in texts]


async def alive_with(queued: list[int]) -> Process:
    """Another process, which is about to answer these messages."""
    row: dict[str, Any] = dict(
        connections=0, conversations=0, unanswered=1, sockets=[], began_at=timezone.now()
    )
    return await Process.objects.acreate(
        id=uuid4(), name="alive", seen_at=timezone.now(), queued=queued, **row
    )


async def taken_over() -> list[str]:
    """Let a process look once, and return the answered messages in the order of their answers."""
    await recovery.take_over(uuid4())
    await queues.all_finished(timeout=10)
    answers = Message.objects.filter(role="assistant").order_by("id").select_related("reply_to")
    return [answer.reply_to.content async for answer in answers if answer.reply_to]


async def test_messages_of_a_dead_process_are_answered_in_order_and_once(
    assistant_database: None, connect_v2: ConnectV2
) -> None:
    await leave("hello", "thanks", seconds=60)
    assert await taken_over() == ["hello", "thanks"]
    assert await taken_over() == ["hello", "thanks"]
    client = await connect_v2("left")
    missed = await client.resume(0)
    assert [frame["reply_to"] for frame in missed if frame["type"] == "bot_response"] == ["hello", "thanks"]


async def test_a_message_taken_over_goes_before_a_later_one_that_waits_for_it(
    assistant_database: None,
) -> None:
    _, later = await leave("hello", "thanks", seconds=60)
    row = await records.exchange(later)
    assert row is not None
    waits = Exchange(row, None, Nobody())
    await queues.put(KEY, row.conversation_id, waits, timezone.now)
    while not waits.begun:
        await asyncio.sleep(0.01)
    assert await taken_over() == ["hello", "thanks"]


async def test_a_message_that_no_key_opens_holds_up_no_other(
    assistant_database: None, rows: Callable[..., Any]
) -> None:
    (unreadable,) = await leave("hello", seconds=60)
    await rows("UPDATE conversations_message SET content = %s WHERE id = %s", f"{MARK}AAAA", unreadable)
    thanks = Arrival("thanks", None, timezone.now() - timedelta(seconds=60))
    await add_first("client:other", "other", thanks, timezone="UTC")
    assert await taken_over() == ["thanks"]


async def test_whatever_a_beat_meets_the_next_one_is_told(
    assistant_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[Any] = []

    async def fail(process: Any) -> None:
        beats.append(process)
        raise LookupError("no key fits")

    monkeypatch.setattr(recovery, "take_over", fail)
    monkeypatch.setattr(presence, "BEAT_SECONDS", 0.01)
    presence.begin()
    async with asyncio.timeout(10):
        while len(beats) < 2:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("status", ["undelivered", "delivered"])
async def test_a_classic_client_hears_once_what_another_process_answered(
    connect: Connect, status: str
) -> None:
    client = await connect("left")
    await client.say("hello")
    running = dict(turn_token=uuid4(), turn_expires_at=timezone.now() + 1.9 * turn_records.LEASE)
    await Conversation.objects.aupdate(**running)
    await client.send("thanks")
    async with asyncio.timeout(10):
        while not (said := await Message.objects.filter(status="received").afirst()):
            await asyncio.sleep(0.01)
    await Message.objects.acreate(
        conversation_id=said.conversation_id,
        role="assistant",
        status=status,
        content="answered elsewhere",
        reply_to=said,
        seq=2,
        facts={},
        created_at=timezone.now(),
    )
    await Message.objects.filter(pk=said.pk).aupdate(status="answered", seq=1)
    await queues.all_finished(timeout=10)
    told = []
    for each in (client, await connect("left")):
        await each.settle()
        while not await each.nothing():
            told.append((await each.receive())["content"])
        await each.disconnect()
    assert told.count("answered elsewhere") == (status == "undelivered")
    assert not await Message.objects.filter(status="undelivered").aexists()


@pytest.mark.parametrize("seconds", [5, turn_records.ABANDONED.total_seconds() + 5])
async def test_what_just_came_and_what_nobody_waits_for_is_left_alone(
    assistant_database: None, seconds: float
) -> None:
    await leave("hello", seconds=seconds)
    assert await taken_over() == []


async def test_what_waits_in_a_living_process_is_left_alone(assistant_database: None) -> None:
    waiting = await leave("hello", seconds=60)
    alive = await alive_with(waiting)
    assert await taken_over() == []
    alive.seen_at -= turn_records.SILENT
    await alive.asave()
    assert await taken_over() == ["hello"]


async def test_a_conversation_whose_turn_runs_is_left_alone(assistant_database: None) -> None:
    await leave("hello", seconds=60)
    running = timezone.now() + timedelta(seconds=5)
    await Conversation.objects.aupdate(turn_token=uuid4(), turn_expires_at=running)
    assert await taken_over() == []


async def test_a_clock_that_is_set_back_keeps_no_message_of_a_dead_process(assistant_database: None) -> None:
    """An hour ahead is what was written before: the message, its process's last beat, and the right to its turn."""
    before = timezone.now() + timedelta(hours=1)
    waiting = await leave("hello", seconds=-3600)
    dead = await alive_with(waiting)
    dead.seen_at = before
    await dead.asave()
    await Conversation.objects.aupdate(turn_token=uuid4(), turn_expires_at=before)
    assert await taken_over() == ["hello"]


async def test_of_those_who_want_a_turn_at_the_same_moment_one_has_it(assistant_database: None) -> None:
    """Their transactions begin one after the other, and end in any order."""
    [message] = await leave("hello", seconds=60)
    conversation = (await Conversation.objects.aget()).pk
    for _ in range(60):
        claims = await asyncio.gather(
            *(
                turn_records.claim_turn(conversation, message, token=uuid4(), timezone=None, failed=[])
                for _ in range(8)
            )
        )
        assert sum(claim is not None for claim in claims) == 1
        await Conversation.objects.aupdate(turn_token=None, turn_expires_at=None)


async def test_a_clock_that_is_set_forward_makes_no_turn_count_twice(
    connect: Connect, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The right to the turn that runs ends at once. Who takes it meanwhile answers; when it dies, the first one does."""
    settings.ENGINE = "tests.engines.Pausing"
    Pausing.begun, Pausing.going_on = asyncio.Event(), asyncio.Event()
    caplog.set_level(logging.WARNING)
    client = await connect(KEY[1])
    await client.send("hello, please break")
    await asyncio.wait_for(Pausing.begun.wait(), 10)
    await Conversation.objects.aupdate(turn_expires_at=timezone.now() - timedelta(hours=1))
    message = await Message.objects.aget()
    token = uuid4()
    assert await turn_records.claim_turn(
        message.conversation_id, message.pk, token=token, timezone=None, failed=[]
    )
    Pausing.going_on.set()
    async with asyncio.timeout(10):
        while "turn lost to another process" not in caplog.text:
            await asyncio.sleep(0)
    assert not await Message.objects.filter(role="assistant").aexists()
    assert await Conversation.objects.filter(turn_token=token).aupdate(turn_token=None) == 1
    assert await client.hear()
    assert await Message.objects.filter(role="assistant", reply_to=message).acount() == 1


async def test_a_turn_waits_for_earlier_messages_that_others_answer_unless_abandoned(
    assistant_database: None,
) -> None:
    earlier, later = await leave("hello", "thanks", seconds=60)
    conversation = (await Conversation.objects.aget()).pk

    async def claim(failed: list[int]) -> bool:
        token = uuid4()
        claimed = await turn_records.claim_turn(
            conversation, later, token=token, timezone=None, failed=failed
        )
        await Conversation.objects.aupdate(turn_token=None)
        return claimed is not None

    assert not await claim([])
    assert await claim([earlier])
    await Message.objects.filter(pk=earlier).aupdate(
        created_at=timezone.now() - turn_records.ABANDONED - timedelta(seconds=5)
    )
    assert await claim([])
    assert await turn_records.next_in_line(later) == later
    alive = await alive_with([earlier])
    assert not await claim([])
    assert await turn_records.next_in_line(later) == earlier
    alive.seen_at -= turn_records.SILENT
    await alive.asave()
    assert await claim([])
    assert await turn_records.next_in_line(earlier) == earlier
