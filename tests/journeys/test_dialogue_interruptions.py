"""Stories of being interrupted: what came in between is dealt with, then the open question is asked again."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        (
            "what do I have tomorrow?",
            "You have 1 meeting tomorrow, Thursday, March 5 (UTC):\n12:00 PM to 1:00 PM “Lunch” with Sam",
        ),
        (
            "am I free at noon tomorrow?",
            "No: tomorrow, Thursday, March 5 at 12:00 PM you have “Lunch” with Sam, 12:00 PM to 1:00 PM (UTC).",
        ),
        ("whats on tomorrow", "You have 1 meeting tomorrow, Thursday, March 5 (UTC):\n12:00 PM"),
        ("whats on my calendar on tuesday", "You have nothing on Tuesday, March 10."),
        ("can you tell me whats on tuesday", "You have nothing on Tuesday, March 10."),
        ("whats the date today", "It is Wednesday, March 4, 9:00 AM (UTC)."),
        (
            "my meetings please",
            "Coming up (UTC): tomorrow, Thursday, March 5, 12:00 PM to 1:00 PM “Lunch” with Sam",
        ),
        ("hmm let me think", "Take your time."),
        ("what are my reminders?", "You have no reminders to come."),
        ("thanks a lot!", "You're welcome!"),
        ("how are you?", "I'm fine, thank you! What shall I plan for you?"),
        (
            "what's the weather like in Oslo?",
            "I can't help with that; what I can do is set up meetings. Tell me what, when and with whom.",
        ),
        ("cancel the dentist", "I can't find an upcoming meeting like that on your calendar."),
    ],
)
@pytest.mark.parametrize("opening", ["book a meeting", "set up a team sync tomorrow", BUDGET, "move lunch"])
async def test_a_question_in_between_is_answered_and_the_open_one_asked_again(
    connect: Connect, opening: str, message: str, answer: str
) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say(opening)
    question = client.waiting
    reply = await client.say(message)
    assert reply.startswith(answer)
    assert reply.endswith(question["prompt"])
    assert client.waiting == question


async def test_another_task_in_between_is_done_first(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("book a meeting")
    await client.say("Budget review")
    open_question = client.waiting

    assert (await client.say("cancel lunch")).startswith("Lunch\n")
    assert client.waiting["prompt"].endswith("Shall I cancel it?")
    answer = await client.say("yes")

    assert answer.startswith("Cancelled; the time is free again.")
    assert answer.endswith("\n\nBack to “Budget review”.\n\nOn which day?")
    assert client.waiting == open_question
    await client.say("tomorrow at noon")
    await client.say("30 minutes")
    await client.say("just me")
    await client.say("yes")
    noon = datetime(2026, 3, 5, 12, tzinfo=UTC)
    assert await rows(MEETINGS) == [
        ("Lunch", noon, "CANCELLED", 1),
        ("Budget review", noon, "CONFIRMED", 0),
    ]


async def test_what_was_about_to_be_booked_is_looked_at_again(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana tomorrow at 3pm for 1 hour")
    await client.say("actually, set up a design review with Bob tomorrow at 3pm for 1 hour")
    answer = await client.say("yes")
    assert answer.startswith("Booked.\n\nDesign review\n")
    assert "Back to “Call” on Thursday, March 5 at 3:00 PM for 1 hour with Ana." in answer
    assert "You already have “Design review” with Bob at that time, from 3:00 PM to 4:00 PM." in answer
    assert client.waiting["next_step"] == "collect"


async def test_three_deep_and_back(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH)
    await client.say("book a meeting")
    await client.say("Budget review")
    await client.say("remind me to buy milk tomorrow at 6pm")
    await client.say("move lunch to 1pm")
    await client.say("what do I have tomorrow?")
    assert client.waiting["prompt"].endswith("Shall I change it?")
    back = await client.say("yes")
    assert "Back to “buy milk” on Thursday, March 5 at 6:00 PM." in back
    assert client.waiting["prompt"].endswith("Shall I note it?")
    back = await client.say("yes")
    assert back.endswith("Back to “Budget review”.\n\nOn which day?")
    assert await client.say("never mind") == "All right, I've dropped it. Nothing was booked."
    assert client.waiting is None
    assert await rows(MEETINGS) == [("Lunch", datetime(2026, 3, 5, 13, tzinfo=UTC), "CONFIRMED", 1)]


async def test_nesting_has_an_end(connect: Connect) -> None:
    client = await connect()
    await client.say("book a meeting")
    await client.say("Budget review")
    for number in range(1, 4):
        await client.say(f"remind me to buy milk number {number} tomorrow at 6pm")
    answer = await client.say("remind me to buy milk number 4 tomorrow at 6pm")
    assert answer.startswith("That is a lot at once: I let go of “Budget review”.")
    for number in (3, 2, 1):
        assert f"Back to “buy milk number {number}”" in await client.say("never mind")
    assert await client.say("never mind") == "All right, no reminder then."
    assert client.waiting is None


async def test_never_mind_drops_only_what_is_at_hand(connect: Connect) -> None:
    client = await connect()
    await book(client, DESIGN)
    await client.say(BUDGET)
    await client.say("cancel the design review")
    answer = await client.say("never mind")
    assert answer.startswith("All right, the meeting stays.\n\nBack to “Budget review” on Thursday")
    assert client.waiting["prompt"].endswith("Shall I book it?")


async def test_an_answer_to_which_meeting_may_be_something_else(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    await client.say("move the review to Monday")
    which = client.waiting
    assert (await client.say("what do I have tomorrow?")).endswith("Which meeting do you mean?")
    assert client.waiting == which
    card = await client.say("cancel the design review")
    assert card.endswith("Shall I cancel it?")
    assert (await client.say("no")) == "All right, the meeting stays."
    assert client.waiting is None


async def test_a_reload_in_the_middle_of_an_interruption(connect: Connect) -> None:
    before = await connect("interrupted")
    await book(before, LUNCH)
    await before.say(BUDGET)
    await before.say("move lunch to 1pm")
    open_question = before.waiting
    await before.disconnect()

    after = await connect("interrupted")
    resumed = (await after.receive())["metadata"]
    assert resumed["waiting_for_input"] == open_question
    assert resumed["conversation_summary"].startswith(
        "We were about to change “Lunch” on Thursday, March 5 at 1:00 PM"
    )
    answer = await after.say("yes")
    assert when(answer.split("Back to")[0]) == "Thursday, March 5, 1:00 PM, 1 hour (UTC)"
    assert after.waiting["prompt"].endswith("Shall I book it?")
