"""Staff find a conversation and see each turn's course; what they do goes by their rights and is noted."""

import json
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from conversations.models import Conversation, Message
from scheduling.models import Calendar, Feed, Meeting
from tests.conftest import Connect, ConnectV2

LIST = reverse("admin:conversations_conversation_changelist")
BOOKABLE = "schedule a <b>design</b> review with ana@example.com tomorrow at 3pm for 45 minutes"


def staff_with(*rights: str) -> Client:
    """Return a browser in which a member of staff with these rights is signed in."""
    user = get_user_model().objects.create_user("helper", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    browser = Client()
    browser.force_login(user)
    return browser


def signed_in() -> Client:
    browser = Client()
    browser.force_login(get_user_model().objects.create_superuser("boss", password="x"))
    return browser


def page_of(conversation: Conversation) -> str:
    return reverse("admin:conversations_conversation_change", args=[conversation.pk])


def act(browser: Client, action: str, conversation: Conversation, **fields: str):
    return browser.post(LIST, {"action": action, "_selected_action": conversation.pk, **fields})


@pytest.fixture
async def staff(connect: Connect) -> Client:
    client = await connect("seen-by-staff")
    await client.say(BOOKABLE)
    await client.say("yes")
    return await sync_to_async(signed_in)()


async def shown(browser: Client, *pages: str) -> str:
    return await sync_to_async(lambda: "".join(browser.get(page).content.decode() for page in pages))()


async def test_staff_find_the_conversation_and_the_course_of_each_turn(staff: Client) -> None:
    conversation = await Conversation.objects.aget()
    listed = await shown(staff, f"{LIST}?q=design+review")
    assert "schedule a &lt;b&gt;design" in listed
    assert "seen-by-staff" in listed
    assert "seen-by-staff" not in await shown(staff, f"{LIST}?q=dentist")
    page = await shown(staff, page_of(conversation))
    first = await Message.objects.filter(role="user").order_by("id").afirst()
    assert first
    for said in (
        f"turn {first.pk}",
        "Booked.",
        "&lt;b&gt;design",
        "understand",
        "book",
        "ana@example.com",
        "SEQUENCE",
        "bot_response",
    ):
        assert said in page, said
    assert "<b>design" not in page
    assert "style=" not in page.partition('class="columns"')[2]


async def test_the_page_tells_the_draft_and_the_question_of_the_checkpoint(connect: Connect) -> None:
    client = await connect("half-way")
    await client.say("schedule a budget review with Max tomorrow at 3pm")
    conversation = await Conversation.objects.aget()
    await Conversation.objects.aupdate(waiting_for=None, summary="")  # only the checkpoint knows now
    page = await shown(await sync_to_async(signed_in)(), page_of(conversation))
    for known in ("Budget review", "Max", "Waits for", "duration"):
        assert known in page, known


async def test_conversations_are_found_by_what_was_last_wanted_in_them(connect: Connect) -> None:
    client = await connect("asks-between")
    await client.say("schedule a budget review with Max tomorrow at 3pm")
    await client.say("what do I have tomorrow?")
    browser = await sync_to_async(signed_in)()
    page = await shown(browser, page_of(await Conversation.objects.aget()))
    assert "<dt>Last intent</dt><dd>list</dd>" in page
    assert "<dt>Task</dt><dd>schedule</dd>" in page
    await client.say("my working hours are 9 to 5")
    for intent, found in (("prefer", True), ("list", False), ("schedule", False), ("undo", False)):
        listed = await shown(browser, f"{LIST}?intent={intent}")
        assert ("asks-between" in listed, "By last intent" in listed) == (found, True), intent


async def test_a_failure_is_found_by_its_reference(connect: Connect, settings) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client = await connect("broken")
    await client.send("please break")
    await client.receive()
    reference = (await client.error())["metadata"]["reference"]
    browser = await sync_to_async(signed_in)()
    assert "broken" in await shown(browser, f"{LIST}?q={reference}")
    assert "broken" in await shown(browser, f"{LIST}?state=failed")
    page = await shown(browser, page_of(await Conversation.objects.aget()))
    for known in (reference, "RuntimeError", "INTERNAL_SERVER_ERROR", "Answer the failed message now"):
        assert known in page, known
    assert "secret detail" not in page


@pytest.mark.parametrize("state", ["live", "waiting", "idle", "failed", "expired"])
async def test_each_conversation_is_in_one_state(staff: Client, state: str) -> None:
    stored = {"live": "active", "idle": "active"}.get(state, state)
    when = "2020-01-01T00:00Z" if state == "idle" else None
    await Conversation.objects.aupdate(status=stored, **({"last_activity_at": when} if when else {}))
    found = {
        each: "seen-by-staff" in await shown(staff, f"{LIST}?state={each}")
        for each in ("live", "waiting", "idle", "failed", "expired")
    }
    assert [each for each, there in found.items() if there] == [state]


async def test_a_notice_reaches_the_open_chat_and_stays(connect_v2: ConnectV2) -> None:
    client = await connect_v2("listening")
    await client.say("hello")
    conversation = await Conversation.objects.aget()
    browser = await sync_to_async(signed_in)()
    asked = await sync_to_async(act)(browser, "say_something", conversation)
    assert b"<textarea" in asked.content
    await sync_to_async(act)(browser, "say_something", conversation, text="We restart at 18:00.")
    frame = await client.until("bot_response")
    assert (frame["content"], frame["metadata"]["notice"]) == ("We restart at 18:00.", {"kind": "staff"})
    assert "reply_to" not in frame
    assert (await Message.objects.aget(content="We restart at 18:00.")).status == "delivered"


async def test_a_failed_message_is_answered_after_all(connect_v2: ConnectV2, settings) -> None:
    settings.ENGINE = "tests.engines.Exploding"
    client = await connect_v2("again")
    await client.send("hello, please break", id="one")
    await client.until("error")
    settings.ENGINE = "conversations.assistant.engines.rules.RuleEngine"
    conversation = await Conversation.objects.aget()
    browser = await sync_to_async(signed_in)()
    await sync_to_async(act)(browser, "ask_again", conversation)
    answer = await client.until("bot_response")
    assert answer["reply_to"] == "one"
    message = await Message.objects.aget(role="user")
    assert (message.status, message.error_code, message.reference) == ("answered", "", "")
    again = await sync_to_async(act)(browser, "ask_again", conversation)
    assert again.status_code == 302
    assert await Message.objects.filter(role="assistant").acount() == 1


async def test_an_expired_conversation_begins_afresh(staff: Client, connect: Connect) -> None:
    conversation = await Conversation.objects.aget()
    await sync_to_async(act)(staff, "expire", conversation)
    await conversation.arefresh_from_db()
    assert conversation.status == "expired"
    client = await connect("seen-by-staff")
    await client.say("hello")
    assert await Conversation.objects.acount() == 2


async def test_delete_takes_everything_but_the_meeting(staff: Client, rows) -> None:
    conversation = await Conversation.objects.aget()
    asked = await sync_to_async(act)(staff, "delete_everything", conversation)
    assert b"Meetings stay" in asked.content
    assert await Conversation.objects.acount() == 1
    await sync_to_async(act)(staff, "delete_everything", conversation, sure="yes")
    for table in ("conversations_conversation", "conversations_message"):
        assert await rows(f"SELECT count(*) FROM {table}") == [(0,)]
    for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
        where = f"SELECT count(*) FROM {table} WHERE thread_id = %s"
        assert await rows(where, str(conversation.thread_id)) == [(0,)]
    assert await Meeting.objects.acount() == 1
    gone = await sync_to_async(staff.get)(page_of(conversation))
    assert gone.status_code == 302


async def test_the_export_has_all_that_is_kept(staff: Client) -> None:
    conversation = await Conversation.objects.aget()
    response = await sync_to_async(act)(staff, "export_as_json", conversation)
    assert "conversation-seen-by-staff.json" in response["Content-Disposition"]
    [told] = json.loads(response.content)
    assert [message["role"] for message in told["messages"]] == ["user", "assistant"] * 2
    assert told["messages"][0]["trace"]["nodes"][0][0] == "understand"
    assert told["changes"][0]["kind"] == "book"
    assert "draft" in told["state"]


ACTS = {
    "export_as_json": ("view_conversation", {}),
    "ask_again": ("change_conversation", {}),
    "say_something": ("change_conversation", {"text": "hello"}),
    "expire": ("change_conversation", {}),
    "delete_everything": ("delete_conversation", {"sure": "yes"}),
}


@pytest.mark.parametrize("action", [name for name in ACTS if name != "export_as_json"])
async def test_who_may_only_look_does_nothing(staff: Client, action: str) -> None:
    def tried() -> tuple[int, int]:
        browser = staff_with("view_conversation")
        conversation = Conversation.objects.get()
        assert action not in browser.get(page_of(conversation)).content.decode()
        act(browser, action, conversation, **ACTS[action][1])
        untouched = Conversation.objects.exclude(status="expired").count()
        return untouched, Message.objects.count() + LogEntry.objects.count()

    assert await sync_to_async(tried)() == (1, 4)


@pytest.mark.parametrize("action", [name for name in ACTS if name != "ask_again"])
async def test_every_action_is_noted_with_who_did_it(staff: Client, action: str) -> None:
    def noted() -> list[tuple[str, str]]:
        right, fields = ACTS[action]
        browser = staff_with("view_conversation", right)
        act(browser, action, Conversation.objects.get(), **fields)
        return list(LogEntry.objects.values_list("user__username", "object_repr"))

    assert await sync_to_async(noted)() == [("helper", "seen-by-staff")]


async def test_without_the_right_to_look_nothing_is_shown(staff: Client) -> None:
    def codes() -> set[int]:
        browser = staff_with("change_meeting")
        return {browser.get(page).status_code for page in (LIST, page_of(Conversation.objects.get()))}

    assert await sync_to_async(codes)() == {403}


async def test_nothing_the_machine_writes_can_be_changed(staff: Client) -> None:
    def codes() -> set[int]:
        found = set()
        for model in (Conversation, Message, Meeting):
            row = model.objects.first()
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            found.add(staff.get(reverse(f"{name}_add")).status_code)
            found.add(staff.post(reverse(f"{name}_change", args=[row.pk]), {"summary": "x"}).status_code)
            found.add(staff.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code)
        return found

    assert await sync_to_async(codes)() == {403}


async def test_staff_see_that_there_is_a_feed_and_not_its_address(staff: Client) -> None:
    def look() -> str:
        feed = Feed.objects.create(calendar=Calendar.objects.get(), token="only-its-owner-knows")
        pages = [
            reverse("admin:scheduling_feed_changelist"),
            reverse("admin:scheduling_feed_change", args=[feed.pk]),
            reverse("admin:scheduling_contact_changelist"),
        ]
        return "".join(staff.get(page).content.decode() for page in pages)

    page = await sync_to_async(look)()
    assert "client:seen-by-staff" in page
    assert "only-its-owner-knows" not in page


async def test_the_history_of_a_meeting_leads_to_the_turn(staff: Client) -> None:
    conversation = await Conversation.objects.aget()
    by_thread = reverse("admin:conversations_conversation_change", args=[f"thread-{conversation.thread_id}"])
    asked = await Message.objects.filter(role="user").alast()
    meeting = await shown(
        staff, reverse("admin:scheduling_meeting_change", args=[(await Meeting.objects.aget()).pk])
    )
    assert asked is not None
    assert f"{by_thread}?before={asked.pk + 1}#turn-{asked.pk}" in meeting
    assert f'id="turn-{asked.pk}"' in await shown(staff, f"{by_thread}?before={asked.pk + 1}")
    strange = reverse("admin:conversations_conversation_change", args=["thread-none"])
    assert (await sync_to_async(staff.get)(strange)).status_code == 302


@pytest.mark.parametrize("query", ["?before=x", "?before=0", "?words=%00", "?words=review", "?words=nothing"])
async def test_a_page_of_turns_takes_any_query(staff: Client, query: str) -> None:
    conversation = await Conversation.objects.aget()
    assert (await sync_to_async(staff.get)(page_of(conversation) + query)).status_code == 200


# 500 conversations of 200 messages, half of them answers.
MANY = (
    "INSERT INTO conversations_conversation (client_id, owner_key, thread_id, status, intent, summary, message_count, "
    "timezone, created_at, last_activity_at) SELECT 'generated-' || n, 'client:generated-' || n, gen_random_uuid(), "
    "'active', '', '', 0, 'UTC', now(), now() FROM generate_series(0, 499) n",
    "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
    "SELECT c.id, 'user', 'answered', 'move my ' || n % 12 || 'pm meeting ' || n, '', now() "
    "FROM conversations_conversation c, generate_series(0, 99) n",
    "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at, reply_to_id) "
    "SELECT conversation_id, 'assistant', 'delivered', 'Done.', '', now(), id FROM conversations_message",
)


@pytest.mark.django_db
def test_pages_cost_a_bounded_number_of_queries_over_100_000_messages(
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    with connection.cursor() as cursor:
        for statement in MANY:
            cursor.execute(statement)
    assert Message.objects.count() == 100_000
    browser = signed_in()
    page = page_of(Conversation.objects.first())
    for address, most in (
        (LIST, 14),
        (f"{LIST}?q=3pm", 28),
        (f"{LIST}?q=generated-77", 28),
        (f"{LIST}?state=live&errors=none&p=2", 14),
        (page, 16),
        (f"{page}?words=11pm", 17),
        (reverse("admin:conversations_message_changelist"), 8),
        (reverse("admin:conversations_message_changelist") + "?q=meeting", 13),
    ):
        with django_assert_max_num_queries(most):
            assert browser.get(address).status_code == 200
