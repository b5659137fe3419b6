"""Stories of a series: one of it, it and all after it, or all of it is moved and cancelled."""

import pytest

from tests.client import ChatClient
from tests.conftest import Connect
from tests.journeys.stories import book, when

pytestmark = pytest.mark.usefixtures("wednesday")

STANDUP = "book a standup with Ana every weekday at 10am for 15 minutes"
ONE = "Only this one; the rest of the series stays."
RULES = "SELECT rrule, status, to_char(local_starts, 'MM-DD HH24:MI') FROM scheduling_meeting"
OVERRIDES = (
    "SELECT to_char(recurrence_id, 'MM-DD HH24:MI'), to_char(local_starts, 'MM-DD HH24:MI') "
    "FROM scheduling_override ORDER BY recurrence_id"
)
EVERY_WEEKDAY = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"


async def with_standup(connect: Connect) -> ChatClient:
    """A client whose series was booked and is not spoken of any more."""
    client = await connect()
    await book(client, STANDUP)
    await client.say("what do I have on March 20?")
    return client


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("cancel tomorrow's standup", "Thursday, March 5"),
        ("cancel just monday's standup", "Monday, March 9"),
        ("cancel the standup on March 11", "Wednesday, March 11"),
    ],
)
async def test_a_day_named_means_the_one_of_that_day(connect: Connect, rows, words: str, day: str) -> None:
    client = await with_standup(connect)
    card = await client.say(words)
    assert when(card) == f"{day}, 10:00 AM, 15 minutes (UTC)"
    assert ONE in card
    assert (await client.say("yes")).startswith("Cancelled; the time is free again.")
    assert (await client.say(f"what do I have on {day}?")).startswith("You have nothing ")
    assert [row[1] for row in await rows(OVERRIDES)] == [None]
    assert await rows(RULES) == [(EVERY_WEEKDAY, "CONFIRMED", "03-04 10:00")]


