"""Takes the pictures of the README from a real server in a real browser: `make screenshots`. Tests nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chat import Chat
from tests.browser.conftest import ARGUMENTS, CHROMIUM, MILLISECONDS
from tests.server import PROJECT, Server

DOCS = PROJECT / "docs"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
WEEK = [
    "team lunch with Ana <ana@example.com> and Bo <bo@example.com> next Wednesday at 12:30 pm for an hour",
    "call with Priya <priya@example.com> next Tuesday at 10 am for 30 minutes",
    "focus time next Thursday at 9 am for 2 hours just me",
]
REQUEST = "Set up a design review with ana@example.com next Tuesday at 3 pm for 45 minutes"


@contextmanager
def opened(browser: Browser, server: Server, viewport: dict[str, int], scheme: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url,
        timezone_id="Europe/Berlin",
        locale="en-US",
        viewport=viewport,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    context.set_default_timeout(MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()


def book(chat: Chat, request: str) -> None:
    chat.say(request)
    chat.page.get_by_role("button", name="Confirm").click()
    expect(chat.answers.last).to_contain_text("Booked.")


def on_a_desk(page: Page) -> None:
    """A week with some meetings, a new one about to be booked, and then the week itself."""
    chat = Chat(page).open()
    for request in WEEK:
        book(chat, request)
    page.get_by_role("button", name="New").click()
    chat.say(REQUEST)
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()
    expect(page.locator("#agenda-days")).to_contain_text("Team lunch")
    expect(page.locator("#conversation-list li")).to_have_count(2)
    page.mouse.move(640, 650)  # nothing is pointed at
    page.screenshot(path=DOCS / "chat-page.png")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#agenda-days")).to_contain_text("Design review")
    page.get_by_role("link", name="Whole agenda").click()
    page.get_by_role("link", name="Next week").click()
    page.screenshot(path=DOCS / "agenda-page.png")


def on_a_phone(page: Page) -> None:
    chat = Chat(page).open()
    book(chat, REQUEST)
    expect(page.get_by_role("button", name="Reschedule")).to_be_visible()
    page.screenshot(path=DOCS / "chat-page-phone.png")


def main() -> None:
    expect.set_options(timeout=MILLISECONDS)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            with opened(browser, server, DESK, "light") as page:
                on_a_desk(page)
            with opened(browser, server, PHONE, "dark") as page:
                on_a_phone(page)
        finally:
            browser.close()
            server.stop()
    print(f"Taken into {DOCS.relative_to(PROJECT)}/: chat-page.png, chat-page-phone.png, agenda-page.png")


if __name__ == "__main__":
    main()
