"""The chat page over reloads, lost connections, killed servers and second tabs: nothing is lost, nothing comes twice."""

import json

import pytest
from playwright.sync_api import BrowserContext, WebSocketRoute, expect

from tests.browser.chat import (
    Chat,
    Frame,
    ScriptedServer,
    answer,
    answers,
    delta,
    error,
    frame,
    processing,
    question,
    said,
    system,
    wait_until,
)
from tests.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MINUTE = 60_000


def test_reload_keeps_messages_and_the_open_question(chat: Chat) -> None:
    chat.open().ask_for_a_meeting()
    asked = chat.answers.last.inner_text()

    chat.page.reload()

    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com"])
    expect(chat.answers).to_have_text([asked])
    chat.suggestion("Tomorrow").click()
    expect(chat.answers).to_have_count(2)


def test_zone_named_in_the_chat_counts_also_after_a_reload(chat: Chat) -> None:
    chat.open()
    chat.say("I'm in Tokyo")
    expect(chat.answers.last).to_have_text("Noted: your time zone is Asia/Tokyo, and I tell times in it.")
    chat.say("what are my preferences?")
    expect(chat.answers.last).to_contain_text("Asia/Tokyo")
    chat.page.reload()
    chat.say("what are my preferences?")
    expect(chat.answers).to_have_count(3)
    expect(chat.answers.last).to_contain_text("Asia/Tokyo")


def test_two_tabs_show_one_conversation(chat: Chat, context: BrowserContext) -> None:
    chat.open().ask_for_a_meeting()
    other = Chat(context.new_page()).open(chat.page.url)
    expect(other.mine).to_have_text(["Set up a meeting with ana@example.com"])

    other.suggestion("Tomorrow").click()
    for tab in (chat, other):
        expect(tab.mine).to_have_text(["Set up a meeting with ana@example.com", "Tomorrow"])
        expect(tab.answers).to_have_count(2)
        expect(tab.waiting).to_be_hidden()


