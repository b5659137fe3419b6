"""The chat page while a turn runs and when it goes wrong: streaming, steps, waiting messages, stop, retry."""

import pytest
from playwright.sync_api import expect

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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_answer_is_shown_as_it_comes_and_the_full_one_counts(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [processing(message)]))
    chat.open().say("Hello")
    expect(chat.stop).to_be_visible()
    [message] = server.received
    server.send(system("processing_step", step="chat", label="Thinking about it", reply_to=message["id"]))
    expect(chat.page.get_by_text("Thinking about it")).to_be_visible()

    server.send(delta("Goo"), delta("d mor"))
    expect(chat.streamed).to_have_text("Good mor")
    expect(chat.answers).to_have_count(0)
    server.send(answer("Good evening.", message))

    expect(chat.answers).to_have_text(["Good evening."])
    expect(chat.page.get_by_text("MeetingMuse is answering")).to_be_hidden()
    expect(chat.streamed).to_be_empty()


def test_an_answer_takes_the_place_of_its_stream_without_a_jump(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [processing(message), delta("Good\n• one\n• two")]))
    chat.open().say("Hello")
    expect(chat.streamed.locator("li")).to_have_count(2)
    streamed = chat.streamed.bounding_box()
    server.send(answer("Good\n• one\n• two", server.received[0]))
    expect(chat.answers).to_have_count(1)
    assert chat.answers.bounding_box() == streamed


def test_messages_said_during_a_turn_wait_in_order_below_it(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: []))
    chat.open().say("1")
    expect(chat.waiting.locator(".text")).to_have_text(["1"])
    wait_until(chat.page, lambda: server.received)
    server.send(processing(server.received[0]), delta("one"))
    expect(chat.streamed).to_have_text("one")
    chat.say("2")
    chat.say("3")

    expect(chat.waiting.locator(".text")).to_have_text(["2", "3"])
    expect(chat.waiting.get_by_text("Waiting for its turn").last).to_be_visible()
    wait_until(chat.page, lambda: len(server.received) == 3)
    for number, message in enumerate(list(server.received), 1):
        server.send(processing(message), answer(str(-number), message))

    expect(chat.log.locator(".text")).to_have_text(["1", "-1", "2", "-2", "3", "-3"])
    expect(chat.waiting).to_be_hidden()


@pytest.mark.parametrize("by", ["button", "escape"])
def test_a_running_turn_is_stopped(chat: Chat, by: str) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [processing(message)]))
    chat.open().say("Hello")
    expect(chat.stop).to_be_visible()
    chat.field.fill("next")
    expect(chat.stop).to_be_hidden()
    chat.field.fill("")
    if by == "button":
        chat.stop.click()
    else:
        chat.field.press("Escape")
    expect(chat.page.get_by_role("button", name="Stopping…")).to_be_disabled()
    server.send(system("cancelled", reply_to=server.received[0]["id"]))

    expect(chat.log.get_by_text("Stopped.")).to_be_visible()
    expect(chat.stop).to_be_hidden()
    assert server.cancelled == 1
    server.reply = answers("Good.")
    chat.log.get_by_role("button", name="Send again").click()
    expect(chat.answers).to_have_text(["Good."])
    assert len({message["id"] for message in server.received}) == 2


def test_a_failed_message_is_said_again_under_its_own_id(chat: Chat) -> None:
    def reply(message: Frame) -> list[Frame]:
        good = len(server.received) > 1
        return [processing(message), answer("Good.", message) if good else error(message)]

    chat.tamper(server := ScriptedServer(reply))
    chat.open().say("Hello")
    expect(chat.log.get_by_text("Something went wrong.")).to_be_visible()

    chat.page.get_by_role("button", name="Retry").click()

    expect(chat.answers).to_have_text(["Good."])
    expect(chat.mine).to_have_text(["Hello"])
    expect(chat.log.get_by_text("Something went wrong.")).to_be_hidden()
    assert len(server.received) == 2
    assert len({message["id"] for message in server.received}) == 1


def test_open_question_is_offered_again_after_an_error(chat: Chat) -> None:
    chat.tamper(
        server := ScriptedServer(
            lambda message: [processing(message), answer("When?", message), question("Now")]
        )
    )
    chat.open().say("Set up a meeting")
    expect(chat.suggestion("Now")).to_be_visible()
    server.reply = lambda message: [processing(message), error(message)]

    chat.suggestion("Now").click()

    expect(chat.page.get_by_role("button", name="Retry")).to_be_visible()
    expect(chat.suggestion("Now")).to_be_visible()


