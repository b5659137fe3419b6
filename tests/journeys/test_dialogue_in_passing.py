"""Stories of how people speak in passing: with excuses, slips of the pen, and a word taken back in the same breath."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "book Ed call tomorrow at 3pm for 30 min with Ed"
CRIT = "schedule design crit friday 11am for 45 mins https://meet.google.com/abc-defg-hij with Sue"


async def test_an_excuse_is_no_title(connect: Connect) -> None:
    client = await connect()
    await book(client, CALL)
    card = await client.say("I'm running late, push the Ed call by 10 min")
    assert card.startswith("Ed call\nWas: ")
    assert when(card) == "Thursday, March 5, 3:10 PM, 30 minutes (UTC)"


async def test_travel_is_booked_and_cancelled_with_its_reason(connect: Connect) -> None:
    client = await connect()
    await book(client, "book travel tomorrow 8am to 2pm just me")
    assert (await client.say("cancel travel, flight got cancelled")).endswith("Shall I cancel it?")


async def test_slips_of_the_pen(connect: Connect) -> None:
    client = await connect()
    await client.say(CALL)
    assert (await client.say("yess")).startswith("Booked.")
    assert (await client.say("cancle it pls")).endswith("Shall I cancel it?")


async def test_someone_is_to_be_seen(connect: Connect) -> None:
    client = await connect()
    assert await client.say("k so i need 2 c bob thurs") == "At what time?"


async def test_a_human_is_asked_for(connect: Connect) -> None:
    client = await connect()
    assert (await client.say("can I talk to a human?")).startswith("I'm a program")


async def test_another_meeting_takes_the_place_of_the_draft(connect: Connect) -> None:
    client = await connect()
    await client.say("book a sync with Ian")
    answer = await client.say("actually forget that, book Jo instead")
    assert answer == "All right, I've dropped it. Nothing was booked.\n\nOn which day?"
    await client.say("friday at 10am")
    assert who(await client.say("30 minutes")) == "Jo"


async def test_another_meeting_at_the_same_time(connect: Connect) -> None:
    client = await connect()
    await client.say("book a sync with Bob tomorrow at 3pm for 1 hour")
    await client.say("actually never mind the sync, do a coffee with Ana instead, same time")
    card = await client.say("1 hour")
    assert card.startswith("Coffee\n")
    assert (when(card), who(card)) == ("Thursday, March 5, 3:00 PM, 1 hour (UTC)", "Ana")


@pytest.mark.parametrize("changed", ["no wait, scratch that, friday", "you know what, friday is better"])
async def test_a_day_is_taken_back(connect: Connect, changed: str) -> None:
    client = await connect()
    await client.say(CALL)
    assert when(await client.say(changed)) == "Friday, March 6, 3:00 PM, 30 minutes (UTC)"


@pytest.mark.parametrize(
    "question",
    ["where is the design crit?", "what's the link for the crit?", "where is it?", "what's the link?"],
)
async def test_where_the_meeting_spoken_of_is(connect: Connect, question: str) -> None:
    client = await connect()
    await book(client, CRIT)
    answer = await client.say(question)
    assert answer.endswith(" is at https://meet.google.com/abc-defg-hij.")


@pytest.mark.parametrize(
    "change",
    ["move it to zoom: https://zoom.us/j/123", "put it back on zoom instead: https://zoom.us/j/123"],
)
async def test_a_meeting_gets_another_link(connect: Connect, change: str) -> None:
    client = await connect()
    await book(client, CRIT)
    assert "\nWhere: https://zoom.us/j/123\n" in await client.say(change)


async def test_what_is_in_the_making_is_told(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Pat")
    assert (await client.say("who's invited?")).startswith("So far I have this:\nCall\nWho: Pat")
    assert (await client.say("are you sure it's booked?")).startswith(
        "Nothing is written yet of “Call” with Pat."
    )


async def test_one_preference_is_told(connect: Connect) -> None:
    client = await connect()
    answer = await client.say("what's my address?")
    assert answer == "I know no address of yours: nobody is sent an invitation."


async def test_whether_a_day_is_busy(connect: Connect) -> None:
    client = await connect()
    assert await client.say("am I busy on friday now?") == "No, nothing is booked on Friday, March 6 (UTC)."


async def test_a_day_said_again(connect: Connect) -> None:
    client = await connect()
    await client.say(CALL)
    answer = await client.say("no not that, I said THURSDAY")
    assert answer.startswith("That is how it is already: Thursday, March 5.")


@pytest.mark.parametrize("given_up", ["forget it, thanks", "cancel it, I'm sick"])
async def test_giving_up_with_a_word_more(connect: Connect, given_up: str) -> None:
    client = await connect()
    await client.say(CALL)
    assert await client.say(given_up) == "All right, I've dropped it. Nothing was booked."


async def test_a_slot_that_is_dropped_is_not_the_meeting(connect: Connect) -> None:
    client = await connect()
    await client.say(CALL + " in room 4")
    card = await client.say("drop the room, make it 4pm")
    assert when(card) == "Thursday, March 5, 4:00 PM, 30 minutes (UTC)"
    assert "Where" not in card


async def test_a_reminder_gets_another_day(connect: Connect) -> None:
    client = await connect()
    await client.say("remind me to call Bob tomorrow at 9am")
    assert when(await client.say("no wait, scratch that, friday")) == "Friday, March 6, 9:00 AM (UTC)"
