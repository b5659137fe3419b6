"""The commands that look at one conversation, turn or person: what they tell, what they change, and what they leave."""

import asyncio
import io
import json
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import AsyncClient
from django.utils import timezone

from conversations import speaking
from conversations.checkpoint_rows import threads_with
from conversations.models import Conversation, Message, ModelCall
from conversations.replaying import replay
from scheduling.models import Attendee, Calendar, Change, Contact, Invitation, Meeting, Reminder
from tests.conftest import Connect

BOOKING = "schedule a design review with Ana Maria <ana@example.com> tomorrow at 3pm for 45 minutes"
ALL = (Conversation, Message, ModelCall, Calendar, Meeting, Attendee, Change, Contact, Invitation, Reminder)

Run = Callable[..., Awaitable[tuple[str, str, int]]]


@pytest.fixture
def run(assistant_database: None) -> Run:
    """Run a command as the command line does, in a thread that has a loop of its own if it wants one."""

    def call(name: str, *arguments: str) -> tuple[str, str, int]:
        out, err, code = StringIO(), StringIO(), 0
        try:
            call_command(name, *arguments, stdout=out, stderr=err)
        except CommandError as error:
            err.write(str(error))
            code = error.returncode
        except SystemExit as error:
            code = int(error.code or 0)
        finally:
            connections.close_all()
        return out.getvalue(), err.getvalue(), code

    async def in_thread(name: str, *arguments: str) -> tuple[str, str, int]:
        return await asyncio.to_thread(call, name, *arguments)

    return in_thread


@sync_to_async
def everything() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in ALL]


@sync_to_async
def last_message(conversation: str = "") -> int:
    found = Message.objects.filter(role="user")
    if conversation:
        found = found.filter(conversation__client_id=conversation)
    return found.latest("pk").pk


async def test_a_conversation_is_exported_with_all_that_is_known_of_it(connect: Connect, run: Run) -> None:
    client = await connect("told-by-me")
    await client.say(BOOKING)
    await client.say("yes")
    await client.say("move it to 4pm")

    before = await everything()
    text, _, code = await run("export_conversation", "told-by-me")
    told = json.loads(text)
    assert (code, await everything()) == (0, before)
    assert told["conversation"]["client_id"] == "told-by-me"
    assert [row["content"] for row in told["messages"] if row["role"] == "user"] == [
        BOOKING,
        "yes",
        "move it to 4pm",
    ]
    assert told["state"]["draft"]["task"] == "reschedule"
    assert told["state"]["turn"]["text"] == "move it to 4pm"
    assert [row["kind"] for row in told["changes"]] == ["book"]
    for name in (str(told["conversation"]["id"]), told["conversation"]["thread_id"]):
        assert (await run("export_conversation", name))[0] == text
    assert (await run("export_conversation", "nobody"))[1:] == ("There is no conversation nobody.", 1)


async def test_a_turn_is_run_again_and_writes_nothing(connect: Connect, run: Run) -> None:
    client = await connect("again")
    answers = {}
    for line in (BOOKING, "yes", "move it to 4pm", "yes", "undo that", "what do I have tomorrow?", "hello"):
        answers[await _said(client, line)] = line

    before = await everything()
    for message in answers:
        done = await replay(message)
        assert done.same, (done.said, done.stored, done.answer)
    assert await everything() == before

    await Message.objects.filter(reply_to=list(answers)[1]).aupdate(content="Something else.")
    text, _, code = await run("replay_turn", str(list(answers)[1]))
    assert (code, "-Something else." in text, "+Booked." in text) == (1, True, True)
    text, _, code = await run("replay_turn", str(next(iter(answers))), "--json")
    assert (code, json.loads(text)["same"], json.loads(text)["intent"]) == (0, True, "schedule")


async def _said(client: Any, line: str) -> int:
    await client.say(line)
    return await last_message()


async def test_a_turn_whose_state_is_gone_is_not_guessed(connect: Connect, run: Run) -> None:
    client = await connect("pruned")
    await client.say(BOOKING)
    await client.say("yes")
    message = await last_message()
    await run("prune_checkpoints", "--keep", "1")
    _, err, code = await run("replay_turn", str(message))
    assert (code, err) == (2, "The checkpoint that the turn began from is gone (prune_checkpoints).")
    assert (await run("replay_turn", "0"))[1:] == ("There is no message 0 of a user.", 2)


async def test_one_talks_in_a_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{BOOKING}\n\nyes\n"))
    out, err, code = await run("chat", "--client", "in-a-terminal", "--timezone", "Europe/Berlin")
    assert (code, err) == (0, "")
    assert "Shall I book it?\n  [Yes, book it | Change the time | Cancel]\nBooked." in out
    conversation = await Conversation.objects.aget()
    assert (conversation.owner_key, conversation.timezone) == ("client:in-a-terminal", "Europe/Berlin")
    assert (await run("chat", "--client", "x"))[2] == 2
    assert (await run("chat", "--timezone", "Nowhere/There"))[2] == 2


