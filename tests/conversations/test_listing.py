"""The list of an owner's conversations and their history over HTTP: theirs alone, searchable, and gone when deleted."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test import AsyncClient

from conversations import listing_records
from conversations.models import Conversation, Message
from scheduling.browsers import COOKIE, browser_of
from scheduling.owners import browser_key
from tests.client import V2Client
from tests.conftest import Connect
from tests.engines import Pausing

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]


class Browser(AsyncClient):
    """A browser that has opened the chat page, and its answers as JSON."""

    @classmethod
    async def opened(cls, **options: Any) -> "Browser":
        browser = cls(**options)
        assert (await browser.get("/")).status_code == 200
        return browser

    @property
    def owner(self) -> str:
        browser = browser_of({COOKIE: self.cookies[COOKIE].value})
        assert browser
        return browser_key(browser)

    @property
    def handshake(self) -> list[tuple[bytes, bytes]]:
        return [(b"cookie", f"{COOKIE}={self.cookies[COOKIE].value}".encode())]

    async def listed(self, query: str = "") -> dict[str, Any]:
        response = await self.get(f"/conversations/{query}")
        assert response.status_code == 200, response.content
        return dict(response.json())

    async def titles(self, query: str = "") -> list[str]:
        return [each["title"] for each in (await self.listed(query))["conversations"]]

    async def said(self, client_id: str, before: int | None = None) -> dict[str, Any]:
        response = await self.get(
            f"/conversations/{client_id}/messages/" + (f"?before={before}" if before else "")
        )
        assert response.status_code == 200, response.content
        return dict(response.json())

    async def rename(self, client_id: str, body: Any, **options: Any) -> int:
        text = body if isinstance(body, str) else json.dumps(body)
        return (
            await self.patch(f"/conversations/{client_id}/", text, content_type="application/json", **options)
        ).status_code


async def had(owner: str, client_id: str, *said: str, ago: int = 0, **fields: Any) -> Conversation:
    """Store a conversation as it was `ago` minutes before NOW: what was said and its answers in turns."""
    moment = NOW - timedelta(minutes=ago)
    fields = {"message_count": len(said), "timezone": "UTC", "thread_id": uuid4(), **fields}
    made = await Conversation.objects.acreate(owner_key=owner, client_id=client_id, **fields)
    await Conversation.objects.filter(pk=made.pk).aupdate(last_activity_at=moment)
    asked = None
    for number, text in enumerate(said):
        role, status = ("assistant", "delivered") if asked else ("user", "answered")
        asked = await Message.objects.acreate(
            conversation=made,
            role=role,
            status=status,
            content=text,
            reply_to=asked,
            seq=1000 * made.pk + number,
        )
        asked = None if role == "assistant" else asked
    return made


async def test_conversations_are_listed_latest_first(assistant_database: None) -> None:
    browser = await Browser.opened()
    long = "Set up a\n  meeting " + "x" * 100
    await had(browser.owner, "oldest", "hello", "Hello!", ago=9)
    await had(browser.owner, "long", long, "When?", ago=5, status="waiting")
    await had(browser.owner, "named", "hello", "Hello!", ago=1, title="Review")
    await had((await Browser.opened()).owner, "foreign", "hello", "Hello!")

    listed = await browser.listed()

    assert listed == {
        "conversations": [
            {
                "client_id": "named",
                "title": "Review",
                "last_activity_at": "2026-11-26T11:59:00.000Z",
                "message_count": 2,
                "waiting": False,
                "excerpt": "",
            },
            {
                "client_id": "long",
                "title": "Set up a meeting " + "x" * 62 + "…",
                "last_activity_at": "2026-11-26T11:55:00.000Z",
                "message_count": 2,
                "waiting": True,
                "excerpt": "",
            },
            {
                "client_id": "oldest",
                "title": "hello",
                "last_activity_at": "2026-11-26T11:51:00.000Z",
                "message_count": 2,
                "waiting": False,
                "excerpt": "",
            },
        ],
        "more": None,
    }


async def test_an_expired_conversation_and_its_successor_are_one(assistant_database: None) -> None:
    browser = await Browser.opened()
    await had(browser.owner, "mine", "first", "one", ago=3000, status="expired")
    await had(browser.owner, "mine", "second", "two")

    [listed] = (await browser.listed())["conversations"]
    page = await browser.said("mine")

    assert (listed["title"], listed["message_count"]) == ("first", 4)
    assert [frame["content"] for frame in page["messages"]] == ["first", "one", "second", "two"]
    assert await browser.rename("mine", {"title": "Both"}) == 204
    assert await browser.titles() == ["Both"]


async def test_a_long_list_comes_in_pages(assistant_database: None) -> None:
    browser = await Browser.opened()
    for number in range(65):
        await had(browser.owner, f"number-{number}", f"hello {number}", ago=number // 2)

    seen: list[str] = []
    query, pages = "", 0
    while query is not None:
        page = await browser.listed(query)
        seen += [each["client_id"] for each in page["conversations"]]
        query = page["more"] and f"?before={quote(page['more'])}"
        pages += 1

    assert (pages, len(seen), set(seen)) == (3, 65, {f"number-{number}" for number in range(65)})


@pytest.mark.parametrize("query", ["yesterday", "2026-11-26T12:00:00 x", "2026-11-26T12:00:00+00:00 \0"])
async def test_a_page_that_is_none_is_refused(assistant_database: None, query: str) -> None:
    browser = await Browser.opened()
    assert (await browser.get(f"/conversations/?before={quote(query)}")).status_code == 400


async def test_search_finds_titles_and_what_was_said_literally(assistant_database: None) -> None:
    browser = await Browser.opened()
    await had(browser.owner, "one", "Lunch with Ana", "When?", ago=2)
    await had(browser.owner, "two", "100% sure", "Good_to know", ago=1)
    await had(browser.owner, "three", "hello", "Hi", title="Ana's lunch")
    await had((await Browser.opened()).owner, "foreign", "lunch too", "When?")

    assert await browser.titles("?q=LUNCH") == ["Ana's lunch", "Lunch with Ana"]
    assert await browser.titles("?q=100%25") == ["100% sure"]
    assert await browser.titles("?q=_to") == ["100% sure"]
    assert await browser.titles("?q=0_s") == []
    assert await browser.titles("?q=%5C") == []
    assert await browser.titles("?q=%00%20") == ["Ana's lunch", "100% sure", "Lunch with Ana"]


async def test_what_is_found_is_shown_unless_the_title_has_it(assistant_database: None) -> None:
    browser = await Browser.opened()
    told = "Nothing there.\nShall I put the lunch with Zo\u00eb into room 4 on the third floor, beside the kitchen?"
    await had(browser.owner, "said", "set up a meeting", told, "thanks", "Good", ago=2)
    await had(browser.owner, "named", "hello", "Hi", title="Lunch", ago=1)
    await had(browser.owner, "begun", "x" * 90 + " lunch", "When?")

    async def excerpts(query: str) -> list[str]:
        return [each["excerpt"] for each in (await browser.listed(query))["conversations"]]

    assert await excerpts("?q=LUNCH") == [
        "\u2026lunch",
        "",
        "\u2026Shall I put the lunch with Zo\u00eb into room 4 on the third floor, beside the\u2026",
    ]
    assert await excerpts("?q=unc") == ["\u2026lunch", "", (await excerpts("?q=LUNCH"))[2]]
    assert await excerpts("?q=x%20lunch") == ["\u2026" + "x" * 21 + " lunch"]
    assert await excerpts("?q=thanks") == ["thanks"]
    assert await excerpts("") == ["", "", ""]


async def test_a_stranger_finds_nothing_and_changes_nothing(assistant_database: None, rows: Rows) -> None:
    mine, stranger, nobody = await Browser.opened(), await Browser.opened(), Browser()
    await had(mine.owner, "known", "hello", "Hello!")
    for other in (stranger, nobody):
        assert await other.titles() == []
        assert await other.said("known") == {"messages": [], "before": None}
        assert await other.rename("known", {"title": "Theirs"}) == 404
        assert (await other.delete("/conversations/known/")).status_code == 404
    assert await mine.titles() == ["hello"]
    assert await mine.said("unknown") == {"messages": [], "before": None}


async def test_changes_need_the_token_of_the_page(assistant_database: None) -> None:
    browser = await Browser.opened(enforce_csrf_checks=True)
    await had(browser.owner, "mine", "hello", "Hello!")
    assert await browser.rename("mine", {"title": "Review"}) == 403
    assert (await browser.delete("/conversations/mine/")).status_code == 403
    token = "t" * 32
    browser.cookies["csrftoken"] = token
    assert await browser.rename("mine", {"title": "Review"}, headers={"x-csrftoken": token}) == 204
    assert await browser.titles() == ["Review"]


@pytest.mark.parametrize(
    "title",
    [
        "family \U0001f469\u200d\U0001f469\u200d\U0001f467",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "a\u00a0b",
    ],
)
async def test_a_title_may_be_of_any_script(assistant_database: None, title: str) -> None:
    browser = await Browser.opened()
    await had(browser.owner, "mine", "hello", "Hello!")
    assert await browser.rename("mine", {"title": title}) == 204
    assert await browser.titles() == [" ".join(title.split())]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "{}",
        {"title": 5},
        {"title": " "},
        {"title": "x" * 81},
        {"title": "a\0b"},
        {"title": "\ud83d"},
    ],
)
async def test_a_title_that_is_none_is_refused(assistant_database: None, body: Any) -> None:
    browser = await Browser.opened()
    await had(browser.owner, "mine", "hello", "Hello!")
    assert await browser.rename("mine", body) == 400
    assert await browser.titles() == ["hello"]


async def test_what_is_deleted_is_gone_but_for_its_meetings(connect: Connect, rows: Rows) -> None:
    browser = await Browser.opened()
    client = await connect("mine", headers=browser.handshake)
    kept = await connect("kept", headers=browser.handshake)
    await client.say("schedule a design review on 5 March 2030 at 3 pm for 45 minutes just me")
    await client.say("yes")
    await client.say("schedule another one with Ana")
    await kept.say("hello")
    [(thread,)] = await rows(
        "SELECT thread_id::text FROM conversations_conversation WHERE client_id = 'mine'"
    )
    assert len(await rows("SELECT 1 FROM checkpoints WHERE thread_id = %s", thread)) == 3

    assert (await browser.delete("/conversations/mine/")).status_code == 204

    assert await browser.titles() == ["hello"]
    assert await rows("SELECT client_id FROM conversations_conversation") == [("kept",)]
    assert await rows("SELECT count(*) FROM conversations_message") == [(2,)]
    for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        assert await rows(f"SELECT 1 FROM {table} WHERE thread_id = %s", thread) == []
    assert await rows("SELECT summary FROM scheduling_meeting") == [("Design review",)]
    # the socket is still open: what is said now begins anew
    assert "what is the meeting about" in (await client.say("set up a meeting")).lower()
    assert await browser.titles() == ["set up a meeting", "hello"]


async def test_a_turn_that_runs_leaves_nothing_of_a_conversation_deleted_meanwhile(
    assistant_database: None, settings: Any, rows: Rows
) -> None:
    settings.ENGINE = "tests.engines.Pausing"
    Pausing.begun, Pausing.going_on = asyncio.Event(), asyncio.Event()
    browser = await Browser.opened()
    client = await V2Client("mine", headers=browser.handshake).connect()
    await client.send("break")
    await asyncio.wait_for(Pausing.begun.wait(), 10)
    [(thread,)] = await rows("SELECT thread_id::text FROM conversations_conversation")

    assert (await browser.delete("/conversations/mine/")).status_code == 204
    Pausing.going_on.set()

    assert (await client.until("error"))["metadata"]["reply_to"]
    assert await rows("SELECT 1 FROM conversations_message") == []
    assert await rows("SELECT 1 FROM checkpoints WHERE thread_id = %s", thread) == []
    assert await client.say("hello")
    assert await browser.titles() == ["hello"]
    await client.disconnect()


async def test_the_history_is_what_a_socket_is_told(assistant_database: None) -> None:
    browser = await Browser.opened()
    client = V2Client("mine", headers=browser.handshake)
    await client.connect()
    for text in ("schedule a design review with Ana tomorrow at 3pm for 45 minutes", "yes", "thanks"):
        await client.say(text, id=text)
    await client.disconnect()
    again = V2Client("mine", headers=browser.handshake)
    await again.connect()
    told = [frame for frame in await again.resume(0) if frame.get("type") != "system"]
    await again.disconnect()

    page = await browser.said("mine")

    assert (page["messages"], page["before"]) == (told, None)
    assert [frame["type"] for frame in page["messages"]] == ["user_message", "bot_response"] * 3
    assert page["messages"][3]["metadata"]["meeting"]["title"] == "Design review"


async def test_a_long_history_comes_in_pages_with_notices_and_failures(assistant_database: None) -> None:
    browser = await Browser.opened()
    said = [f"{who} {number}" for number in range(120) for who in ("ask", "answer")]
    old = await had(browser.owner, "mine", *said[:100], status="expired")
    live = await had(browser.owner, "mine", *said[100:])
    await Message.objects.acreate(
        conversation=live, role="user", status="cancelled", content="stop", error_code="CANCELLED",
        seq=1000 * live.pk + 500, failure_seq=1000 * live.pk + 501,
    )  # fmt: skip
    notice = {"kind": "reminder", "uid": "u", "summary": "Call"}
    for conversation, seq in ((old, 100), (live, 502)):
        await Message.objects.acreate(
            conversation=conversation, role="assistant", status="delivered", content="Ring",
            seq=1000 * conversation.pk + seq, facts={"notice": notice},
        )  # fmt: skip

    pages = [await browser.said("mine")]
    while pages[-1]["before"] is not None:
        pages.append(await browser.said("mine", pages[-1]["before"]))

    frames = [frame for page in pages[::-1] for frame in page["messages"]]
    told = [frame.get("content") for frame in frames if frame["type"] in ("user_message", "bot_response")]
    assert [len(page["messages"]) for page in pages] == [101 + 1, 100, 42]
    assert [text for text in told if text not in ("Ring", "stop")] == said
    assert told.count("Ring") == 2 and told[-2:] == ["stop", "Ring"]
    assert frames[-2]["content"] == "cancelled"


@pytest.mark.parametrize("before", ["-1", "x", "9" * 30])
async def test_a_page_of_history_that_is_none_is_refused(assistant_database: None, before: str) -> None:
    browser = await Browser.opened()
    await had(browser.owner, "mine", "hello", "Hello!")
    assert (await browser.get(f"/conversations/mine/messages/?before={before}")).status_code == 400


MANY = """
INSERT INTO conversations_conversation (client_id, owner_key, thread_id, status, intent, summary, message_count, timezone,
    created_at, last_activity_at)
