"""The chat page in a real browser: against the real server, and against frames and closes a server may send."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, WebSocketRoute, expect

from tests.browser.chat import CONNECTED, PROCESSING, Chat, Frame, ScriptedServer, answer, error, frame
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
MINUTE = 60_000


def test_book_by_clicking_and_typing(chat: Chat) -> None:
    clicked = {
        "On which day?": "Tomorrow",
        "How long should it be?": "30 minutes",
        "Who should be there?": "Just me",
        "Shall I book it?": "Yes, book it",
    }
    typed = {"What is the meeting about?": "Design review", "At what time?": "3 pm"}
    chat.open().ask_for_a_meeting()

    for answered in range(1, 10):
        expect(chat.answers).to_have_count(answered)
        said = chat.answers.last.inner_text()
        if said.startswith("Booked."):
            break
        question = said.splitlines()[-1]
        if question in clicked:
            chat.suggestion(clicked[question]).click()
        else:
            chat.say(typed[question])

    expect(chat.answers.last).to_contain_text("Booked.")
    expect(chat.answers.last).to_contain_text("3:00 PM, 30 minutes (Europe/Berlin)")
    expect(chat.suggestions).to_be_hidden()


def test_example_starts_a_conversation(chat: Chat) -> None:
    chat.open().page.get_by_role("button", name="Set up a team meeting").click()

    expect(chat.mine).to_have_text(["Set up a team meeting"])
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
    chat.tamper(server := ScriptedServer())
    chat.open().field.press_sequentially("first")
    chat.field.press("Shift+Enter")
    chat.field.press_sequentially("second")
    chat.field.press("Enter")

    expect(chat.mine).to_have_text("first\nsecond")
    expect(chat.mine).to_have_css("white-space-collapse", "preserve-breaks")
    expect(chat.field).to_have_value("")
    [message] = server.received
    assert message.keys() == {"type", "content", "timestamp", "session_id", "id", "timezone"}
    assert (message["type"], message["content"]) == ("user_message", "first\nsecond")
    assert message["timezone"] == "Europe/Berlin"
    assert re.fullmatch(r"[A-Za-z0-9_-]{3,100}", message["session_id"])
    assert re.search(r"/ws/([^/]+)$", server.sockets[0].url).group(1) == message["session_id"]


def test_html_is_shown_as_text(chat: Chat) -> None:
    html = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
    waiting = frame(type="system", content="waiting_for_input", metadata={"suggestions": [html]})
    chat.tamper(ScriptedServer(lambda message: [PROCESSING, answer(html), waiting]))
    chat.open().say(html)

    expect(chat.answers).to_have_text(html)
    expect(chat.mine).to_have_text(html)
    expect(chat.suggestion(html)).to_be_visible()
    expect(chat.page.locator("#content img, #content b")).to_have_count(0)
    expect(chat.page).to_have_title("MeetingMuse")


def test_reload_keeps_transcript_and_open_question(chat: Chat) -> None:
    chat.open().ask_for_a_meeting()
    question = chat.answers.last.inner_text()

    chat.page.reload()

    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(chat.answers).to_have_text([question])
    expect(chat.log.get_by_text("Welcome back. We were setting up")).to_be_visible()
    chat.suggestion("Tomorrow").click()
    expect(chat.answers).to_have_count(2)


def test_zone_named_in_the_chat_counts_also_after_a_reload(chat: Chat) -> None:
    chat.open()
    chat.say("I'm in Tokyo")
    expect(chat.answers.last).to_have_text("Noted: your time zone is Asia/Tokyo, and I tell times in it.")
    chat.say("what are my preferences?")
    expect(chat.answers.last).to_contain_text("Asia/Tokyo")
    chat.page.reload()
    chat.say("book a call with Ana tomorrow at 3 pm for 30 minutes")
    expect(chat.answers.last).to_contain_text("(Asia/Tokyo)")


def test_new_conversation_and_back(chat: Chat) -> None:
    chat.open().ask_for_a_meeting()

    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.mine).to_have_count(0)
    expect(chat.suggestions).to_be_hidden()
    chat.page.get_by_role("button", name="Earlier").click()
    chat.page.get_by_role("button", name=re.compile("^Set up a meeting with ana@example.com")).click()

    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(chat.suggestion("Tomorrow")).to_be_visible()


def test_two_tabs_show_one_transcript(chat: Chat, context: BrowserContext) -> None:
    other = Chat(context.new_page()).open()
    chat.open().ask_for_a_meeting()

    expect(other.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(other.answers).to_have_count(1)


def test_page_reconnects_after_the_server_was_killed(chat: Chat, server: Server) -> None:
    chat.open().ask_for_a_meeting()
    try:
        server.kill()
        expect(chat.badge).to_have_text("Reconnecting…")
    finally:
        server.start()
    expect(chat.badge).to_be_empty()

    chat.suggestion("Tomorrow").click()

    expect(chat.answers).to_have_count(2)
    expect(chat.log.get_by_text("Welcome back.")).to_have_count(0)


def test_message_written_while_the_server_is_down_is_answered_once(chat: Chat, server: Server) -> None:
    chat.open().ask_for_a_meeting()
    try:
        server.kill()
        chat.say("Tomorrow")
        chat.say("3 pm")
        expect(chat.log.get_by_text("Waiting")).to_have_count(2)
    finally:
        server.start()

    expect(chat.answers).to_have_count(3)
    expect(chat.log.get_by_text("Waiting")).to_have_count(0)
    chat.say("30 minutes")
    expect(chat.answers).to_have_count(4)
    expect(chat.answers.last).to_contain_text("3:00 PM, 30 minutes")


def test_answer_lost_on_the_way_is_shown_once(chat: Chat) -> None:
    """The server believes that it was heard, so only the resend with the same id brings the answer."""
    ids: list[str] = []

    def socket(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()
        first = not ids

        def to_server(text: str) -> None:
            ids.append(json.loads(text)["id"])
            upstream.send(text)

        def to_page(text: str) -> None:
            if first and "type" not in json.loads(text):
                route.close(code=1001)
            else:
                route.send(text)

        route.on_message(to_server)
        upstream.on_message(to_page)

    chat.tamper(socket)
    chat.open().say("What can you do?")

    expect(chat.answers).to_have_count(1)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    chat.say("Set up a meeting")
    expect(chat.answers).to_have_count(2)


def test_answer_given_while_nobody_listened_is_shown_once(chat: Chat) -> None:
    """The server tells it by itself when the page is back."""
    ids: list[str] = []

    def socket(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()
        first = not ids

        def to_server(text: str) -> None:
            ids.append(json.loads(text)["id"])
            upstream.send(text)
            if first:
                upstream.close()
                route.close(code=1001)

        route.on_message(to_server)

    chat.tamper(socket)
    chat.open().say("What can you do?")

    expect(chat.answers).to_have_count(1)
    chat.say("Set up a meeting")
    expect(chat.answers).to_have_count(2)
    assert len(set(ids)) == 2


def test_answer_that_comes_by_itself_after_a_reconnect_is_not_asked_for(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [PROCESSING]))
    chat.open().say("1")
    expect(chat.page.locator("#typing")).to_be_visible()
    server.greeting = [CONNECTED, PROCESSING, answer("one")]
    server.reply = lambda message: [PROCESSING, answer("two")]

    server.sockets[0].close(code=1001)

    expect(chat.answers).to_have_text(["one"])
    chat.say("2")
    expect(chat.answers).to_have_text(["one", "two"])
    assert [message["content"] for message in server.received] == ["1", "2"]


def test_answer_that_comes_by_itself_and_asked_for_is_shown_once(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [PROCESSING]))
    chat.open().say("1")
    chat.say("2")
    expect(chat.page.locator("#typing")).to_be_visible()
    server.reply = lambda message: (
        [PROCESSING, answer("one")] * 2 if message["content"] == "1" else [PROCESSING, answer("two")]
    )

    server.sockets[0].close(code=1001)

    expect(chat.answers).to_have_text(["one", "two"])
    expect(chat.log.get_by_text("Waiting")).to_have_count(0)
    assert [message["content"] for message in server.received] == ["1", "1", "2"]


def test_answer_heard_by_two_tabs_is_shown_once(chat: Chat, context: BrowserContext) -> None:
    other = Chat(context.new_page())
    server = ScriptedServer()
    for tab in (chat, other):
        tab.tamper(server)
    chat.open().say("1")
    expect(chat.log.get_by_text("Waiting")).to_have_count(0)
    other.open()
    expect(other.mine).to_have_text(["1"])
    expect(other.log.get_by_text("Waiting")).to_have_count(0)

    for socket in server.sockets:
        for text in (PROCESSING, answer("one")):
            socket.send(text)
        for tab in (chat, other):
            expect(tab.answers).to_have_text(["one"])

    server.reply = lambda message: [PROCESSING, answer("two")]
    other.say("2")
    for tab in (chat, other):
        expect(tab.answers).to_have_text(["one", "two"])


def test_failed_message_is_said_again_as_a_new_one(chat: Chat) -> None:
    def reply(message: Frame) -> list[str]:
        return [PROCESSING, error() if len(server.received) == 1 else answer("Good.")]

    chat.tamper(server := ScriptedServer(reply))
    chat.open().say("Hello")
    expect(chat.log.get_by_text("Something went wrong.")).to_be_visible()
    chat.page.reload()

    chat.page.get_by_role("button", name="Retry").click()

    expect(chat.answers).to_have_text(["Good."])
    expect(chat.mine).to_have_text(["Hello"])
    expect(chat.log.get_by_text("Something went wrong.")).to_have_count(0)
    first, second = server.received
    assert first["content"] == second["content"]
    assert first["id"] != second["id"]


def test_open_question_is_offered_again_after_an_error(chat: Chat) -> None:
    question = frame(type="system", content="waiting_for_input", metadata={"suggestions": ["Tomorrow"]})
    chat.tamper(server := ScriptedServer(lambda message: [PROCESSING, answer("On which day?"), question]))
    chat.open().say("Set up a meeting")
    expect(chat.suggestion("Tomorrow")).to_be_visible()
    server.reply = lambda message: [PROCESSING, error()]

    chat.suggestion("Tomorrow").click()

    expect(chat.page.get_by_role("button", name="Retry")).to_be_visible()
    expect(chat.suggestion("Tomorrow")).to_be_visible()


def test_invalid_message_says_what_is_wrong_and_offers_no_retry(chat: Chat) -> None:
    wrong = error(
        retry_suggested=False, metadata={"errors": [{"field": "content", "problem": "must not be this"}]}
    )
    chat.tamper(ScriptedServer(lambda message: [wrong]))
    chat.open().say("Hello")

    expect(chat.log.get_by_text("This message could not be sent: content must not be this.")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Retry")).to_be_hidden()


def test_time_zone_unknown_to_the_server_is_left_out(chat: Chat) -> None:
    wrong = error(
        retry_suggested=False, metadata={"errors": [{"field": "timezone", "problem": "must be known"}]}
    )
    chat.tamper(
        ScriptedServer(lambda message: [wrong] if "timezone" in message else [PROCESSING, answer("Good.")])
    )
    chat.open().say("Hello")

    expect(chat.answers).to_have_text(["Good."])


@pytest.mark.parametrize(
    ("code", "reason"),
    [(4401, "not signed in"), (4403, "belongs to somebody else"), (4429, "too many messages")],
)
def test_final_close_says_why_and_is_not_tried_again(chat: Chat, code: int, reason: str) -> None:
    sockets: list[WebSocketRoute] = []

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        route.send(CONNECTED)
        route.close(code=code)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()

    expect(chat.page.get_by_role("alert")).to_contain_text(reason)
    chat.page.clock.run_for(MINUTE)
    expect(chat.badge).to_be_empty()
    assert len(sockets) == 1


def test_lost_connection_backs_off_and_comes_back_at_once_with_the_network(chat: Chat) -> None:
    sockets: list[WebSocketRoute] = []
    down = True

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        if down:
            route.close(code=1013)
        else:
            route.send(CONNECTED)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()
    chat.page.clock.run_for(2_900)
    expect(chat.badge).to_be_empty()
    chat.page.clock.run_for(200)
    expect(chat.badge).to_have_text("Reconnecting…")
    for _ in range(60):
        chat.page.clock.run_for(1_000)
    assert 6 <= len(sockets) <= 16

    down = False
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.badge).to_be_empty()


def test_connection_gone_silent_is_replaced(chat: Chat) -> None:
    def reply(message: Frame) -> list[str]:
        return [PROCESSING, answer("Good.")] if len(server.sockets) > 1 else []

    chat.stop_the_clock()
    chat.tamper(server := ScriptedServer(reply))
    chat.open().say("Hello")
    expect(chat.mine).to_have_count(1)
    expect(chat.log.get_by_text("Waiting")).to_have_count(0)
    chat.page.clock.run_for(MINUTE)
    chat.page.clock.resume()

    expect(chat.answers).to_have_text(["Good."])


def test_page_works_under_a_strict_content_security_policy(
    chat: Chat, context: BrowserContext, page: Page
) -> None:
    refused: list[str] = []

    def guard(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": CSP})

    # Chromium takes a page that Playwright serves for a foreign one
    context.grant_permissions(["local-network-access"])
    page.route("/", guard)
    page.on("console", lambda message: refused.append(message.text))

    chat.open().ask_for_a_meeting()

    assert refused == []


def test_what_comes_last_stays_in_view(chat: Chat) -> None:
    question = frame(type="system", content="waiting_for_input", metadata={"suggestions": ["Tomorrow"]})
    chat.tamper(ScriptedServer(lambda message: [PROCESSING, answer("line\n" * 12), question]))
    chat.open()
    for said in range(1, 4):
        chat.say("Hello")
        expect(chat.answers).to_have_count(said)
        expect(chat.suggestion("Tomorrow")).to_be_in_viewport(ratio=1)


def test_phone_page_never_scrolls_sideways(chat: Chat) -> None:
    chat.tamper(ScriptedServer(lambda message: [PROCESSING, answer("long" * 200)]))
    chat.open().say("word" * 200)
    expect(chat.answers).to_have_count(1)
    chat.page.get_by_role("button", name="New conversation").click()
    chat.page.get_by_role("button", name="Earlier").click()

    assert chat.page.evaluate("document.documentElement.scrollWidth") == 390
