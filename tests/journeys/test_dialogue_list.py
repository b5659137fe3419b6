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
