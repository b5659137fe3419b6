"""What a calendar tells by itself reaches its owner's conversation: once, on every open v2 socket, else with the next answer."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import transaction
from django.test import AsyncClient
from django.utils import timezone
from psycopg_pool import PoolTimeout

from conversations import listening, notice_records, records, returning, telling, turn_records
from conversations.arrivals import Arrival, add_first
from conversations.assistant.engines.announcements import announcement
from conversations.models import Conversation, Message
from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, VEvent
from scheduling.links import Link, reply_url
from scheduling.notices import Notice, noticed
from scheduling.owners import client_key, user_key
from tests.client import Frame, V2Client
from tests.conftest import Connect, ConnectV2

REMINDER = Notice(
    "reminder", "r1", "call Sam", starts=datetime(2030, 3, 5, 15, tzinfo=UTC), timezone="Europe/Berlin"
)
SAID = "Reminder for Tuesday, March 5, 4:00 PM (Europe/Berlin): call Sam"
TALKED = timedelta(hours=1)


def talked(client_id: str) -> Conversation:
    """Make sure that the client has a conversation."""
    new = {"thread_id": uuid4(), "timezone": "UTC", "seq": records.first_number(timezone.now())}
    return Conversation.objects.get_or_create(
        client_id=client_id, owner_key=client_key(client_id), defaults=new
    )[0]


@sync_to_async
def tell(client_id: str, notice: Notice = REMINDER, key: str = "") -> None:
    if not key:
        talked(client_id)
    noticed.send(sender=None, key=key or f"client:{client_id}", notice=notice)


async def told(client: V2Client) -> list[str]:
    """The notices that came before a pong; the answers between are not looked at."""
    return [frame["content"] for frame in await client.fence() if frame["type"] == "bot_response"]


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (REMINDER, SAID),
        (
            replace(REMINDER, kind="upcoming", summary="Review"),
            "Reminder: “Review” begins on Tuesday, March 5, 4:00 PM (Europe/Berlin).",
        ),
        (
            Notice("reply", "m", "Review", person="Ana", partstat="DECLINED"),
            "Ana has declined “Review”.",
        ),
        (
            replace(REMINDER, kind="reply", summary="Review", person="Ana", partstat="ACCEPTED"),
            "Ana has accepted “Review” on Tuesday, March 5, 4:00 PM (Europe/Berlin).",
        ),
        (
            Notice("reply", "m", "Review", person="Ana", partstat="TENTATIVE"),
            "Ana may come to “Review”, and is not sure yet.",
        ),
        (
            Notice("undelivered", "m", "Review", person="ana@example.com"),
            "The mail about “Review” did not reach ana@example.com: please check the address.",
        ),
    ],
)
def test_every_notice_is_one_sentence_of_its_facts(notice: Notice, words: str) -> None:
    assert announcement(notice) == words


async def test_open_v2_sockets_are_told_at_once(connect_v2: ConnectV2) -> None:
    one, other = await connect_v2("told"), await connect_v2("told")
    await tell("told")
    frames = [await client.until("bot_response") for client in (one, other)]
    assert frames[0] == frames[1]
    assert (frames[0]["content"], frames[0]["session_id"]) == (SAID, "told")
    assert "reply_to" not in frames[0]
    assert frames[0]["metadata"]["notice"] == {
        "kind": "reminder",
        "uid": "r1",
        "summary": "call Sam",
        "starts": "2030-03-05T15:00:00+00:00",
        "timezone": "Europe/Berlin",
    }
    assert await told(one) == []


async def test_what_did_not_happen_is_not_told(connect_v2: ConnectV2, rows) -> None:
    client = await connect_v2("rolled-back")

    @sync_to_async
    def fail() -> None:
        talked("rolled-back")
        with transaction.atomic():
            noticed.send(sender=None, key="client:rolled-back", notice=REMINDER)
            transaction.set_rollback(True)

    await fail()
    await tell("rolled-back", replace(REMINDER, summary="it happened"))
    assert (await client.until("bot_response"))["content"].endswith("it happened")
    assert len(await rows("SELECT 1 FROM conversations_message")) == 1


async def test_what_came_while_nobody_listened_is_told_to_who_comes_first(connect_v2: ConnectV2) -> None:
    await tell("away")
    await tell("away", replace(REMINDER, summary="call Ana"))
    client = await connect_v2("away")
    said = [(await client.until("bot_response"))["content"] for _ in range(2)]
    assert [text.rpartition(" ")[2] for text in said] == ["Sam", "Ana"]
    other = await connect_v2("away")
    await other.until("conversation_resumed")
    assert await told(other) == []


async def test_a_notice_is_replayed_as_it_was_sent(connect_v2: ConnectV2) -> None:
    client = await connect_v2("replay")
    await client.say("hello")
    before = client.last_seq
    await tell("replay")
    sent = await client.until("bot_response")
    await client.say("hello")
    await client.disconnect()

    back = await connect_v2("replay")
    await back.until("conversation_resumed")
    missed = await back.resume(before)
    assert [frame["seq"] for frame in missed] == sorted(frame["seq"] for frame in missed)
    assert [
        without_time(frame) for frame in missed if "reply_to" not in frame and frame["type"] == "bot_response"
    ] == [without_time(sent)]
    assert without_time(sent) not in [without_time(frame) for frame in await back.resume(sent["seq"])]


def without_time(frame: Frame) -> Frame:
    return {**frame, "timestamp": ""}


async def test_many_missed_notices_come_as_a_page(connect_v2: ConnectV2, monkeypatch) -> None:
    monkeypatch.setattr(returning, "MOST_REPLAYED", 2)
    client = await connect_v2("many")
    await client.say("hello")
    before = client.last_seq
    for number in range(3):
        await tell("many", replace(REMINDER, summary=f"number {number}"))
        await client.until("bot_response")
    back = await connect_v2("many")
    await back.until("conversation_resumed")
    [page] = await back.resume(before)
    assert page["content"] == "history"
    last = [frame["content"][-1] for frame in page["metadata"]["messages"] if frame["type"] == "bot_response"]
    assert last[-2:] == ["1", "2"]


async def test_a_classic_client_hears_it_before_the_next_answer_once(connect: Connect, rows) -> None:
    client = await connect("classic")
    await client.say("hello")
    await tell("classic")
    assert await client.nothing()
    assert (await client.say("hello")).startswith(f"{SAID}\n\nHello!")
    assert (await client.say("hello")).startswith("Hello")
    answers = await rows("SELECT content FROM conversations_message WHERE role = 'assistant' ORDER BY id")
    assert [content.startswith("Hello") for (content,) in answers] == [True, False, True, True]


async def test_a_classic_question_and_a_v2_socket_hear_it_once_each(
    connect: Connect, connect_v2: ConnectV2
) -> None:
    await tell("both")
    client = await connect("both")
    await client.receive()  # conversation_resumed
    assert (await client.say("hello")).startswith(SAID)
    other = await connect_v2("both")
    await other.until("conversation_resumed")
    assert await told(other) == []


async def test_a_notice_waits_for_the_turn_that_runs(
    connect_v2: ConnectV2, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer has its number before it is sent: what is told meanwhile has a higher one, and comes after."""
    storing, go_on = asyncio.Event(), asyncio.Event()
    finish = turn_records.finish_turn

    async def slow(*arguments: object, **named: object) -> object:
        stored = await finish(*arguments, **named)  # type: ignore[arg-type]
        storing.set()
        await go_on.wait()
        return stored

    monkeypatch.setattr(turn_records, "finish_turn", slow)
    client = await connect_v2("busy")
    await client.send("hello")
    await storing.wait()
    await tell("busy")
    assert await told(client) == []
    go_on.set()
    answer, notice = await client.until("bot_response"), await client.until("bot_response")
    assert (answer["content"].split("!")[0], notice["content"]) == ("Hello", SAID)


