"""Stories of what one message says: a length told as a goal, and two requests in one breath."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, MEETINGS, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("shorten the design review to 10 minutes", "10 minutes"),
        ("extend it to 1 hour", "1 hour"),
        ("lengthen it to 2 hours", "2 hours"),
        ("lengthen the design review to 2 hours", "2 hours"),
        ("extend the design review by 15 minutes", "1 hour"),
        ("cut the design review down to half an hour", "30 minutes"),
        ("make the design review 90 minutes", "1 hour 30 minutes"),
        ("make design review half an hour", "30 minutes"),
    ],
)
async def test_a_meeting_is_made_as_long_as_is_said(connect: Connect, words: str, length: str) -> None:
    client = await connect()
    await book(client, DESIGN)
    assert when(await client.say(words)) == f"Friday, March 6, 3:00 PM, {length} (UTC)"


async def test_a_booked_meeting_is_made_longer_while_another_is_in_the_making(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say(DESIGN)
    assert when(await client.say("make lunch 90 minutes")) == (
        "Thursday, March 5, 12:00 PM, 1 hour 30 minutes (UTC)"
    )
    assert "Back to “Design review”" in await client.say("yes")


async def test_the_length_of_a_meeting_in_the_making_is_told_as_a_goal(connect: Connect) -> None:
    client = await connect()
    await client.say(DESIGN)
    assert when(await client.say("shorten it to 30 minutes")) == "Friday, March 6, 3:00 PM, 30 minutes (UTC)"


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("cancel the lunch and remind me tomorrow at 5pm to call Bob", "Reminder: call Bob"),
        ("cancel my lunch and book coffee with Yan on Friday at 7pm for 2 hours", "Coffee"),
        ("cancel the lunch and the budget review", "Budget review"),
        ("cancel the lunch, then move the budget review to Friday", "Budget review"),
    ],
)
async def test_after_a_cancelling_comes_what_else_was_said(
    connect: Connect, rows, words: str, then: str
) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    card = await client.say(words)
    assert "One after the other" in card and "Lunch" in card
    card = await client.say("yes")
    assert then.split(": ")[-1] in card
    assert (await rows(MEETINGS))[0][2] == "CANCELLED"
    assert client.waiting["next_step"] == "confirm"
    await client.say("yes")
    assert client.waiting is None


async def test_a_meeting_is_moved_and_a_reminder_noted_after_it(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    card = await client.say("move my 3pm tomorrow to Tuesday and remind me on Tuesday at 9am to prepare")
    assert when(card) == "Tuesday, March 10, 3:00 PM, 1 hour (UTC)"
    card = await client.say("yes")
    assert "Tuesday, March 10, 9:00 AM" in card and "prepare" in card.lower()


async def test_both_meetings_are_moved_to_the_day_that_is_said(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert when(await client.say("move the lunch and the budget review to Friday")).startswith("Friday")
    card = await client.say("yes")
    assert "Friday, March 6, 3:00 PM, 1 hour (UTC)" in card


async def test_meetings_of_a_list_are_booked_one_by_one(connect: Connect, rows) -> None:
    client = await connect()
    await client.say(
        "book two meetings: standup on Monday at 9am for 15 minutes and retro on Monday at 10am for 30 minutes, just me"
    )
    await client.say("yes")
    await client.say("yes")
    assert [row[0] for row in await rows(MEETINGS)] == ["Standup", "Retro"]


async def test_a_new_rule_keeps_the_end_of_the_series(connect: Connect) -> None:
    client = await connect()
    await book(client, "book gym every Monday at 7am for 1 hour until April 20, just me")
    card = await client.say("make the gym every day")
    assert "every day until April 20, 2026" in card


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("rename the design review to daily", "Daily"),
        ("rename the design review to retro", "Retro"),
        ("call the review Yoga", "Yoga"),
        ("change the location of the design review to Hall B", "Hall B"),
        ("replace Ana with Tom in the design review", "Who: Tom"),
        ("put it in room 4", "Where: room 4"),
        ("move it to room 4", "Where: room 4"),
        ("put the design review in room 4", "Where: room 4"),
        ("change the title to quarterly numbers", "Quarterly numbers\n"),
        ("make it 4", "4:00 PM"),
        ("ana's address is ana@example.com", "ana@example.com"),
        ("Ana is now at ana@x.example", "ana@x.example"),
    ],
)
async def test_what_a_booked_meeting_is_to_have_instead(connect: Connect, words: str, shown: str) -> None:
    client = await connect()
    await book(client, DESIGN)
    card = await client.say(words)
    assert shown in card and "Shall I change it?" in card
    assert "Friday, March 6" in card


@pytest.mark.parametrize("words", ["uninvite ana", "uninvite ana and kim please", "Uninvite Ana"])
async def test_whose_invitation_is_taken_back(connect: Connect, words: str) -> None:
    client = await connect()
    await book(client, DESIGN.replace("Ana", "Ana, Bob and Kim"))
    card = await client.say(words)
    assert who(card) == ("Bob" if "kim" in words else "Bob and Kim")
    assert "Shall I change it?" in card


@pytest.mark.parametrize("alone", [" just me", ", just me"])
async def test_an_entry_by_date_hour_and_length(connect: Connect, alone: str) -> None:
    client = await connect()
    card = await client.say(f"Dentist 2026-12-08 14:30 45min{alone}")
    assert card.startswith("Dentist\nWhen: Tuesday, December 8, 2:30 PM, 45 minutes (UTC)\nWho: just you\n")


@pytest.mark.parametrize(
    "words", ["book late on Monday from 4:45pm to 5:30pm, just me", "book early on Monday at 7am, just me"]
)
async def test_just_me_gives_no_title(connect: Connect, words: str) -> None:
    client = await connect()
    assert "Just" not in (await client.say(words))
    assert client.waiting["next_step"] != "confirm"


async def test_inviting_somebody_to_a_meeting_at_an_hour_books_it(connect: Connect) -> None:
    client = await connect()
    card = await client.say("invite Ben to a budget meeting tomorrow at 10am for 30 minutes")
    assert when(card) == "Thursday, March 5, 10:00 AM, 30 minutes (UTC)"
    assert "Who: Ben" in card
