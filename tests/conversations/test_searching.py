"""Staff find a conversation by whatever the complaint names, and every look-up goes over an index."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.db import connection

from conversations import searching
from conversations.models import Conversation, Message
from scheduling.owners import user_key
from tests.conftest import Connect

BOOKABLE = "schedule a “Quarterly review” with ana.lopez@example.com tomorrow at 3pm for 45 minutes"


@pytest.fixture
async def booked(connect: Connect) -> int:
    other = await connect("somebody-else")
    await other.say("what do I have tomorrow?")
    client = await connect("kitchen-tablet")
    await client.say(BOOKABLE)
    await client.say("yes")
    return (await Conversation.objects.aget(client_id="kitchen-tablet")).pk


@pytest.mark.parametrize(
    "text",
    [
        "kitchen",
        "client:kitchen-tablet",
        "quarterly REVIEW",
        "3pm",
        "quart",
        "ana.lopez@example.com",
        "Ana.Lopez@Example.com",
    ],
)
async def test_found_by(booked: int, text: str) -> None:
    assert await sync_to_async(searching.find_conversations)(text) == {booked}


@pytest.mark.parametrize(
    "text", ["quarterly dinner", "uarterly", "", "  ", "'", "\\", "a & b | !", ":*", "\0", "'; --"]
)
async def test_not_found_and_not_broken_by(booked: int, text: str) -> None:
    assert await sync_to_async(searching.find_conversations)(text) == set()


async def test_found_by_the_title_that_the_assistant_never_repeated(booked: int) -> None:
    await Message.objects.all().adelete()
    assert await sync_to_async(searching.find_conversations)("quarterly") == {booked}
    assert await sync_to_async(searching.find_conversations)("ANA.lopez@example.com") == {booked}


async def test_found_by_user_and_by_reference(booked: int) -> None:
    user = await get_user_model().objects.acreate_user("maria", "Maria@Example.com", "x")
    await Conversation.objects.filter(pk=booked).aupdate(owner=user, owner_key=user_key(user.pk))
    message = await Message.objects.filter(conversation=booked, role="user").afirst()
    assert message is not None
    await Message.objects.filter(pk=message.pk).aupdate(reference="0A1B2C3D")
    for text in ("maria", "maria@example.com", "0a1b2c3d"):
        assert await sync_to_async(searching.find_conversations)(text) == {booked}


@pytest.mark.django_db
def test_no_look_up_reads_a_whole_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for query, index in (
        (searching.saying("design review"), "message_words"),
        (searching.titled("design review"), "meeting_words"),
        (searching.inviting("ana@example.com"), "attendee_address"),
        (Message.objects.filter(reference="0A1B2C3D").order_by(), "message_reference"),
        (Conversation.objects.filter(client_id__startswith="kit").order_by(), "conversation_client"),
    ):
        assert index in query.order_by().explain()
