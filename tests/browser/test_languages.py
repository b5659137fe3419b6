"""Every page in German: as the browser asks or as it is chosen, complete, and still fit for everybody."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.access import problems
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# words that only the English pages have
ENGLISH = re.compile(
    r"\b(?:the|your|you|of|and|with|this|is|not|Today|Week|Agenda|Contacts|Search|Send|Save|Add|New|Copy)\b"
)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def german(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=server.url, timezone_id="Europe/Berlin", locale="de-DE", viewport=PHONE
    )
    yield context
    context.close()


def seen(page: Page) -> list[str]:
    """The texts of the page in the language of the page: the assistant's own are marked as English."""
    return list(
        page.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const texts = [];
              while (walker.nextNode()) {
                const { parentElement: parent, data } = walker.currentNode;
                if (data.trim() && parent.closest("[lang]").lang === "de" && !parent.closest("template, script")) {
                  texts.push(data.trim());
                }
              }
              const named = document.querySelectorAll("[aria-label], [placeholder], [title]");
              for (const element of named) {
                texts.push(...["aria-label", "placeholder"].map((name) => element.getAttribute(name)).filter(Boolean));
              }
              return texts;
            }"""
        )
    )


@pytest.mark.parametrize(
    "address", ["/", "/agenda/?date=2030-03-05", "/agenda/?view=day", "/contacts/", "/reply/x"]
)
def test_a_german_browser_gets_german_pages(german: BrowserContext, address: str) -> None:
    page = german.new_page()
    page.goto("/")
    expect(page.locator("#agenda-days").get_by_text("Nichts in den nächsten sieben Tagen.")).to_be_attached()
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert [text for text in seen(page) if ENGLISH.search(text)] == []
    assert problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_dates_are_german(german: BrowserContext) -> None:
    page = german.new_page()
    page.goto("/")
    page.goto("/agenda/?date=2030-03-05")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^4\.\W+10\. März 2030$"))
    expect(page.get_by_role("region", name="Dienstag, 5. März")).to_be_visible()
    page.goto("/agenda/?view=day&date=2030-03-05")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dienstag, 5. März 2030")


@pytest.mark.parametrize("address", ["/", "/agenda/", "/contacts/", "/reply/x"])
def test_the_language_is_chosen_on_the_page_and_kept(german: BrowserContext, address: str) -> None:
    page = german.new_page()
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto("/")
    page.goto(address)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Deutsch").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert address == "/" or page.url.endswith(address)


def test_the_conversation_stays_when_the_language_changes(german: BrowserContext) -> None:
    page = german.new_page()
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto("/")
    for place in page.get_by_text("Der Assistent versteht und spricht Englisch.").all():
        expect(place).to_be_visible()
    page.get_by_role("textbox", name="Nachricht").fill("hello")
    page.get_by_role("textbox", name="Nachricht").press("Enter")
    expect(page.locator("#log .muse")).to_have_count(1)
    address = page.url
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#log .muse")).to_have_count(1)
    assert page.url == address
    expect(page.get_by_text("The assistant understands and speaks English.")).to_have_count(0)
