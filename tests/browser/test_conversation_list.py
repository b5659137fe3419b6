"""The list of conversations beside the chat: gone to, found, renamed and deleted, by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.access import problems
from tests.browser.chat import Chat, ScriptedHistory, ScriptedServer, answer, processing, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LIST = re.compile(r"/conversations/(\?.*)?$")
ONE = re.compile(r"/conversations/\w+/$")
DESK = {"width": 1280, "height": 860}
OPENED = ("What can you do?", "Set up a meeting with ana@example.com", "Hello")


class Listed:
    """The list as somebody before it sees it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.find = page.get_by_label("Search conversations")
        self.links = page.get_by_role("navigation", name="Conversations").get_by_role("link")
        self.current = page.locator("#conversation-list [aria-current=page]")

    def item(self, title: str) -> Locator:
        return (
            self.page.get_by_role("navigation", name="Conversations")
            .get_by_role("listitem")
            .filter(has_text=title)
        )

    def press(self, title: str, button: str) -> None:
        self.item(title).hover()
        self.item(title).get_by_role("button", name=button).click()


@pytest.fixture
def chat(chat: Chat) -> Chat:
    """A chat at a desk, with three conversations."""
    chat.page.set_viewport_size(DESK)
    chat.open()
    for number, said in enumerate(OPENED):
        if number:
            chat.page.get_by_role("button", name=re.compile("New")).click()
        chat.say(said)
        expect(chat.answers).to_have_count(1)
    expect(chat.page.locator("#conversation-list a")).to_have_count(3)
    return chat


@pytest.fixture
def listed(chat: Chat) -> Listed:
    return Listed(chat.page)


def titles(listed: Listed) -> list[str]:
    return listed.links.locator(".title").all_inner_texts()


def test_the_latest_stands_first_and_the_one_shown_is_marked(chat: Chat, listed: Listed) -> None:
    expect(listed.current).to_contain_text("Hello")
    assert titles(listed) == list(OPENED[::-1])
    expect(listed.item("Set up")).to_contain_text("waits for your answer")
    assert problems(chat.page) == []


def test_each_has_its_address_and_none_is_lost(chat: Chat, listed: Listed) -> None:
    hello = chat.page.url
    listed.links.filter(has_text="What can you do").click()
    expect(chat.mine).to_have_text(["What can you do?"])
    expect(listed.current).to_contain_text("What can you do")
    assert re.search(r"/c/[0-9a-f]{32}/$", chat.page.url) and chat.page.url != hello

    chat.page.go_back()
    expect(chat.mine).to_have_text(["Hello"])
    expect(listed.current).to_contain_text("Hello")
    chat.page.go_forward()
    expect(chat.mine).to_have_text(["What can you do?"])
    chat.page.reload()
    expect(chat.mine).to_have_text(["What can you do?"])
    expect(listed.current).to_contain_text("What can you do")


def test_each_can_be_opened_in_another_tab(chat: Chat, listed: Listed) -> None:
    address = listed.current.get_attribute("href")
    assert address and chat.page.url.endswith(address)
    with chat.page.context.expect_page() as opened:
        listed.links.filter(has_text="What can you do").click(modifiers=["ControlOrMeta"])
    expect(Chat(opened.value).mine).to_have_text(["What can you do?"])
    expect(chat.mine).to_have_text(["Hello"])


def test_what_goes_on_moves_to_the_top(chat: Chat, listed: Listed) -> None:
    listed.links.filter(has_text="Set up").click()
    expect(chat.answers).to_have_count(1)
    chat.say("never mind")
    expect(listed.links.first).to_contain_text("Set up")
    expect(listed.item("Set up").get_by_text("waits for your answer")).to_be_hidden()


def test_search_finds_what_was_said_as_it_is_typed(chat: Chat, listed: Listed) -> None:
    listed.find.press_sequentially("MEETING with ana@")
    expect(listed.links).to_have_count(1)
    expect(listed.links).to_contain_text("Set up")
    expect(chat.page.locator("#conversations-found")).to_have_text("1 conversation")
    expect(listed.item("Set up").locator(".excerpt")).to_be_hidden()
    listed.find.fill("set up meetings")
    expect(listed.item("What can you do").locator(".excerpt")).to_contain_text("I set up meetings.")
    listed.find.fill("nothing like it")
    expect(chat.page.get_by_text("No conversation has these words.")).to_be_visible()
    assert problems(chat.page) == []
    listed.find.fill("")
    expect(listed.links).to_have_count(3)


