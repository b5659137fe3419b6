"""Stories of telling the assistant how one likes to meet, and where one is."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("my working hours are 8:30 to 16:30", "8:30 AM to 4:30 PM from Monday to Friday"),
        ("I work Monday to Thursday 8 to 4", "8:00 AM to 4:00 PM from Monday to Thursday"),
        ("I usually work 1 to 9", "1:00 PM to 9:00 PM from Monday to Friday"),
        ("no meetings before 10 or after 4", "10:00 AM to 4:00 PM from Monday to Sunday"),
        ("I work on Saturdays from 10 to 2", "any time from Monday to Friday, 10:00 AM to 2:00 PM on Saturday "
         "and any time on Sunday"),
        ("my working hours are 9 to 5 and no meetings on Fridays", "9:00 AM to 5:00 PM from Monday to Thursday"),
        ("no meetings on Fridays, my working hours are 9 to 5", "9:00 AM to 5:00 PM from Monday to Thursday"),
    ],
)  # fmt: skip
async def test_working_hours_are_noted(connect: Connect, said: str, noted: str) -> None:
    client = await connect()
    assert await client.say(said) == f"Noted: your working hours are {noted}."


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("my working days are Tuesday, Wednesday and Friday",
         "no meetings on Mondays, Thursdays, Saturdays and Sundays"),
        ("no meetings on Fridays", "no meetings on Fridays"),
        ("I don\u2019t work on weekends", "no meetings on Saturdays and Sundays"),
        ("please don't book anything before 10", "nothing before 10:00 AM"),
        ("nothing after 4", "nothing after 4:00 PM"),
        ("no meetings on Mondays and nothing before 10", "no meetings on Mondays and nothing before 10:00 AM"),
    ],
)  # fmt: skip
async def test_nothing_but_what_was_said_is_noted(connect: Connect, said: str, noted: str) -> None:
    client = await connect()
    assert await client.say(said) == f"Noted: {noted}."


async def test_a_day_off_says_nothing_of_the_hours_of_others(connect: Connect) -> None:
    client = await connect()
    await client.say("no meetings on Fridays")
    card = await client.say("book a call with Ana on Monday at 7pm for 30 minutes")
    assert card.endswith("Shall I book it?")
    await client.say("never mind")
    late = await client.say("book a call with Ana on Monday at 11:45pm for 30 minutes")
    assert late.endswith("Shall I book it?")
    await client.say("never mind")
    answer = await client.say("book a call with Ana on Friday at 3pm for 30 minutes")
    assert answer.startswith("You don't work on Fridays.")
    assert client.waiting["suggestions"][:3] == [
        "Monday, March 9 at 9:00 AM",
        "Monday, March 9 at 9:30 AM",
        "Monday, March 9 at 10:00 AM",
    ]


async def test_a_search_after_a_day_off_offers_the_daytime_and_an_evening_when_asked(
    connect: Connect,
) -> None:
    client = await connect()
    await client.say("no meetings on Fridays")
    await client.say("find a time with Ana on Monday for an hour")
    assert client.waiting["suggestions"] == [
        "Monday, March 9 at 9:00 AM",
        "Monday, March 9 at 12:00 PM",
        "Monday, March 9 at 4:00 PM",
    ]
    await client.say("never mind")
    await client.say("find a time with Ana on Monday evening for an hour")
    assert "Monday, March 9 at 7:00 PM" in client.waiting["suggestions"]


async def test_three_preferences_of_one_sentence_are_all_noted(connect: Connect) -> None:
    client = await connect()
    answer = await client.say("my time zone is Europe/Berlin, no buffer and I want 4 hours notice")
    assert answer.splitlines() == [
        "Noted:",
        "Your time zone is Europe/Berlin, and I tell times in it.",
        "No time is kept free between meetings.",
        "You want at least 4 hours of notice.",
    ]


@pytest.mark.parametrize(
    ("before", "said", "noted"),
    [
        ("my working hours are 9 to 5", "forget my working hours", "you named no working hours."),
        ("my working hours are 9 to 5", "I have no working hours", "you named no working hours."),
        (
            "my working hours are 9 to 5",
            "change my working hours to 10 to 6",
            "your working hours are 10:00 AM to 6:00 PM from Monday to Friday.",
        ),
        ("no meetings on Fridays", "meetings on Fridays are fine again", "you named no working hours."),
        (
            "I work Monday to Thursday 9 to 5",
            "I work on Fridays too",
            "your working hours are 9:00 AM to 5:00 PM from Monday to Friday.",
        ),
        ("I want 4 hours notice", "I want no notice", "you need no notice before a meeting."),
        ("I want 4 hours notice", "drop the notice", "you need no notice before a meeting."),
        (
            "keep 15 minutes between meetings",
            "remove the buffer",
            "no time is kept free between meetings.",
        ),
        (
            "remind me 15 minutes before my meetings",
            "I don't want reminders before my meetings",
            "I don't remind you of meetings.",
        ),
        (
            "my address is otto@example.org",
            "forget my address",
            "I know no address of yours: nobody is sent an invitation.",
        ),
    ],
)
async def test_what_was_noted_is_taken_back(connect: Connect, before: str, said: str, noted: str) -> None:
    client = await connect()
    assert (await client.say(before)).startswith("Noted: ")
    assert await client.say(said) == f"Noted: {noted}"


async def test_all_of_it_is_cleared(connect: Connect) -> None:
    client = await connect()
    await client.say("my working hours are 9 to 5 and keep 15 minutes between meetings")
    await client.say("my address is otto@example.org")
    assert "Your address is otto@example.org: invitations come from it." in await client.say(
        "what's my address?"
    )
    assert (await client.say("clear all my preferences")).splitlines() == [
        "Noted:",
        "Your time zone is UTC, and I tell times in it.",
        "You named no working hours.",
        "No time is kept free between meetings.",
        "I ask how long a meeting takes.",
        "You need no notice before a meeting.",
        "I remind you 10 minutes before a meeting.",
        "I know no address of yours: nobody is sent an invitation.",
    ]


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("keep 15 minutes between meetings", "15 minutes stay free between your meetings."),
        ("I'd like a buffer of half an hour", "30 minutes stay free between your meetings."),
        ("no buffer between meetings", "no time is kept free between meetings."),
        ("my meetings usually take 45 minutes", "a meeting takes 45 minutes unless you say otherwise."),
        ("the default length is an hour", "a meeting takes 1 hour unless you say otherwise."),
        ("I want at least 4 hours notice", "you want at least 4 hours of notice."),
        ("I need a day's notice before meetings", "you want at least 1 day of notice."),
        ("remind me 15 minutes before my meetings", "I remind you 15 minutes before a meeting."),
        ("remind me half an hour before every meeting", "I remind you 30 minutes before a meeting."),
        ("don't remind me of meetings", "I don't remind you of meetings."),
        ("my time zone is Europe/Berlin", "your time zone is Europe/Berlin, and I tell times in it."),
        ("I'm in Tokyo now", "your time zone is Asia/Tokyo, and I tell times in it."),
        ("I moved to New York", "your time zone is America/New_York, and I tell times in it."),
    ],
)
async def test_other_preferences_are_noted(connect: Connect, said: str, noted: str) -> None:
    client = await connect()
    assert await client.say(said) == f"Noted: {noted}"


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (
            "my time zone is Narnia",
            "I know no time zone called “Narnia”: a city or a name like Europe/Berlin, please.",
        ),
        ("my working hours are 9am to 9am", "I can't note that: a working day ends after it starts."),
        ("keep 5 hours between meetings", "I can't note that: a buffer is at most four hours."),
        ("I want at least 90 days notice", "I can't note that: notice is at most 60 days."),
        ("my working hours are 25 to 26", "25 to 26 is no time of day I know."),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_is_stored(
    connect: Connect, rows, said: str, problem: str
) -> None:
    client = await connect()
    assert await client.say(said) == problem
    assert await rows("SELECT key FROM scheduling_calendar") == []


@pytest.mark.parametrize(
    "said", ["I'm in a meeting", "I work with Ana on Friday at 3", "book a call before 10 tomorrow with Ana"]
)
async def test_other_sentences_are_no_preferences(connect: Connect, rows, said: str) -> None:
    client = await connect()
    assert not (await client.say(said)).startswith(("Noted", "I know no"))
    assert await rows("SELECT timezone FROM scheduling_calendar WHERE timezone <> ''") == []


async def test_the_usual_length_is_not_asked_for(connect: Connect) -> None:
    client = await connect()
    await client.say("my meetings take 45 minutes by default")
    assert when(await client.say("book a call with Ana tomorrow at 3pm")) == (
        "Thursday, March 5, 3:00 PM, 45 minutes (UTC)"
    )
    await client.say("never mind")
    assert when(await client.say("book a call with Ana tomorrow at 3pm for 10 minutes")) == (
        "Thursday, March 5, 3:00 PM, 10 minutes (UTC)"
    )


async def test_a_zone_that_was_said_counts_from_then_on_and_later(connect: Connect, rows) -> None:
    client = await connect("zoned")
    await client.say("book a call with Ana tomorrow at 3pm for 30 minutes")
    await client.say("yes")
    await client.say("I'm in Berlin")
    assert "4:00 PM to 4:30 PM “Call” with Ana" in await client.say("what do I have tomorrow?")
    await client.disconnect()
    again = await connect("zoned")
    assert (await again.receive())["content"] == "conversation_resumed"
    assert when(await again.say("book a sync with Bob tomorrow at 5pm for 30 minutes")) == (
        "Thursday, March 5, 5:00 PM, 30 minutes (Europe/Berlin)"
    )
    assert await rows("SELECT timezone FROM conversations_conversation") == [("Europe/Berlin",)]


async def test_all_of_them_are_told_when_asked(connect: Connect) -> None:
    client = await connect()
    await client.say("keep 10 minutes between meetings")
    assert (await client.say("what are my preferences?")).splitlines() == [
        "Your time zone is UTC, and I tell times in it.",
        "You named no working hours.",
        "10 minutes stay free between your meetings.",
        "I ask how long a meeting takes.",
        "You need no notice before a meeting.",
        "I remind you 10 minutes before a meeting.",
        "I know no address of yours: nobody is sent an invitation.",
    ]


async def test_an_open_question_is_asked_again(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Ana tomorrow at 3pm")
    answer = await client.say("I work Monday to Friday")
    assert answer.startswith("Noted: no meetings on Saturdays and Sundays.")
    assert client.waiting["prompt"] == "How long should it be?"
