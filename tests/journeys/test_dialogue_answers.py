"""Stories of small questions and of how answers about the calendar are worded: what was asked is what is answered."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, LUNCH, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "book a call with ana@example.com on monday at 3pm for 1 hour"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "when do I meet Ana?",
            "“Call” with ana@example.com is on Monday, March 9, 3:00 PM to 4:00 PM (UTC).",
        ),
        (
            "where is the call with ana?",
            "“Call” with ana@example.com on Monday, March 9 at 3:00 PM (UTC) has no place yet.",
        ),
        (
            "how long is the call with ana?",
            "“Call” with ana@example.com on Monday, March 9 takes 1 hour: 3:00 PM to 4:00 PM (UTC).",
        ),
        (
            "who is in the call with ana?",
            "“Call” on Monday, March 9 at 3:00 PM (UTC) is with ana@example.com.",
        ),
        ("what's on the 32nd of march", "There is no 32 March: that month has 31 days."),
        ("am I free on february 30?", "There is no 30 February: that month has 28 days."),
        (
            "how busy am I tomorrow?",
            "You are free tomorrow, Thursday, March 5: nothing is booked (UTC).",
        ),
        ("what day is it today?", "It is Wednesday, March 4, 9:00 AM (UTC)."),
        ("are you a human?", "I'm a program that looks after your meetings; no person reads along."),
    ],
)
async def test_what_was_asked_is_answered(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    await book(client, CALL)
    assert await client.say(question) == answer


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("how do i cancel a meeting?", "cancel"),
        ("who's free?", "Name them"),
        ("are you sure?", "read from it"),
        ("how are you?", "thank"),
        ("what timezone are you using?", "UTC"),
    ],
)
async def test_small_questions_touch_nothing(connect: Connect, question: str, part: str) -> None:
    client = await connect()
    await book(client, CALL)
    for _ in range(2):
        answer = await client.say(question)
        assert part in answer
    assert client.waiting is None


async def test_the_same_question_of_another_day(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, CALL)
    await client.say("what do I have today?")
    assert "Lunch" in await client.say("what about tomorrow?")
    assert "Call" in await client.say("and on monday?")
    await client.say("am I free on friday?")
    assert (await client.say("and on monday?")).startswith(
        "Not all of it: on Monday, March 9 you have “Call”"
    )


async def test_whether_it_is_booked(connect: Connect) -> None:
    client = await connect()
    assert await client.say("did you book it?") == "No: nothing was booked just now."
    await client.say(BUDGET)
    assert (await client.say("did you book it?")).startswith("Nothing is written yet of “Budget review”")
    await client.say("yes")
    assert await client.say("did you book it?") == (
        "Yes: “Budget review” is on Thursday, March 5 at 3:00 PM for 1 hour with Bob."
    )


async def test_a_yes_to_nothing_is_told_so(connect: Connect) -> None:
    client = await connect()
    assert "nothing open" in await client.say("yes")
    assert await client.say("never mind") == "All right. There is nothing open that I could drop."


async def test_one_person_in_the_place_of_another_after_booking(connect: Connect) -> None:
    client = await connect()
    await book(client, "book a call with Ana on monday at 3pm for 1 hour")
    assert who(await client.say("not Ana, Anna")) == "Anna"


async def test_a_clash_tells_with_whom_and_when_and_asks_what_suits(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH)
    answer = await client.say("set up a review with Bob tomorrow at 12:30pm for 1 hour")
    assert answer == (
        "You already have “Lunch” with Sam at that time, from 12:00 PM to 1:00 PM.\n\nWhich of these would suit?"
    )
    assert await client.say("no") == "At what time?"


async def test_meals_are_suggested_at_their_hours_and_nothing_that_is_over(connect: Connect, at) -> None:
    client = await connect()
    await client.say("schedule lunch with Jo on friday for 1 hour")
    assert client.waiting["suggestions"] == ["11:30 AM", "12:00 PM", "1:00 PM"]
    await client.say("never mind")
    await client.say("schedule dinner with Jo on friday for 1 hour")
    assert client.waiting["suggestions"] == ["6:00 PM", "7:00 PM", "8:00 PM"]
    await client.say("never mind")
    at("2026-03-04T15:00+00:00")
    await client.say("schedule a call with Jo today for 1 hour")
    assert client.waiting["suggestions"] == ["4:00 PM", "6:00 PM", "8:00 PM"]


async def test_what_is_over_is_said_before_more_is_asked(connect: Connect) -> None:
    client = await connect()
    assert (
        await client.say("meeting with Jill today at 8am") == "That time has already passed.\n\nAt what time?"
    )
    assert client.waiting["suggestions"] == ["11:00 AM", "2:00 PM", "4:00 PM"]


async def test_what_is_over_late_in_the_evening_is_offered_on_other_days(connect: Connect, at) -> None:
    at("2026-03-06T22:40+00:00")
    client = await connect()
    assert (await client.say("book a sync with Zoe today at 2pm for 1 hour")) == (
        "That time has already passed.\n\nWhich of these would suit?"
    )
    assert client.waiting["suggestions"] == ["Saturday, March 7 at 2:00 PM", "Friday, March 13 at 2:00 PM"]
    assert when(await client.say("the first one")) == "Saturday, March 7, 2:00 PM, 1 hour (UTC)"


@pytest.mark.parametrize("told", [["on friday at 2 pm"], ["on friday", "at 2pm"]])
async def test_a_weekday_whose_hour_is_over_today_is_the_next_one(
    connect: Connect, at, told: list[str]
) -> None:
    at("2026-03-06T13:59+00:00")
    client = await connect()
    await client.say("book a sync with Zoe for 1 hour on friday at 2 pm")
    assert client.waiting["suggestions"] == ["Friday, March 13", "Friday, March 6"]
    await client.say("never mind")
    at("2026-03-06T14:01+00:00")
    first, *others = told
    answer = await client.say(f"book a sync with Zoe for 1 hour {first}")
    for words in others:
        answer = await client.say(words)
    assert when(answer) == "Friday, March 13, 2:00 PM, 1 hour (UTC)"


async def test_an_end_before_the_start_is_asked_about(connect: Connect) -> None:
    client = await connect()
    answer = await client.say("Meeting with Sue tomorrow 3pm to 2pm")
    assert answer == "From 3:00 PM to 2:00 PM ends before it starts.\n\nHow long should it be?"
    assert when(await client.say("1 hour")) == "Thursday, March 5, 3:00 PM, 1 hour (UTC)"


@pytest.mark.parametrize(
    ("said", "clock"),
    [("at 9:30", "9:30 AM"), ("at 11", "11:00 AM")],
)
async def test_work_is_not_held_late_in_the_evening(connect: Connect, said: str, clock: str) -> None:
    client = await connect()
    card = await client.say(f"set up a team standup with Jo tomorrow {said} for 15 minutes")
    assert when(card) == f"Thursday, March 5, {clock}, 15 minutes (UTC)"


async def test_an_abbreviation_of_the_own_zone_names_the_own_zone(connect: Connect) -> None:
    client = await connect()
    card = await client.say("book a call with Liz tomorrow at 3pm CET for 1 hour", timezone="Europe/Berlin")
    assert when(card) == "Thursday, March 5, 3:00 PM, 1 hour (Europe/Berlin)"
    card = await client.say("3pm Paris time")
    assert when(card) == "Thursday, March 5, 3:00 PM, 1 hour (Europe/Paris)"


@pytest.mark.parametrize(("zone", "offset"), [("CET", "UTC+01:00"), ("CEST", "UTC+02:00")])
async def test_an_abbreviation_tells_which_of_an_hour_that_comes_twice(
    connect: Connect, zone: str, offset: str
) -> None:
    client = await connect()
    await client.say("hello", timezone="Europe/Berlin")
    card = await client.say(f"book a call with Liz on october 25 2026 at 02:45 {zone} for 1 hour")
    assert when(card) == f"Sunday, October 25, 2:45 AM, 1 hour (Europe/Berlin, {offset})"


async def test_back_to_a_meeting_it_has_the_name_of_its_card(connect: Connect) -> None:
    client = await connect()
    await client.say("book a meeting with Dave tomorrow at 3pm for 1 hour")
    await client.say("remind me to buy milk on friday at 9am")
    answer = await client.say("yes")
    assert "Back to “Meeting with Dave” on Thursday, March 5 at 3:00 PM for 1 hour." in answer


async def test_reminders_in_a_list_of_reminders_have_no_label(connect: Connect) -> None:
    client = await connect()
    await client.say("remind me to buy milk on friday at 9am")
    await client.say("yes")
    await book(client, "book a meeting with Tim on friday at 10am for 1 hour")
    assert await client.say("what are my reminders?") == (
        "You have 1 reminder to come (UTC): on Friday, March 6, 9:00 AM: buy milk"
    )
    assert await client.say("what do I have on friday?") == (
        "On Friday, March 6 you have 1 meeting and 1 reminder (UTC):\n"
        "9:00 AM reminder: buy milk\n10:00 AM to 11:00 AM “Meeting with Tim”"
    )
