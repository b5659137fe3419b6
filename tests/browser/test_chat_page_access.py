"""The chat page for everybody: what axe finds in each state, the keyboard, small and zoomed screens, a strict policy."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chat import (
    Chat,
    ScriptedHistory,
    ScriptedServer,
    answer,
    answers,
    delta,
    error,
    processing,
    question,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}


def empty(chat: Chat) -> None:
    chat.tamper(ScriptedServer())
    chat.open()
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()


def streaming(chat: Chat) -> None:
    replies = iter([lambda message: [processing(message), delta("So far\n• so good")]])
    chat.tamper(ScriptedServer(lambda message: next(replies, lambda message: [])(message)))
    chat.open().say("Hello")
    expect(chat.streamed).to_contain_text("so good")
    chat.say("One more")
    expect(chat.waiting).to_be_visible()


def failed(chat: Chat) -> None:
    chat.tamper(ScriptedServer(lambda message: [processing(message), error(message)]))
    chat.open().say("Hello")
    expect(chat.log.get_by_text("Something went wrong.")).to_be_visible()


def offline(chat: Chat) -> None:
    chat.tamper(lambda route: route.close(code=1001))
    chat.open().say("Hello")
    expect(chat.badge).to_have_text("Reconnecting…")


def asking(chat: Chat) -> None:
    chat.tamper(
        ScriptedServer(
            lambda message: [processing(message), answer("When?", message), question("Now", "Later")]
        )
    )
    chat.open().say("Hello")
    expect(chat.suggestion("Later")).to_be_visible()
    chat.field.press("ArrowUp")


def long_history(chat: Chat) -> None:
    ScriptedHistory(chat.page, 120)
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open("/c/long-history/")
    expect(chat.answers.last).to_have_text("Answer 120")
    chat.page.evaluate("document.querySelector('#scroller').scrollTop = 900")
    expect(chat.page.get_by_role("button", name="Jump to the latest")).to_be_visible()


@pytest.fixture
def see(browser: Browser, context: BrowserContext, page: Page) -> Callable[..., Chat]:
    """Open a tab of this size in this scheme, and bring it into a state."""

    def bring(state: Callable[[Chat], None], scheme: str, viewport: dict[str, int]) -> Chat:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        chat = Chat(page)
        state(chat)
        return chat

    return bring


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("state", [empty, streaming, failed, offline, asking, long_history])
def test_axe_finds_nothing_and_nothing_sticks_out(
    see: Callable[..., Chat], state: Callable[[Chat], None], viewport: dict[str, int]
) -> None:
    chat = see(state, "light", viewport)
    assert chat.problems() == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    chat.page.emulate_media(color_scheme="dark")
    assert chat.problems() == []


@pytest.mark.parametrize("drawer", ["Conversations", "Agenda"])
def test_drawers_of_a_phone_open_and_close_with_the_focus(chat: Chat, drawer: str) -> None:
    empty(chat)
    button = chat.page.get_by_role("button", name=drawer, exact=True)
    panel = chat.page.get_by_role("complementary", name=drawer)
    expect(panel).to_be_hidden()
    button.press("Enter")
    expect(panel).to_be_visible()
    assert chat.problems() == []
    chat.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(button).to_be_focused()


def test_both_asides_are_there_on_a_desk(see: Callable[..., Chat]) -> None:
    chat = see(empty, "light", DESK)
    for name in ("Conversations", "Agenda"):
        expect(chat.page.get_by_role("complementary", name=name)).to_be_visible()
        expect(chat.page.get_by_role("button", name=name, exact=True)).to_be_hidden()


def test_everything_can_be_done_with_the_keyboard(see: Callable[..., Chat]) -> None:
    server = ScriptedServer(
        lambda message: [processing(message), answer("When?", message), question("Now", "Later")]
    )
    chat = see(lambda chat: chat.tamper(server), "light", DESK)
    keyboard = chat.page.keyboard
    chat.open()
    expect(chat.field).to_be_focused()
    skip = chat.page.get_by_role("link", name="Skip to your message")
    skip.focus()
    expect(skip).to_be_in_viewport(ratio=1)
    keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    keyboard.type("Hello")
    keyboard.press("Enter")
    expect(chat.suggestion("Later")).to_be_visible()
    keyboard.press("Shift+Tab")
    expect(chat.suggestion("Later")).to_be_focused()
    outline = chat.suggestion("Later").evaluate("(element) => getComputedStyle(element).outlineStyle")
    assert outline == "solid"
    keyboard.press("Enter")
    expect(chat.mine).to_have_text(["Hello", "Later"])
    expect(chat.field).to_be_focused()


def test_only_finished_messages_are_in_the_live_region(chat: Chat) -> None:
    streaming(chat)
    expect(chat.log.locator(".text")).to_have_text(["Hello"])
    for part in ("#working", "#queue"):
        assert chat.page.locator(part).evaluate("(element) => !element.closest('[aria-live], [role=log]')")


def test_history_is_not_read_out(chat: Chat) -> None:
    chat.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
             const log = document.querySelector("#log");
             const seen = (window.busy = []);
             new MutationObserver(() => seen.push(log.ariaBusy)).observe(log, { childList: true });
           });"""
    )
    ScriptedHistory(chat.page, 30)
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open("/c/long-history/")
    expect(chat.answers.last).to_have_text("Answer 30")
    assert chat.page.evaluate("busy") == ["true"]
    expect(chat.log).to_have_attribute("aria-busy", "false")
    chat.say("Hello")
    expect(chat.answers.last).to_have_text("Good.")
    assert set(chat.page.evaluate("busy.slice(1)")) == {"false"}


@pytest.mark.parametrize("state", [empty, asking, failed])
def test_targets_are_large_enough(chat: Chat, state: Callable[[Chat], None]) -> None:
    state(chat)
    sizes = chat.page.evaluate(
        """[...document.querySelectorAll("button, select, textarea")].filter((each) => each.checkVisibility())
             .map((each) => each.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"""
    )
    assert sizes and min(sizes) >= 24


def test_at_200_percent_nothing_is_lost(see: Callable[..., Chat]) -> None:
    chat = see(asking, "light", {"width": 640, "height": 430})
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 640
    expect(chat.field).to_be_in_viewport(ratio=1)
    expect(chat.suggestion("Later")).to_be_in_viewport(ratio=1)


def test_nothing_moves_for_those_who_want_that(chat: Chat) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    streaming(chat)
    assert chat.page.evaluate("document.getAnimations().length") == 0


def test_long_words_never_scroll_the_page_sideways(chat: Chat) -> None:
    chat.tamper(ScriptedServer(answers("long" * 200)))
    chat.open().say("word" * 200)
    expect(chat.answers).to_have_count(1)
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_printed_page_holds_the_conversation_only(chat: Chat) -> None:
    asking(chat)
    chat.page.emulate_media(media="print")
    for part in (chat.field, chat.suggestions, chat.page.get_by_role("button", name="New conversation")):
        expect(part).to_be_hidden()
    expect(chat.answers).to_be_visible()
