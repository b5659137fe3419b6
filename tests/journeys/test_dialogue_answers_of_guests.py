"""Stories of asking who comes: what those invited have answered is told from their rows."""

import pytest
from asgiref.sync import sync_to_async

from scheduling.models import Attendee
from tests.conftest import Connect
from tests.journeys.stories import BUDGET, LUNCH, book

pytestmark = pytest.mark.usefixtures("wednesday")

REVIEW = "“Budget review” tomorrow, Thursday, March 5 at 3:00 PM (UTC): "


async def answer(name: str, partstat: str) -> None:
    await sync_to_async(Attendee.objects.filter(name=name).update)(partstat=partstat)


@pytest.mark.parametrize(
    "question",
    [
        "who is coming to the budget review?",
        "who's coming to the review tomorrow?",
        "is Bob coming to the budget review?",
        "is Bob coming?",
        "did Bob answer?",
        "has Bob replied yet?",
        "has Bob declined the budget review?",
        "has Bob accepted the invite?",
        "did Bob reply to my invitation to the budget review?",
    ],
)
async def test_what_somebody_answered_is_told(connect: Connect, question: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert await client.say(question) == f"{REVIEW}Bob has not answered."
    for partstat, words in (("DECLINED", "has declined"), ("ACCEPTED", "comes"), ("TENTATIVE", "may come")):
        await answer("Bob", partstat)
        assert await client.say(question) == f"{REVIEW}Bob {words}."


async def test_who_declined_is_told_of_what_was_spoken_of(connect: Connect) -> None:
    client = await connect()
    await book(client, "set up a budget review with Bob and Lea tomorrow at 3pm for 1 hour")
    await answer("Lea", "DECLINED")
    assert await client.say("who declined?") == f"{REVIEW}Bob has not answered and Lea has declined."


async def test_a_meeting_that_is_not_there_has_no_answers(connect: Connect) -> None:
    client = await connect()
    assert (
        await client.say("is Max coming?")
        == "I found no meeting with other people like that on your calendar."
    )
