"""Staff see conversations, messages and meetings in the admin, and can change nothing there."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from conversations.models import Conversation, Message
from scheduling.models import Calendar, Feed, Meeting
from tests.conftest import Connect


@pytest.fixture
async def staff(connect: Connect) -> Client:
    client = await connect("seen-by-staff")
    await client.say("schedule a <b>design</b> review with ana@example.com tomorrow at 3pm for 45 minutes")
    await client.say("yes")

    def signed_in() -> Client:
        browser = Client()
        browser.force_login(get_user_model().objects.create_superuser("boss", password="x"))
        return browser

    return await sync_to_async(signed_in)()


async def test_staff_find_the_conversation_and_its_meeting(staff: Client) -> None:
    def look() -> tuple[str, str, str]:
        conversation = Conversation.objects.get()
        pages = [
            reverse("admin:conversations_conversation_changelist"),
            reverse("admin:conversations_conversation_change", args=[conversation.pk]),
            reverse("admin:scheduling_meeting_change", args=[Meeting.objects.get().pk]),
        ]
        return tuple(staff.get(page).content.decode() for page in pages)  # type: ignore[return-value]

    listed, conversation, meeting = await sync_to_async(look)()
    assert "seen-by-staff" in listed
    assert "We booked" in listed
    assert "Booked." in conversation
    assert "&lt;b&gt;design" in conversation
    assert "<b>design" not in conversation
    assert "ana@example.com" in meeting


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

    shown = await sync_to_async(look)()
    assert "client:seen-by-staff" in shown
    assert "only-its-owner-knows" not in shown