def two_tabs_with_a_message_that_waits(chat: Chat, context: BrowserContext, server: ScriptedServer) -> Chat:
    """Cut the sockets of two tabs, write "Hello" in one, and return the other, where it waits too."""
    other = Chat(context.new_page())
    for tab in (chat, other):
        tab.tamper(server)
    chat.open()
    other.open(chat.page.url)
    expect(other.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()
    wait_until(chat.page, lambda: len(server.resumed_from) == 2)
    server.pongs = False
    for socket in list(server.sockets):
        socket.close(code=1001)
    chat.say("Hello")
    expect(other.waiting.locator(".text")).to_have_text(["Hello"])
    return other


def test_a_message_written_offline_is_sent_by_one_of_two_tabs(chat: Chat, context: BrowserContext) -> None:
    server = ScriptedServer(lambda message: [processing(message)])
    server.remembers = True
    other = two_tabs_with_a_message_that_waits(chat, context, server)
    server.pongs = True
    for tab in (chat, other):
        tab.page.evaluate("dispatchEvent(new Event('online'))")

    wait_until(chat.page, lambda: server.received and len(server.resumed_from) >= 4)
    message = server.received[0]
    for socket in server.sockets[2:]:
        server.send(said("Hello", message["id"]), answer("Good.", message), socket=socket)
    for tab in (chat, other):
        expect(tab.log.locator(".text")).to_have_text(["Hello", "Good."])
    assert server.received == [message]


def test_what_one_tab_has_sent_is_not_sent_by_another_that_joined_before(
    chat: Chat, context: BrowserContext
) -> None:
    server = ScriptedServer()
    other = two_tabs_with_a_message_that_waits(chat, context, server)
    for tab in (chat, other):
        tab.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(chat.page, lambda: len(server.resumed_from) >= 4)

    first, second = server.sockets[-2:]
    server.send(frame(type="pong", nonce="resumed"), socket=first)
    wait_until(chat.page, lambda: server.received)
    server.send(frame(type="pong", nonce=server.received[0]["id"]), socket=first)
    for tab in (chat, other):  # what the server has cannot be taken back
        expect(tab.waiting.locator(".about [data-does=edit]")).to_be_hidden()
    server.send(frame(type="pong", nonce="resumed"), socket=second)

    server.pongs = True
    for tab, text in ((chat, "Second"), (other, "Third")):
        tab.say(text)
        wait_until(tab.page, lambda text=text: server.received[-1]["content"] == text)
    assert [each["content"] for each in server.received] == ["Hello", "Second", "Third"]


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


def test_messages_written_while_the_server_is_down_are_answered_once_also_over_a_reload(
    chat: Chat, server: Server
) -> None:
    chat.open().ask_for_a_meeting()
    try:
        server.kill()
        chat.say("Tomorrow")
        chat.say("3 pm")
        expect(chat.waiting.get_by_text("Not sent yet").last).to_be_visible()
    finally:
        server.start()
    chat.page.reload()

    expect(chat.answers).to_have_count(3)
    expect(chat.waiting).to_be_hidden()
    chat.say("30 minutes")
    expect(chat.answers).to_have_count(4)
    expect(chat.mine).to_have_text(
        ["Set up a meeting with ana@example.com", "Tomorrow", "3 pm", "30 minutes"]
    )


def test_what_is_written_offline_is_sent_when_the_network_is_back(
    chat: Chat, context: BrowserContext
) -> None:
    chat.open().ask_for_a_meeting()
    context.set_offline(True)
    try:
        chat.say("Tomorrow")
        expect(chat.badge).to_have_text("Offline: what you write is sent later")
        expect(chat.waiting.get_by_text("Not sent yet")).to_be_visible()
    finally:
        context.set_offline(False)

    expect(chat.answers).to_have_count(2)
    expect(chat.badge).to_be_empty()
    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com", "Tomorrow"])


def test_a_message_waits_for_no_tab_that_has_left_its_conversation(
    chat: Chat, context: BrowserContext
) -> None:
    """Another tab holds the lock until it is closed; who came back meanwhile sends then."""
    chat.tamper(server := ScriptedServer(answers("Good.")))
    server.remembers = True
    chat.open("/c/shared/")
    wait_until(chat.page, lambda: server.resumed_from)
    silent = Chat(context.new_page())
    stuck = ScriptedServer()
    silent.tamper(stuck)
    silent.open("/c/shared/")
    wait_until(silent.page, lambda: stuck.resumed_from)
    stuck.pongs = False
    silent.say("From the silent tab")
    wait_until(silent.page, lambda: stuck.received)
    chat.say("Hello")
    expect(chat.waiting.locator(".text")).to_have_text(["From the silent tab", "Hello"])
    chat.page.get_by_role("button", name="New conversation").click()
    chat.page.go_back()
    expect(chat.waiting.locator(".text")).to_have_text(["From the silent tab", "Hello"])
    silent.page.close()
    expect(chat.answers).to_have_count(2)
    chat.say("And again")
    expect(chat.answers).to_have_count(3)


def test_offline_is_told_at_once(chat: Chat, context: BrowserContext) -> None:
    chat.tamper(server := ScriptedServer())
    chat.open()
    wait_until(chat.page, lambda: server.resumed_from)
    expect(chat.page.locator(".ghost")).to_have_count(0)
    context.set_offline(True)
    expect(chat.badge).to_have_text("Offline: what you write is sent later", timeout=2_000)
    context.set_offline(False)
    expect(chat.badge).to_be_empty()


def test_answer_lost_on_the_way_is_shown_once(chat: Chat) -> None:
    """The server believes that it was heard."""
    ids: list[str] = []
    routes: list[WebSocketRoute] = []

    def socket(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()
        routes.append(route)

        def to_server(text: str) -> None:
            ids.extend([json.loads(text)["id"]] if "content" in text else [])
            upstream.send(text)

        def to_page(text: str) -> None:
            if len(routes) == 1 and json.loads(text)["type"] == "bot_response":
                route.close(code=1001)
            else:
                route.send(text)

        route.on_message(to_server)
        upstream.on_message(to_page)

    chat.tamper(socket)
    chat.open().say("What can you do?")

    expect(chat.answers).to_have_count(1)
    chat.say("Set up a meeting")
    expect(chat.answers).to_have_count(2)
    assert len(ids) == len(set(ids)) == 2


def test_a_message_lost_on_the_way_is_sent_again_under_its_id(chat: Chat) -> None:
    ids: list[str] = []

    def socket(route: WebSocketRoute) -> None:
        upstream = route.connect_to_server()

        def to_server(text: str) -> None:
            if "content" in text:
                ids.append(json.loads(text)["id"])
                if len(ids) == 1:
                    route.close(code=1001)
                    return
            upstream.send(text)

        route.on_message(to_server)

    chat.tamper(socket)
    chat.open().say("What can you do?")

    expect(chat.answers).to_have_count(1)
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_what_was_missed_is_asked_for_by_number_until_all_of_it_came(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    last = answer("Later.", {"id": "later"})
    server.send(said("Said elsewhere", "later", seq=last["seq"] - 1), last)
    expect(chat.answers).to_have_count(2)

    missed = [said("Missed", "m"), answer("Also missed.", {"id": "m"}), question("Go on")]
    # the next connection tells something new, and breaks before it has told what was missed
    server.broken, server.missed = [said("New", "n"), answer("New too.", {"id": "n"})], missed
    server.sockets[-1].close(code=1001)

    expect(chat.answers).to_have_text(["Good.", "Later.", "Also missed.", "New too."])
    expect(chat.suggestion("Go on")).to_be_hidden()
    assert server.resumed_from == [0, last["seq"], last["seq"]]


def test_a_gap_is_filled_with_the_latest_part_of_the_history(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    messages = [said("Late", "m"), answer("Latest.", {"id": "m"})]
    server.missed = [system("history", gap=True, messages=messages)]
    server.sockets[-1].close(code=1001)
    expect(chat.log.locator(".text")).to_have_text(["Late", "Latest."])


def test_an_error_instead_of_what_was_missed_is_asked_again(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    server.missed = [error(error_code="STATE_PERSISTENCE_ERROR")]
    server.pongs = False
    chat.open().say("Hello")
    expect(chat.waiting.get_by_text("Not sent yet")).to_be_visible()
    server.missed, server.pongs = [], True
    expect(chat.answers).to_have_text(["Good."])


def test_a_message_in_work_before_a_reload_is_not_sent_again(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [processing(message)]))
    chat.open().say("Hello")
    expect(chat.stop).to_be_visible()
    [message] = server.received
    server.missed = [
        system("conversation_resumed", waiting_for_input=None, unanswered=[message["id"]]),
        processing(message),
    ]
    chat.page.reload()
    expect(chat.stop).to_be_visible()
    # its first words were before the reload: the rest alone would make no sense
    server.send(
        delta("od."), system("processing_step", step="chat", label="Saying it", reply_to=message["id"])
    )
    expect(chat.page.get_by_text("Saying it")).to_be_visible()
    expect(chat.streamed).to_be_empty()
    server.send(answer("Good.", message))
    expect(chat.log.locator(".text")).to_have_text(["Hello", "Good."])
    assert len(server.received) == 1


@pytest.mark.parametrize(("code", "reason"), [(4401, "not signed in"), (4403, "belongs to somebody else")])
def test_final_close_says_why_and_is_not_tried_again(chat: Chat, code: int, reason: str) -> None:
    sockets: list[WebSocketRoute] = []

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        route.close(code=code)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()

    expect(chat.page.get_by_role("alert")).to_contain_text(reason)
    chat.page.clock.run_for(MINUTE)
    expect(chat.badge).to_be_empty()
    assert len(sockets) == 1


def test_flooding_is_told_and_tried_again_after_a_rest(chat: Chat) -> None:
    chat.stop_the_clock()
    chat.tamper(server := ScriptedServer())
    chat.open()
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()
    server.sockets[0].close(code=4429)
    expect(chat.page.get_by_role("alert")).to_contain_text("Too many messages came at once")
    chat.page.clock.run_for(29_000)
    assert len(server.sockets) == 1
    for _ in range(32):
        chat.page.clock.run_for(1_000)
    expect(chat.page.get_by_role("alert")).to_be_empty()
    assert len(server.sockets) == 2


def test_lost_connection_backs_off_and_comes_back_at_once_with_the_network(chat: Chat) -> None:
    sockets: list[WebSocketRoute] = []
    working = ScriptedServer()
    down = True

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        if down:
            route.close(code=1013)
        else:
            working(route)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()
    expect(chat.badge).to_contain_text("The server is full")
    for _ in range(60):
        chat.page.clock.run_for(1_000)
    assert 6 <= len(sockets) <= 16

    down = False
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.badge).to_be_empty()


def test_a_lost_connection_is_told_as_soon_as_a_try_to_come_back_fails(chat: Chat) -> None:
    sockets: list[WebSocketRoute] = []
    working = ScriptedServer()
    down = False

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        if down:
            route.close(code=1006)
        else:
            working(route)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()
    for tries in (1, 2):
        wait_until(chat.page, lambda tries=tries: len(working.resumed_from) == tries)
        expect(chat.badge).to_be_empty()
        down = tries == 2
        working.sockets[-1].close(code=1001)
        expect(chat.badge).to_be_empty()
        chat.page.clock.run_for(1_000)
    expect(chat.badge).to_have_text("Reconnecting…")
    down = False
    chat.page.clock.run_for(2_000)
    expect(chat.badge).to_be_empty()


def test_what_was_begun_over_a_network_that_was_gone_is_begun_anew_over_the_next(chat: Chat) -> None:
    sockets: list[WebSocketRoute] = []
    working = ScriptedServer()
    silent = True

    def socket(route: WebSocketRoute) -> None:
        sockets.append(route)
        if not silent:
            working(route)

    chat.stop_the_clock()
    chat.tamper(socket)
    chat.open()
    wait_until(chat.page, lambda: len(sockets) == 1)
    silent = False
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    wait_until(chat.page, lambda: len(working.resumed_from) == 1)
    assert len(sockets) == 2


def test_a_connection_that_never_answers_is_told_after_a_while(chat: Chat) -> None:
    chat.stop_the_clock()
    chat.tamper(lambda route: None)
    chat.open()
    chat.page.clock.run_for(2_900)
    expect(chat.badge).to_be_empty()
    chat.page.clock.run_for(200)
    expect(chat.badge).to_have_text("Reconnecting…")


def test_a_dead_connection_is_found_and_replaced_within_25_seconds(chat: Chat) -> None:
    chat.stop_the_clock()
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open()
    chat.say("Hello")
    expect(chat.answers).to_have_count(1)
    server.dead = list(server.sockets)
    chat.page.clock.run_for(24_500)
    expect(chat.answers).to_have_count(1)
    chat.say("Still there?")
    expect(chat.answers).to_have_count(2)
    assert len(server.sockets) == 2


def test_what_was_written_in_a_conversation_that_was_left_is_sent_too(chat: Chat, server: Server) -> None:
    chat.open().ask_for_a_meeting()
    expect(chat.page.locator(".ghost")).to_have_count(0)
    first = chat.page.url
    try:
        server.kill()
        chat.say("Tomorrow")
        expect(chat.waiting.get_by_text("Not sent yet")).to_be_visible()
        chat.page.get_by_role("button", name="New conversation").click()
        expect(chat.mine).to_have_count(0)
    finally:
        server.start()
    outboxes = "Object.keys(localStorage).filter((key) => key.includes('outbox'))"
    taken = f"{outboxes}.every((key) => JSON.parse(localStorage[key]).every(({{ taken }}) => taken))"
    wait_until(chat.page, lambda: chat.page.evaluate(taken))

    chat.open(first)
    expect(chat.answers).to_have_count(2)
    expect(chat.mine).to_have_text(["Set up a meeting with ana@example.com", "Tomorrow"])
    expect(chat.waiting).to_be_hidden()


def test_after_a_sleep_a_dead_connection_is_replaced_at_once(chat: Chat) -> None:
    chat.stop_the_clock()
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    server.pongs = False
    chat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    for _ in range(5):
        chat.page.clock.run_for(1_000)
    wait_until(chat.page, lambda: len(server.sockets) == 2)


def test_a_failed_message_is_still_there_after_a_reload(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    server.missed = [said("Hello", "m"), error({"id": "m"}, message="Not answered.")]
    chat.open("/c/some-history/")
    expect(chat.log.get_by_text("Not answered.")).to_be_visible()
    chat.log.get_by_role("button", name="Retry").click()
    expect(chat.log.locator(".text")).to_have_text(["Hello", "Good."])
    assert [message["id"] for message in server.received] == ["m"]


def test_a_message_of_a_closed_tab_is_sent_by_the_other(chat: Chat, context: BrowserContext) -> None:
    def reply(message: Frame) -> list[Frame]:
        return [processing(message), answer("Good.", message)]

    chat.tamper(server := ScriptedServer(reply))
    chat.open()
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()
    dead = Chat(context.new_page())
    dead.tamper(lambda route: None)
    dead.open(chat.page.url).say("Hello")
    expect(chat.waiting.locator(".text")).to_have_text(["Hello"])
    dead.page.close()
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    expect(chat.answers).to_have_text(["Good."])
    assert len(server.received) == 1
