"""Stories of taking back what was done a moment ago."""

from collections.abc import Callable

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")
STANDING = "SELECT summary, status, sequence FROM scheduling_meeting ORDER BY id"


@pytest.mark.parametrize(
    "words", ["undo that", "Undo", "oh no, undo the last booking please", "take that back", "revert it"]
)
async def test_a_booking_is_taken_back(connect: Connect, rows, words: str) -> None:
    client = await connect()
    await book(client, BUDGET)
    assert (await client.say(words)).startswith("Undone: it is no longer booked.")
    assert await rows(STANDING) == [("Budget review", "CANCELLED", 1)]


async def test_a_move_is_taken_back(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    before = await rows(MEETINGS)
    await client.say("move it to 5pm")
    await client.say("yes")
    answer = await client.say("move it back")
    assert answer.startswith("Undone: it is as it was before.")
    assert when(answer) == "Thursday, March 5, 3:00 PM, 1 hour (UTC)"
    assert [row[:3] for row in await rows(MEETINGS)] == [row[:3] for row in before]
    assert await rows(STANDING) == [("Budget review", "CONFIRMED", 2)]


async def test_a_cancellation_is_taken_back_unless_its_time_was_given_away(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say("cancel the budget review")
    await client.say("yes")
    assert (await client.say("put it back")).startswith("Undone: it is on your calendar again.")
    await client.say("cancel the budget review")
    await client.say("yes")
    await book(client, "book a call with Ana tomorrow at 3pm for 30 minutes")
    await client.say("undo")  # the call
    await book(client, "book a sync with Ana tomorrow at 3pm for 30 minutes")
    assert [row[:2] for row in await rows(STANDING)] == [
        ("Budget review", "CANCELLED"),
        ("Call", "CANCELLED"),
        ("Sync", "CONFIRMED"),
    ]


async def test_undo_goes_back_step_by_step_and_ends(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    await client.say("undo")
    await client.say("undo that too")
    await client.say("undo")
    assert [row[1] for row in await rows(STANDING)] == ["CANCELLED", "CANCELLED"]
    assert (
        await client.say("undo")
        == "There is nothing to undo: I take back what was done to meetings in the last 15 minutes. "
        "A reminder is not undone: ask me to cancel it, or to note it again."
    )


async def test_a_reminder_is_said_not_to_be_undone(connect: Connect) -> None:
    client = await connect()
    await client.say("remind me to call Ana tomorrow at 5pm")
    await client.say("yes")
    assert (await client.say("undo")).endswith(
        "A reminder is not undone: ask me to cancel it, or to note it again."
    )


async def test_after_a_quarter_of_an_hour_it_is_too_late(
    connect: Connect, rows, at: Callable[[str], None]
) -> None:
    client = await connect()
    await book(client, BUDGET)
    at("2026-03-04T09:15:01+00:00")
    assert (await client.say("undo")).startswith("There is nothing to undo")
    assert await rows(STANDING) == [("Budget review", "CONFIRMED", 0)]


async def test_what_is_in_the_making_is_not_written_yet(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say(DESIGN)
    answer = await client.say("undo that")
    assert answer.startswith("Nothing is written yet of “Design review” on Friday, March 6")
    assert "What was done before that I take back when you say “undo the last change”." in answer
    assert client.waiting["next_step"] == "confirm"
    assert await rows(STANDING) == [("Budget review", "CONFIRMED", 0)]


@pytest.mark.parametrize(
    "words", ["undo the last change", "undo my last booking please", "undo the booking of “Budget review”"]
)
async def test_what_was_written_last_is_taken_back_while_another_is_in_the_making(
    connect: Connect, rows, words: str
) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say(DESIGN)
    answer = await client.say(words)
    assert answer.startswith("Undone: it is no longer booked.\n\nBudget review\n")
    assert answer.endswith("Shall I book it?")
    assert await rows(STANDING) == [("Budget review", "CANCELLED", 1)]


async def test_where_nothing_was_written_no_way_to_undo_is_told(connect: Connect) -> None:
    client = await connect()
    await client.say(DESIGN)
    assert "undo" not in await client.say("undo that")


async def test_only_the_owners_own_changes_are_taken_back(connect: Connect, rows) -> None:
    first, second = await connect(), await connect()
    await book(first, BUDGET)
    assert (await second.say("undo")).startswith("There is nothing to undo")
    assert await rows(STANDING) == [("Budget review", "CONFIRMED", 0)]


async def test_all_that_one_message_cancelled_comes_back(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, "book a standup with Ana every weekday at 10am for 15 minutes")
    await book(client, "book lunch with Sam tomorrow at noon for 1 hour")
    await client.say("cancel everything tomorrow")
    await client.say("yes")
    assert await client.say("what do I have tomorrow?") == "You have nothing tomorrow, Thursday, March 5."
    answer = await client.say("undo that")
    assert answer.startswith("Undone: it is on your calendar again.")
    day = await client.say("what do I have tomorrow?")
    assert "“Standup”" in day and "“Lunch”" in day
    assert await rows("SELECT count(*) FROM scheduling_override") == [(0,)]


async def test_what_was_done_in_between_is_undone(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    await client.say("move the budget review to 5pm")
    await client.say("cancel the design review")
    assert "Back to" in await client.say("yes")
    assert (await client.say("undo that")).startswith("Undone: it is on your calendar again.")
    assert client.waiting["next_step"] == "confirm"
    assert (await client.say("undo that")).startswith("Undone: it is no longer booked.")


async def test_what_is_named_is_undone_only_while_it_is_the_last(connect: Connect, rows) -> None:
    """The buttons of cards name what they undo: something else may have followed."""
    client = await connect()
    await book(client, BUDGET)
    undo = "Undo the booking of “Budget review” on Thursday, March 5 at 3:00 PM"
    await client.say("cancel the budget review")
    await client.say("yes")
    assert (await client.say(undo)).startswith("That was not the last thing done to your calendar")
    assert await rows(STANDING) == [("Budget review", "CANCELLED", 1)]
    assert (await client.say("Undo the cancellation of “Budget review”")).startswith("Undone")
    await book(client, DESIGN)
    assert (await client.say(undo)).startswith("That was not the last thing done to your calendar")
    assert (await client.say("undo the booking of the design review")).startswith(
        "Undone: it is no longer booked."
    )