async def test_a_demo_is_told_once(run: Run, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert (await run("make_demo_data"))[1:] == (
        "This is no demo: DEBUG is false. With --force it is done all the same.",
        1,
    )
    settings.DEBUG = True
    told, _, _ = await run("make_demo_data", "--dry-run", "--json")
    assert (json.loads(told)["conversations"], await Conversation.objects.acount()) == (6, 0)
    told, _, code = await run("make_demo_data", "--json")
    assert (json.loads(told)["conversations"], code) == (6, 0)
    assert await Message.objects.exclude(error_code="").acount() == 0
    assert await Meeting.objects.filter(status="CONFIRMED").acount() == 4
    assert await Reminder.objects.acount() == 1
    assert caplog.text == ""
    await get_user_model().objects.acreate_superuser("desk", password="known-to-this-test-alone")
    before = await everything()
    assert (await run("make_demo_data"))[0].splitlines() == [
        "Done: nothing.",
        f"Agenda     {settings.PUBLIC_URL}/agenda/demo-planning/ (signed in as nobody)",
        f"Admin      {settings.PUBLIC_URL}/admin/conversations/conversation/?q=demo (signed in as desk)",
    ]
    assert await everything() == before
    browser = AsyncClient()
    next_week = timezone.now().date() + timedelta(weeks=1)
    page = await browser.get(f"/agenda/demo-planning/?date={next_week}")
    assert b"Sprint planning" in page.content
    await browser.aforce_login(await get_user_model().objects.aget())
    page = await browser.get("/admin/conversations/conversation/?q=demo")
    assert page.content.count(b"demo-") >= 6


async def _others_and_mine(connect: Connect) -> None:
    """Two others who invite and mention ana@example.com, one of them in the middle of it; and Ana's own account."""
    await get_user_model().objects.acreate_user("ana", "Ana@example.com")
    one = await connect("first-other")
    await one.say("my address is boss@example.com")
    await one.say(BOOKING)
    await one.say("yes")
    two = await connect("second-other")
    await two.say("schedule a talk with ana@example.com and bob@example.com tomorrow")


@sync_to_async
def _own(key: str) -> None:
    calendar = Calendar.objects.create(key=key)
    Reminder.objects.create(
        calendar=calendar, uid="r", text="mine", moment="2030-01-01T00:00Z", timezone="UTC"
    )
    meeting = Meeting.objects.get()
    Invitation.objects.create(meeting=meeting, email="ANA@example.com", name="Ana Maria")
    Conversation.objects.create(
        client_id="mine",
        owner_key=key,
        thread_id="00000000-0000-0000-0000-000000000001",
        timezone="UTC",
        owner_id=int(key[5:]),
    )


async def test_a_person_is_told_all_and_then_forgotten(connect: Connect, run: Run, tmp_path: Path) -> None:
    await _others_and_mine(connect)
    ana = await get_user_model().objects.aget(username="ana")
    await _own(f"user:{ana.pk}")

    before = await everything()
    file = tmp_path / "ana.json"
    _, _, code = await run("forget_person", "ana@example.com", "--export", str(file))
    known = json.loads(file.read_text())
    assert (code, await everything()) == (0, before)
    assert {kind: len(rows) for kind, rows in known.items() if rows} == {
        "addresses": 1,
        "accounts": 1,
        "conversations": 1,
        "mentions": 4,
        "calendars": 1,
        "reminders": 1,
        "attendances": 1,
        "meetings_attended": 1,
        "invitations": 1,
        "contact_entries": 1,
    }
    assert (await run("forget_person", "ana@example.com", "--export", str(file)))[
        2
    ] == 1  # nothing is overwritten

    dry, _, _ = await run("forget_person", "ana@example.com", "--dry-run", "--json")
    assert await everything() == before
    done, _, code = await run("forget_person", "ana", "--json")
    assert (json.loads(done), code) == ({**json.loads(dry), "dry_run": False}, 0)

    text = json.dumps(await everything(), default=str).lower()
    assert "ana@example.com" not in text
    assert "bob@example.com" in text
    assert await sync_to_async(threads_with)(["ana@example.com"]) == []
    assert not await get_user_model().objects.filter(username="ana").aexists()
    assert await Meeting.objects.acount() == 1
    assert await Conversation.objects.filter(client_id="mine").acount() == 0
    assert (await run("forget_person", "ana@example.com"))[0] == "Nothing is stored of ana@example.com.\n"
    assert (await run("forget_person", "ana"))[1:] == ("Nobody is known as ana.", 1)


async def test_conversations_of_others_go_on_after_somebody_was_forgotten(connect: Connect, run: Run) -> None:
    client = await connect("goes-on")
    await client.say("schedule a talk with ana@example.com tomorrow")
    await run("forget_person", "ana@example.com")
    assert (await client.say("hello")).startswith("Hello")
    assert await Message.objects.filter(content__contains="[erased]").acount() == 1


async def test_staff_are_not_forgotten_by_mistake(run: Run) -> None:
    await get_user_model().objects.acreate_superuser("boss", "boss@example.com", "x")
    for name in ("boss", "boss@example.com"):
        assert (await run("forget_person", name))[1:] == (
            f"{name} is staff: take that right away first, if this is meant.",
            1,
        )


async def test_a_speaker_whose_conversation_is_over_begins_anew(
    assistant_database: None, settings: Any
) -> None:
    speaker = speaking.Speaker("speaker")
    await speaker.say("schedule a talk with Ana tomorrow")
    await Conversation.objects.aupdate(last_activity_at="2020-01-01T00:00Z")
    await speaker.say("hello")
    assert await Conversation.objects.acount() == 2
