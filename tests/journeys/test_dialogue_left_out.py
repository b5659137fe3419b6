"""Stories of words that are easily lost: each comes to the card, or it is said that it was left out."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when, who

pytestmark = pytest.mark.usefixtures("wednesday")

SYNC = "book a sync friday 10am for 30 min with Jo"


@pytest.mark.parametrize(
    ("request_", "people"),
    [
        (
            "book offsite monday 10am 4 hours with Ann, Ben and the finance team at The Plaza",
            "Ann, Ben and the finance team",
        ),
        (
            "book dinner friday at 7pm for 2 hours with my boss, Sam and the designers",
            "Sam, my boss and the designers",
        ),
        (
            "weekly standup every monday at 9am for 15 minutes with the team except december 28",
            "the team",
        ),
    ],
)
async def test_a_group_beside_names_comes_too(connect: Connect, request_: str, people: str) -> None:
    client = await connect()
    assert who(await client.say(request_)) == people


async def test_yes_names_nobody(connect: Connect) -> None:
    client = await connect()
    await client.say("book offsite monday 10am for 4 hours")
    answer = await client.say("yes")
    assert answer.startswith("Here I need more than a yes or a no.")
    assert who(await client.say("just me")) == "just you"


async def test_somebody_is_coming_too(connect: Connect) -> None:
    client = await connect()
    await client.say(SYNC)
    assert who(await client.say("also Bob's coming")) == "Jo and Bob"


@pytest.mark.parametrize(
    ("condition", "left_out"),
    [
        (", but only if Max can make it", "but only if Max can make it"),
        (", unless it rains", "unless it rains"),
        (" if Max can come", "if Max can come"),
        (" if I'm free, otherwise monday", "otherwise monday"),
    ],
)
async def test_a_condition_is_not_kept_and_that_is_said(
    connect: Connect, condition: str, left_out: str
) -> None:
    client = await connect()
    card = await client.say(SYNC + condition)
    assert card.startswith(f"I left out “{left_out}”: ")
    assert (when(card), who(card)) == ("Friday, March 6, 10:00 AM, 30 minutes (UTC)", "Jo")
    assert (await client.say("yes")).startswith("Booked.")


@pytest.mark.parametrize("courtesy", [" if possible", " if I'm free", ", if that works"])
async def test_courtesy_is_no_condition(connect: Connect, courtesy: str) -> None:
    client = await connect()
    card = await client.say(SYNC + courtesy)
    assert card.startswith("Sync\n")


@pytest.mark.parametrize("title", ["Check-in", "A sync", "B sync", "A team dinner"])
async def test_a_title_stays_whole(connect: Connect, title: str) -> None:
    client = await connect()
    name = title if title[1] == " " else title.lower()
    card = await client.say(f"book {name} friday 10am for 30 min just me")
    assert card.startswith(f"{title}\n")
