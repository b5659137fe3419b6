"""Stories told the way people talk: short, sloppy, with the context taken for granted."""

from collections.abc import Callable

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    "day", ["thursday works", "Thursday", "let's take the Thursday", "the 12th", "the fourth one"]
)
async def test_a_day_is_meant_among_those_offered(connect: Connect, day: str) -> None:
    client = await connect()
    await client.say("set up a meeting with Priya and Tom next week about the budget for 30 minutes")
    assert client.waiting["suggestions"][0] == "Monday, March 9"
    await client.say(day)
    assert client.waiting["prompt"] == "At what time?"
    assert when(await client.say("2 pm")) == "Thursday, March 12, 2:00 PM, 30 minutes (UTC)"


async def test_a_part_of_the_day_is_kept_while_the_day_is_asked_for(connect: Connect) -> None:
    client = await connect()
    await client.say("set up a meeting with Priya next week about the budget for 30 minutes")
    await client.say("afternoon")
    assert client.waiting["prompt"] == "Which day do you mean?"
    await client.say("thursday works")
    assert client.waiting["suggestions"] == ["1:00 PM", "2:00 PM", "3:00 PM", "4:00 PM"]
    assert when(await client.say("2:30 works")) == "Thursday, March 12, 2:30 PM, 30 minutes (UTC)"


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("lunch with Sam tomorrow at 12:30 for an hour", "12:30 PM"),
        ("lunch with Sam tomorrow at 1 for an hour", "1:00 PM"),
        ("dinner with Sam tomorrow at 7 for two hours", "7:00 PM"),
        ("breakfast with Sam tomorrow at 8 for 30 minutes", "8:00 AM"),
        ("a call with Sam tomorrow at 12:15 for 30 minutes", "12:15 PM"),
        ("drinks with Sam tomorrow at 8 for an hour", "8:00 PM"),
    ],
)
async def test_what_it_is_tells_the_half_of_the_day(connect: Connect, words: str, clock: str) -> None:
    client = await connect()
    assert f", {clock}, " in when(await client.say(f"book {words}"))


@pytest.mark.parametrize(
    ("first", "correction", "clock"),
    [
        ("9am", "can you push it to 10", "10:00 AM"),
        ("8pm", "no, make it 9", "9:00 PM"),
        ("11am", "actually make it 1", "1:00 PM"),
        ("2pm", "3:30 would be better", "3:30 PM"),
    ],
)
async def test_a_corrected_hour_stays_near_the_one_it_corrects(
    connect: Connect, first: str, correction: str, clock: str
) -> None:
    client = await connect()
    await client.say(f"book a call with Sam tomorrow at {first} for 30 minutes")
    assert f", {clock}, " in when(await client.say(correction))


