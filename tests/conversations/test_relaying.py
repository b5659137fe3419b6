"""What another process stores comes before what is said here next, and numbers never run out."""

from django.utils import timezone

from conversations import groups, records
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
