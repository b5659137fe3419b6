"""Stories of asking whether one is free: yes, or no with what is in the way."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, LUNCH, book

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "am I free at 3 tomorrow?",
            "No: tomorrow, Thursday, March 5 at 3:00 PM you have “Budget review” with Bob, 3:00 PM to 4:00 PM (UTC).",
        ),
        (
            "am I free at 2pm tomorrow?",
            "Yes, you are free tomorrow, Thursday, March 5 at 2:00 PM until 3:00 PM, when your next meeting starts (UTC).",
        ),
        ("am I free at 5pm tomorrow?", "Yes, you are free tomorrow, Thursday, March 5 at 5:00 PM (UTC)."),
        (
            "am I free tomorrow at 2:30pm for an hour?",
            "No: tomorrow, Thursday, March 5 from 2:30 PM to 3:30 PM you have “Budget review” with Bob, "
            "3:00 PM to 4:00 PM (UTC).",
        ),
        (
            "am I free tomorrow afternoon?",
            "Not all of it: tomorrow, Thursday, March 5 in the afternoon you have “Lunch” with Sam, 12:00 PM to 1:00 PM and "
            "“Budget review” with Bob, 3:00 PM to 4:00 PM (UTC).\n"
            "Free: 1:00 PM to 3:00 PM and 4:00 PM to 6:00 PM.",
        ),
        (
            "when am I free tomorrow?",
            "Tomorrow, Thursday, March 5 you have “Lunch” with Sam, 12:00 PM to 1:00 PM and “Budget review” with Bob, "
            "3:00 PM to 4:00 PM (UTC).\nFree: 8:00 AM to 12:00 PM, 1:00 PM to 3:00 PM and 4:00 PM to 6:00 PM.",
        ),
        (
            "am I free tomorrow from 12 to 1?",
            "No: tomorrow, Thursday, March 5 from 12:00 PM to 1:00 PM you have “Lunch” with Sam, 12:00 PM to 1:00 PM (UTC).",
        ),
        ("am I free on Friday?", "Yes, you are free on Friday, March 6: nothing is booked (UTC)."),
        (
            "is Ana free on Friday?",
            "I can see your calendar only, not that of Ana. "
            "You are free on Friday, March 6: nothing is booked (UTC).",
        ),
    ],
)
async def test_free_or_what_is_in_the_way(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert await client.say(question) == answer
    assert client.waiting is None


async def test_what_is_in_the_way_can_be_moved_at_once(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    await client.say("am I free at 3 tomorrow?")
    card = await client.say("move it an hour later")
    assert card.startswith("Budget review\nWas: Thursday, March 5, 3:00 PM, 1 hour (UTC)\n")
    assert "\nWhen: Thursday, March 5, 4:00 PM, 1 hour (UTC)\n" in card


async def test_what_is_cancelled_is_free(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("cancel lunch")
    await client.say("yes")
    answer = await client.say("am I free tomorrow at noon?")
    assert answer == "Yes, you are free tomorrow, Thursday, March 5 at 12:00 PM (UTC)."


async def test_free_times_keep_to_said_hours_and_the_buffer(connect: Connect) -> None:
    client = await connect()
    await client.say("my working hours are 9 to 5 and keep 15 minutes between meetings")
    await book(client, "book a sync with Bob tomorrow at 10am for 1 hour")
    assert (await client.say("am I free tomorrow morning?")).endswith(
        "Free: 9:00 AM to 9:45 AM and 11:15 AM to 12:00 PM."
    )
    assert (await client.say("when am I free tomorrow?")).endswith(
        "Free: 9:00 AM to 9:45 AM and 11:15 AM to 5:00 PM."
    )
