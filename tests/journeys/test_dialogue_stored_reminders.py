"""Stories of reminders that are stored: cancelled and moved, never doubled; one that repeats is said to ring once."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Connect

pytestmark = pytest.mark.usefixtures("wednesday")

REMINDERS = "SELECT text, moment FROM scheduling_reminder ORDER BY moment"
EIGHT, NINE = datetime(2026, 3, 5, 8, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=UTC)


async def noted(client) -> None:
    for request in ("remind me to call mom tomorrow at 9am", "remind me to take the pills tomorrow at 8am"):
        await client.say(request)
        assert (await client.say("yes")).startswith("Noted:")


@pytest.mark.parametrize(
    "request_",
    [
        "cancel the reminder to call mom",
        "delete the mom reminder please",
        "remove my reminder about calling mom",
        "I don't need the reminder at 9am",
        "forget the reminder for tomorrow at 9",
    ],
)
async def test_one_is_cancelled(connect: Connect, rows, request_: str) -> None:
    client = await connect()
    await noted(client)
    card = await client.say(request_)
    assert card == "Reminder: call mom\nWhen: Thursday, March 5, 9:00 AM (UTC)\n\nShall I cancel it?"
    assert len(await rows(REMINDERS)) == 2
    answer = await client.say("yes")
    assert answer.startswith("Done, I won't remind you of it.\n\nReminder: call mom\n")
    assert await rows(REMINDERS) == [("take the pills", EIGHT)]
    assert client.waiting is None


async def test_it_asks_which_one(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    assert await client.say("cancel the reminder") == "Which of these shall I cancel?"
    assert client.waiting["suggestions"] == [
        "“take the pills”, Thursday, March 5 at 8:00 AM",
        "“call mom”, Thursday, March 5 at 9:00 AM",
    ]
    await client.say("the second one")
    await client.say("yes")
    assert await rows(REMINDERS) == [("take the pills", EIGHT)]


async def test_all_of_them(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    card = await client.say("delete all reminders")
    assert card == (
        "Reminder: take the pills, Thursday, March 5, 8:00 AM (UTC)\n"
        "Reminder: call mom, Thursday, March 5, 9:00 AM (UTC)\n\n"
        "Shall I cancel them?"
    )
    assert await client.say("no") == "All right, the reminders stay as they are."
    assert len(await rows(REMINDERS)) == 2
    await client.say("delete all my reminders")
    assert (await client.say("yes")).startswith("Done, I won't remind you of them.")
    assert await rows(REMINDERS) == []
    assert await client.say("cancel my reminder") == "You have no reminders to come."


async def test_one_is_moved_and_not_doubled(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    card = await client.say("move the pills reminder to 7")
    assert card == (
        "Reminder: take the pills\n"
        "Was: Thursday, March 5, 8:00 AM (UTC)\n"
        "When: Thursday, March 5, 7:00 AM (UTC)\n\n"
        "Shall I note it?"
    )
    assert (await client.say("yes")).startswith("Noted:")
    assert await rows(REMINDERS) == [("take the pills", EIGHT.replace(hour=7)), ("call mom", NINE)]
    await client.say("push the reminder to call mom back by an hour")
    await client.say("yes")
    assert await rows(REMINDERS) == [
        ("take the pills", EIGHT.replace(hour=7)),
        ("call mom", NINE.replace(hour=10)),
    ]


async def test_the_new_time_is_asked_for(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    answer = await client.say("change the reminder to call mom")
    assert answer == "“call mom” is on Thursday, March 5 at 9:00 AM. When should it be instead?"
    await client.say("friday")
    await client.say("yes")
    assert ("call mom", datetime(2026, 3, 6, 9, tzinfo=UTC)) in await rows(REMINDERS)
    assert len(await rows(REMINDERS)) == 2


async def test_one_that_is_not_there_is_said_so(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    answer = await client.say("cancel the dentist reminder")
    assert answer == "I can't find a reminder like that among those to come."
    assert client.waiting is None
    assert len(await rows(REMINDERS)) == 2


async def test_it_is_the_reminder_noted_last(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    await client.say("move it to 7am")
    await client.say("yes")
    assert await rows(REMINDERS) == [("take the pills", EIGHT.replace(hour=7)), ("call mom", NINE)]
    await client.say("cancel it")
    await client.say("yes")
    assert await rows(REMINDERS) == [("call mom", NINE)]


async def test_the_one_in_the_making_is_dropped(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("remind me to call mom tomorrow at 9am")
    assert await client.say("cancel the reminder") == "All right, no reminder then."
    assert client.waiting is None
    assert await rows(REMINDERS) == []


@pytest.mark.parametrize(
    ("request_", "day"),
    [
        ("remind me every monday at 9am to send the report", "Monday, March 9, 9:00 AM"),
        ("remind me to send the report every day at 10am", "Wednesday, March 4, 10:00 AM"),
        ("remind me to send the report every weekday at 8am starting friday", "Friday, March 6, 8:00 AM"),
    ],
)
async def test_one_that_repeats_is_said_to_be_for_once(connect: Connect, request_: str, day: str) -> None:
    client = await connect()
    assert await client.say(request_) == (
        f"Reminder: send the report\nWhen: {day} (UTC)\nThis once only: a reminder does not repeat.\n\nShall I note it?"
    )


async def test_a_parked_cancelling_is_looked_at_again(connect: Connect, rows) -> None:
    client = await connect()
    await noted(client)
    await client.say("cancel the reminder to call mom")
    await client.say("delete all reminders")
    answer = await client.say("yes")
    assert "I can't find a reminder" not in answer
    assert answer.endswith("You have no reminders to come.")
    assert client.waiting is None