SELECT 'c' || n, 'browser:' || n % 1000, gen_random_uuid(), 'active', '', '', 10, 'UTC', now(), now()
FROM generate_series(1, 5000) n;
INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at)
SELECT id, 'user', 'answered', 'lunch number ' || n, '', now() FROM conversations_conversation, generate_series(1, 10) n;
ANALYZE conversations_conversation;
ANALYZE conversations_message;
"""


def _scans(plan: dict[str, Any]) -> list[tuple[str, str, int]]:
    """The tables that a plan reads, how, and how many rows it looked at."""
    looked = plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0))
    here = [(plan["Node Type"], plan["Relation Name"], looked)] if "Relation Name" in plan else []
    return here + [scan for below in plan.get("Plans", []) for scan in _scans(below)]


@pytest.mark.django_db
@pytest.mark.parametrize("sought", ["lunch", "nowhere", ""])
def test_a_search_looks_at_no_message_of_others(sought: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {listing_records.LIST}",
            listing_records.parameters("browser:7", sought, None, 31),
        )
        [[[explained]]] = cursor.fetchall()
    scans = _scans(explained["Plan"])
    assert not [scan for scan in scans if scan[0] == "Seq Scan"]
    assert sum(looked for _, table, looked in scans if table == "conversations_message") <= 60


@pytest.mark.django_db
def test_a_page_of_history_looks_at_no_other_conversation() -> None:
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {listing_records.EXCHANGES}",
            {"rows": [7], "before": None, "most": 51},
        )
        [[[explained]]] = cursor.fetchall()
    assert not [scan for scan in _scans(explained["Plan"]) if scan[0] == "Seq Scan"]
