"""Stories of "it" and "that": the meeting spoken of last is meant, and a new request is a new meeting."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")


async def test_it_is_what_was_booked_last(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    card = await client.say("move it to Monday")
    assert card.startswith("Design review\n")
    assert when(card) == "Monday, March 9, 3:00 PM, 45 minutes (UTC)"
    await client.say("yes")
    assert when(await client.say("make it an hour later")) == "Monday, March 9, 4:00 PM, 45 minutes (UTC)"
    await client.say("yes")
    assert (await client.say("cancel that")).startswith("Design review\nWhen: Monday, March 9, 4:00 PM")
    await client.say("yes")
    assert [(row[0], *row[2:]) for row in await rows(MEETINGS)] == [
        ("Budget review", "CONFIRMED", 0),
        ("Design review", "CANCELLED", 3),
    ]


async def test_it_is_what_was_asked_about_last(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    await client.say("when is lunch?")
    assert (await client.say("cancel it")).startswith("Lunch\n")


async def test_it_is_what_was_changed_last(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    await client.say("move lunch to 1pm")
    await client.say("yes")
    await client.say("thanks")
    assert (await client.say("push it back by half an hour")).startswith("Lunch\n")


async def test_what_is_cancelled_is_not_meant_any_more(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    await client.say("cancel it")
    await client.say("yes")
    assert await client.say("cancel it") == "Which of these shall I cancel?"
    assert client.waiting["suggestions"] == [
        "“Lunch”, Thursday, March 5 at 12:00 PM",
        "“Budget review”, Thursday, March 5 at 3:00 PM",
    ]


async def test_never_mind_with_nothing_at_hand_cancels_nothing(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH)
    assert await client.say("never mind") == "All right. There is nothing open that I could drop."
    assert client.waiting is None


async def test_a_new_request_inherits_nothing(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    assert await client.say("book a meeting") == "What is the meeting about?"
    await client.say("never mind")
    card = await client.say("schedule a meeting with Erin on Friday at 9am for 30 minutes")
    assert card.startswith("Meeting with Erin\nWhen: Friday, March 6, 9:00 AM, 30 minutes (UTC)\nWho: Erin\n")


async def test_it_in_the_making_is_the_meeting_in_the_making(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say(DESIGN)
    card = await client.say("move it to Monday")
    assert card.endswith("Shall I book it?")
    assert when(card) == "Monday, March 9, 3:00 PM, 45 minutes (UTC)"
    assert await client.say("cancel that") == "All right, I've dropped it. Nothing was booked."
    assert [row[2] for row in await rows(MEETINGS)] == ["CONFIRMED"]
