"""The chat page in a real browser: what is said, how it looks, and what can be done with it."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.chat import Chat, ScriptedServer, answer, answers, processing, question
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_book_by_clicking_and_typing(chat: Chat) -> None:
    clicked = {
        "On which day?": "Tomorrow",
        "How long should it be?": "30 minutes",
        "Who should be there?": "Just me",
    }
    typed = {
        "What is the meeting about?": "Design review",
        "At what time?": "3 pm",
        "Shall I book it?": "yes",
    }
    chat.open().ask_for_a_meeting()

    for answered in range(1, 10):
        expect(chat.answers).to_have_count(answered)
        said = chat.answers.last.inner_text()
        if said.startswith("Booked."):
            break
        asked = said.splitlines()[-1]
        if asked in clicked:
            chat.suggestion(clicked[asked]).click()
        else:
            chat.say(typed[asked])

    expect(chat.answers.last).to_contain_text("Booked.")
    expect(chat.suggestions).to_be_hidden()


def test_example_starts_a_conversation(chat: Chat) -> None:
    chat.open()
    expect(chat.page.get_by_text("Times in Europe/Berlin")).to_be_visible()
    chat.page.get_by_role("button", name="What can you do?").click()

    expect(chat.mine).to_have_text(["What can you do?"])
    expect(chat.answers).to_have_count(1)
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_hidden()


def test_suggestions_are_buttons_and_vanish_when_something_is_sent(chat: Chat) -> None:
    chat.open().ask_for_a_meeting()
    tomorrow = chat.suggestion("Tomorrow")

    tomorrow.focus()
    chat.page.keyboard.press("Enter")

    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com", "Tomorrow"])
    expect(tomorrow).to_have_count(0)
    expect(chat.field).to_be_focused()


def test_enter_sends_and_shift_enter_makes_a_new_line(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().field.press_sequentially("first")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("second")
    chat.field.press("Enter")

    expect(chat.answers).to_have_text(["Good."])
    expect(chat.mine).to_have_text("first\nsecond")
    expect(chat.mine.locator("p")).to_have_css("white-space-collapse", "preserve-breaks")
    expect(chat.field).to_have_value("")
    [message] = server.received
    assert message.keys() == {"type", "content", "timestamp", "session_id", "id", "timezone"}
    assert (message["type"], message["content"]) == ("user_message", "first\nsecond")
    assert message["timezone"] == "Europe/Berlin"
    found = re.search(r"/ws/([A-Za-z0-9_-]{3,100})$", server.sockets[0].url)
    assert found and found[1] == message["session_id"]
    assert chat.page.url.endswith(f"/c/{message['session_id']}/")


def test_html_is_shown_as_text(chat: Chat) -> None:
    html = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
    chat.tamper(ScriptedServer(lambda message: [processing(message), answer(html, message), question(html)]))
    chat.open().say(html)

    expect(chat.answers).to_have_text(html)
    expect(chat.mine).to_have_text(html)
    expect(chat.suggestion(html)).to_be_visible()
    expect(chat.page.locator("#content img, #content b")).to_have_count(0)
    expect(chat.page).to_have_title("MeetingMuse")


def test_lists_and_links_are_shown_as_such(chat: Chat) -> None:
    text = (
        "Two of them:\n• one at https://example.com/a?b=c.\n• two\n\nThen:\n3. three\n4) javascript:alert(1)"
    )
    chat.tamper(ScriptedServer(answers(text)))
    chat.open().say("What is there?")

    expect(chat.answers.locator("ul > li")).to_have_text(["one at https://example.com/a?b=c.", "two"])
    expect(chat.answers.locator("ol > li")).to_have_text(["three", "javascript:alert(1)"])
    expect(chat.answers.locator("ol > li").first).to_have_attribute("value", "3")
    link = chat.answers.get_by_role("link")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "https://example.com/a?b=c")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")


def test_punctuation_after_a_link_is_no_part_of_it(chat: Chat) -> None:
    text = "See (https://example.com/a_(b)), then https://example.com/c(d)! Or (https://example.com/e.)"
    chat.tamper(ScriptedServer(answers(text)))
    chat.open().say("What is there?")
    links = chat.answers.get_by_role("link")
    expect(links).to_have_text(
        ["https://example.com/a_(b)", "https://example.com/c(d)", "https://example.com/e"]
    )


def test_text_from_right_to_left_is_set_so(chat: Chat) -> None:
    chat.tamper(ScriptedServer(answers("הפגישה נקבעה 🎉")))
    chat.open().say("پنج‌شنبه ساعت ۳ 👩‍💻")
    for text in (chat.answers, chat.mine):
        expect(text.locator("p")).to_have_css("direction", "rtl")


def test_an_answer_is_copied(chat: Chat, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.tamper(ScriptedServer(answers("first\n\nsecond")))
    chat.open().say("Hello")

    chat.log.get_by_role("button", name="Copy").click()

    expect(chat.log.get_by_role("button", name="Copied")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == "first\n\nsecond"


def test_a_copy_leaves_the_focus_and_one_that_is_refused_says_so(chat: Chat) -> None:
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    copy = chat.log.get_by_role("button", name="Copy")
    chat.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    copy.press("Enter")
    expect(chat.page.get_by_role("status").filter(has_text="did not allow to copy")).to_be_visible()
    expect(copy).to_be_focused()


def test_what_is_too_long_is_told_and_kept_and_not_sent(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().field.fill("x" * 3_950)
    expect(chat.page.get_by_text("50 characters left")).to_be_visible()
    chat.say("x" * 4_002)
    expect(chat.page.get_by_text("2 characters too many")).to_be_visible()
    expect(chat.field).to_have_value("x" * 4_002)
    chat.say("x" * 4_000)
    expect(chat.answers).to_have_text(["Good."])
    assert [len(message["content"]) for message in server.received] == [4_000]


def test_the_keyboard_of_a_phone_stays_open_after_a_message(browser: Browser, server: Server) -> None:
    phone = browser.new_context(base_url=server.url, has_touch=True, is_mobile=True)
    chat = Chat(phone.new_page())
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open().field.tap()
    chat.field.fill("Hello")
    chat.page.get_by_role("button", name="Send").tap()
    expect(chat.answers).to_have_text(["Good."])
    expect(chat.field).to_be_focused()
    phone.close()


def test_the_last_message_is_edited_and_sent_again(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello Anna")
    expect(chat.answers).to_have_count(1)

    chat.field.press("ArrowUp")
    expect(chat.page.get_by_text("You are writing your last message again.")).to_be_visible()
    chat.field.press("Escape")
    expect(chat.field).to_have_value("")
    chat.log.get_by_role("button", name="Write again").click()
    expect(chat.field).to_have_value("Hello Anna")
    chat.say("Hello Hannah")

    expect(chat.mine).to_have_text(["Hello Anna", "Hello Hannah"])
    expect(chat.page.get_by_text("You are writing your last message again.")).to_be_hidden()
    expect(chat.field).to_have_value("")
    expect(chat.answers).to_have_count(2)
    assert len({message["id"] for message in server.received}) == 2


def test_a_draft_is_kept_for_each_conversation(chat: Chat) -> None:
    chat.open().field.fill("to be continued")
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.field).to_have_value("")
    chat.page.go_back()
    expect(chat.field).to_have_value("to be continued")
    chat.page.reload()
    expect(chat.field).to_have_value("to be continued")


def test_every_conversation_has_its_address(chat: Chat) -> None:
    chat.open().ask_for_a_meeting()
    first = chat.page.url

    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.mine).to_have_count(0)
    expect(chat.suggestions).to_be_hidden()
    assert chat.page.url != first
    chat.page.go_back()

    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(chat.suggestion("Tomorrow")).to_be_visible()
    chat.page.go_forward()
    expect(chat.mine).to_have_count(0)
    chat.open(first)
    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    chat.open("/")
    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    assert chat.page.url == first


def test_a_new_conversation_needs_no_newer_one(chat: Chat) -> None:
    chat.open()
    address, visits = chat.page.url, chat.page.evaluate("history.length")
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.field).to_be_focused()
    assert (chat.page.url, chat.page.evaluate("history.length")) == (address, visits)


def test_to_skip_to_the_message_leaves_the_conversation_as_it_is(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    chat.page.get_by_role("link", name="Skip to your message").press("Enter")
    expect(chat.field).to_be_focused()
    chat.say("Still there?")
    expect(chat.answers).to_have_count(2)
    assert len(server.sockets) == 1


def test_the_title_of_the_page_is_that_of_the_conversation(chat: Chat) -> None:
    chat.open().say("What can you do?")
    expect(chat.answers).to_have_count(1)
    expect(chat.page).to_have_title("What can you do? · MeetingMuse")
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.page).to_have_title("MeetingMuse")


def test_a_conversation_deleted_in_another_tab_is_closed(chat: Chat, context: BrowserContext) -> None:
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open("/c/deleted/").say("Hello")
    expect(chat.answers).to_have_count(1)
    chat.field.fill("a draft")
    other = Chat(context.new_page()).open("/c/another/")
    other.page.evaluate("new BroadcastChannel('meetingmuse.deleted').postMessage('deleted')")

    expect(chat.page.get_by_text("was deleted. This is a new one.")).to_be_visible()
    expect(chat.answers).to_have_count(0)
    assert "/c/deleted/" not in chat.page.url
    kept = "Object.keys(localStorage).filter((key) => key.endsWith('.deleted'))"
    assert chat.page.evaluate(kept) == []
    expect(other.page).to_have_url(re.compile("/c/another/"))
    # a visit of it that is in the history of this tab leads to a new one as well
    chat.page.evaluate("history.pushState(null, '', '/c/deleted/'); history.pushState(null, '', '/c/after/')")
    chat.page.go_back()
    expect(chat.page).not_to_have_url(re.compile("deleted|after"))


def test_an_address_that_is_no_conversation_is_not_found(chat: Chat) -> None:
    response = chat.page.goto("/c/no.conversation/")
    assert response and response.status == 404


def test_light_and_dark_are_chosen_and_kept_from_the_first_paint_on(chat: Chat) -> None:
    chat.open().page.get_by_role("button", name="Conversations").click()
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = chat.page.evaluate(background)

    chat.page.get_by_label("Colours").select_option("Dark")
    dark = chat.page.evaluate(background)
    assert dark != light
    response = chat.page.reload()
    assert response and 'data-theme="dark"' in response.text()
    assert chat.page.evaluate(background) == dark
    chat.page.goto("/agenda/")
    assert chat.page.evaluate(background) == dark
