"""Stories of reminders: stored and listed, and nothing more is claimed."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Connect

pytestmark = pytest.mark.usefixtures("wednesday")

REMINDERS = "SELECT text, moment, timezone FROM scheduling_reminder ORDER BY id"


async def test_a_reminder_in_one_sentence(connect: Connect, rows) -> None:
    client = await connect()
    card = await client.say("remind me to call Ana tomorrow at 5pm", timezone="Europe/Berlin")
    assert card == (
        "Reminder: call Ana\nWhen: Thursday, March 5, 5:00 PM (Europe/Berlin)\n\nShall I note it?"
    )
    assert client.waiting["next_step"] == "confirm"
    assert await rows(REMINDERS) == []

    answer = await client.say("yes")

    assert answer == (
        "Noted: it is stored and on the list of your reminders.\n\n"
        "Reminder: call Ana\nWhen: Thursday, March 5, 5:00 PM (Europe/Berlin)"
    )
    assert await rows(REMINDERS) == [("call Ana", datetime(2026, 3, 5, 16, tzinfo=UTC), "Europe/Berlin")]
    assert await client.say("what are my reminders?") == (
        "You have 1 reminder to come (Europe/Berlin): tomorrow, Thursday, March 5, 5:00 PM: call Ana"
    )
    assert await client.say("what do I have tomorrow?") == (
        "You have no meetings and 1 reminder tomorrow, Thursday, March 5 (Europe/Berlin):\n5:00 PM reminder: call Ana"
    )


async def test_the_moment_is_asked_for(connect: Connect, rows) -> None:
    client = await connect()
    assert await client.say("remind me to water the plants") == "On which day shall I remind you?"
    assert await client.say("tomorrow") == "At what time?"
    await client.say("8 am")
    await client.say("yes")
    assert await rows(REMINDERS) == [("water the plants", datetime(2026, 3, 5, 8, tzinfo=UTC), "UTC")]


async def test_the_thing_itself_is_asked_for(connect: Connect, rows) -> None:
    client = await connect()
    assert await client.say("remind me") == "What shall I remind you of?"
    assert await client.say("pay the rent") == "On which day shall I remind you?"
    await client.say("on Friday at noon")
    await client.say("yes")
    assert await rows(REMINDERS) == [("pay the rent", datetime(2026, 3, 6, 12, tzinfo=UTC), "UTC")]


@pytest.mark.parametrize(
    ("request_", "text", "moment"),
    [
        ("remind me in 20 minutes to stretch", "stretch", datetime(2026, 3, 4, 9, 20, tzinfo=UTC)),
        ("remind me at 6pm to buy milk", "buy milk", datetime(2026, 3, 4, 18, tzinfo=UTC)),
        ("remind me at 8am to buy milk", "buy milk", datetime(2026, 3, 5, 8, tzinfo=UTC)),
        ("set a reminder for the rent on Friday at 9am", "the rent", datetime(2026, 3, 6, 9, tzinfo=UTC)),
        (
            "Remind me about Bob's birthday on March 20 at noon",
            "Bob's birthday",
            datetime(2026, 3, 20, 12, tzinfo=UTC),
        ),
    ],
)
async def test_ways_to_ask(connect: Connect, rows, request_: str, text: str, moment: datetime) -> None:
    client = await connect()
    await client.say(request_)
    assert client.waiting["next_step"] == "confirm"
    await client.say("yes")
    assert await rows(REMINDERS) == [(text, moment, "UTC")]


async def test_an_ambiguous_hour_is_asked_about_and_corrections_work(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("remind me to call Ana tomorrow at 5")
    assert client.waiting["suggestions"] == ["5:00 PM", "5:00 AM"]
    await client.say("the first one")
    await client.say("half an hour earlier")
    await client.say("yes")
    assert await rows(REMINDERS) == [("call Ana", datetime(2026, 3, 5, 16, 30, tzinfo=UTC), "UTC")]


async def test_a_reminder_can_be_dropped(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("remind me to call Ana tomorrow at 5pm")
    assert await client.say("no") == "What should I change?"
    assert await client.say("never mind") == "All right, no reminder then."
    assert await rows(REMINDERS) == []
    assert client.waiting is None


async def test_the_past_is_not_noted(connect: Connect, rows) -> None:
    client = await connect()
    answer = await client.say("remind me to call Ana today at 8am")
    assert answer == "That time has already passed.\n\nAt what time?"
    assert await rows(REMINDERS) == []
