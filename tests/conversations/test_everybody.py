"""Who is connected to which process, and a word to all of them: over HTTP, by rights, in every process."""

import asyncio
import json
import os
import socket
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import AsyncClient
from django.utils import timezone

from conversations import connections, interventions, listening, presence
from conversations.models import Conversation, Message, Process
from tests.conftest import Connect, ConnectV2

TOKEN = "a-token-of-a-program"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


async def staff_with(browser: AsyncClient, *rights: str) -> AsyncClient:
    user = await get_user_model().objects.acreate_user("helper", password="x", is_staff=True)
    found = [each async for each in Permission.objects.filter(codename__in=rights)]
    await user.user_permissions.aset(found)
    await browser.aforce_login(user)
    return browser


async def say(browser: AsyncClient, body: object, **options: object):
    return await browser.post(
        "/admin/broadcast", json.dumps(body), content_type="application/json", **options
    )


async def test_every_process_is_listed_with_its_connections(
    connect: Connect, connect_v2: ConnectV2, async_client: AsyncClient, settings
) -> None:
    settings.SERVICE_TOKEN = TOKEN
    await connect("classic-one")
    await connect_v2("modern-one")
    await presence.begin().beat()
    now = timezone.now()
    await Process.objects.acreate(
        id="5f0c8a1e-0000-4000-8000-000000000000",
        name="another 7",
        began_at=now,
        seen_at=now,
        connections=3,
        conversations=2,
        unanswered=0,
        sockets=[],
    )
    body = (await async_client.get("/admin/connections", headers=BEARER)).json()
    assert (body["active_connections"], body["active_conversations"]) == (5, 4)
    assert len(body["processes"]) == 2
    assert {(each["client_id"], each["protocol"]) for each in body["connections"]} == {
        ("classic-one", "classic"),
        ("modern-one", "meetingmuse.v2"),
    }


async def test_the_row_of_a_process_that_died_disappears(assistant_database: None) -> None:
    long_ago = timezone.now() - timedelta(minutes=1)
    await Process.objects.acreate(
        id="5f0c8a1e-0000-4000-8000-000000000000",
        name="dead 7",
        began_at=long_ago,
        seen_at=long_ago,
        connections=3,
        conversations=2,
        unanswered=0,
        sockets=[],
    )
    await presence.begin().beat()
    assert [each.name async for each in Process.objects.all()] == [presence.begin().name]
    await presence.stop()
    assert await Process.objects.acount() == 0


async def test_the_conversations_of_other_processes_count(connect: Connect, settings) -> None:
    settings.MAX_CONCURRENT_CONVERSATIONS = 4
    now = timezone.now()
    for number, seen_at in enumerate([now, now, now - timedelta(minutes=1)]):
        await Process.objects.acreate(
            id=f"5f0c8a1e-0000-4000-8000-00000000000{number}",
            name=f"another {number}",
            began_at=seen_at,
            seen_at=seen_at,
            connections=9,
            conversations=(1, 2, 7)[number],
            unanswered=0,
            sockets=[],
        )
    await presence.begin().beat()  # the third is dead
    await connect("first")
    assert (await (await connect("second")).error())["error_code"] == "SERVER_BUSY"
    await connect("first")
    await Process.objects.filter(name="another 1").adelete()
    await presence.begin().beat()
    await (await connect("second")).say("hello")


async def test_a_process_that_was_killed_counts_no_more_when_the_next_one_starts(
    assistant_database: None,
) -> None:
    host, now = socket.gethostname(), timezone.now()
    killed = await asyncio.create_subprocess_exec("true")
    await killed.wait()
    names = [f"{host} {killed.pid}", f"{host} {os.getppid()}", f"elsewhere {killed.pid}", "silent 1"]
    for number, name in enumerate(names):
        await Process.objects.acreate(
            id=f"5f0c8a1e-0000-4000-8000-00000000000{number}",
            name=name,
            began_at=now,
            seen_at=now - timedelta(seconds=12 if name == "silent 1" else 0),
            connections=9,
            conversations=(10, 1, 2, 10)[number],
            unanswered=0,
            sockets=[],
        )
    await presence.begin().beat()
    left = {each.name async for each in Process.objects.all()}
    assert left == {presence.begin().name, *names[1:]}
    assert connections.has_room_for(("client:a", "a"), conversations=4)
    assert not connections.has_room_for(("client:a", "a"), conversations=3)


