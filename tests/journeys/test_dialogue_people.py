"""Stories of who comes, told in two words: at the card and at every question, and of people whose name is a month's."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "schedule a call with Ana and Bob tomorrow at 3pm for 1 hour in room 4"
# What leads to each question, and what answers it.
QUESTIONS = {
    "What is the meeting about?": ("book a meeting", "Budget review"),
    "On which day?": ("schedule a budget review at 3pm for 1 hour", "tomorrow"),
    "At what time?": ("schedule a budget review tomorrow for 1 hour", "3pm"),
    "How long should it be?": ("schedule a budget review tomorrow at 3pm", "1 hour"),
    "Who should be there?": ("schedule a budget review tomorrow at 3pm for 1 hour", ""),
}


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("also Priya", "Ana, Bob and Priya"),
        ("And Priya!", "Ana, Bob and Priya"),
        ("and Priya and Tom, please", "Ana, Bob, Priya and Tom"),
        ("with Priya as well", "Ana, Bob and Priya"),
        ("also Bob", "Ana and Bob"),
        ("just Bob", "Bob"),
        ("Only Bob, thanks", "Bob"),
        ("only Ana and me", "Ana"),
        ("just Tom", "Tom"),
        ("also April", "Ana, Bob and April"),
        ("and Eve", "Ana, Bob and Eve"),
        ("I\u2019d like to add Priya", "Ana, Bob and Priya"),
        ("NOT BOB, ROBERT", "Ana and ROBERT"),
    ],
)
async def test_without_a_verb_at_the_card(connect: Connect, words: str, people: str) -> None:
    client = await connect()
    await client.say(CALL)
    card = await client.say(words)
    assert who(card) == people
    assert card.split("\n\n")[-2].startswith("Call\n")
    assert when(card) == "Thursday, March 5, 3:00 PM, 1 hour (UTC)"


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("words", "people"), [("also Priya", "Priya"), ("just Bob", "Bob"), ("only Ana and me", "Ana")]
)
async def test_without_a_verb_at_every_question(
    connect: Connect, question: str, words: str, people: str
) -> None:
    client = await connect()
    request, answer = QUESTIONS[question]
    assert (await client.say(request)).endswith(question)
    said = await client.say(words)
    if answer and question != "What is the meeting about?":  # people are title enough
        assert said.endswith(question)
        said = await client.say(answer)
    recap = said if client.waiting["next_step"] == "confirm" else await client.say("what do you have so far?")
    assert who(recap) == people


@pytest.mark.parametrize(
    ("request_", "people"),
    [
        ("a call with Eve on Friday at 3pm for 30 minutes", "Eve"),
        ("book a call with April on Friday at 3pm for 30 minutes", "April"),
        ("schedule lunch with June on Friday at 3pm for 30 minutes", "June"),
        ("set up a sync with May and Summer on Friday at 3pm for 30 minutes", "May and Summer"),
        ("set up a sync with Ana, Dawn and Eve on Friday at 3pm for 30 minutes", "Ana, Dawn and Eve"),
    ],
)
async def test_a_name_that_is_a_time_too(connect: Connect, request_: str, people: str) -> None:
    client = await connect()
    card = await client.say(request_)
    assert who(card) == people
    assert when(card) == "Friday, March 6, 3:00 PM, 30 minutes (UTC)"


async def test_a_month_after_people_stays_a_month(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana in May at 3pm for 1 hour")
    assert who(await client.say("what do you have so far?")) == "Ana"


async def test_a_hundred_guests_fit_in_a_title(connect: Connect, rows) -> None:
    client = await connect()
    people = ", ".join(f"guest{number}@example.com" for number in range(100))
    await client.say("book a meeting tomorrow at 3pm for 1 hour")
    card = await client.say(f"invite {people}")
    assert card.startswith("Meeting with guest0@") and " and 98 others\nWhen: " in card
    assert (await client.say("also Priya")).startswith("I can invite at most 100 people to one meeting.")
    assert (await client.say("yes")).startswith("Booked.")
    assert [len(title) <= 200 for (title,) in await rows("SELECT summary FROM scheduling_meeting")] == [True]


@pytest.mark.parametrize(
    ("person", "problem"),
    [
        (
            f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.com",
            "An e-mail address has at most 254 characters; another one, please.",
        ),
        ("N" * 250, "That name is longer than 200 characters; a shorter one, please."),
    ],
)
async def test_a_name_or_address_that_is_too_long_is_asked_for_again(
    connect: Connect, person: str, problem: str
) -> None:
    client = await connect()
    await client.say("schedule a budget review tomorrow at 3pm for 1 hour")
    assert await client.say(person) == f"{problem}\n\nWho should be there?"
    assert who(await client.say("Ana")) == "Ana"
    assert (await client.say("yes")).startswith("Booked.")


async def test_a_title_that_is_too_long_is_asked_for_again(connect: Connect) -> None:
    client = await connect()
    await client.say("book a meeting tomorrow at 3pm for 1 hour")
    answer = await client.say("Review of the budget " * 10)
    assert (
        answer == "That is longer than 200 characters; a shorter one, please.\n\nWhat is the meeting about?"
    )


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("December 31 9999", "The year 9999 is too far ahead: I plan at most 10 years ahead."),
        ("on 3/4/9999", "The year 9999 is too far ahead: I plan at most 10 years ahead."),
        ("January 5, 2150", "The year 2150 is too far ahead: I plan at most 10 years ahead."),
        ("in the year 1066", "The year 1066 is in the past."),
        ("March 3 1066", "The year 1066 is in the past."),
        ("3/4/0000", "The year 0 is in the past."),
    ],
)
async def test_a_year_nobody_can_plan_for_is_asked_about(connect: Connect, day: str, problem: str) -> None:
    client = await connect()
    await client.say("schedule a budget review with Ana at 3pm for 1 hour")
    assert await client.say(day) == f"{problem}\n\nOn which day?"
    assert await client.say("yes") == "Here I need more than a yes or a no.\n\nOn which day?"
    assert when(await client.say("Friday")) == "Friday, March 6, 3:00 PM, 1 hour (UTC)"


async def test_a_shift_out_of_what_can_be_planned(connect: Connect) -> None:
    client = await connect()
    await client.say(CALL)
    assert when(await client.say("two months later")) == "Tuesday, May 5, 3:00 PM, 1 hour (UTC)"
    answer = await client.say("10 years later")
    assert answer == "The year 2036 is too far ahead: I plan at most 10 years ahead.\n\nOn which day?"
