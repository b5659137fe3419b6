"""The days ahead beside the chat, live: whatever changes a meeting, every open page shows it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.access import problems
from tests.browser.chat import Chat, wait_until
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK = {"width": 1280, "height": 860}


@pytest.fixture
def chat(chat: Chat) -> Chat:
    chat.page.set_viewport_size(DESK)
    chat.open()
    expect(chat.page.get_by_text("Nothing in the next seven days.")).to_be_visible()
    return chat


def meetings(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("#agenda-days li").all_inner_texts()]


def book(chat: Chat, said: str) -> None:
    count = chat.answers.count()
    chat.say(said)
    expect(chat.answers).to_have_count(count + 1)
    chat.say("yes")
    expect(chat.answers).to_have_count(count + 2)


def test_it_follows_what_is_booked_moved_and_cancelled(chat: Chat) -> None:
    days = chat.page.get_by_role("complementary", name="Agenda")
    book(chat, "schedule a design review with Ana tomorrow at 3 pm for 45 minutes in room 4")
    expect(days.get_by_role("listitem")).to_have_count(1)
    expect(days.get_by_role("heading", name="Tomorrow")).to_be_visible()
    assert meetings(chat.page) == ["3:00 PM Design review until 3:45 PM · room 4"]

    book(chat, "move it to 5 pm")
    expect(days.get_by_text("5:00 PM")).to_be_visible()
    book(chat, "remind me to call Bob tomorrow at 9 am")
    expect(days.get_by_role("listitem")).to_have_count(2)
    assert meetings(chat.page)[0] == "9:00 AM call Bob Reminder"
    assert problems(chat.page) == []

    book(chat, "cancel the design review")
    expect(days.get_by_role("listitem")).to_have_count(1)
    chat.say("undo that")
    expect(days.get_by_role("listitem")).to_have_count(2)


def test_other_conversations_of_the_browser_see_it_too(chat: Chat, context: BrowserContext) -> None:
    other = context.new_page()
    other.set_viewport_size(DESK)
    other.goto("/c/another-conversation/")
    expect(other.get_by_text("Nothing in the next seven days.")).to_be_visible()
    book(chat, "schedule a sync tomorrow at 3 pm for 45 minutes just me")
    expect(other.locator("#agenda-days").get_by_text("Sync")).to_be_visible()


def rename(server: Server, before: str, after: str) -> None:
    """Rename a meeting in a process that knows no page."""
    change = f"from scheduling.models import Meeting; Meeting.objects.filter(summary={before!r}).update(summary={after!r})"
    server.manage("shell", "--command", change)


def test_a_change_from_outside_the_chat_is_seen(chat: Chat, server: Server) -> None:
    book(chat, "schedule a workshop tomorrow at 3 pm for 45 minutes just me")
    expect(chat.page.locator("#agenda-days").get_by_text("Workshop")).to_be_visible()
    rename(server, "Workshop", "Renamed")
    expect(chat.page.locator("#agenda-days").get_by_text("Renamed")).to_be_visible()


def test_what_was_missed_is_there_when_the_network_is_back(
    chat: Chat, context: BrowserContext, server: Server
) -> None:
    book(chat, "schedule a retro tomorrow at 3 pm for 45 minutes just me")
    expect(chat.page.locator("#agenda-days").get_by_text("Retro")).to_be_visible()
    context.set_offline(True)
    rename(server, "Retro", "Looking back")
    context.set_offline(False)
    expect(chat.page.locator("#agenda-days").get_by_text("Looking back")).to_be_visible()


def test_what_changed_while_the_connection_was_broken_is_shown_when_it_is_back(
    chat: Chat, server: Server
) -> None:
    sockets: list[WebSocketRoute] = []
    reachable = True

    def through(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if reachable:
            socket.connect_to_server()

    chat.page.route_web_socket(re.compile("/ws/"), through)
    chat.page.reload()
    book(chat, "schedule a demo tomorrow at 3 pm for 45 minutes just me")
    expect(chat.page.locator("#agenda-days").get_by_text("Demo")).to_be_visible()
    reachable = False
    sockets[0].close(code=1001)
    wait_until(chat.page, lambda: len(sockets) > 1)
    rename(server, "Demo", "Another demo")
    reachable = True
    sockets[-1].connect_to_server()
    expect(chat.page.locator("#agenda-days").get_by_text("Another demo")).to_be_visible()


def test_a_day_leads_to_the_agenda(chat: Chat) -> None:
    book(chat, "schedule a check tomorrow at 3 pm for 45 minutes just me")
    chat.page.locator("#agenda-days").get_by_role("link").click()
    expect(chat.page.get_by_role("heading", level=1)).to_be_visible()
    expect(chat.page.locator(".entry:target")).to_contain_text("Check")


def test_the_contacts_are_a_link_away(chat: Chat) -> None:
    chat.page.get_by_role("complementary", name="Agenda").get_by_role("link", name="Contacts").click()
    expect(chat.page.get_by_role("heading", name="Contacts", level=1)).to_be_visible()


def test_an_agenda_that_cannot_be_fetched_says_so_and_is_tried_again(chat: Chat) -> None:
    chat.page.route("**/agenda/panel/", lambda route: route.abort())
    chat.page.evaluate("dispatchEvent(new CustomEvent('agenda_changed'))")
    failed = chat.page.get_by_role("alert").filter(has_text="The agenda cannot be fetched just now.")
    expect(failed).to_be_visible()
    assert problems(chat.page) == []
    chat.page.unroute("**/agenda/panel/")
    failed.get_by_role("button", name="Try again").click()
    expect(failed).to_be_hidden()


def test_on_a_phone_it_is_a_drawer(chat: Chat) -> None:
    book(chat, "schedule a talk tomorrow at 3 pm for 45 minutes just me")
    chat.page.set_viewport_size({"width": 360, "height": 740})
    chat.page.get_by_role("button", name="Agenda").click()
    expect(chat.page.locator("#agenda-days").get_by_text("Talk")).to_be_visible()
    assert problems(chat.page) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
