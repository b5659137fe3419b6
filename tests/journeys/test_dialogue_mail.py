"""Stories of who is written to: what an answer says of it is so."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, who

pytestmark = pytest.mark.usefixtures("wednesday")

REVIEW = "book a review with ana@example.com and Sam tomorrow at 3pm for 30 minutes"
NOBODY = "No invitation was sent, because I don't know your own address: say “my address is …” and I send it."
ORGANIZER = "SELECT organizer_email FROM scheduling_calendar"


async def booked(connect: Connect, request: str):  # type: ignore[no-untyped-def]
    client = await connect()
    await client.say(request)
    return client, (await client.say("yes")).split("\n\n")[-1]


async def test_without_an_own_address_nobody_is_invited_and_it_says_so(connect: Connect) -> None:
    _, told = await booked(connect, REVIEW)
    assert told == (
        f"{NOBODY} I have no address of Sam: say “Sam's address is …” and I invite them, or let Sam know yourself."
    )


async def test_who_comes_alone_is_told_nothing_of_mail(connect: Connect) -> None:
    _, told = await booked(connect, "book focus time tomorrow at 3pm for 30 minutes, just me")
    assert told.endswith("Who: just you")


@pytest.mark.parametrize(
    "words",
    [
        "my address is boss@example.com",
        "my adress is boss@example.com",
        "I'm boss@example.com",
        "my email is boss@example.com.",
    ],
)
async def test_the_own_address_is_told_once(connect: Connect, rows, words: str) -> None:
    client, _ = await booked(connect, REVIEW)
    assert await client.say(words) == (
        "Noted: invitations come from you at boss@example.com. What was booked just now is sent too."
    )
    assert await rows(ORGANIZER) == [("boss@example.com",)]
    await client.say("book a call with bob@example.com tomorrow at 5pm for 30 minutes")
    assert (await client.say("yes")).endswith("The invitation to bob@example.com is on its way.")


async def test_an_address_that_is_none_is_refused(connect: Connect, rows) -> None:
    client = await connect()
    assert await client.say("my email is nonsense@") == (
        "I can't note that address: nonsense@ is not a mail address."
    )
    assert await rows(ORGANIZER) == []


async def test_an_address_told_later_invites(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("my address is boss@example.com")
    await book(client, "book a call with Sam tomorrow at 3pm for 30 minutes")
    card = await client.say("Sam's address is sam@example.com")
    assert who(card) == "Sam <sam@example.com>"
    assert (await client.say("yes")).endswith("Sam will be told by mail.")
    assert await rows("SELECT name, email FROM scheduling_attendee") == [("Sam", "sam@example.com")]


async def test_a_change_is_told_to_those_whom_it_concerns(connect: Connect) -> None:
    client = await connect()
    await client.say("my address is boss@example.com")
    await book(client, "book a call with ana@example.com tomorrow at 3pm for 30 minutes")
    await client.say("also invite bob@example.com")
    assert (await client.say("yes")).endswith("\n\nbob@example.com will be told by mail.")
    await client.say("move it to 4pm")
    assert (await client.say("yes")).endswith("\n\nana@example.com and bob@example.com will be told by mail.")
    await client.say("cancel it")
    assert (await client.say("yes")).endswith(
        "\n\nana@example.com and bob@example.com will be told by mail if they were invited already."
    )
