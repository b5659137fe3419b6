"""Stories of moving and changing what is booked."""

from datetime import UTC, datetime

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, DESIGN, LUNCH, MEETINGS, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

BUDGET_TIME = datetime(2026, 3, 5, 15, tzinfo=UTC)


async def test_move_by_its_clock_time(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    card = await client.say("move my 3pm to 4:30pm")
    assert card == (
        "Budget review\n"
        "Was: Thursday, March 5, 3:00 PM, 1 hour (UTC)\n"
        "When: Thursday, March 5, 4:30 PM, 1 hour (UTC)\n"
        "Who: Bob\n\n"
        "Shall I change it?"
    )
    assert client.waiting["next_step"] == "confirm"
    assert (await rows(MEETINGS))[1] == ("Budget review", BUDGET_TIME, "CONFIRMED", 0)

    answer = await client.say("yes")

    assert answer.startswith("Done, it is changed.\n\nBudget review\nWhen: Thursday, March 5, 4:30 PM")
    moved = datetime(2026, 3, 5, 16, 30, tzinfo=UTC)
    assert (await rows(MEETINGS))[1] == ("Budget review", moved, "CONFIRMED", 1)


@pytest.mark.parametrize(
    ("request_", "time"),
    [
        ("move the budget review to Friday", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
        ("push my meeting with Bob to Friday at 10am", "Friday, March 6, 10:00 AM, 1 hour (UTC)"),
        ("reschedule tomorrow's 3pm to Monday at noon", "Monday, March 9, 12:00 PM, 1 hour (UTC)"),
        ("change the budget review from 3pm to 5pm", "Thursday, March 5, 5:00 PM, 1 hour (UTC)"),
        ("push the budget review back by an hour", "Thursday, March 5, 4:00 PM, 1 hour (UTC)"),
        ("move the budget review half an hour earlier", "Thursday, March 5, 2:30 PM, 1 hour (UTC)"),
        ("move the budget review to the day after", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
        ("postpone the budget review by a week", "Thursday, March 12, 3:00 PM, 1 hour (UTC)"),
        ("make the budget review 30 minutes", "Thursday, March 5, 3:00 PM, 30 minutes (UTC)"),
        ("extend the budget review by 15 minutes", "Thursday, March 5, 3:00 PM, 1 hour 15 minutes (UTC)"),
    ],
)
async def test_ways_to_say_which_and_when(connect: Connect, request_: str, time: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    card = await client.say(request_)
    assert card.startswith("Budget review\nWas: Thursday, March 5, 3:00 PM, 1 hour (UTC)\n")
    assert when(card) == time
    assert client.waiting["next_step"] == "confirm"


@pytest.mark.parametrize(
    "answer",
    ["“Design review”, Friday, March 6 at 3:00 PM", "2", "the second one", "the one with Ana", "Friday's"],
)
async def test_it_asks_when_several_fit(connect: Connect, answer: str) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET, DESIGN)
    assert await client.say("move the review to Monday") == "Which meeting do you mean?"
    assert client.waiting["next_step"] == "collect"
    assert client.waiting["suggestions"] == [
        "“Budget review”, Thursday, March 5 at 3:00 PM",
        "“Design review”, Friday, March 6 at 3:00 PM",
    ]
    card = await client.say(answer)
    assert card.startswith("Design review\nWas: Friday, March 6, 3:00 PM, 45 minutes (UTC)\n")
    assert when(card) == "Monday, March 9, 3:00 PM, 45 minutes (UTC)"


async def test_none_of_them_leaves_everything_as_it_is(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    before = await rows(MEETINGS)
    await client.say("move the review to Monday")
    assert await client.say("none of them") == "All right, the meeting stays as it is."
    assert client.waiting is None
    assert await rows(MEETINGS) == before


async def test_it_says_so_when_none_fits(connect: Connect) -> None:
    client = await connect()
    assert await client.say("move my 3pm to 4pm") == "There is no upcoming meeting on your calendar."
    await book(client, LUNCH)
    answer = await client.say("reschedule the dentist to Monday")
    assert answer == "I can't find an upcoming meeting like that on your calendar."
    assert client.waiting is None


async def test_the_new_time_is_asked_for(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    answer = await client.say("reschedule the budget review")
    assert answer == (
        "“Budget review” is on Thursday, March 5 at 3:00 PM for 1 hour with Bob. When should it be instead?"
    )
    assert client.waiting["suggestions"] == ["An hour later", "The day after", "A week later"]
    assert when(await client.say("The day after")) == "Friday, March 6, 3:00 PM, 1 hour (UTC)"
    assert when(await client.say("10 am")) == "Friday, March 6, 10:00 AM, 1 hour (UTC)"
    await client.say("yes")
    moved = datetime(2026, 3, 6, 10, tzinfo=UTC)
    assert await rows(MEETINGS) == [("Budget review", moved, "CONFIRMED", 1)]


async def test_a_taken_time_is_explained_and_its_own_time_is_not_in_the_way(connect: Connect) -> None:
    client = await connect()
    await book(client, LUNCH, BUDGET)
    assert (
        when(await client.say("move the budget review to 3:30pm"))
        == "Thursday, March 5, 3:30 PM, 1 hour (UTC)"
    )
    await client.say("never mind")
    answer = await client.say("move the budget review to 12:30pm")
    assert answer.startswith("You already have “Lunch” with Sam at that time, from 12:00 PM to 1:00 PM.")
    assert client.waiting["suggestions"] == [
        "Thursday, March 5 at 11:00 AM",
        "Thursday, March 5 at 1:00 PM",
        "Thursday, March 5 at 1:30 PM",
    ]
    assert when(await client.say("the last one")) == "Thursday, March 5, 1:30 PM, 1 hour (UTC)"


async def test_a_bare_hour_is_asked_about_with_both_readings(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    assert await client.say("move it to 8") == "Which time do you mean?"
    assert client.waiting["suggestions"] == ["8:00 AM", "8:00 PM"]
    assert when(await client.say("8:00 PM")) == "Thursday, March 5, 8:00 PM, 1 hour (UTC)"


async def test_next_friday_is_asked_about_with_both_readings(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    assert await client.say("move it to next Friday") == "Which day do you mean?"
    assert client.waiting["suggestions"] == ["Friday, March 13", "Friday, March 6"]
    assert when(await client.say("the second one")) == "Friday, March 6, 3:00 PM, 1 hour (UTC)"


async def test_a_day_and_an_hour_that_are_both_unclear_are_asked_about_in_turn(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    assert await client.say("move it to next Friday at 8") == "Which day do you mean?"
    assert await client.say("1") == "Which time do you mean?"
    assert when(await client.say("2")) == "Friday, March 13, 8:00 PM, 1 hour (UTC)"


async def test_the_past_is_refused(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    answer = await client.say("move it to today at 8am")
    assert answer == "That time has already passed.\n\nAt what time?"
    assert (await rows(MEETINGS))[0][3] == 0


async def test_people_are_added_taken_off_and_replaced(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET, DESIGN)
    assert who(await client.say("add Dana to the budget review")) == "Bob and Dana"
    assert who(await client.say("not Dana, Daniel")) == "Bob and Daniel"
    assert who(await client.say("also invite erin@example.com")) == "Bob, Daniel and erin@example.com"
    assert who(await client.say("without Bob")) == "Daniel and erin@example.com"
    await client.say("yes")
    people = "SELECT name, email FROM scheduling_attendee WHERE meeting_id = (SELECT min(id) FROM scheduling_meeting)"
    assert sorted(await rows(people)) == [("", "erin@example.com"), ("Daniel", "")]
    assert [row[3] for row in await rows(MEETINGS)] == [1, 0]


async def test_no_asks_what_to_change_and_leaving_it_changes_nothing(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say("move it to Friday")
    assert await client.say("no") == "What should I change?"
    assert await client.say("the time") == "At what time?"
    assert when(await client.say("10 am")) == "Friday, March 6, 10:00 AM, 1 hour (UTC)"
    assert await client.say("Leave it as it is") == "All right, the meeting stays as it is."
    assert (await rows(MEETINGS))[0][1:] == (BUDGET_TIME, "CONFIRMED", 0)


async def test_two_tabs_that_move_one_meeting_leave_the_calendar_whole(connect: Connect, rows) -> None:
    first, second = await connect("two-movers"), await connect("two-movers")
    await second.settle()
    await book(first, BUDGET)
    await first.say("move it to Friday")
    assert (await second.say("yes")).startswith("Done, it is changed.")
    await first.say("yes")
    assert [row[3] for row in await rows(MEETINGS)] == [1]


async def test_a_meeting_that_vanished_meanwhile_is_said_to_be_gone(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say("move it to Friday")
    await rows("UPDATE scheduling_meeting SET status = 'CANCELLED' RETURNING id")
    assert (
        await client.say("yes")
        == "That meeting is no longer on the calendar, so there was nothing to change."
    )
    assert client.waiting is None