async def test_a_lost_connection_is_opened_again_and_nothing_is_lost(connect_v2: ConnectV2, rows) -> None:
    client = await connect_v2("cut")
    await tell("cut")
    await client.until("bot_response")
    await rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = 'meetingmuse notices'"
    )
    await tell("cut", replace(REMINDER, summary="meanwhile"))
    assert (await client.until("bot_response"))["content"].endswith("meanwhile")


async def test_what_the_database_had_no_time_for_is_told_later(
    connect_v2: ConnectV2, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await connect_v2("no-time")
    await tell("no-time")
    await client.until("bot_response")
    take, refusals = notice_records.take, [PoolTimeout("no connection"), PoolTimeout("no connection")]

    async def refuse_twice(*arguments: Any, **named: Any) -> Any:
        if refusals:
            raise refusals.pop()
        return await take(*arguments, **named)

    monkeypatch.setattr(listening, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(notice_records, "take", refuse_twice)
    await tell("no-time", replace(REMINDER, summary="later"))
    assert (await client.until("bot_response"))["content"].endswith("later")


async def test_only_some_conversations_are_told_at_once(
    assistant_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, done = 0, 0, 0

    async def count(key: Any) -> None:
        nonlocal running, most, done
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running, done = running - 1, done + 1

    monkeypatch.setattr(telling, "tell", count)
    for number in range(20):
        listening.tell((f"client:client-{number}", f"client-{number}"))
    while done < 20:
        await asyncio.sleep(0)
    assert most == listening.MOST_TOLD_AT_ONCE


async def test_what_nobody_understands_ends_no_listening(connect_v2: ConnectV2, rows) -> None:
    client = await connect_v2("noise")
    await tell("noise")
    await client.until("bot_response")
    await rows("SELECT pg_notify(%s, 'noise')", records.NOTICES)
    await tell("noise", replace(REMINDER, summary="afterwards"))
    assert (await client.until("bot_response"))["content"].endswith("afterwards")


async def test_a_conversation_that_rested_too_long_is_told_and_then_over(
    connect_v2: ConnectV2, settings
) -> None:
    settings.CONVERSATION_TTL_HOURS = 1
    client = await connect_v2("rested")
    await client.say("hello")
    await client.disconnect()
    yesterday = timezone.now() - timedelta(days=1)
    await Conversation.objects.aupdate(last_activity_at=yesterday)
    await tell("rested")
    assert (await Conversation.objects.aget()).last_activity_at == yesterday
    back = await connect_v2("rested")
    await back.until("conversation_resumed")
    assert (await back.until("bot_response"))["content"] == SAID
    await back.disconnect()
    await (await connect_v2("rested")).fence()
    assert (await Conversation.objects.aget()).status == "expired"


async def test_who_is_not_signed_in_gets_no_conversation_by_being_told(assistant_database: None) -> None:
    for client_id in ("expired", "never-talked"):
        await tell("", key=f"client:{client_id}")
        assert await Conversation.objects.acount() == 0
    await sync_to_async(talked)("expired")
    await Conversation.objects.aupdate(status="expired")
    await tell("", key="client:expired")
    assert (await Conversation.objects.acount(), await Message.objects.acount()) == (1, 0)


async def test_a_user_whose_conversations_have_expired_gets_a_new_one(user) -> None:
    ana = await sync_to_async(user)()
    await sync_to_async(talked)("hers")
    await Conversation.objects.aupdate(owner=ana, owner_key=user_key(ana.pk), status="expired")
    await tell("", key=f"user:{ana.pk}")
    stored = await Message.objects.select_related("conversation").aget()
    assert (stored.conversation.client_id, stored.conversation.status) == ("hers", "active")


async def test_only_the_last_of_answers_that_were_not_told_is_told(connect_v2: ConnectV2) -> None:
    answer = Notice("reply", "m", "Review", person="Ana", partstat="DECLINED")
    others = [replace(answer, person="Bo"), replace(answer, uid="n", summary="Lunch")]
    for notice in (answer, *others, replace(answer, partstat="ACCEPTED")):
        await tell("toggled", notice)
    client = await connect_v2("toggled")
    await client.until("conversation_resumed")
    heard = [(await client.until("bot_response"))["content"] for _ in range(3)]
    assert heard == ["Ana has accepted “Review”.", "Bo has declined “Review”.", "Ana has declined “Lunch”."]
    assert await told(client) == []
    await tell("toggled", answer)
    assert (await client.until("bot_response"))["content"] == "Ana has declined “Review”."
    assert (await Conversation.objects.aget()).message_count == 4


async def test_a_conversation_with_something_left_to_tell_is_not_over(
    connect: Connect, connect_v2: ConnectV2, settings
) -> None:
    settings.CONVERSATION_TTL_HOURS = 1
    for client_id in ("weekend", "weekend-v2"):
        await tell(client_id)
    await Conversation.objects.aupdate(last_activity_at=timezone.now() - timedelta(days=3))
    client = await connect("weekend")
    assert (await client.receive())["content"] == "conversation_resumed"
    assert (await client.say("hello")).startswith(SAID)
    client = await connect_v2("weekend-v2")
    assert (await client.until("bot_response"))["content"] == SAID
    await Conversation.objects.aupdate(last_activity_at=timezone.now() - timedelta(days=3))
    assert await (await connect("weekend")).nothing()


async def test_any_number_of_notices_is_told(connect_v2: ConnectV2, monkeypatch) -> None:
    monkeypatch.setattr(notice_records, "MOST_AT_ONCE", 2)
    for number in range(5):
        await tell("five", replace(REMINDER, summary=str(number)))
    client = await connect_v2("five")
    said = [(await client.until("bot_response"))["content"][-1] for _ in range(5)]
    assert said == ["0", "1", "2", "3", "4"]


@pytest.fixture
def user(assistant_database: None) -> Callable[[], User]:
    return lambda: User.objects.create_user("ana")


async def test_a_user_is_told_in_the_conversation_they_were_last_in(user) -> None:
    ana = await sync_to_async(user)()
    key = f"user:{ana.pk}"
    await tell("", key=key)
    assert await Message.objects.acount() == 0
    now = timezone.now()
    for client_id in ("first", "last", "second"):
        await add_first(key, client_id, Arrival("hello", None, now - TALKED), timezone="UTC")
    await Conversation.objects.filter(client_id="last").aupdate(last_activity_at=now)
    await tell("", key=key)
    stored = await Message.objects.select_related("conversation").aget(role="assistant")
    assert (stored.conversation.client_id, stored.content, stored.status) == ("last", SAID, "undelivered")


async def test_nothing_is_stored_where_the_server_only_echoes(assistant_database: None, settings) -> None:
    settings.LANGGRAPH_ENABLED = False
    await tell("echo")
    assert await Message.objects.acount() == 0


async def test_an_answer_by_link_is_told_in_the_open_chat(connect_v2: ConnectV2) -> None:
    starts = datetime(2030, 3, 5, 15, tzinfo=UTC)
    calendar = DatabaseCalendar("client:organiser")
    await calendar.set_organizer(Attendee("Otto", "otto@example.org"))
    ana = Attendee("Ana", "ana@example.com")
    await calendar.add(
        VEvent("m1", "Review", Period(starts, starts + timedelta(hours=1)), "UTC", attendees=(ana,))
    )
    await sync_to_async(talked)("organiser")
    client = await connect_v2("organiser")
    address = urlsplit(reply_url(Link("m1", "ana@example.com", 0))).path
    for answer, sentence in (
        ("declined", "Ana has declined “Review”."),
        ("accepted", "Ana has accepted “Review”."),
    ):
        await AsyncClient().post(address, {"answer": answer})
        assert (await client.until("bot_response"))["content"] == sentence
