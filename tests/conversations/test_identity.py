"""Whose a conversation is: the signed-in user's, the browser's, or that of whoever names the client id."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import AsyncClient, Client

from conversations.models import Conversation
from scheduling.browsers import COOKIE
from tests.conftest import Connect

Header = list[tuple[bytes, bytes]]


async def opened() -> AsyncClient:
    """A browser that has opened the chat page."""
    browser = AsyncClient()
    assert (await browser.get("/")).status_code == 200
    return browser


def cookies(browser: AsyncClient) -> Header:
    return [(b"cookie", "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode())]


async def test_a_foreign_client_id_looks_like_a_new_one(connect: Connect) -> None:
    mine = await connect("known-to-both", headers=cookies(await opened()))
    await mine.say("Set up a meeting with ana@example.com")
    forged: Header = [(b"cookie", f"{COOKIE}=made-up:signature".encode())]
    for stranger in (forged, cookies(await opened())):
        theirs = await connect("known-to-both", headers=stranger)
        assert await theirs.nothing()
        await theirs.say("Hello")
    owners = [each async for each in Conversation.objects.values_list("owner_key", flat=True)]
    assert [owner.partition(":")[0] for owner in sorted(owners)] == ["browser", "browser", "client"]


async def test_the_owner_comes_back_to_it(connect: Connect) -> None:
    browser = await opened()
    first = await connect("mine", headers=cookies(browser))
    await first.say("Set up a meeting with ana@example.com")
    await browser.get("/")  # keeps who it is
    again = await connect("mine", headers=cookies(browser))
    assert (await again.receive())["content"] == "conversation_resumed"


async def test_conversations_of_a_browser_share_its_calendar_and_agenda(connect: Connect) -> None:
    browser = await opened()
    one, other = [await connect(name, headers=cookies(browser)) for name in ("one", "other")]
    await one.say("schedule a design review just me on 5 March 2030 at 3 pm for 45 minutes")
    assert "Booked" in await one.say("yes")
    assert "Design review" in await other.say("what is on 5 March 2030?")
    agenda = await browser.get("/agenda/?date=2030-03-05")
    assert "Design review" in agenda.content.decode()
    assert "Design review" not in (await (await opened()).get("/agenda/?date=2030-03-05")).content.decode()


async def test_who_signs_in_is_that_user(connect: Connect, django_user_model: Any) -> None:
    browser = await opened()
    user = await django_user_model.objects.acreate_user("ana")
    await browser.aforce_login(user)
    client = await connect("of-a-user", headers=cookies(browser))
    await client.say("Hello")
    stored = await Conversation.objects.aget()
    assert (stored.owner_key, stored.owner_id) == (f"user:{user.pk}", user.pk)


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_for_the_server_alone(settings: Any, secure: bool) -> None:
    settings.SESSION_COOKIE_SECURE = secure
    cookie = Client().get("/").cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", secure)
    assert int(cookie["max-age"]) == 400 * 24 * 3600


@pytest.mark.django_db(transaction=True)
def test_stored_conversations_keep_their_owners(django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("ana")
    before = [("conversations", "0003_sequence_numbers")]
    old = MigrationExecutor(connection)
    old.migrate(before)
    try:
        conversations = (
            old.loader.project_state(before).apps.get_model("conversations", "Conversation").objects
        )
        for client_id, owner in (("kitchen", None), ("hers", user.pk)):
            conversations.create(client_id=client_id, owner_id=owner, thread_id=uuid4(), timezone="UTC")
    finally:
        new = MigrationExecutor(connection)
        new.migrate(new.loader.graph.leaf_nodes())
    owners = Conversation.objects.order_by("client_id").values_list("client_id", "owner_key")
    assert list(owners) == [("hers", f"user:{user.pk}"), ("kitchen", "client:kitchen")]
