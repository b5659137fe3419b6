"""Stories of finding a time: free times that suit everybody are offered, one is chosen, and then it is as any meeting."""

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Period, VEvent
from tests.conftest import Connect
from tests.journeys.stories import MEETINGS, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")


async def busy_user(email: str, *starts: datetime, hours: int = 1) -> None:
    """Make a user of this server who has meetings at these times."""
    user = await sync_to_async(User.objects.create_user)(email.partition("@")[0], email)
    for start in starts:
        period = Period(start, start + timedelta(hours=hours))
        await DatabaseCalendar(f"user:{user.pk}").add(VEvent(f"{start}", "Their secret", period, "UTC"))


async def test_a_time_that_suits_everybody_is_found_and_booked(signed_in: Connect, rows) -> None:
    client = await signed_in()
    await book(client, "set up a budget review with Bob on monday at 9am for 1 hour")
    await busy_user("ana@example.com", datetime(2026, 3, 9, 10, tzinfo=UTC), hours=2)
    await busy_user("cleo@example.com", datetime(2026, 3, 10, 9, tzinfo=UTC))
    answer = await client.say("find a time next week for me and ana@example.com and cleo@example.com")
    assert answer == "How long should it be?"
    answer = await client.say("1 hour")
    assert answer == (
        "Here is when you, ana@example.com and cleo@example.com are free for 1 hour from Monday, March 9 to Sunday, March 15"
        " (UTC).\n\nWhich of these would suit?"
    )
    assert "secret" not in answer
    assert client.waiting["suggestions"] == [
        "Monday, March 9 at 12:00 PM",
        "Tuesday, March 10 at 10:00 AM",
        "Wednesday, March 11 at 9:00 AM",
    ]
    card = await client.say("tuesday")
    assert when(card) == "Tuesday, March 10, 10:00 AM, 1 hour (UTC)"
    assert who(card) == "ana@example.com and cleo@example.com"
    assert client.waiting["next_step"] == "confirm"
    assert (await client.say("yes")).startswith("Booked.")
    assert len(await rows(MEETINGS)) == 4


async def test_a_free_hour_alone(connect: Connect) -> None:
    client = await connect()
    await book(client, "set up a budget review with Bob on tuesday at 9am for 1 hour")
    answer = await client.say("find me a free hour next tuesday")
    assert answer.startswith("Here is when you are free for 1 hour on Tuesday, March 10 (UTC).")
    assert client.waiting["suggestions"] == [
        "Tuesday, March 10 at 10:00 AM",
        "Tuesday, March 10 at 1:00 PM",
        "Tuesday, March 10 at 4:00 PM",
    ]
    assert await client.say("1 pm") == "What is the meeting about?"
    await client.say("Budget")
    card = await client.say("just me")
    assert when(card) == "Tuesday, March 10, 1:00 PM, 1 hour (UTC)"


async def test_when_can_we_all_meet_asks_who_and_how_long(signed_in: Connect) -> None:
    client = await signed_in()
    await busy_user("ana@example.com")
    assert await client.say("when can we all meet this week?") == "Who should be there?"
    assert await client.say("Bob and ana@example.com") == "How long should it be?"
    answer = await client.say("45 minutes")
    assert answer.startswith(
        "Here is when you and ana@example.com are free for 45 minutes from Wednesday, March 4 to"
    )
    assert "I can't see when Bob is free." in answer
    card = await client.say("the last one")
    assert when(card) == "Friday, March 6, 9:00 AM, 45 minutes (UTC)"


async def test_the_meeting_in_the_making_is_what_a_time_is_found_for(signed_in: Connect) -> None:
    client = await signed_in()
    await busy_user("ana@example.com", datetime(2026, 3, 9, 9, tzinfo=UTC), hours=7)
    await client.say("book a design review with ana@example.com tomorrow at 3pm for 1 hour")
    answer = await client.say("when can we meet on monday?")
    assert "you and ana@example.com are free for 1 hour on Monday, March 9" in answer
    assert client.waiting["suggestions"] == ["Monday, March 9 at 4:00 PM"]
    card = await client.say("the first one")
    assert card.startswith("Design review\nWhen: Monday, March 9, 4:00 PM, 1 hour (UTC)")


async def test_another_day_or_part_of_it_is_looked_at_instead(connect: Connect) -> None:
    client = await connect()
    await client.say("find 30 minutes on monday morning")
    assert client.waiting["suggestions"] == [
        "Monday, March 9 at 9:00 AM",
        "Monday, March 9 at 10:00 AM",
        "Monday, March 9 at 11:00 AM",
    ]
    assert await client.say("none of them") == "On which day?"
    assert "on Thursday, March 12" in await client.say("thursday march 12")
    assert client.waiting["suggestions"][0] == "Thursday, March 12 at 9:00 AM"
    await client.say("friday in the afternoon")
    assert client.waiting["suggestions"][0] == "Friday, March 6 at 12:00 PM"
    assert await client.say("at 4pm") == "What is the meeting about?"
    await client.say("Budget")
    assert when(await client.say("just me")) == "Friday, March 6, 4:00 PM, 30 minutes (UTC)"


async def test_working_hours_are_kept_and_a_full_day_is_said_so(connect: Connect) -> None:
    client = await connect()
    await client.say("my working hours are 10 to 12")
    await book(client, "set up a budget review with Bob on monday at 10am for 2 hours")
    answer = await client.say("find me a free hour on monday")
    assert answer.startswith("I found no time for 1 hour on Monday, March 9 when you are free (UTC).")
    assert answer.endswith("On which day?")
    await client.say("tuesday")
    assert client.waiting["suggestions"] == ["Tuesday, March 10 at 10:00 AM", "Tuesday, March 10 at 11:00 AM"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "is ana@example.com free tomorrow at 3pm?",
            "ana@example.com is busy tomorrow, Thursday, March 5 at 3:00 PM (UTC).",
        ),
        (
            "is ana@example.com free tomorrow at 10am?",
            "ana@example.com is free tomorrow, Thursday, March 5 at 10:00 AM (UTC).",
        ),
        (
            "Is ana@example.com available tomorrow?",
            "ana@example.com is busy tomorrow, Thursday, March 5 from 3:00 PM to 4:00 PM (UTC).",
        ),
    ],
)
async def test_whether_another_user_is_free(signed_in: Connect, question: str, answer: str) -> None:
    client = await signed_in()
    await busy_user("ana@example.com", datetime(2026, 3, 5, 15, tzinfo=UTC))
    said = await client.say(question)
    assert said.startswith(answer)
    assert "secret" not in said


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("is ana@example.com free tomorrow at 3pm?", "ana@example.com"),
        ("is bob free on friday?", "bob"),
        ("is zoe@example.com free tomorrow at 3pm?", "zoe@example.com"),
        ("are Bob and Cleo available tomorrow?", "Bob and Cleo"),
    ],
)
async def test_without_signing_in_and_of_anybody_else_only_the_own_calendar_is_known(
    connect: Connect, question: str, who: str
) -> None:
    await busy_user("ana@example.com", datetime(2026, 3, 5, 15, tzinfo=UTC))
    client = await connect()
    answer = await client.say(question)
    assert answer.startswith(f"I can see your calendar only, not that of {who}. You are free")
