"""Stories of cancelling several meetings, one of a series by its day, and a series from some day on."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, LUNCH, MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")

STANDUP = "book a team standup with Jo every weekday at 9:30am for 15 minutes"
SYNC = "book a sync with Tom every tuesday at 11am for 30 minutes"
OVERRIDES = "SELECT to_char(recurrence_id, 'YYYY-MM-DD'), starts FROM scheduling_override ORDER BY id"


@pytest.mark.parametrize("request_", ["cancel both", "cancel all of them", "cancel everything tomorrow"])
async def test_all_that_fit_are_cancelled_after_one_yes(connect: Connect, rows, request_: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    await client.say("what do I have tomorrow?")
    card = await client.say(request_)
    assert card == (
        "Lunch: Thursday, March 5, 12:00 PM, 1 hour (UTC)\n"
        "Budget review: Thursday, March 5, 3:00 PM, 1 hour (UTC)\n\n"
        "Shall I cancel them?"
    )
    assert client.waiting["suggestions"] == ["Yes, cancel them", "Keep them"]
    assert [row[2] for row in await rows(MEETINGS)] == ["CONFIRMED", "CONFIRMED"]
    assert (await client.say("yes")).startswith("Cancelled; the time is free again.\n\nLunch: ")
    assert [row[2] for row in await rows(MEETINGS)] == ["CANCELLED", "CANCELLED"]
    assert client.waiting is None


async def test_all_of_them_answers_which_one(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    await client.say("what do I have on monday?")
    assert await client.say("cancel my meeting tomorrow") == "Which of these shall I cancel?"
    assert (await client.say("all of them")).endswith("Shall I cancel them?")
    assert await client.say("no, keep them") == "All right, the meetings stay."
    assert [row[2] for row in await rows(MEETINGS)] == ["CONFIRMED", "CONFIRMED"]


async def test_one_of_a_series_among_the_meetings_of_a_day(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, STANDUP, LUNCH)
    card = await client.say("cancel everything tomorrow")
    assert card.startswith("Team standup: Thursday, March 5, 9:30 AM, 15 minutes (UTC)\nLunch: ")
    await client.say("yes")
    assert await rows(OVERRIDES) == [("2026-03-05", None)]
    assert [row[2] for row in await rows(MEETINGS)] == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    "request_", ["skip the standup on tuesday", "skip tuesday's standup", "scrap the standup on march 10"]
)
async def test_skipping_one_is_no_new_meeting(connect: Connect, rows, request_: str) -> None:
    client = await connect()
    await book(client, STANDUP)
    card = await client.say(request_)
    assert when(card) == "Tuesday, March 10, 9:30 AM, 15 minutes (UTC)"
    assert "Only this one; the rest of the series stays." in card
    await client.say("yes")
    assert await rows(OVERRIDES) == [("2026-03-10", None)]


@pytest.mark.parametrize(
    ("request_", "first"),
    [
        ("end the sync after march", "Tuesday, April 7"),
        ("stop the sync after march 17", "Tuesday, March 24"),
        ("end the series on march 24", "Tuesday, March 31"),
    ],
)
async def test_a_series_ends_with_a_day(connect: Connect, rows, request_: str, first: str) -> None:
    client = await connect()
    await book(client, SYNC)
    card = await client.say(request_)
    assert when(card) == f"{first}, 11:00 AM, 30 minutes (UTC)"
    assert "This one and all after it; those before stay." in card
    await client.say("yes")
    [[status]] = await rows("SELECT status FROM scheduling_meeting")
    assert status == "CONFIRMED"
    assert "nothing" in await client.say(f"what do I have on {first.partition(', ')[2]}?")
    assert "Sync" in await client.say("what do I have on march 10?")


@pytest.mark.parametrize("open_", ["cancel the sync", "cancel the sync on march 10"])
async def test_said_at_an_open_cancelling_it_takes_its_place(connect: Connect, rows, open_: str) -> None:
    client = await connect()
    await book(client, SYNC)
    await client.say("what do I have today?")
    await client.say(open_)
    card = await client.say("end the sync after march")
    assert when(card) == "Tuesday, April 7, 11:00 AM, 30 minutes (UTC)"
    answer = await client.say("yes")
    assert answer.startswith("Cancelled; the time is free again.")
    assert client.waiting is None
    assert await rows("SELECT status FROM scheduling_meeting") == [("CONFIRMED",)]
    assert "Sync" in await client.say("what do I have on march 10?")


async def test_bringing_it_forward_means_the_one_spoken_of(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert when(await client.say("bring it forward by 30 min")) == "Thursday, March 5, 2:30 PM, 1 hour (UTC)"
    await client.say("never mind")
    assert when(await client.say("push lunch back by an hour")) == "Thursday, March 5, 1:00 PM, 1 hour (UTC)"
