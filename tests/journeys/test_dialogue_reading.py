"""Stories of what a message says: another meeting or the same, two at once, who comes, what it is about, in which zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Connect
from tests.journeys.stories import MEETINGS, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("first", "second", "title", "people"),
    [
        (
            "book a meeting with Ana tomorrow at 3pm for 30 minutes",
            "book a call with Bob on monday at 9am for 15 minutes",
            "Call",
            "Bob",
        ),
        (
            "meeting with Joe tomorrow at 3pm for 1 hour",
            "meeting with Kay on friday at 2pm for 30 minutes",
            "Meeting with Kay",
            "Kay",
        ),
        (
            "meeting with Bob and Alice tomorrow at 9am for 1 hour",
            "please set up a meeting with Bob on friday at 10am for 1 hour",
            "Meeting with Bob",
            "Bob",
        ),
        (
            "lunch tomorrow with Eva at noon",
            "focus time tomorrow 3-5pm with Max",
            "Focus time",
            "Max",
        ),
        (
            "schedule a demo tomorrow at 3pm for 30 minutes",
            "schedule a meeting with Dr. Lind on friday at 2pm for 1 hour",
            "Meeting with Dr. Lind",
            "Dr. Lind",
        ),
        (
            "remind me to buy milk tomorrow at 9am",
            "book a call with Bob on monday at 9am for 15 minutes",
            "Call",
            "Bob",
        ),
    ],
)
async def test_a_whole_request_is_another_meeting(
    connect: Connect, first: str, second: str, title: str, people: str
) -> None:
    client = await connect()
    await client.say(first)
    card = await client.say(second)
    assert card.splitlines()[0] == title
    assert who(card) == people
    assert "Back to " in await client.say("yes")


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("meeting with Ana at 4pm instead", "Ana"),
        ("with Bob too", "Ana and Bob"),
    ],
)
async def test_what_only_changes_a_meeting_is_no_other(connect: Connect, words: str, people: str) -> None:
    client = await connect()
    await client.say("book a meeting with Ana tomorrow at 3pm for 30 minutes")
    assert who(await client.say(words)) == people
    assert "Back to " not in await client.say("yes")


@pytest.mark.parametrize(
    ("words", "booked"),
    [
        (
            "book meeting with Ana tomorrow at 3pm for 1h and meeting with Bob tomorrow at 5pm for 1h",
            ["Meeting with Ana", "Meeting with Bob"],
        ),
        (
            "book lunch with Ana tomorrow at noon for 1 hour and a call with Bob at 3pm for 30 minutes",
            ["Lunch", "Call"],
        ),
        (
            "schedule a demo with Kim on friday at 10am for 1 hour, then a workshop with Lou at 2pm for 2 hours",
            ["Demo", "Workshop"],
        ),
        (
            "I need a meeting with Ana tomorrow at 3pm for 1 hour and one with Bob at 5pm for 1 hour",
            ["Meeting with Ana", "Meeting with Bob"],
        ),
    ],
)
async def test_two_meetings_of_one_message_come_one_after_the_other(
    connect: Connect, rows, words: str, booked: list[str]
) -> None:
    client = await connect()
    assert (await client.say(words)).startswith("One after the other: this one first, then ")
    assert "Back to " in await client.say("yes")
    assert (await client.say("yes")).startswith("Booked.")
    assert [row[0] for row in await rows(MEETINGS)] == booked


async def test_the_second_meeting_is_asked_what_it_lacks(connect: Connect) -> None:
    client = await connect()
    await client.say("book meeting with Ana tomorrow at 3pm for 1h and a call with Bob")
    await client.say("yes")
    assert client.waiting["prompt"] == "At what time?"


@pytest.mark.parametrize(
    "words",
    [
        "book a meeting with Ana and Bob tomorrow at 3pm for 1h and call it Planning",
        "lunch and drinks with Bob tomorrow at noon for 1h",
    ],
)
async def test_one_meeting_stays_one(connect: Connect, words: str) -> None:
    client = await connect()
    assert "One after the other" not in await client.say(words)
    assert client.waiting["next_step"] == "confirm"


async def test_him_is_who_came_last(connect: Connect) -> None:
    client = await connect()
    await book(client, "meeting with Kim on friday at 3pm for 30 minutes")
    card = await client.say("dinner with him tomorrow at 8pm for 2 hours")
    assert who(card) == "Kim"
    assert card.startswith("Dinner\n")


async def test_a_reminder_in_the_same_message_comes_after_the_meeting(connect: Connect) -> None:
    client = await connect()
    await client.say("book lunch with Ana tomorrow at noon for 1 hour and remind me to bring the docs at 9am")
    assert "Reminder: bring the docs" in await client.say("yes")


@pytest.mark.parametrize(
    "words", ["reminder to buy milk tomorrow at 9am", "set a reminder to call mom tomorrow at 9am"]
)
async def test_a_reminder_at_a_card_moves_no_meeting(connect: Connect, words: str) -> None:
    client = await connect()
    await client.say("book a call with Liz on friday at 3pm for 30 minutes")
    assert (await client.say(words)).startswith("Reminder: ")
    assert "Friday, March 6, 3:00 PM" in when((await client.say("yes")).partition("Back to")[2])


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("drop Ana and Bob", "Dana and Carl"),
        ("drop Bob and Zoe", "Ana, Dana and Carl"),
        ("without Ana, Bob and Dana please", "Carl"),
        ("take Carl and Dana off", "Ana and Bob"),
        ("Ana and Carl can't make it", "Bob and Dana"),
    ],
)
async def test_several_people_leave_at_once(connect: Connect, words: str, people: str) -> None:
    client = await connect()
    await client.say("meeting with Ana, Bob, Dana and Carl on friday at 3pm for 30 minutes")
    assert who(await client.say(words)).splitlines()[-1] == people


@pytest.mark.parametrize("words", ["remove everyone", "drop all the guests", "without everybody else"])
async def test_everybody_leaves(connect: Connect, words: str) -> None:
    client = await connect()
    await client.say("book a design review with Ana and Bob on friday at 3pm for 30 minutes")
    assert who(await client.say(words)) == "just you"


@pytest.mark.parametrize(
    "zone",
    [", Berlin time", " (Berlin time)", " in Berlin time", ", in Berlin time please", " (Berlin time zone)"],
)
async def test_a_zone_counts_wherever_it_stands(connect: Connect, zone: str) -> None:
    client = await connect()
    card = await client.say(f"book a call with Liz on friday at 3pm for 30 minutes{zone}")
    assert when(card) == "Friday, March 6, 3:00 PM, 30 minutes (Europe/Berlin)"
    assert "Where" not in card


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Tokyo time", "Asia/Tokyo"),
        ("I meant New York time", "America/New_York"),
        ("make it JST", "Asia/Tokyo"),
        ("EST", "America/New_York"),
    ],
)
async def test_a_zone_alone_corrects_the_card(connect: Connect, words: str, zone: str) -> None:
    client = await connect()
    await client.say("book a call with Liz on friday at 3pm for 30 minutes")
    card = await client.say(words)
    assert when(card) == f"Friday, March 6, 3:00 PM, 30 minutes ({zone})"
    here = datetime(2026, 3, 6, 15, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert f"\nYour time: Friday, March 6, {here:%-I:%M %p} (UTC)\n" in card
    card = await client.say("in my time zone")
    assert "Your time" not in card
    assert when(card) == "Friday, March 6, 3:00 PM, 30 minutes (UTC)"


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("lunch tomorrow at noon for 1 hour with my wife", "my wife"),
        ("meeting with the whole team tomorrow at 2pm for 1 hour", "the whole team"),
        ("meeting with Ana and my boss tomorrow at 2pm for 1 hour", "Ana and my boss"),
        ("team meeting with ana bob carla tomorrow at 2pm for 1 hour", "ana, bob and carla"),
        ("review with juan de la cruz tomorrow at 2pm for 1 hour", "juan de la cruz"),
    ],
)
async def test_who_comes_is_told_by_what_they_are_and_apart(
    connect: Connect, words: str, people: str
) -> None:
    client = await connect()
    assert who(await client.say(words)) == people


@pytest.mark.parametrize("broken", ["ana@example,com", "bob@", "with bob@example"])
async def test_a_broken_address_is_asked_about(connect: Connect, broken: str) -> None:
    client = await connect()
    answer = await client.say(f"book a meeting with {broken} tomorrow at 2pm for 1 hour")
    assert answer.startswith(f"“{broken.removeprefix('with ')}” is no complete e-mail address")
    assert client.waiting["prompt"] == "Who should be there?"
    assert who(await client.say("ana@example.com")) == "ana@example.com"


async def test_beside_a_broken_address_nothing_is_lost(connect: Connect) -> None:
    client = await connect()
    await client.say("book a budget review with Ana and bob@ tomorrow at 3pm for 1 hour")
    card = await client.say("bob@example.com")
    assert card.endswith("Shall I book it?")
    assert who(card) == "Ana and bob@example.com"
    assert "Budget review" in card.splitlines()


async def test_an_hour_beside_an_at_is_no_address(connect: Connect) -> None:
    client = await connect()
    assert "2:00 PM" in when(await client.say("mtg with Ana tomorrow @2pm for 1 hour"))


async def test_instead_takes_the_place_of_those_there(connect: Connect) -> None:
    client = await connect()
    await client.say("meeting with Ana on friday at 3pm for 30 minutes")
    assert who(await client.say("Actually invite ana@example.com instead")) == "ana@example.com"
    assert who(await client.say("bring Carla and Dan instead")) == "Carla and Dan"


async def test_a_name_for_a_title_gives_way_to_the_person(connect: Connect) -> None:
    client = await connect()
    await client.say("meeting tomorrow at 3pm for 30 minutes")
    await client.say("Bob")
    assert (await client.say("just me and Bob")).startswith("Meeting with Bob\n")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("CAN U SCHEDULE A MTG W/ MARK TMRW @ 3PM 4 30 MINS", "Meeting with MARK"),
        ("hi can i get 30 min with Priya tomorrow at 3pm", "Meeting with Priya"),
        ("metting with Jon tomorow at 2pm abuot the website, 1 hour", "Website"),
        ("book a call with Ana tomorrow at 3pm for 1 hour, subject Q2 planning", "Q2 planning"),
        ("call with Ana tomorrow at 3pm for 1 hour topic: roadmap", "Roadmap"),
        ("Planning session with Ana on 9 March at 3pm for 1 hour", "Planning session"),
        ("call with Ana tomorrow at 3pm about the budget for 1 hour", "Call about the budget"),
        ("sync with Ana tomorrow at 3pm re: hiring for 1 hour", "Sync about hiring"),
        ("book 1 on 1 with Ana tomorrow at 4pm for 1 hour", "1:1"),
        ("book a one-on-one with Ana tomorrow at 4pm for 1 hour", "1:1"),
        ('schedule a demo with Ana tomorrow at 2pm for 1 hour in Room "Blue"', "Demo"),
    ],
)
async def test_what_it_is_about_is_its_title(connect: Connect, words: str, title: str) -> None:
    client = await connect()
    assert (await client.say(words)).splitlines()[0] == title