def test_renamed_it_keeps_its_title_everywhere(chat: Chat, listed: Listed, context: BrowserContext) -> None:
    listed.press("Hello", "Rename")
    field = chat.page.get_by_label("Title")
    expect(field).to_be_focused()
    assert problems(chat.page) == []
    field.fill("Not this")
    field.press("Escape")
    expect(listed.item("Hello")).to_be_visible()

    listed.press("Hello", "Rename")
    field.fill("Greetings <b>")
    field.press("Enter")
    expect(listed.item("Greetings <b>").get_by_role("link")).to_have_attribute("aria-current", "page")
    expect(listed.item("Greetings").get_by_role("button", name="Rename: Greetings <b>")).to_be_focused()
    other = Listed(context.new_page())
    other.page.set_viewport_size(DESK)
    other.page.goto("/")
    expect(other.item("Greetings <b>")).to_be_visible()


def test_what_is_half_written_is_left_alone(chat: Chat, listed: Listed, context: BrowserContext) -> None:
    other = Chat(context.new_page())
    other.page.goto("/c/another/")
    chat.page.bring_to_front()
    listed.press("Set up", "Rename")
    field = chat.page.get_by_label("Title")
    field.fill("Half a ti")
    with chat.page.expect_response(LIST):
        chat.page.evaluate("dispatchEvent(new CustomEvent('conversation_changed'))")
    with chat.page.expect_response(LIST):
        other.say("I go to the top")
        expect(other.answers).to_have_count(1)
        chat.page.evaluate("dispatchEvent(new CustomEvent('conversation_changed'))")
    expect(field).to_be_focused()
    expect(field).to_have_value("Half a ti")
    chat.page.evaluate("document.hasFocus = () => false; document.activeElement.blur()")
    expect(field).to_have_value("Half a ti")
    field.press("Escape")
    expect(listed.links).to_have_count(4)
    assert titles(listed)[2] == "Set up a meeting with ana@example.com"


@pytest.mark.parametrize("status", [500, None])
def test_a_change_that_fails_is_told_and_nothing_is_lost(
    chat: Chat, listed: Listed, status: int | None
) -> None:
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=status) if status else route.abort()

    failed = chat.page.get_by_text("This could not be changed just now.")
    address = chat.page.url
    chat.page.route(ONE, fail)
    listed.press("Hello", "Delete")
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(failed).to_be_visible()
    expect(chat.mine).to_have_text(["Hello"])
    assert chat.page.url == address and len(titles(listed)) == 3

    listed.press("Hello", "Rename")
    field = chat.page.get_by_label("Title")
    field.fill("Greetings")
    field.press("Enter")
    wait_until(chat.page, lambda: asked == ["DELETE", "PATCH"])
    expect(field).to_be_editable()
    expect(field).to_have_value("Greetings")
    expect(failed).to_be_visible()
    chat.page.unroute(ONE)
    field.press("Enter")
    expect(listed.item("Greetings")).to_be_visible()
    expect(failed).to_be_hidden()


def test_what_another_tab_deletes_is_listed_no_more(
    chat: Chat, listed: Listed, context: BrowserContext
) -> None:
    other = Listed(context.new_page())
    other.page.set_viewport_size(DESK)
    other.page.goto("/")
    expect(other.links).to_have_count(3)
    listed.press("What can you do", "Delete")
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(other.links).to_have_count(2)


def test_deleted_it_is_gone_after_a_question(chat: Chat, listed: Listed) -> None:
    listed.press("What can you do", "Delete")
    dialog = chat.page.get_by_role("dialog", name="Delete this conversation?")
    expect(dialog).to_contain_text("What can you do?")
    expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
    assert problems(chat.page) == []
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(listed.links).to_have_count(3)

    listed.press("What can you do", "Delete")
    dialog.get_by_role("button", name="Delete").click()
    expect(listed.links).to_have_count(2)
    expect(chat.mine).to_have_text(["Hello"])
    chat.page.reload()
    expect(listed.links).to_have_count(2)


