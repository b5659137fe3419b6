"""Stories of meetings that repeat: the rule is shown in words and stored, and every occurrence takes its time."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when

pytestmark = pytest.mark.usefixtures("wednesday")

RULES = (
    "SELECT summary, to_char(starts AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), rrule FROM scheduling_meeting"
)


def repeats(card: str) -> str:
    return next(line for line in card.splitlines() if line.startswith("Repeats: ")).removeprefix("Repeats: ")


@pytest.mark.parametrize(
    ("said", "words", "first", "rule"),
    [
        ("every Monday", "every Monday", "2026-03-09", "FREQ=WEEKLY;BYDAY=MO"),
        (
            "every other Tuesday",
            "every other week on Tuesday",
            "2026-03-10",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ),
        ("every weekday", "every weekday", "2026-03-04", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        (
            "on the first Monday of every month",
            "every month on the first Monday",
            "2026-04-06",
            "FREQ=MONTHLY;BYDAY=1MO",
        ),
        ("every Friday, 5 times", "every Friday, 5 times", "2026-03-06", "FREQ=WEEKLY;BYDAY=FR;COUNT=5"),
    ],
)
async def test_the_rule_is_shown_and_stored(
    connect: Connect, rows, said: str, words: str, first: str, rule: str
) -> None:
    client = await connect()
    card = await client.say(f"schedule a sync with Ana {said} at 10am for 15 minutes")
    assert repeats(card) == words
    assert (await client.say("yes")).startswith("Booked.")
    assert await rows(RULES) == [("Sync", f"{first} 10:00", rule)]


async def test_a_first_day_that_is_over_today_is_the_next_one(connect: Connect) -> None:
    client = await connect()
    card = await client.say("schedule a sync with Ana every Wednesday at 8am for 15 minutes")
    assert when(card) == "Wednesday, March 11, 8:00 AM, 15 minutes (UTC)"


async def test_a_day_is_asked_for_only_when_the_rule_names_none(connect: Connect) -> None:
    client = await connect()
    assert await client.say("schedule a sync with Ana every two weeks") == "On which day?"
    await client.say("never mind")
    assert await client.say("schedule a sync with Ana every other Tuesday") == "At what time?"


async def test_just_once_after_all(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a sync with Ana every Monday at 10am for 15 minutes")
    card = await client.say("just once")
    assert "Repeats" not in card
    await client.say("yes")
    assert await rows(RULES) == [("Sync", "2026-03-09 10:00", "")]


async def test_moving_keeps_the_rule(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a sync with Ana every Monday at 10am for 15 minutes")
    await client.say("yes")
    card = await client.say("move it to 11am")
    assert repeats(card) == "every Monday"
    await client.say("yes")
    assert await rows(RULES) == [("Sync", "2026-03-09 11:00", "FREQ=WEEKLY;BYDAY=MO")]


async def test_a_series_that_meets_another_meeting_later_is_told_of_it(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("schedule a budget review with Bob on March 16 at 10am for 1 hour")
    await client.say("yes")
    answer = await client.say("schedule a sync with Ana every Monday at 10am for 15 minutes")
    assert "Budget review" in answer
    card = await client.say("11am")
    assert repeats(card) == "every Monday"
    assert (await client.say("yes")).startswith("Booked.")
    assert await rows("SELECT count(*) FROM scheduling_meeting") == [(2,)]


async def test_the_occurrences_of_a_series_take_time(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a sync with Ana every Monday at 10am for 15 minutes")
    await client.say("yes")
    assert "Sync" in await client.say("what do I have on March 23?")
    assert "Sync" in await client.say("schedule a review with Bob on March 23 at 10am for 1 hour")
