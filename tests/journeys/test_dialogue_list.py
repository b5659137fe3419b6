"""Stories of asking what is on the calendar."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, book

pytestmark = pytest.mark.usefixtures("wednesday")

TOMORROW = (
    "You have 2 meetings tomorrow, Thursday, March 5 (UTC):\n"
    "12:00 PM to 1:00 PM “Lunch” with Sam\n"
    "3:00 PM to 4:00 PM “Budget review” with Bob"
)
WEEK = (
    "From Monday, March 2 to Sunday, March 8 you have 3 meetings (UTC):\n"
    "Tomorrow, Thursday, March 5\n"
    "  12:00 PM to 1:00 PM “Lunch” with Sam\n"
    "  3:00 PM to 4:00 PM “Budget review” with Bob\n"
    "Friday, March 6\n"
    "  3:00 PM to 3:45 PM “Design review” with Ana"
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what do I have tomorrow?", TOMORROW),
        ("What's on my calendar tomorrow", TOMORROW),
        ("what do I have this week?", WEEK),
        (
            "what's on my schedule tomorrow afternoon?",
            TOMORROW.replace("March 5 (", "March 5 in the afternoon ("),
        ),
        ("what do I have on Saturday?", "You have nothing on Saturday, March 7."),
        (
            "do I have anything with Ana this week?",
            "This is what I found from Monday, March 2 to Sunday, March 8 (UTC):\n"
            "Friday, March 6\n"
            "  3:00 PM to 3:45 PM “Design review” with Ana",
        ),
        (
            "when am I meeting Bob?",
            "“Budget review” with Bob is tomorrow, Thursday, March 5, 3:00 PM to 4:00 PM (UTC).",
        ),
        (
            "when is the design review?",
            "“Design review” with Ana is on Friday, March 6, 3:00 PM to 3:45 PM (UTC).",
        ),
        ("when is the dentist?", "I found nothing like that on your calendar from now on."),
        (
            "when is my next meeting?",
            "Your next meeting (UTC): tomorrow, Thursday, March 5, 12:00 PM to 1:00 PM “Lunch” with Sam",
        ),
        (
            "what's next?",
            "Your next meeting (UTC): tomorrow, Thursday, March 5, 12:00 PM to 1:00 PM “Lunch” with Sam",
        ),
    ],
)
async def test_a_question_is_answered_from_the_calendar(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    assert await client.say(question) == answer
    assert client.waiting is None


async def test_an_empty_calendar_is_said_to_be_empty(connect: Connect) -> None:
    client = await connect()
    assert await client.say("what's on my calendar?") == "There is nothing on your calendar from now on."
    assert await client.say("what's next?") == "You have no more meetings."
    assert await client.say("what are my reminders?") == "You have no reminders to come."


async def test_times_are_told_in_the_zone_the_user_is_in_now(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    answer = await client.say("what do I have tomorrow?", timezone="America/New_York")
    assert answer == (
        "You have 1 meeting tomorrow, Thursday, March 5 (America/New_York):\n"
        "10:00 AM to 11:00 AM “Budget review” with Bob"
    )


async def test_only_the_first_ones_are_told_when_no_time_is_named(connect: Connect) -> None:
    client = await connect()
    await book(
        client, *(f"schedule a call with Ana tomorrow at {hour}am for 1 hour" for hour in range(5, 11))
    )
    answer = await client.say("show me my calendar")
    assert answer.startswith(
        "Coming up (UTC):\nTomorrow, Thursday, March 5\n  5:00 AM to 6:00 AM “Call” with Ana"
    )
    assert answer.endswith("\n… and 1 more after that.")


async def test_nobody_sees_the_calendar_of_another_client(connect: Connect) -> None:
    await book(await connect("calendar-of-one"), LUNCH)
    other = await connect("calendar-of-two")
    assert await other.say("what do I have tomorrow?") == "You have nothing tomorrow, Thursday, March 5."


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what do I have tomorrow right now?", TOMORROW),
        ("what does thursday look like now", TOMORROW),
        ("what's my thursday", TOMORROW),
        ("how's my thursday?", TOMORROW),
        ("what's left on thursday?", TOMORROW),
        ("show me thursday", TOMORROW),
        ("how does this week look?", WEEK),
        ("summary of this week", WEEK),
        ("show me december", "You have nothing from Tuesday, December 1 to Thursday, December 31."),
        (
            "what's open thursday morning?",
            "You are free tomorrow, Thursday, March 5 in the morning: nothing is booked (UTC).",
        ),
        ("what do I have this week and next?", WEEK.replace("March 8 you", "March 15 you")),
        (
            "what do I have on thursday and saturday?",
            "On Thursday, March 5 and Saturday, March 7 you have 2 meetings (UTC):\n"
            "Tomorrow, Thursday, March 5\n"
            "  12:00 PM to 1:00 PM “Lunch” with Sam\n"
            "  3:00 PM to 4:00 PM “Budget review” with Bob",
        ),
        (
            "what do I have this week except thursday?",
            "From Monday, March 2 to Sunday, March 8, but not on Thursday, March 5 you have 1 meeting (UTC):\n"
            "Friday, March 6\n"
            "  3:00 PM to 3:45 PM “Design review” with Ana",
        ),
        (
            "what do I have before friday?",
            WEEK.replace("Monday, March 2 to Sunday, March 8", "Wednesday, March 4 to Thursday, March 5")
            .replace("3 meetings", "2 meetings")
            .partition("\nFriday")[0],
        ),
    ],
)
async def test_days_in_other_words(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    assert await client.say(question) == answer


async def test_an_hour_alone_is_on_the_day_asked_about(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, DESIGN)
    await client.say("what does my friday look like?")
    assert "“Design review”" in await client.say("anything after 2?")
    assert await client.say("anything after 5pm?") == "You have nothing on Friday, March 6 after 5:00 PM."


async def test_a_series_in_the_list_of_all_says_that_it_repeats(connect: Connect) -> None:
    client = await connect()
    await book(client, "book a standup every monday at 9am for 15 minutes just me")
    for question in ("list my meetings", "list everything"):
        assert await client.say(question) == (
            "Coming up (UTC): on Monday, March 9, 9:00 AM to 9:15 AM “Standup”, every Monday"
        )