async def test_a_broadcast_reaches_open_chats_and_stays_in_their_conversations(
    connect: Connect, connect_v2: ConnectV2, async_client: AsyncClient, settings
) -> None:
    settings.SERVICE_TOKEN = TOKEN
    talking, silent, classic = (
        await connect_v2("talking"),
        await connect_v2("silent"),
        await connect("classic"),
    )
    await talking.say("hello")
    await classic.say("hello")
    await listening.begin().listens.wait()
    answer = await say(async_client, {"content": "We restart at 18:00."}, headers=BEARER)
    assert answer.status_code == 202
    for client in (talking, silent):
        frame = await client.until("bot_response")
        assert (frame["content"], frame["metadata"]["notice"]) == ("We restart at 18:00.", {"kind": "staff"})
    assert (await classic.say("thanks")).startswith("We restart at 18:00.")
    stored = Message.objects.filter(content="We restart at 18:00.", status="delivered")
    assert {each async for each in stored.values_list("conversation__client_id", flat=True)} == {
        "talking",
        "classic",
    }


async def test_a_conversation_with_sockets_in_two_processes_is_told_once(
    connect_v2: ConnectV2, async_client: AsyncClient
) -> None:
    client = await connect_v2("twice")
    await client.say("hello")
    await listening.begin().listens.wait()
    other = listening.Listening()  # as another process would listen
    await other.listens.wait()
    await sync_to_async(interventions.broadcast)("Once.")
    await client.until("bot_response")
    await asyncio.gather(*other.telling, *listening.begin().telling)
    assert [frame["content"] for frame in await client.fence() if frame["type"] == "bot_response"] == []
    assert await Message.objects.filter(content="Once.").acount() == 1
    assert (await Conversation.objects.aget()).message_count == 3
    await other.stop()


async def test_who_may_ask(assistant_database: None, async_client: AsyncClient, settings) -> None:
    settings.DEBUG = False
    for sent, status in (
        ({}, 403),
        ({"headers": {"Authorization": "Bearer "}}, 401),
        ({"headers": BEARER}, 401),
    ):
        assert (await async_client.get("/admin/connections", **sent)).status_code == status
        assert (await say(async_client, {"content": "x"}, **sent)).status_code == status
        assert (await async_client.get("/health/clients", **sent)).status_code == status
    settings.SERVICE_TOKEN = TOKEN
    assert (await async_client.get("/health/clients", headers=BEARER)).status_code == 200
    assert (await async_client.get("/admin/connections", headers=BEARER)).status_code == 200
    browser = await staff_with(async_client, "view_conversation")
    assert (await browser.get("/admin/connections")).status_code == 200
    assert (await say(browser, {"content": "x"})).status_code == 403


async def test_staff_say_it_with_a_token_against_forgery_and_it_is_noted(assistant_database: None) -> None:
    browser = await staff_with(AsyncClient(enforce_csrf_checks=True), "change_conversation")
    assert (await say(browser, {"content": "x"})).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    assert (await say(browser, {"content": "x"}, headers={"X-CSRFToken": "a" * 32})).status_code == 202
    entry = await LogEntry.objects.select_related("user").aget()
    assert (entry.user.username, entry.get_change_message()) == ("helper", "Said in all open chats: x")


@pytest.mark.parametrize(
    "body", [{}, [], "x", None, {"content": " "}, {"content": 7}, {"content": "\0"}, {"content": "\ud800"}]
)
async def test_nothing_to_say(
    assistant_database: None, async_client: AsyncClient, settings, body: object
) -> None:
    settings.SERVICE_TOKEN = TOKEN
    assert (await say(async_client, body, headers=BEARER)).status_code == 400


async def test_the_health_page_shows_every_part(connect: Connect, async_client: AsyncClient) -> None:
    client = await connect("somebody")
    await client.say("hello")
    await presence.begin().beat()
    browser = await staff_with(async_client, "view_process")
    page = (await browser.get("/admin/conversations/process/")).content.decode()
    for known in (
        "database",
        "checkpointer",
        "channel_layer",
        "none alive",
        presence.begin().name,
        "conversations_message",
        "1 of 1000",
        "Latency of answers",
        "<svg",
    ):
        assert known in page, known
    assert "Say it" not in page
    assert "style=" not in page.partition('id="content"')[2]
    assert (await browser.post("/admin/conversations/process/", {"content": "x"})).status_code == 403
    assert (await browser.get("/admin/conversations/process/?span=hour")).status_code == 200
    assert (await browser.get("/admin/conversations/process/?span=year")).status_code == 200


async def test_staff_without_the_right_see_no_health(
    assistant_database: None, async_client: AsyncClient
) -> None:
    browser = await staff_with(async_client, "change_conversation")
    assert (await browser.get("/admin/conversations/process/")).status_code == 403
    assert "Health" not in (await browser.get("/admin/")).content.decode()
