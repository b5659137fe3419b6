"""Agenda and contacts in a real browser: on a phone and on a desk, in the light and in the dark, without a script."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scheduling.browsers import COOKIE
from tests.browser.access import problems
from tests.browser.chat import Chat
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK = {"width": 1280, "height": 860}
# told by the chat as a person would: the browser is in Berlin
SAID = [
    ("schedule a design review with Ana <ana@example.com> on 5 March 2030 at 3 pm for 45 minutes", "yes"),
    ("schedule a very early call on 5 March 2030 at 5 am for 30 minutes just me", "yes"),
]


@pytest.fixture
def booked(chat: Chat) -> str:
    """The address of an agenda with meetings on Tuesday, March 5, 2030."""
    chat.open()
    for request, consent in SAID:
        before = chat.answers.count()
        chat.say(request)
        expect(chat.page.get_by_role("button", name="Confirm")).to_be_visible()
        chat.say(consent)
        expect(chat.answers).to_have_count(before + 2)
        expect(chat.answers.last).to_contain_text("Booked.")
    return str(chat.page.locator("#agenda-link").get_attribute("href"))


@pytest.fixture
def open_page(browser: Browser, server: Server, context: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Open an address in a fresh profile of the browser that chatted: all it keeps is whose it is."""
    contexts: list[BrowserContext] = []

    def open_one(address: str, **options: Any) -> Page:
        options = {"base_url": server.url, "timezone_id": "Europe/Berlin", "locale": "en-US", **options}
        contexts.append(browser.new_context(**options))
        contexts[-1].add_cookies([each for each in context.cookies() if each["name"] == COOKIE])
        page = contexts[-1].new_page()
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()


def test_from_the_chat_to_the_agenda_and_its_week(chat: Chat, booked: str) -> None:
    page = chat.page
    page.get_by_role("button", name="Agenda").click()
    page.get_by_role("link", name="Whole agenda").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Times in Europe/Berlin")).to_be_visible()
    page.goto(f"{booked}?date=2030-03-08")

    day = page.get_by_role("region", name="Tuesday, March 5")
    expect(day.get_by_role("listitem")).to_have_count(2)
    day.get_by_role("button", name=re.compile("design review 3:00 PM . 3:45 PM", re.IGNORECASE)).click()
    about = page.locator(".about:popover-open")
    expect(about).to_contain_text("ana@example.com")
    with page.expect_download() as download:
        about.get_by_role("link", name="Download .ics").click()
    assert download.value.suggested_filename == "meeting.ics"
    about.get_by_role("button", name="Close").click()
    expect(about).to_have_count(0)

    page.get_by_role("link", name="Previous week").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("February 25 . March 3, 2030"))
    page.get_by_role("link", name="Next week").click()
    day.get_by_role("link", name="Tuesday, March 5").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tuesday, March 5, 2030")
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("link", name="Day", exact=True)).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("view", ["day", "week"])
@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, DESK], ids=["phone", "desk"])
def test_everybody_can_use_it_and_nothing_sticks_out(
    booked: str, open_page: Callable[..., Page], view: str, viewport: dict[str, int]
) -> None:
    page = open_page(f"{booked}?view={view}&date=2030-03-05", viewport=viewport)
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]


def test_meetings_lie_at_their_hours(booked: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{booked}?date=2030-03-05", viewport=DESK)

    def box(text: str) -> dict[str, float]:
        found = page.locator(".entry", has_text=re.compile(text, re.IGNORECASE)).bounding_box()
        assert found
        return dict(found)

    hour = (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('.hours')).height)") / 13
    )  # 5 to 18
    early, review = box("early call"), box("design review")
    assert review["y"] - early["y"] == pytest.approx(10 * hour, abs=2)
    assert review["height"] == pytest.approx(0.75 * hour, abs=3)
    assert review["x"] == early["x"]


def test_it_works_without_scripts_and_then_in_the_zone_of_the_server(
    booked: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{booked}?view=day&date=2030-03-05", java_script_enabled=False)
    expect(page.get_by_text("Times in UTC")).to_be_visible()
    page.get_by_role("button", name=re.compile("design review 2:00 PM", re.IGNORECASE)).click()
    expect(page.get_by_role("link", name="Download .ics")).to_be_visible()


def test_nothing_is_refused_by_the_policy_and_the_zone_is_told_once(
    booked: str, open_page: Callable[..., Page]
) -> None:
    page = open_page("about:blank")
    refused, fetched = [], []
    page.on("console", lambda message: refused.append(message.text))
    page.on("response", lambda response: fetched.append(response.url))
    page.goto(booked)
    expect(page.get_by_text("Times in Europe/Berlin")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert refused == []
    assert len([url for url in fetched if url.endswith(booked)]) == 2
    page.reload()
    assert len([url for url in fetched if url.endswith(booked)]) == 3


def test_a_feed_is_made_renewed_and_stopped(booked: str, open_page: Callable[..., Page]) -> None:
    page = open_page(booked)
    page.get_by_role("button", name="Make a private address").click()
    address = page.get_by_label("Address of the feed")
    first = address.input_value()
    assert "BEGIN:VEVENT" in page.request.get(first).text()
    assert problems(page) == []
    page.get_by_role("button", name="New address").click()
    expect(address).not_to_have_value(first)
    assert page.request.get(first).status == 404
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Make a private address")).to_be_visible()


def test_contacts_are_learned_imported_changed_and_removed(
    booked: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(booked, viewport={"width": 360, "height": 740})
    page.get_by_role("link", name="Contacts").click()
    people = page.get_by_role("region", name="Everybody").get_by_role("listitem")
    expect(people).to_have_text([re.compile("Ana ana@example.com")])
    page.get_by_text("Import a vCard file").click()
    card = "BEGIN:VCARD\nVERSION:4.0\nFN:Bo Ek\nEMAIL:bo@example.com\nEND:VCARD\n"
    page.get_by_label("File").set_input_files(
        {"name": "people.vcf", "mimeType": "text/vcard", "buffer": card.encode()}
    )
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("1 contact imported.")
    people.last.get_by_text("Bo Ek").click()
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    people.last.get_by_label("Name").fill("Bosse Ek")
    people.last.get_by_role("button", name="Save").click()
    expect(people.last).to_contain_text("Bosse Ek")
    people.last.get_by_text("Bosse Ek").click()
    people.last.get_by_role("button", name="Remove").click()
    expect(people).to_have_count(1)


def test_an_agenda_of_nobody_leads_to_the_chat(open_page: Callable[..., Page]) -> None:
    page = open_page("/agenda/")
    assert problems(page) == []
    page.get_by_role("link", name="Open the chat").click()
    expect(page.get_by_label("Your message")).to_be_visible()


def test_an_empty_agenda_is_no_error(open_page: Callable[..., Page]) -> None:
    page = open_page("/")
    page.goto("/agenda/")
    today = f"{datetime.now(UTC):%Y}"
    expect(page.get_by_text("No meetings")).to_have_count(7)
    assert today not in page.get_by_role("heading", level=1).inner_text()
