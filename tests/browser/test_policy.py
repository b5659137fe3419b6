"""Every page works under its policy: nothing of it is refused, and nothing is fetched from elsewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from scheduling.links import Link, reply_url
from tests.browser.chat import Chat
from tests.browser.watch import Watch
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PASSWORD = "for this server alone"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=")

FORBIDDEN = {
    "img-src": "document.body.append(Object.assign(new Image(), { src: 'https://example.com/a.png' }))",
    "style-src-attr": "document.body.setAttribute('style', 'color: red')",
    "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), { text: '1' }))",
    "connect-src": "fetch('https://example.com/').catch(() => 0)",
}


@pytest.fixture
def watch(context: BrowserContext, server: Server) -> Watch:
    return Watch(context, server.url)


def book(chat: Chat) -> str:
    """Book a meeting with Ana and return its UID."""
    chat.open()
    chat.say("schedule a design review with Ana <ana@example.com> on 5 March 2030 at 3 pm for 45 minutes")
    chat.page.get_by_role("button", name="Confirm").click()
    file = chat.page.get_by_role("link", name="Download .ics")
    expect(file).to_be_visible()
    return str(file.get_attribute("href")).rpartition("/")[2].removesuffix(".ics")


def test_pages_of_an_owner(watch: Watch, context: BrowserContext) -> None:
    chat = Chat(context.new_page())
    book(chat)
    expect(chat.page.locator("#conversation-list a")).to_have_count(1)
    for address in ("/agenda/?date=2030-03-05", "/agenda/?view=day", "/agenda/?view=month", "/contacts/"):
        chat.page.goto(address)
        expect(chat.page.get_by_role("heading", level=1)).to_be_visible()
        assert not INLINE.search(chat.page.request.get(address).text())
    assert [said for said in watch.complaints if "400 (Bad Request)" not in said] == []
    assert watch.hosts == set()


def test_the_page_of_somebody_invited(
    watch: Watch, context: BrowserContext, server: Server, settings: Any
) -> None:
    chat = Chat(context.new_page())
    uid = book(chat)
    settings.SECRET_KEY = Path(server.environment["DATA_DIR"], "secret_key").read_text()
    settings.PUBLIC_URL = server.url
    page = context.new_page()
    page.goto(reply_url(Link(uid, "ana@example.com", 0)))
    page.get_by_role("button", name="Yes, I come").click()
    expect(page.get_by_role("heading", name="You have accepted.")).to_be_visible()
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Sie haben zugesagt.")).to_be_visible()
    assert not INLINE.search(page.request.get(page.url).text())
    assert watch.complaints == []
    assert watch.hosts == set()


def test_the_admin(watch: Watch, context: BrowserContext, server: Server) -> None:
    server.environment["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    server.manage("createsuperuser", "--noinput", "--username", "watcher", "--email", "watcher@example.com")
    book(Chat(context.new_page()))
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill("watcher")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    lists = page.locator("th[scope=row] a").evaluate_all("links => links.map(link => link.href)")
    assert len(lists) > 10
    for address in lists:
        page.goto(address)
        health = page.get_by_role("region", name="Parts")  # the one page of the index that is no list
        expect(page.locator("#changelist").or_(health)).to_be_visible()
        first = page.locator("#result_list tbody th a").first
        if first.count():
            first.click()
            expect(page.locator("#content form").first).to_be_visible()
    page.goto("/admin/auth/user/add/")
    expect(page.get_by_label("Username")).to_be_visible()
    assert watch.complaints == []
    assert watch.hosts == set()


def test_what_the_policy_forbids_is_refused_and_noticed(watch: Watch, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/")
    for directive, tried in FORBIDDEN.items():
        with page.expect_console_message(lambda said, sought=directive: f"refused: {sought}" in said.text):
            page.evaluate(tried)
        assert any(directive in said for said in watch.complaints)
