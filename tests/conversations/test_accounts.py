"""Signing in, out and up, what becomes of a browser's own conversations, and tokens over HTTP."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from conversations import limits
from conversations.models import Conversation
from conversations.tokens import issue
from scheduling.models import Calendar
from tests.conftest import Connect

PASSWORD = "correct horse battery"


def cookies(browser: AsyncClient) -> list[tuple[bytes, bytes]]:
    return [(b"cookie", "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode())]


async def booked(connect: Connect, browser: AsyncClient, client_id: str = "mine") -> None:
    """The browser has one conversation and one meeting on March 5, 2030."""
    await browser.get("/")
    client = await connect(client_id, headers=cookies(browser))
    await client.say("schedule a design review just me on 5 March 2030 at 3 pm for 45 minutes")
    assert "Booked" in await client.say("yes")


async def sign_in(browser: AsyncClient, next: str = "/") -> Any:
    return await browser.post("/accounts/login/", {"username": "ana", "password": PASSWORD, "next": next})


async def test_who_signs_in_for_the_first_time_keeps_what_the_browser_had(connect: Connect) -> None:
    ana = await User.objects.acreate_user("ana", password=PASSWORD)
    browser = AsyncClient()
    await booked(connect, browser)
    assert (await sign_in(browser)).url == "/"
    assert (await Conversation.objects.aget()).owner_key == f"user:{ana.pk}"
    again = await connect("mine", headers=cookies(browser))
    assert (await again.receive())["content"] == "conversation_resumed"
    assert "Design review" in (await browser.get("/agenda/?date=2030-03-05")).content.decode()


async def test_who_has_a_calendar_keeps_that(connect: Connect) -> None:
    ana = await User.objects.acreate_user("ana", password=PASSWORD)
    await Calendar.objects.acreate(key=f"user:{ana.pk}")
    browser = AsyncClient()
    await booked(connect, browser)
    await sign_in(browser)
    assert (await Conversation.objects.aget()).owner_key.startswith("browser:")
    assert "Design review" not in (await browser.get("/agenda/?date=2030-03-05")).content.decode()
    await browser.post("/accounts/logout/")
    assert "Design review" in (await browser.get("/agenda/?date=2030-03-05")).content.decode()


@pytest.mark.django_db
def test_a_foreign_address_is_not_gone_to_after_signing_in() -> None:
    User.objects.create_user("ana", password=PASSWORD)
    known = {"username": "ana", "password": PASSWORD, "next": "https://evil.example/"}
    assert Client().post("/accounts/login/", known).url == "/"  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", ["/", "/c/known/", "/agenda/", "/agenda/known/", "/contacts/"])
async def test_pages_ask_who_it_is_where_nobody_unknown_is_let_in(
    assistant_database: None, settings: Any, page: str
) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    browser = AsyncClient()
    assert (await browser.get(page)).url == f"/accounts/login/?next={page}"  # type: ignore[attr-defined]
    await browser.aforce_login(await User.objects.acreate_user("ana"))
    assert (await browser.get(page)).status_code == 200


@pytest.mark.django_db
def test_an_account_is_made_only_where_anybody_may(settings: Any) -> None:
    new = {"username": "ben", "email": "ben@example.com", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().post("/accounts/sign-up/", new).status_code == 404
    assert "Sign up" not in Client().get("/accounts/login/").content.decode()
    settings.ALLOW_SIGN_UP = True
    assert "Sign up" in Client().get("/accounts/login/").content.decode()
    weak = Client().post("/accounts/sign-up/", {**new, "password1": "123", "password2": "123"})
    assert "too short" in weak.content.decode()
    browser = Client()
    assert browser.post("/accounts/sign-up/", new).url == "/"  # type: ignore[attr-defined]
    ben = User.objects.get()
    assert (ben.email, ben.is_staff, browser.session["_auth_user_id"]) == (
        "ben@example.com",
        False,
        str(ben.pk),
    )


async def test_a_token_is_its_owner_over_http_too(connect: Connect, settings: Any) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    settings.JWT_SECRET = ["s" * 32]
    token, _ = issue("robot", timedelta(hours=1), datetime.now(UTC))
    client = await connect("of-robot", headers=[(b"authorization", f"Bearer {token}".encode())])
    await client.say("Hello")
    program = AsyncClient(enforce_csrf_checks=True, Authorization=f"Bearer {token}")
    listed = (await program.get("/conversations/")).json()["conversations"]
    assert [each["client_id"] for each in listed] == ["of-robot"]
    renamed = await program.patch(
        "/conversations/of-robot/", json.dumps({"title": "Robot"}), "application/json"
    )
    assert renamed.status_code == 204
    other, _ = issue("other", timedelta(hours=1), datetime.now(UTC))
    stranger = AsyncClient(Authorization=f"Bearer {other}")
    assert (await stranger.get("/conversations/")).json()["conversations"] == []
    assert (await stranger.get("/conversations/of-robot/messages/")).json() == {
        "messages": [],
        "before": None,
    }
    assert (await stranger.delete("/conversations/of-robot/")).status_code == 404
    forged = await AsyncClient(Authorization="Bearer forged").get("/conversations/")
    assert (forged.status_code, "invalid_token" in forged["WWW-Authenticate"]) == (401, True)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", "/admin/login/"])
def test_passwords_are_tried_at_a_bounded_rate(
    settings: Any, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(limits, "_buckets", {})
    settings.SIGN_INS_PER_MINUTE = 2
    User.objects.create_superuser("ana", password=PASSWORD)

    def answer(name: str, password: str, address: str = "203.0.113.1") -> str:
        known = {"username": name, "password": password}
        return Client().post(page, known, REMOTE_ADDR=address).content.decode()

    for name in ("ana ", "ANA"):
        assert "Too many attempts" not in answer(name, "wrong")
    assert "Too many attempts" in answer("Ana", PASSWORD)
    assert answer("ana", PASSWORD, "203.0.113.2") == ""  # who sits elsewhere is not locked out
    for name in ("ben", "cy", "dee"):
        answer(name, "wrong")
    assert "Too many attempts" in answer("eve", "wrong")


@pytest.mark.django_db
def test_accounts_are_made_at_a_bounded_rate(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_buckets", {})
    settings.SIGN_INS_PER_MINUTE, settings.ALLOW_SIGN_UP = 2, True
    for number in range(3):
        new = {
            "username": f"ana{number}",
            "email": "a@example.com",
            "password1": PASSWORD,
            "password2": PASSWORD,
        }
        said = Client().post("/accounts/sign-up/", new).content.decode()
        assert ("Too many attempts" in said) == (number == 2)
    assert User.objects.count() == 2