def test_deleting_the_one_shown_begins_a_new_one(chat: Chat, listed: Listed) -> None:
    address = chat.page.url
    listed.press("Hello", "Delete")
    chat.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(listed.links).to_have_count(2)
    expect(chat.mine).to_have_count(0)
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()
    assert chat.page.url != address
    chat.say("Hello again")
    expect(listed.links.first).to_contain_text("Hello again")
    chat.page.go_back()
    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(listed.current).to_contain_text("Set up")


def test_the_keyboard_is_enough(chat: Chat, listed: Listed) -> None:
    listed.find.focus()
    chat.page.keyboard.press("ArrowDown")
    chat.page.keyboard.press("ArrowDown")
    expect(listed.links.nth(1)).to_be_focused()
    chat.page.keyboard.press("ArrowUp")
    expect(listed.links.first).to_be_focused()
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Tab")
    expect(listed.item("Hello").get_by_role("button", name="Delete")).to_be_focused()
    chat.page.keyboard.press("Enter")
    chat.page.keyboard.press("Tab")
    chat.page.keyboard.press("Enter")
    expect(listed.links).to_have_count(2)


def test_an_answer_that_takes_its_time_is_listed_and_scrolling_is_not(page: Page) -> None:
    server = ScriptedServer(lambda message: [processing(message)])
    chat = Chat(page)
    chat.tamper(server)
    ScriptedHistory(page, exchanges=50)
    page.set_viewport_size(DESK)
    chat.open("/c/long/")
    expect(chat.answers.last).to_have_text("Answer 50")
    with page.expect_response(LIST):
        chat.say("Think it over")
        wait_until(page, lambda: server.received)
    with page.expect_response(LIST):
        server.send(answer("I have", server.received[0]))
    expect(chat.answers.last).to_have_text("I have")

    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if LIST.search(request.url) else None)
    page.locator("#scroller").evaluate(
        "async (place) => { for (let times = 0; times < 40; times++) {"
        " place.scrollTop -= 500; await new Promise(requestAnimationFrame); } }"
    )
    expect(chat.log.get_by_text("Question 1", exact=True)).to_be_visible()
    assert fetched == []


def test_in_a_low_window_the_list_scrolls_beside_the_settings(chat: Chat, listed: Listed) -> None:
    chat.page.set_viewport_size({"width": 1280, "height": 400})

    def box(selector: str) -> tuple[float, float]:
        found = chat.page.locator(selector).bounding_box()
        assert found
        return found["y"], found["y"] + found["height"]

    assert box("#conversation-list")[1] <= box("#conversations .languages")[0]
    assert box("#conversations .languages")[1] <= box("#conversations .settings")[0]
    assert box("#conversations .settings")[1] <= 400
    assert chat.page.evaluate("document.documentElement.scrollHeight") == 400
    row = listed.item("Set up")
    row.scroll_into_view_if_needed()
    height = row.evaluate("(row) => row.offsetHeight")
    row.hover()
    expect(row.get_by_role("button", name="Rename")).to_be_visible()
    assert row.evaluate("(row) => row.offsetHeight") == height
    assert problems(chat.page) == []


def test_a_list_that_cannot_be_fetched_says_so_and_is_tried_again(chat: Chat, listed: Listed) -> None:
    chat.page.context.set_offline(True)
    listed.find.fill("meeting with ana@")
    failed = chat.page.get_by_text("The list cannot be fetched just now.")
    expect(failed).to_be_visible()
    chat.page.context.set_offline(False)
    chat.page.get_by_role("button", name="Try again").click()
    expect(failed).to_be_hidden()
    expect(listed.links).to_have_count(1)


def test_on_a_phone_it_is_a_drawer(chat: Chat, listed: Listed) -> None:
    chat.page.set_viewport_size({"width": 360, "height": 740})
    expect(listed.links.first).to_be_hidden()
    chat.page.get_by_role("button", name="Conversations").click()
    expect(listed.links.first).to_be_visible()
    assert problems(chat.page) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 360
    listed.links.filter(has_text="What can you do").click()
    expect(listed.links.first).to_be_hidden()
    expect(chat.mine).to_have_text(["What can you do?"])


def test_without_backgrounds_a_line_marks_the_one_shown(chat: Chat, listed: Listed) -> None:
    chat.page.emulate_media(forced_colors="active")
    shown, other = (
        listed.item(title).evaluate("(item) => getComputedStyle(item).outlineStyle")
        for title in ("Hello", "Set up")
    )
    assert (shown, other) == ("solid", "none")
