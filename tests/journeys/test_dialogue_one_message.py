"""Stories of what one message says: a length told as a goal, and two requests in one breath."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import DESIGN, book, when

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("shorten the design review to 10 minutes", "10 minutes"),
        ("extend it to 1 hour", "1 hour"),
        ("lengthen it to 2 hours", "2 hours"),
        ("lengthen the design review to 2 hours", "2 hours"),
        ("extend the design review by 15 minutes", "1 hour"),
        ("cut the design review down to half an hour", "30 minutes"),
    ],
)
async def test_a_meeting_is_made_as_long_as_is_said(connect: Connect, words: str, length: str) -> None:
    client = await connect()
    await book(client, DESIGN)
    assert when(await client.say(words)) == f"Friday, March 6, 3:00 PM, {length} (UTC)"


async def test_the_length_of_a_meeting_in_the_making_is_told_as_a_goal(connect: Connect) -> None:
    client = await connect()
    await client.say(DESIGN)
    assert when(await client.say("shorten it to 30 minutes")) == "Friday, March 6, 3:00 PM, 30 minutes (UTC)"