async def test_how_much_of_it_is_meant_is_asked(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    answer = await client.say("cancel the standup")
    assert answer == (
        "“Standup” repeats every weekday; the one we speak of is on Wednesday, March 4. "
        "Shall I cancel this one only, this one and all after it, or the whole series?"
    )
    assert client.waiting["suggestions"] == ["Only this one", "This one and all after it", "The whole series"]
    await client.say("how is the weather?")
    assert client.waiting["suggestions"] == ["Only this one", "This one and all after it", "The whole series"]
    await client.say("the whole series")
    await client.say("yes")
    assert await rows(RULES) == [(EVERY_WEEKDAY, "CANCELLED", "03-04 10:00")]


@pytest.mark.parametrize(
    "words", ["this one and all after it", "everything from then on", "and all later ones"]
)
async def test_one_and_all_after_it_are_cancelled(connect: Connect, rows, words: str) -> None:
    client = await with_standup(connect)
    assert ONE in await client.say("cancel the standup on Friday")
    card = await client.say(words)
    assert "This one and all after it; those before stay." in card
    await client.say("yes")
    assert await rows(RULES) == [(f"{EVERY_WEEKDAY};UNTIL=20260306T095959Z", "CONFIRMED", "03-04 10:00")]
    assert await client.say("what do I have on Friday?") == "You have nothing on Friday, March 6."


async def test_one_is_moved_and_the_others_stay(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    card = await client.say("move tomorrow's standup to 3pm")
    assert ONE in card
    answer = await client.say("yes")
    assert when(answer) == "Thursday, March 5, 3:00 PM, 15 minutes (UTC)"
    assert await rows(OVERRIDES) == [("03-05 10:00", "03-05 15:00")]
    assert "10:00 AM to 10:15 AM “Standup”" in await client.say("what do I have on Friday?")


async def test_all_move_from_where_the_rule_has_them(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("move today's standup to 3pm")
    await client.say("yes")
    await client.say("move the standup to 11am")
    card = await client.say("all of them")
    assert "Was: Thursday, March 5, 10:00 AM" in card
    answer = await client.say("yes")
    assert when(answer) == "Thursday, March 5, 11:00 AM, 15 minutes (UTC)"
    assert await rows(RULES) == [(EVERY_WEEKDAY, "CONFIRMED", "03-04 11:00")]
    assert await rows(OVERRIDES) == [("03-04 11:00", "03-04 15:00")]


async def test_people_are_those_of_the_series(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("move tomorrow's standup to 3pm")
    answer = await client.say("also invite Bob")
    assert answer.split("\n\n")[1] == (
        "One of a series can be moved or cancelled on its own; its title, people and place are those of the series."
    )
    assert when(answer) == "Thursday, March 5, 3:00 PM, 15 minutes (UTC)"
    await client.say("yes")
    assert await rows("SELECT name FROM scheduling_attendee") == [("Ana",)]


async def test_one_of_the_list_is_meant_by_its_place(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("what do I have this week?")
    await client.say("cancel the second one")
    await client.say("only this one")
    await client.say("yes")
    assert await rows(OVERRIDES) == [("03-05 10:00", None)]


async def test_a_cancelled_one_comes_back(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("cancel tomorrow's standup")
    await client.say("yes")
    answer = await client.say("undo that")
    assert answer.startswith("Undone: it is on your calendar again.")
    assert when(answer) == "Thursday, March 5, 10:00 AM, 15 minutes (UTC)"
    assert await rows(OVERRIDES) == []


async def test_one_is_skipped_while_another_meeting_is_in_the_making(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("book lunch with Bob tomorrow at noon for 1 hour")
    card = await client.say("skip the one on march 17")
    assert card.startswith("Standup\nWhen: Tuesday, March 17")
    assert ONE in card
    assert "Back to “Lunch” on Thursday, March 5" in await client.say("yes")
    assert (await client.say("yes")).startswith("Booked.")


async def test_all_after_one_are_not_moved_and_it_says_so(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    answer = await client.say("move the standup on March 11 and all after it to 3pm")
    assert answer.startswith("I can move one of a series or all of it, not one and all after it:")
    assert client.waiting["suggestions"] == ["Only this one", "The whole series"]
    assert ONE in await client.say("only this one")
    answer = await client.say("no, this one and all after it")
    assert answer.startswith("I can move one of a series or all of it, not one and all after it:")
    assert await rows(OVERRIDES) == []


async def test_a_correction_is_kept_when_the_scope_is_said_later(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("move tomorrow's standup to 3pm")
    await client.say("make it 4pm")
    card = await client.say("no, all of them")
    assert when(card) == "Wednesday, March 4, 4:00 PM, 15 minutes (UTC)"


async def test_another_request_at_the_question_is_no_answer(connect: Connect, rows) -> None:
    client = await with_standup(connect)
    await client.say("cancel the standup")
    card = await client.say("book a call with Bob on every Friday at 4pm for 30 minutes")
    assert card.startswith("Call\n")
    assert await rows(RULES) == [(EVERY_WEEKDAY, "CONFIRMED", "03-04 10:00")]


async def test_people_for_one_day_are_told_to_be_of_the_series(connect: Connect) -> None:
    client = await with_standup(connect)
    answer = await client.say("add Kim to the standup on March 11")
    assert answer.startswith("One of a series can be moved or cancelled on its own;")
    assert "Repeats: every weekday" in answer


async def test_a_weekday_with_next_is_a_day(connect: Connect) -> None:
    client = await connect()
    await book(client, "book a sync with Ana on March 13 at 9am for 15 minutes")
    await book(client, "book a review with Ana on March 13 at 11am for 15 minutes")
    await client.say("cancel my meeting with Ana on Friday next week")
    assert len(client.waiting["suggestions"]) == 2


async def test_a_running_meeting_gets_people_and_time(connect: Connect, rows, at) -> None:
    client = await connect()
    await book(client, "book a review with Ana today at 10am for 1 hour")
    at("2026-03-04T10:20+00:00")
    await client.say("add Bob to the review")
    assert (await client.say("yes")).startswith("Done, it is changed.")
    await client.say("make the review 90 minutes")
    assert (await client.say("yes")).startswith("Done, it is changed.")
    assert await rows("SELECT extract(epoch FROM ends - starts)::int / 60 FROM scheduling_meeting") == [(90,)]


async def test_a_yes_that_comes_too_late_moves_nothing(connect: Connect, rows, at) -> None:
    client = await connect()
    await book(client, "book a review with Ana tomorrow at 10am for 1 hour")
    await client.say("move it to today at 9:30am")
    at("2026-03-04T09:31+00:00")
    assert (await client.say("yes")).startswith("That time has already passed.")
    assert await rows("SELECT sequence FROM scheduling_meeting") == [(0,)]
