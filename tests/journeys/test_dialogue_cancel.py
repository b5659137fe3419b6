"""Stories of cancelling what is booked."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, MEETINGS, book

pytestmark = pytest.mark.usefixtures("wednesday")


async def states(rows) -> list[tuple[object, ...]]:
    return [(summary, status, sequence) for summary, _, status, sequence in await rows(MEETINGS)]


async def test_cancel_after_a_look_at_the_card(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    card = await client.say("cancel lunch with Sam")
    assert card == ("Lunch\nWhen: Thursday, March 5, 12:00 PM, 1 hour (UTC)\nWho: Sam\n\nShall I cancel it?")
    assert client.waiting["next_step"] == "confirm"
    assert client.waiting["suggestions"] == ["Yes, cancel it", "Keep it"]
    assert await states(rows) == [("Lunch", "CONFIRMED", 0), ("Budget review", "CONFIRMED", 0)]

    answer = await client.say("yes")

    assert answer.startswith("Cancelled; the time is free again.\n\nLunch\n")
    assert client.waiting is None
    assert await states(rows) == [("Lunch", "CANCELLED", 1), ("Budget review", "CONFIRMED", 0)]
    await book(client, LUNCH)


@pytest.mark.parametrize(
    "answer", ["no", "Keep it", "never mind", "nvm", "the second one", "no thanks", "no, keep it"]
)
async def test_it_stays_unless_it_is_confirmed(connect: Connect, rows, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("cancel lunch")
    assert await client.say(answer) == "All right, the meeting stays."
    assert await states(rows) == [("Lunch", "CONFIRMED", 0)]


@pytest.mark.parametrize("answer", ["yes", "Yes, cancel it", "cancel it", "yes please", "1"])
async def test_ways_to_confirm(connect: Connect, rows, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("cancel my meeting tomorrow")
    assert (await client.say(answer)).startswith("Cancelled; the time is free again.")
    assert await states(rows) == [("Lunch", "CANCELLED", 1)]


@pytest.mark.parametrize(
    "request_",
    [
        "cancel my 3pm tomorrow",
        "delete the budget review",
        "call off the meeting with Bob",
        "cancel the 3 o'clock",
    ],
)
async def test_ways_to_say_which(connect: Connect, request_: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert (await client.say(request_)).startswith("Budget review\nWhen: Thursday, March 5, 3:00 PM")


async def test_it_asks_when_several_fit_and_can_be_asked_to_forget_it(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    assert await client.say("cancel my meeting tomorrow") == "Which of these shall I cancel?"
    assert client.waiting["suggestions"] == [
        "“Lunch”, Thursday, March 5 at 12:00 PM",
        "“Budget review”, Thursday, March 5 at 3:00 PM",
    ]
    assert await client.say("never mind") == "All right, the meeting stays."
    await client.say("cancel my meeting tomorrow")
    assert (await client.say("the one at 3pm")).startswith("Budget review\n")
    await client.say("yes")
    assert [state[1] for state in await states(rows)] == ["CONFIRMED", "CANCELLED", "CONFIRMED"]


async def test_the_one_that_was_listed_second(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    await client.say("what do I have tomorrow?")
    assert (await client.say("cancel the second one")).startswith("Budget review\n")


async def test_what_is_cancelled_cannot_be_cancelled_again(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("cancel lunch")
    await client.say("yes")
    assert await client.say("cancel lunch") == "There is no upcoming meeting on your calendar."
