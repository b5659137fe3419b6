"""The count after a run of chaos finds each thing that may have gone wrong, and its clients say what can be counted."""

import asyncio
import random
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest

from benchmarks.chaos.client import Answer, Client
from benchmarks.chaos.counting import Counts, Found, count
from benchmarks.chaos.pace import Pace
from benchmarks.chaos.talk import Booking, script

BOOKING = Booking("Review 1 1", date(2030, 1, 7))
STARTS = datetime(2030, 1, 7, 10, tzinfo=UTC)
FOUND = Found(
    [("one", "a", 1, "Shall I book it?", 5), ("one", "b", 2, "Booked.", 8)],
    [("Review 1 1", STARTS)],
    [("<1@localhost>", BOOKING.guests[0]), ("<2@localhost>", BOOKING.guests[1])],
)
ANSWERS = {"answer-1": Answer(5, "a", "Shall I book it?"), "answer-2": Answer(8, "b", "Booked.")}
GOOD = Counts(0, 0, 0, 0, 0, 0, 0)


async def client() -> Client:
    made = Client("one", [1], Pace(2, 1), random.Random(0))
    made.said, made.answers, made.bookings = ["a", "b"], dict(ANSWERS), [BOOKING]
    return made


async def test_nothing_is_counted_where_all_is_well() -> None:
    assert count(FOUND, [await client()], {"one": ANSWERS}) == GOOD
    assert GOOD.all_zero
    again = replace(FOUND, mails=[*FOUND.mails, FOUND.mails[0]])
    assert count(again, [await client()], {"one": ANSWERS}) == GOOD


FIRST, SECOND = FOUND.messages
WRONG: list[tuple[Found, set[str]]] = [
    (replace(FOUND, messages=[FIRST]), {"messages_lost", "clients_inconsistent"}),
    (
        replace(FOUND, messages=[FIRST, ("one", "b", 2, None, None)]),
        {"messages_lost", "clients_inconsistent"},
    ),
    (
        replace(FOUND, messages=[FIRST, SECOND, ("one", "b", 3, "Booked.", 9)]),
        {"messages_answered_twice", "clients_inconsistent"},
    ),
    (replace(FOUND, messages=[FIRST, ("one", "b", 2, "No.", 8)]), {"clients_inconsistent"}),
    (replace(FOUND, meetings=[]), {"meetings_lost"}),
    (replace(FOUND, meetings=FOUND.meetings * 2), {"meetings_double"}),
    (
        replace(FOUND, meetings=[*FOUND.meetings, ("Review 1 1", STARTS.replace(hour=11))]),
        {"meetings_double"},
    ),
    (replace(FOUND, mails=FOUND.mails[:1]), {"mails_lost"}),
    (replace(FOUND, mails=[*FOUND.mails, ("<3@localhost>", BOOKING.guests[0])]), {"mails_said_anew"}),
]


@pytest.mark.parametrize(("found", "wrong"), WRONG)
async def test_each_wrong_in_what_is_stored_is_counted(found: Found, wrong: set[str]) -> None:
    counts = count(found, [await client()], {"one": ANSWERS})
    assert asdict(counts) == {name: int(name in wrong) for name in asdict(GOOD)}
    assert not counts.all_zero


async def test_each_wrong_at_a_client_is_counted() -> None:
    deaf, twice, differing = [await client() for _ in range(3)]
    del deaf.answers["answer-2"]
    assert count(FOUND, [deaf], {"one": ANSWERS}) == replace(GOOD, messages_lost=1, clients_inconsistent=1)
    twice.answers["answer-3"] = Answer(9, "b", "Booked.")
    assert count(FOUND, [twice], {"one": ANSWERS}) == replace(
        GOOD, messages_answered_twice=1, clients_inconsistent=1
    )
    differing.differing = ["answer-1"]
    assert count(FOUND, [differing], {"one": ANSWERS}) == replace(GOOD, clients_inconsistent=1)
    first = {"answer-1": ANSWERS["answer-1"]}
    for told in ({}, first):
        assert count(FOUND, [await client()], {"one": told}) == replace(GOOD, clients_inconsistent=1)


def test_a_script_has_so_many_turns_and_no_two_meetings_at_one_time() -> None:
    said = list(script("one", 1, 200, random.Random(1)))
    assert sum(len(words.messages) for words in said) == 200
    messages = Counter(message for words in said for message in words.messages if message != "yes")
    assert set(messages.values()) == {1}
    booked = [words.booked for words in said if words.booked]
    days = {booking.day for booking in booked}
    assert len(booked) == len(days) > 20
    assert all(day.weekday() < 5 for day in days)
    assert said == list(script("one", 1, 200, random.Random(1)))


async def test_what_is_said_waits_for_its_share() -> None:
    pace = Pace(10, 2)
    for _ in range(5):
        await pace.may_say(1)
    sixth = asyncio.create_task(pace.may_say(1))
    half = asyncio.create_task(pace.until(5))
    await asyncio.sleep(0)
    assert not sixth.done() and not half.done()
    for _ in range(5):
        pace.answered()
    await half
    await pace.go_on()
    await sixth
    assert (pace.said, pace.count) == (6, 5)
