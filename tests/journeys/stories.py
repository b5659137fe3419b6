"""What the stories of the dialogue have in common: meetings to speak about, told through frames."""

from tests.client import ChatClient

MEETINGS = "SELECT summary, starts, status, sequence FROM scheduling_meeting ORDER BY id"

LUNCH = "schedule lunch with Sam tomorrow at noon for 1 hour"
BUDGET = "set up a budget review with Bob tomorrow at 3pm for 1 hour"
DESIGN = "set up a design review with Ana on Friday at 3pm for 45 minutes"


async def book(client: ChatClient, *requests: str) -> None:
    """Book meetings, each told in one sentence."""
    for request in requests:
        await client.say(request)
        assert client.waiting["next_step"] == "confirm", client.waiting
        assert (await client.say("yes")).startswith("Booked.")


def when(card: str) -> str:
    """Return the line of a card that tells the time."""
    return next(line for line in card.splitlines() if line.startswith("When: ")).removeprefix("When: ")


def who(card: str) -> str:
    """Return the line of a card that tells the people."""
    return next(line for line in card.splitlines() if line.startswith("Who: ")).removeprefix("Who: ")
