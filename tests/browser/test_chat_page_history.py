"""The chat page with a long history: pages while scrolling, a bounded page, dates, and the way back to the end."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat import (
    Chat,
    ScriptedHistory,
    ScriptedServer,
    answer,
    answers,
    processing,
    said,
    wait_until,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TOP = "document.querySelector('#scroller').scrollTop = 0"


@pytest.fixture
def long_history(chat: Chat) -> ScriptedHistory:
    """A conversation of a thousand exchanges, opened at its end."""
    history = ScriptedHistory(chat.page, 1_000)
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open("/c/long-history/")
    expect(chat.answers.last).to_have_text("Answer 1000")
    return history


def test_the_newest_page_comes_first_and_the_connection_goes_on_from_there(chat: Chat) -> None:
    ScriptedHistory(chat.page, 30)
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open("/c/some-history/")

    expect(chat.answers).to_have_count(30)
    expect(chat.answers.last).to_be_in_viewport()
    expect(chat.page.locator("#skeleton")).to_be_hidden()
    assert server.resumed_from == [10 * 30 + 1]


def test_a_history_that_could_not_be_fetched_is_fetched_with_the_connection(chat: Chat) -> None:
    ScriptedHistory(chat.page, 120)
    failures = iter([True])
    chat.page.route(
        "**/messages/", lambda route: route.abort() if next(failures, False) else route.fallback()
    )
    chat.tamper(ScriptedServer(answers("Good.")))
    chat.open("/c/some-history/")
    expect(chat.answers.last).to_have_text("Answer 120")


def test_a_history_that_comes_too_late_changes_nothing(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/messages/", lambda route: held.append(route))
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open("/c/some-history/")
    expect(chat.page.locator("#skeleton")).to_be_visible()
    chat.page.get_by_role("button", name="New conversation").click()
    chat.say("Hello")
    expect(chat.answers).to_have_text(["Good."])

    with chat.page.expect_response("**/messages/"):
        held[0].fulfill(json={"messages": [said("Late", "late")], "before": None})
    chat.page.evaluate("new Promise(requestAnimationFrame)")
    server.sockets[-1].close(code=1001)
    wait_until(chat.page, lambda: len(server.resumed_from) == 2)
    assert server.resumed_from[1] > 0
    expect(chat.log.locator(".text")).to_have_text(["Hello", "Good."])


def test_skeletons_stand_where_messages_will_be(chat: Chat) -> None:
    held: list[Route] = []
    chat.page.route("**/messages/", lambda route: held.append(route))
    chat.tamper(ScriptedServer())
    chat.open("/c/some-history/")
    expect(chat.page.locator("#skeleton")).to_be_visible()
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_hidden()
    held[0].fulfill(json={"messages": [], "before": None})
    expect(chat.page.locator("#skeleton")).to_be_hidden()
    expect(chat.page.get_by_role("heading", name="What shall we schedule?")).to_be_visible()


def test_older_pages_come_when_scrolling_up_without_a_jump(chat: Chat, long_history: ScriptedHistory) -> None:
    assert len(long_history.asked) == 1
    mark = chat.log.get_by_text("Answer 955", exact=True)
    mark.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    before = mark.bounding_box()

    expect(chat.log.get_by_text("Answer 940", exact=True)).to_have_count(1)
    assert mark.bounding_box() == before
    assert len(long_history.asked) == 2


def test_the_page_holds_a_window_of_a_long_history_and_leads_back_to_the_end(
    chat: Chat, long_history: ScriptedHistory
) -> None:
    oldest = chat.log.get_by_text("Question 1", exact=True)
    while not oldest.count():
        asked = len(long_history.asked)
        first = chat.log.locator(".turn").first.get_attribute("data-id")
        chat.page.evaluate(TOP)
        expect(chat.log.locator(".turn").first).not_to_have_attribute("data-id", str(first))
        assert chat.log.locator(".line").count() <= 200
        assert len(long_history.asked) <= asked + 2
    expect(chat.page.locator("#skeleton")).to_be_hidden()

    chat.page.get_by_role("button", name="Jump to the latest").click()
    expect(chat.answers.last).to_have_text("Answer 1000")
    expect(chat.answers.last).to_be_in_viewport()
    expect(chat.page.get_by_role("button", name="Jump to the latest")).to_be_hidden()
    assert chat.log.locator(".line").count() <= 200


def test_scrolling_down_again_comes_to_the_end(chat: Chat, long_history: ScriptedHistory) -> None:
    for _ in range(12):
        first = chat.log.locator(".turn").first.get_attribute("data-id")
        chat.page.evaluate(TOP)
        expect(chat.log.locator(".turn").first).not_to_have_attribute("data-id", str(first))
    last = chat.log.get_by_text("Answer 1000", exact=True)
    expect(last).to_have_count(0)
    while not last.count():
        end = chat.log.locator(".turn").last.get_attribute("data-id")
        chat.log.locator(".turn").last.scroll_into_view_if_needed()
        expect(chat.log.locator(".turn").last).not_to_have_attribute("data-id", str(end))
    numbers = chat.answers.all_inner_texts()
    assert numbers == [f"Answer {number}" for number in range(1001 - len(numbers), 1001)]


def test_many_turns_leave_a_bounded_page_and_what_fell_out_is_fetched_again(chat: Chat) -> None:
    history = ScriptedHistory(chat.page, 400)
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open("/c/long-history/")
    expect(chat.answers.last).to_have_text("Answer 400")
    history.exchanges = 600
    for number in range(401, 601):
        at = 10 * number
        message = {"id": f"m{number}"}
        server.send(
            said(f"Question {number}", f"m{number}", seq=at),
            answer(f"Answer {number}", message, seq=at + 1),
        )
    expect(chat.answers.last).to_have_text("Answer 600")
    expect(chat.log.locator(".turn")).to_have_count(100)

    while not chat.log.get_by_text("Answer 420", exact=True).count():
        chat.page.evaluate(TOP)
        chat.page.evaluate("new Promise(requestAnimationFrame)")
    numbers = [int(text.split()[1]) for text in chat.answers.all_inner_texts()]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def test_a_reader_of_older_messages_is_left_where_they_are(chat: Chat, long_history: ScriptedHistory) -> None:
    mark = chat.log.get_by_text("Answer 980", exact=True)
    mark.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    jump = chat.page.get_by_role("button", name="Jump to the latest")
    expect(jump).to_be_visible()
    before = mark.bounding_box()
    chat.field.fill("Hello")
    server_says = chat.page.evaluate("document.querySelector('#scroller').scrollTop")
    chat.page.evaluate("dispatchEvent(new Event('online'))")
    assert chat.page.evaluate("document.querySelector('#scroller').scrollTop") == server_says
    assert mark.bounding_box() == before
    jump.press("Enter")
    expect(chat.answers.last).to_be_in_viewport()
    expect(chat.page.get_by_role("main")).to_be_focused()


def test_the_end_key_leads_to_the_end_of_all(chat: Chat, long_history: ScriptedHistory) -> None:
    last = chat.log.get_by_text("Answer 1000", exact=True)
    while last.count():
        first = chat.log.locator(".turn").first.get_attribute("data-id")
        chat.page.evaluate(TOP)
        expect(chat.log.locator(".turn").first).not_to_have_attribute("data-id", str(first))
    chat.page.get_by_role("main").press("End")
    expect(last).to_be_in_viewport()


def test_what_comes_while_older_messages_are_read_is_told(chat: Chat) -> None:
    ScriptedHistory(chat.page, 40)
    chat.tamper(server := ScriptedServer())
    chat.open("/c/long-history/")
    expect(chat.answers).to_have_count(40)
    chat.page.evaluate(TOP)
    expect(chat.page.get_by_role("button", name="Jump to the latest")).to_be_visible()
    wait_until(chat.page, lambda: server.resumed_from)
    server.send(said("New", "new"), answer("New too.", {"id": "new"}))
    chat.page.get_by_role("button", name="Something new has come").click()
    expect(chat.answers.last).to_have_text("New too.")
    expect(chat.answers.last).to_be_in_viewport()


def test_days_are_told_apart_and_times_have_their_date(chat: Chat) -> None:
    chat.page.clock.set_fixed_time("2026-11-24T12:00:00Z")
    chat.tamper(server := ScriptedServer(lambda message: [processing(message), answer("Good.", message)]))
    server.missed = [
        said("1", "a", timestamp="2025-11-20T10:00:00Z"),
        answer("one", {"id": "a"}, timestamp="2025-11-20T10:00:00Z"),
        said("2", "b", timestamp="2026-11-20T10:00:00Z"),
        answer("two", {"id": "b"}, timestamp="2026-11-20T10:00:00Z"),
        # 23:30 UTC is the next day in Berlin
        said("3", "c", timestamp="2026-11-22T23:30:00Z"),
        answer("three", {"id": "c"}, timestamp="2026-11-22T23:30:00Z"),
        said("4", "d", timestamp="2026-11-24T10:00:00Z"),
        answer("four", {"id": "d"}, timestamp="2026-11-24T10:00:00Z"),
        said("5", "e", timestamp="2026-11-24T11:00:00Z"),
        answer("five", {"id": "e"}, timestamp="2026-11-24T11:00:00Z"),
    ]
    chat.open("/c/some-history/")
    days = chat.log.locator(".day:visible")
    expect(days).to_have_text(["November 20, 2025", "Friday, November 20", "Yesterday", "Today"])
    clock = chat.log.locator(".muse time").nth(2)
    expect(clock).to_have_text("12:30 AM")
    expect(clock).to_have_attribute("title", "Monday, November 23, 2026 at 12:30:00 AM GMT+1")


def test_lines_of_one_side_that_follow_each_other_stand_together(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer())
    server.missed = [answer(str(number), {"id": f"n{number}"}) for number in range(3)]
    chat.open("/c/some-history/")
    expect(chat.log.locator(".turn.together")).to_have_count(2)


def test_what_comes_last_stays_in_view(chat: Chat) -> None:
    chat.tamper(ScriptedServer(answers("line\n" * 12)))
    chat.open()
    for number in range(1, 4):
        chat.say("Hello")
        expect(chat.answers).to_have_count(number)
        expect(chat.log.get_by_role("button", name="Copy").last).to_be_in_viewport(ratio=1)
