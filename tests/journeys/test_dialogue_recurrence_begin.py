"""Stories of where a series begins and ends: on the first day its rule names, and with the span that was said."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import when

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize(
    ("said", "first", "words"),
    [
        (
            "every other tuesday at 11am starting next week",
            "Tuesday, March 10",
            "every other week on Tuesday",
        ),
        ("every tuesday at 11am starting march 12", "Tuesday, March 17", "every Tuesday"),
        ("every monday and friday at 11am from march 11 on", "Friday, March 13", "every Monday and Friday"),
        (
            "on the first monday of every month at 11am starting may",
            "Monday, May 4",
            "every month on the first Monday",
        ),
        ("every day next week at 11am", "Monday, March 9", "every day until March 15, 2026"),
        ("every weekday next week at 11am", "Monday, March 9", "every weekday until March 15, 2026"),
        ("every tuesday this month at 11am", "Tuesday, March 10", "every Tuesday until March 31, 2026"),
        ("every tuesday in april at 11am", "Tuesday, April 7", "every Tuesday until April 30, 2026"),
        ("every day for a week at 11am", "Wednesday, March 4", "every day, 7 times"),
    ],
)
async def test_a_series_begins_on_its_rule_and_ends_with_its_span(
    connect: Connect, said: str, first: str, words: str
) -> None:
    client = await connect()
    card = await client.say(f"book a sync with Tom {said} for 30 minutes")
    assert when(card) == f"{first}, 11:00 AM, 30 minutes (UTC)"
    assert f"Repeats: {words}\n" in card


async def test_the_span_of_a_series_is_what_is_stored(connect: Connect, rows) -> None:
    client = await connect()
    await client.say("book lunch with Kim every day next week at noon for 1 hour")
    await client.say("yes")
    assert await rows("SELECT rrule FROM scheduling_meeting") == [("FREQ=DAILY;UNTIL=20260315",)]
    assert await rows("SELECT count(*) FROM scheduling_occupancy") == [(7,)]


async def test_another_day_at_the_card_moves_a_weekly_rule_and_a_start_waits_for_it(connect: Connect) -> None:
    client = await connect()
    await client.say("book a sync with Tom every monday at 11am for 30 minutes")
    card = await client.say("make it tuesday")
    assert when(card) == "Tuesday, March 10, 11:00 AM, 30 minutes (UTC)"
    assert "Repeats: every Tuesday\n" in card
    card = await client.say("starting april 1")
    assert when(card) == "Tuesday, April 7, 11:00 AM, 30 minutes (UTC)"
    assert "Repeats: every Tuesday\n" in card
