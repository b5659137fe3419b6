"""Stories of what is in the way: meetings, other people, what the owner prefers; and of booking it all the same."""

from datetime import datetime

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Period, VEvent
from tests.conftest import Connect
from tests.journeys.stories import MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")


async def test_a_day_off_is_named_and_may_be_booked_anyway(connect: Connect, rows) -> None:
    client = await connect()
    assert await client.say("my working hours are 9 to 5") == (
        "Noted: your working hours are 9:00 AM to 5:00 PM from Monday to Friday."
    )
    answer = await client.say("book lunch with Sam on Saturday at noon for 1 hour")
    assert answer.startswith("You don't work on Saturdays.\n\nLunch\n")
    assert answer.endswith("Shall I book it anyway?")
    assert client.waiting["suggestions"] == [
        "Monday, March 9 at 9:00 AM",
        "Monday, March 9 at 9:30 AM",
        "Monday, March 9 at 10:00 AM",
        "Yes, book it anyway",
        "Cancel",
    ]
    assert await rows(MEETINGS) == []
    assert (await client.say("book it anyway")).startswith("Booked.")
    assert [row[0] for row in await rows(MEETINGS)] == ["Lunch"]


async def test_one_of_the_times_offered_instead_is_taken(connect: Connect) -> None:
    client = await connect()
    await client.say("I don't work on Thursdays")
    await client.say("book a call with Sam tomorrow at 11am for 30 minutes")
    card = await client.say("the second one")
    assert when(card) == "Friday, March 6, 9:30 AM, 30 minutes (UTC)"
    assert card.endswith("Shall I book it?")


async def test_a_preference_does_not_let_a_clash_through(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, "book lunch with Sam tomorrow at noon for 1 hour")
    await client.say("no meetings before 1 pm")
    answer = await client.say("book a call with Ana tomorrow at 12:30pm for 30 minutes")
    assert answer.startswith("You already have “Lunch” with Sam at that time, from 12:00 PM to 1:00 PM.")
    assert client.waiting["suggestions"] == [
        "Thursday, March 5 at 1:00 PM",
        "Thursday, March 5 at 1:30 PM",
        "Thursday, March 5 at 2:00 PM",
    ]
    await client.say("book it anyway")
    assert len(await rows(MEETINGS)) == 1


@pytest.mark.parametrize(
    ("preference", "request_", "explanation"),
    [
        (
            "keep 15 minutes between meetings",
            "book a call with Ana tomorrow at 1pm for 30 minutes",
            "That leaves less than the 15 minutes you want free next to “Lunch”.",
        ),
        (
            "I need at least two days' notice",
            "book a call with Ana tomorrow at 3pm for 30 minutes",
            "You want at least 2 days of notice before a meeting.",
        ),
        (
            "no meetings after 4pm",
            "book a call with Ana tomorrow at 4pm for 30 minutes",
            "You want no meetings after 4:00 PM on Thursdays.",
        ),
    ],
)
async def test_the_rule_that_is_broken_is_explained(
    connect: Connect, preference: str, request_: str, explanation: str
) -> None:
    client = await connect()
    await book(client, "book lunch with Sam tomorrow at noon for 1 hour")
    await client.say(preference)
    answer = await client.say(request_)
    assert answer.startswith(explanation)
    assert answer.endswith("Shall I book it anyway?")


async def test_conflicts_of_a_series_are_told_by_their_days(connect: Connect) -> None:
    client = await connect()
    await book(client, "book planning every other Monday at 2pm for 1 hour, just me")
    answer = await client.say(
        "book a retro every Monday at 2:30pm for 1 hour, just me, until the end of April"
    )
    assert answer.startswith(
        "In the way of the series: “Planning” on Monday, March 9, Monday, March 23 and Monday, April 6. "
        "There are more days like that."
    )
    assert client.waiting["suggestions"] == [
        "Monday, March 9 at 1:00 PM",
        "Monday, March 9 at 3:00 PM",
        "Monday, March 9 at 3:30 PM",
    ]


async def test_somebody_of_this_server_is_busy_and_nothing_more_is_told(signed_in: Connect) -> None:
    ana = await sync_to_async(User.objects.create_user)("ana", "ana@example.com")
    await DatabaseCalendar(f"user:{ana.pk}").add(
        VEvent("hers", "Secret interview", _thursday("15:00", "16:00"), "UTC")
    )
    client = await signed_in()
    answer = await client.say("book a review with ana@example.com tomorrow at 3pm for 30 minutes")
    assert answer.startswith("ana@example.com is busy at that time.\n")
    assert "Secret" not in answer
    assert client.waiting["suggestions"][:3] == [
        "Thursday, March 5 at 2:00 PM",
        "Thursday, March 5 at 2:30 PM",
        "Thursday, March 5 at 4:00 PM",
    ]
    assert (await client.say("yes, book it anyway")).startswith("Booked.")


def _thursday(starts: str, ends: str) -> Period:
    return Period(*(datetime.fromisoformat(f"2026-03-05T{clock}+00:00") for clock in (starts, ends)))