def test_invalid_message_says_what_is_wrong_and_offers_no_retry(chat: Chat) -> None:
    wrong = {"errors": [{"field": "content", "problem": "must not be this"}]}
    chat.tamper(ScriptedServer(lambda message: [error(retry_suggested=False, metadata=wrong)]))
    chat.open().say("Hello")

    refused = chat.page.get_by_text("This message could not be sent: content must not be this")
    expect(refused).to_be_visible()
    expect(chat.page.get_by_role("button", name="Retry")).to_be_hidden()
    chat.page.reload()
    expect(refused).to_be_visible()
    chat.waiting.locator(".trouble").get_by_role("button", name="Edit").click()
    expect(chat.field).to_have_value("Hello")
    expect(refused).to_be_hidden()


def test_time_zone_unknown_to_the_server_is_left_out(chat: Chat) -> None:
    wrong = error(metadata={"errors": [{"field": "timezone", "problem": "must be known"}]})
    good = answers("Good.")
    chat.tamper(ScriptedServer(lambda message: [wrong] if "timezone" in message else good(message)))
    chat.open().say("Hello")

    expect(chat.answers).to_have_text(["Good."])


@pytest.mark.parametrize("code", ["RATE_LIMITED", "CONVERSATION_BUSY", "SERVER_BUSY"])
def test_a_message_that_came_too_fast_is_sent_again_by_itself(chat: Chat, code: str) -> None:
    limited = error(error_code=code, metadata={"retry_after_seconds": 2})
    chat.stop_the_clock()
    chat.tamper(server := ScriptedServer(lambda message: [limited]))
    chat.open().say("1")
    chat.say("2")
    expect(chat.waiting.get_by_text("Is sent again in a moment").first).to_be_visible()
    server.reply = answers("Good.")
    chat.page.clock.run_for(1_900)
    assert len(server.received) == 1
    chat.page.clock.run_for(200)

    expect(chat.log.locator(".text")).to_have_text(["1", "Good.", "2", "Good."])
    assert [message["content"] for message in server.received] == ["1", "1", "2"]


def test_a_message_that_could_not_be_saved_is_tried_a_few_times(chat: Chat) -> None:
    chat.stop_the_clock()
    chat.tamper(
        server := ScriptedServer(
            lambda message: [error(error_code="STATE_PERSISTENCE_ERROR", message="Not saved.")]
        )
    )
    chat.open().say("Hello")
    for tries in range(1, 5):
        wait_until(chat.page, lambda tries=tries: len(server.received) == tries)
        expect(chat.waiting.get_by_text("Is sent again in a moment")).to_be_visible()
        chat.page.clock.run_for(1_100 * 2 ** (tries - 1))
    expect(chat.waiting.get_by_text("Not saved.")).to_be_visible()
    server.reply = answers("Good.")
    chat.waiting.get_by_role("button", name="Retry").click()

    expect(chat.log.locator(".text")).to_have_text(["Hello", "Good."])
    assert len({message["id"] for message in server.received}) == 1


def test_what_the_calendar_tells_by_itself_is_a_line(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(answers("Good.")))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    notice = {"choices": [], "notice": {"kind": "reminder", "summary": "Call Ana"}}
    told = frame(
        type="bot_response", content="Now: call Ana", session_id="c", message_id="notice-1", metadata=notice
    )
    server.send(told, told)
    expect(chat.answers).to_have_text(["Good.", "Now: call Ana"])


def test_frames_that_come_twice_are_shown_once(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer())
    chat.open().say("Hello")
    wait_until(chat.page, lambda: server.received)
    frames = [said("Hello", server.received[0]["id"]), answer("Good.", server.received[0])]
    server.send(*frames, *frames)
    other = {"id": "other"}
    frames = [said("From elsewhere", "other"), processing(other), answer("Yes.", other)]
    server.send(*frames, *frames)

    expect(chat.log.locator(".text")).to_have_text(["Hello", "Good.", "From elsewhere", "Yes."])
    expect(chat.waiting).to_be_hidden()
