"""Stories of people who are known: an address is looked up, and two of one name are told apart."""

import pytest

from tests.client import ChatClient
from tests.conftest import Connect
from tests.journeys.stories import book, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "book a call with Ana tomorrow at 3pm for 30 minutes"
PEOPLE = "SELECT a.name, a.email FROM scheduling_attendee a JOIN scheduling_meeting m ON m.id = a.meeting_id "
LAST = PEOPLE + "WHERE m.id = (SELECT max(id) FROM scheduling_meeting) ORDER BY a.id"


async def knowing(connect: Connect, *people: str) -> ChatClient:
    """A client that has met people before; whom, is said as in "Ana Ruiz <ana@example.com>"."""
    client = await connect()
    for hour, person in enumerate(people, start=9):
        await book(client, f"book a sync with {person} on March 20 at {hour}am for 30 minutes")
    return client


async def test_somebody_met_before_is_known_by_name(connect: Connect, rows) -> None:
    client = await knowing(connect, "Ana Ruiz <ana@example.com>")
    assert who(await client.say(CALL)) == "Ana Ruiz <ana@example.com>"
    await client.say("yes")
    assert await rows(LAST) == [("Ana Ruiz", "ana@example.com")]


async def test_somebody_new_stays_a_name(connect: Connect) -> None:
    client = await knowing(connect, "Ana Ruiz <ana@example.com>")
    assert who(await client.say("book a call with Anabel tomorrow at 3pm for 30 minutes")) == "Anabel"


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("Ana Smith", "Ana Smith <smith@example.com>"),
        ("the second one", "Ana Smith <smith@example.com>"),
        ("Smith please", "Ana Smith <smith@example.com>"),
        ("the one with ruiz@example.com", "Ana Ruiz <ruiz@example.com>"),
        ("neither of them", "Ana"),
    ],
)
async def test_two_of_one_name_are_told_apart(connect: Connect, answer: str, meant: str) -> None:
    client = await knowing(connect, "Ana Ruiz <ruiz@example.com>", "Ana Smith <smith@example.com>")
    await client.say("book a call with Ana and Bob tomorrow at 3pm for 30 minutes")
    assert client.waiting["prompt"] == "Which Ana do you mean?"
    assert client.waiting["suggestions"] == [
        "Ana Ruiz <ruiz@example.com>",
        "Ana Smith <smith@example.com>",
        "Another Ana",
    ]
    assert who(await client.say(answer)) == f"{meant} and Bob"


async def test_an_answer_that_leaves_it_open_is_asked_again(connect: Connect) -> None:
    client = await knowing(connect, "Ana Ruiz <ruiz@example.com>", "Ana Smith <smith@example.com>")
    await client.say(CALL)
    await client.say("Ana")
    assert client.waiting["prompt"] == "Which Ana do you mean?"


async def test_whoever_comes_already_is_not_asked_about(connect: Connect) -> None:
    client = await connect()
    await book(client, CALL)
    await book(client, "book a sync with Ana Ruiz <ruiz@example.com> on March 20 at 9am for 30 minutes")
    await book(client, "book a sync with Ana Smith <smith@example.com> on March 20 at 10am for 30 minutes")
    card = await client.say("move tomorrow's call to 4pm")
    assert who(card) == "Ana"


async def test_contacts_are_their_owners(connect: Connect) -> None:
    await knowing(connect, "Ana Ruiz <ana@example.com>")
    stranger = await connect()
    assert who(await stranger.say(CALL)) == "Ana"
