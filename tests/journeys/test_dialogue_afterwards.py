"""Stories of what should have been different, said once the meeting is booked: it is changed, and no new one begins."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

SYNC = "book a sync with Bob and chris@example.com tomorrow at 3pm for 4 hours at The Plaza"
WHEN = "Thursday, March 5, 3:00 PM, 4 hours (UTC)"
WHO = "Bob and chris@example.com"


@pytest.mark.parametrize(
    ("correction", "time"),
    [
        ("sorry I meant 4pm", "Thursday, March 5, 4:00 PM, 4 hours (UTC)"),
        ("oops, I meant friday", "Friday, March 6, 3:00 PM, 4 hours (UTC)"),
        ("no, 4pm", "Thursday, March 5, 4:00 PM, 4 hours (UTC)"),
        ("it's not 4 hours, it's 3", "Thursday, March 5, 3:00 PM, 3 hours (UTC)"),
        ("starts at 4, not 3", "Thursday, March 5, 4:00 PM, 4 hours (UTC)"),
        ("hmm, ok make it friday then", "Friday, March 6, 3:00 PM, 4 hours (UTC)"),
    ],
)
async def test_of_the_time(connect: Connect, correction: str, time: str) -> None:
    client = await connect()
    await book(client, SYNC)
    card = await client.say(correction)
    assert (when(card), who(card)) == (time, WHO)
    assert card.startswith(f"Sync\nWas: {WHEN}\n")


@pytest.mark.parametrize(
    ("correction", "people"),
    [
        ("invite Dee instead of Bob", "Dee and chris@example.com"),
        ("replace Chris with Dana", "Bob and Dana"),
        ("change Bob to Ted", "Ted and chris@example.com"),
        ("Bob can't make it, take him off", "chris@example.com"),
        ("remove Bob and add Cy", "chris@example.com and Cy"),
        ("also loop in Ed and leave out Bob", "chris@example.com and Ed"),
        ("add dana@example.com and drop chris", "Bob and dana@example.com"),
        ("remove chris", "Bob"),
        ("uninvite chris", "Bob"),
        ("remove Chris", "Bob"),
    ],
)
async def test_of_the_people(connect: Connect, correction: str, people: str) -> None:
    client = await connect()
    await book(client, SYNC)
    card = await client.say(correction)
    assert (when(card), sorted(who(card).split(" and "))) == (WHEN, sorted(people.split(" and ")))


@pytest.mark.parametrize(
    ("correction", "place"),
    [("not at The Plaza, at the Hilton", "the Hilton"), ("location: Blue Bottle", "Blue Bottle")],
)
async def test_of_the_place(connect: Connect, correction: str, place: str) -> None:
    client = await connect()
    await book(client, SYNC)
    assert f"\nWhere: {place}\n" in await client.say(correction)


async def test_a_meeting_is_made_a_series(connect: Connect) -> None:
    client = await connect()
    await book(client, SYNC)
    assert "\nRepeats: every week\n" in await client.say("repeat it weekly")


async def test_what_cannot_be_is_said(connect: Connect) -> None:
    client = await connect()
    await book(client, SYNC)
    answer = await client.say("put it in the calendar as private")
    assert answer.startswith("I can't mark a meeting as private.")


async def test_a_time_alone_begins_a_new_meeting(connect: Connect) -> None:
    client = await connect()
    await book(client, SYNC)
    assert await client.say("friday at 3pm") == "What is the meeting about?"


async def test_a_part_of_an_address_names_a_guest_at_the_card(connect: Connect) -> None:
    client = await connect()
    await client.say(SYNC)
    assert who(await client.say("remove chris")) == "Bob"


async def test_hesitation_is_no_title(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Pat today at 8am for 30 minutes")
    card = await client.say("hmm ok make it tomorrow then")
    assert when(card) == "Thursday, March 5, 8:00 AM, 30 minutes (UTC)"
    assert "\nCall\n" in card


async def test_who_does_not_come_cannot_be_taken_off(connect: Connect) -> None:
    client = await connect()
    await book(client, SYNC)
    assert (await client.say("remove Zed")).startswith("I can't find Zed among those who come.")


async def test_an_hour_that_was_wrong_is_no_place(connect: Connect) -> None:
    client = await connect()
    await book(client, SYNC)
    card = await client.say("not at 3, at 5pm")
    assert when(card) == "Thursday, March 5, 5:00 PM, 4 hours (UTC)"
    assert "\nWhere: The Plaza\n" in card
