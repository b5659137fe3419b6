"""Stories of booking a meeting, told through frames only."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import Connect

pytestmark = pytest.mark.usefixtures("wednesday")

TOMORROW = date(2026, 3, 5)
MEETINGS = "SELECT summary, starts, ends, timezone, location FROM scheduling_meeting ORDER BY id"


async def test_book_in_one_sentence(connect: Connect, rows) -> None:
    client = await connect()
    card = await client.say(
        "set up a design review with ana@example.com tomorrow at 3pm for 45 minutes", timezone="Europe/Berlin"
    )
    assert "design review" in card.lower()
    assert f"{TOMORROW:%A, %B} {TOMORROW.day}" in card
    assert "3:00 PM" in card
    assert "(Europe/Berlin)" in card
    assert client.waiting["next_step"] == "confirm"
    assert await rows(MEETINGS) == []

    answer = await client.say("yes")

    assert answer.startswith("Booked.")
    [(summary, starts, ends, zone, location)] = await rows(MEETINGS)
    assert summary.lower() == "design review"
    assert ends - starts == timedelta(minutes=45)
    assert (zone, location) == ("Europe/Berlin", "")
    assert await rows("SELECT email FROM scheduling_attendee") == [("ana@example.com",)]


async def test_book_answer_by_answer(connect: Connect, rows) -> None:
    client = await connect()
    assert "meeting" in await client.say("Hello")
    assert client.waiting is None

    await client.say("I need to schedule a meeting")
    answers = {
        "What is the meeting about?": "Budget review",
        "On which day?": "tomorrow",
        "At what time?": "11:00 AM",
        "How long should it be?": "1 hour",
        "Who should be there?": "Bob and priya@example.com",
    }
    asked = []
    while client.waiting["next_step"] == "collect":
        asked.append(client.waiting["prompt"])
        assert client.waiting["suggestions"]
        await client.say(answers[client.waiting["prompt"]])
    answer = await client.say("yes, please go ahead")

    assert asked == list(answers)
    assert answer.startswith("Booked.")
    [(summary, starts, ends, zone, _)] = await rows(MEETINGS)
    assert (summary, zone) == ("Budget review", "UTC")
    assert starts == datetime(TOMORROW.year, TOMORROW.month, TOMORROW.day, 11, tzinfo=UTC)
    assert ends - starts == timedelta(hours=1)
    people = await rows("SELECT name, email FROM scheduling_attendee ORDER BY id")
    assert people == [("Bob", ""), ("", "priya@example.com")]


async def test_suggestions_are_understood_when_sent_as_they_are(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("set up a meeting")
    while client.waiting and client.waiting["next_step"] == "collect":
        await client.say(client.waiting["suggestions"][0])
    answer = await client.say(client.waiting["suggestions"][0])

    assert answer.startswith("Booked.")
    [(summary, starts, ends, _, _)] = await rows(MEETINGS)
    assert summary == "Team meeting"
    assert starts == datetime(TOMORROW.year, TOMORROW.month, TOMORROW.day, 9, tzinfo=UTC)
    assert ends - starts == timedelta(minutes=30)


async def test_correct_the_time_twice(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a planning call with Tom tomorrow at 2pm for one hour")
    first = await client.say("actually make it 3pm")
    second = await client.say("sorry, make that 4:30 pm instead")
    await client.say("yes")

    assert "3:00 PM" in first
    assert "4:30 PM" in second
    [(_, starts, ends, _, _)] = await rows(MEETINGS)
    assert starts == datetime(TOMORROW.year, TOMORROW.month, TOMORROW.day, 16, 30, tzinfo=UTC)
    assert ends - starts == timedelta(hours=1)


async def test_never_mind_drops_it_and_books_nothing(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule lunch with Sam tomorrow at noon")
    answer = await client.say("never mind")

    assert answer == "All right, I've dropped it. Nothing was booked."
    assert client.waiting is None
    assert await rows(MEETINGS) == []
    await client.say("book a meeting")
    assert client.waiting["prompt"] == "What is the meeting about?"


async def test_no_at_the_confirmation_asks_what_to_change(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a planning call with Tom tomorrow at 2pm for one hour")
    answer = await client.say("no")
    assert answer == "What should I change?"
    await client.say("the time")
    assert client.waiting["prompt"] == "At what time?"
    card = await client.say("10 am")
    assert "10:00 AM" in card
    await client.say("yes")
    [(_, starts, _, _, _)] = await rows(MEETINGS)
    assert starts.hour == 10


async def test_a_taken_time_is_explained_with_free_ones(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a planning call with Tom tomorrow at 2pm for one hour")
    await client.say("yes")
    answer = await client.say("set up a design review with Ana tomorrow at 2:30pm for 30 minutes")

    assert "Planning call" in answer
    assert client.waiting["next_step"] == "collect"
    [first, second, _] = client.waiting["suggestions"]
    assert "at 1:30 PM" in first
    assert "at 3:00 PM" in second
    card = await client.say(second)
    assert "3:00 PM" in card
    assert (await client.say("yes")).startswith("Booked.")
    assert len(await rows(MEETINGS)) == 2


async def test_chit_chat_in_the_middle_fills_no_slot(connect: Connect) -> None:
    client = await connect()
    await client.say("I need to schedule a meeting")
    question = client.waiting["prompt"]
    answer = await client.say("thanks a lot!")
    assert answer.endswith(question)
    assert client.waiting["prompt"] == question
    await client.say("Budget review")
    assert client.waiting["prompt"] == "On which day?"


async def test_a_past_time_is_not_booked(connect: Connect, rows) -> None:
    client = await connect()
    answer = await client.say("schedule a planning call with Tom yesterday at 2pm for one hour")
    assert "in the past" in answer
    assert client.waiting["prompt"] == "On which day?"
    assert await rows(MEETINGS) == []


async def test_an_ambiguous_day_is_asked_about_and_not_forgotten(connect: Connect) -> None:
    client = await connect()
    await client.say("set up a design review with ana@example.com next Friday for 45 minutes")
    both = client.waiting["suggestions"]
    assert len(both) == 2 and all(label.startswith("Friday, ") for label in both)
    await client.say("3 pm")
    assert client.waiting["suggestions"] == both
    card = await client.say("the second one")
    assert f"When: {both[1]}, 3:00 PM, 45 minutes" in card


async def test_a_bare_hour_is_asked_about_with_both_readings(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana tomorrow at 7 for 30 minutes")
    assert sorted(client.waiting["suggestions"]) == ["7:00 AM", "7:00 PM"]
    assert ", 7:00 AM, 30 minutes" in await client.say("7:00 AM")


async def test_where_the_conversation_stands_is_told_on_request(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana tomorrow at 3pm in room 12")
    answer = await client.say("what do you have so far?")
    assert answer.startswith("So far I have this:\nCall\nWhen: ")
    assert answer.endswith("\nWho: Ana\nWhere: room 12\n\nHow long should it be?")