async def test_an_hour_far_from_the_one_it_corrects_is_asked_about(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Sam tomorrow at 10am for 30 minutes")
    await client.say("make it 4")
    assert sorted(client.waiting["suggestions"]) == ["4:00 AM", "4:00 PM"]


async def test_just_me_is_read_inside_a_request(connect: Connect) -> None:
    client = await connect()
    card = await client.say("book a dentist appointment on March 12 at 8:30am, 1 hour, just me")
    assert who(card) == "just you"
    assert when(card) == "Thursday, March 12, 8:30 AM, 1 hour (UTC)"


async def test_yes_to_the_only_answer_offered_takes_it(connect: Connect, at: Callable[[str], None]) -> None:
    at("2026-03-04T18:30+00:00")
    client = await connect()
    await client.say("book a call with Ana today for 30 minutes")
    assert client.waiting["suggestions"] == ["8:00 PM"]
    assert when(await client.say("yep")) == "Wednesday, March 4, 8:00 PM, 30 minutes (UTC)"


async def test_yes_to_a_choice_is_asked_which(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana tomorrow at 7 for 30 minutes")
    question = client.waiting["prompt"]
    assert await client.say("yes") == f"One of these, please: 7:00 AM or 7:00 PM.\n\n{question}"
    assert ", 7:00 PM, " in when(await client.say("the evening"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("am I busy tomorrow afternoon?", "No, "),
        ("am I free tomorrow afternoon?", "Yes, "),
        ("do I have time on Friday at 3pm?", "Yes, "),
    ],
)
async def test_yes_and_no_fit_the_question(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    assert (await client.say(question)).startswith(answer)


@pytest.mark.parametrize("busy", ["am I busy tomorrow at 3pm?", "is there anything tomorrow at 3pm?"])
async def test_yes_fits_a_question_about_being_busy(connect: Connect, busy: str) -> None:
    client = await connect()
    await book(client, "schedule a call with Ana tomorrow at 3pm for 1 hour")
    assert "Call" in await client.say(busy)
    assert not (await client.say(busy)).startswith("No, you")


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ("remove Mark", "Who: Eve"),
        ("add Dana", "Who: Eve, Mark and Dana"),
        ("also invite Dana", "Who: Eve, Mark and Dana"),
        ("rename it to Strategy workshop", "Strategy workshop"),
        ("change the title to Strategy workshop", "Strategy workshop"),
        ("change the location to Room 5", "Where: Room 5"),
        ("make it 2 hours", "When: Thursday, March 12, 9:00 AM, 2 hours (UTC)"),
        ("move it to 10", "When: Thursday, March 12, 10:00 AM, 3 hours (UTC)"),
        (
            "make the workshop 30 minutes longer",
            "When: Thursday, March 12, 9:00 AM, 3 hours 30 minutes (UTC)",
        ),
        ("also invite Dana to the workshop", "Who: Eve, Mark and Dana"),
        ("push the workshop back by an hour", "When: Thursday, March 12, 10:00 AM, 3 hours (UTC)"),
    ],
)
async def test_what_was_just_booked_is_changed_in_few_words(connect: Connect, wish: str, line: str) -> None:
    client = await connect()
    await book(client, "plan a workshop from 9am to 12pm on March 12 in Room 4.12 with Eve and Mark")
    card = await client.say(wish)
    assert line in card.splitlines()
    assert client.waiting["next_step"] == "confirm"
    assert (await client.say("yes")).startswith("Done, it is changed.")


async def test_another_wish_at_the_question_when(connect: Connect) -> None:
    client = await connect()
    await book(client, "plan a workshop from 9am to 12pm on March 12 in Room 4.12 with Eve and Mark")
    await client.say("I need to change the workshop")
    assert "Where: Room 5" in (await client.say("change the location to Room 5")).splitlines()


async def test_cancelling_at_the_card_of_a_change_cancels_the_meeting(connect: Connect) -> None:
    client = await connect()
    await book(client, "plan a workshop from 9am to 12pm on March 12 in Room 4.12 with Eve and Mark")
    await client.say("move the workshop to March 13")
    card = await client.say("cancel the workshop")
    assert card.endswith("Shall I cancel it?")


@pytest.mark.parametrize(
    "words",
    [
        "cancel the call",
        "cancel call",
        "cancel my call",
        "delete the call",
        "scrap the call with Al",
        "forget the call",
    ],
)
async def test_cancelling_what_is_in_the_making_drops_it(connect: Connect, rows, words: str) -> None:
    client = await connect()
    await client.say("book a call with Al tomorrow at 10am for 30 minutes")
    assert await client.say(words) == "All right, I've dropped it. Nothing was booked."
    await client.say("yes")
    assert await rows("SELECT summary FROM scheduling_meeting") == []


async def test_cancelling_another_meeting_in_the_middle_is_seen_to(connect: Connect) -> None:
    client = await connect()
    await book(client, "book a call with Al tomorrow at 10am for 30 minutes")
    await client.say("book lunch with Sam tomorrow at noon for 1 hour")
    assert (await client.say("cancel the call")).endswith("Shall I cancel it?")
    answer = await client.say("yes")
    assert answer.startswith("Cancelled")
    assert "Back to “Lunch”" in answer


@pytest.mark.parametrize(
    ("words", "time"),
    [
        (
            "sync w/ Priya & Tom on Thu 3-3:30pm re: Q4 roadmap?",
            "Thursday, March 5, 3:00 PM, 30 minutes (UTC)",
        ),
        ("book Q3 planning with Al on Friday at 3pm for 1 hour", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
    ],
)
async def test_a_quarter_is_what_it_is_about_and_not_when(connect: Connect, words: str, time: str) -> None:
    client = await connect()
    assert when(await client.say(words)) == time


async def test_a_question_is_no_title(connect: Connect) -> None:
    client = await connect()
    await client.say("set up a meeting")
    assert (await client.say("list my meetings")).endswith("What is the meeting about?")
    assert (await client.say("what do i have?")).endswith("What is the meeting about?")


async def test_the_one_is_no_hour(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Al tomorrow at 3pm for 30 minutes")
    assert await client.say("the one next week") == "Which day do you mean?"
    assert ", 3:00 PM, " in when(await client.say("Monday"))


async def test_a_slip_is_corrected_to_another_request(connect: Connect) -> None:
    client = await connect()
    await book(client, "schedule a call with Lee tomorrow at 10am for 30 minutes")
    await client.say("I'm running late")
    assert (await client.say("sorry I meant cancel the call with Lee")).endswith("Shall I cancel it?")


@pytest.mark.parametrize(
    "yes", ["👍", "Yep!", "sounds good", "perfect, book it", "yes pls", "sure thing", "ok go", "do it"]
)
async def test_people_agree_in_many_ways(connect: Connect, yes: str) -> None:
    client = await connect()
    await client.say("schedule a call with Lee tomorrow at 10am for 30 minutes")
    assert (await client.say(yes)).startswith("Booked.")


async def test_a_length_of_nothing_is_said_to_be_none(connect: Connect) -> None:
    client = await connect()
    answer = await client.say("book a call with Ana for 0 minutes tomorrow at 4pm")
    assert answer.startswith("A meeting takes more than no time")
    assert client.waiting["prompt"] == "How long should it be?"


@pytest.mark.parametrize(
    "wish",
    [
        "I need to see a doctor tomorrow at 10am",
        "gotta meet Lee tomorrow 10am",
        "can I grab coffee with Lee tmrw 10am",
    ],
)
async def test_a_wish_for_an_hour_begins_a_meeting(connect: Connect, wish: str) -> None:
    client = await connect()
    await client.say(wish)
    assert client.waiting["next_step"] == "collect"
    assert client.waiting["prompt"] in ("How long should it be?", "What is the meeting about?")
