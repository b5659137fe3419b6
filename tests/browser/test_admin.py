"""From "my 3pm vanished" to what happened, by links and the search box alone, under the strictest content policy."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import MILLISECONDS
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASSWORD = "known-to-this-test-alone"
A_MINUTE = 60


@pytest.fixture
def staff(browser: Browser, server: Server) -> Iterator[Page]:
    """A desk with the admin open; what the policy forbids, or any other error, fails the test."""
    server.manage(
        "shell",
        "-c",
        "from django.contrib.auth.models import User; User.objects.filter(username='desk').delete(); "
        f"User.objects.create_superuser('desk', password={PASSWORD!r})",
    )
    context = browser.new_context(base_url=server.url, viewport={"width": 1360, "height": 900})
    context.set_default_timeout(MILLISECONDS)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.goto("/admin/")
    page.get_by_label("Username").fill("desk")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    yield page
    context.close()
    assert wrong == []


def test_what_happened_to_a_meeting_is_found_within_a_minute(chat: Chat, staff: Page) -> None:
    chat.open()
    for number, said in enumerate(
        (
            "schedule a harbour walk with Zoe Quartz tomorrow at 3pm for 30 minutes",
            "yes",
            "what do I have tomorrow?",
            "cancel my 3pm tomorrow",
            "yes",
        ),
        start=1,
    ):
        chat.say(said)
        expect(chat.answers).to_have_count(number)

    began = time.monotonic()
    staff.get_by_role("link", name="Find a conversation").click()
    staff.get_by_role("textbox", name="Search").fill("zoe quartz 3pm")
    staff.keyboard.press("Enter")
    staff.locator("#result_list tbody tr").first.get_by_role("link").first.click()
    turn = staff.locator(".turn").filter(has_text="Cancelled; the time is free again.")
    expect(turn.get_by_text("cancel", exact=True).first).to_be_visible()
    expect(turn.get_by_role("img", name="Cancelling the meeting")).to_be_visible()
    expect(turn.locator("time").first).to_be_visible()
    turn.get_by_text("bot_response", exact=True).click()
    expect(turn.locator("pre").last).to_contain_text('"done": "cancel"')
    assert time.monotonic() - began < A_MINUTE

    turn.get_by_role("link", name="Harbour walk").click()
    expect(staff.get_by_role("heading", name="How it became so")).to_be_visible()
    expect(staff.locator(".history > li")).to_have_count(2)
    staff.get_by_role("link", name="in this turn").first.click()
    expect(staff.locator(".turn:target")).to_contain_text("Cancelled; the time is free again.")


def test_a_word_to_all_open_chats_appears_in_them(chat: Chat, staff: Page) -> None:
    chat.open()
    chat.say("hello")
    expect(chat.answers).to_have_count(1)
    staff.get_by_role("link", name="Health").first.click()
    expect(staff.get_by_role("heading", name="Processes")).to_be_visible()
    expect(staff.get_by_role("img", name=re.compile("^Turns: "))).to_be_visible()
    staff.get_by_label("What to say").fill("We restart at 18:00.")
    staff.get_by_role("button", name="Say it").click()
    expect(staff.get_by_text("Said in every chat that is open.")).to_be_visible()
    chat.say("thanks")
    expect(chat.log).to_contain_text("We restart at 18:00.")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_health_page_fits_and_its_charts_have_room_for_their_labels(staff: Page, width: int) -> None:
    staff.set_viewport_size({"width": width, "height": 844})
    staff.goto("/admin/conversations/process/")
    titles = staff.locator("figcaption").all()
    tops = [figure.locator("text").first for figure in staff.locator("figure").all()]
    assert len(titles) == len(tops) == 6
    for title, top in zip(titles, tops, strict=True):
        above, below = title.bounding_box(), top.bounding_box()
        assert above and below and above["y"] + above["height"] <= below["y"]
        assert above["width"] > 300
    assert staff.evaluate("document.documentElement.scrollWidth") == width
