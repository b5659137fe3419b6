"""Spans, merging, problems and reasons of the time grammar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from conversations.assistant.engines.timephrases import find, read, resolve_local

from .corpus import NOW


def test_phrases_are_cut_where_they_stand_with_the_preposition() -> None:
    text = "Lunch with Ann on Friday at noon, for an hour please"

    (phrase,) = find(text, now=NOW)

    assert (phrase.text, text[phrase.start : phrase.end]) == ("on Friday at noon, for an hour",) * 2


def test_phrases_apart_are_found_apart_and_merged_by_read() -> None:
    text = "Tomorrow I want to see Ann at 3pm. It lasts for 45 minutes."

    when = read(text, now=NOW)

    assert [phrase.text for phrase in when.phrases] == ["Tomorrow", "at 3pm", "for 45 minutes"]
    (reading,) = when.readings
    assert (reading.date, reading.time, reading.duration) == (
        date(2026, 3, 5),
        time(15),
        timedelta(minutes=45),
    )


def test_a_week_and_a_weekday_told_apart_are_one_day() -> None:
    when = read("Put it into next week. Thursday would be best.", now=NOW)

    assert when.readings[0].date == date(2026, 3, 12)


def test_a_day_with_a_clock_time_is_believed_over_a_period_that_is_a_topic() -> None:
    when = read("Review the end of January numbers on Friday at 3pm", now=NOW)

    assert (when.readings[0].date, when.readings[0].time) == (date(2026, 3, 6), time(15))


def test_a_new_time_is_believed_over_the_old_one() -> None:
    when = read("Please move my call from 9am to 11am", now=NOW)

    assert [reading.time for reading in when.readings] == [time(11)]
    assert [phrase.text for phrase in when.phrases] == ["from 9am", "to 11am"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("at 3", "3 in the afternoon"),
        ("next friday", "the Friday of next week"),
        ("tomorrow at noon", "tomorrow, noon"),
        ("for 90 minutes", "for 1 hour 30 minutes"),
        ("every other tuesday", "every other Tuesday"),
    ],
)
def test_a_reading_says_why(text: str, reason: str) -> None:
    assert read(text, now=NOW).readings[0].reason == reason


def test_an_impossible_date_is_a_problem_and_no_reading() -> None:
    when = read("Book the room for February 30", now=NOW)

    assert when.readings == ()
    assert [(problem.code, problem.text) for problem in when.problems] == [("no_such_date", "30 February")]
    assert when.problems[0].explanation == "There is no 30 February: that month has 28 days."


def test_an_impossible_time_leaves_the_day_standing() -> None:
    when = read("tomorrow at 25:00", now=NOW)

    assert [(reading.date, reading.time) for reading in when.readings] == [(date(2026, 3, 5), None)]
    assert [problem.code for problem in when.problems] == ["no_such_time"]


def test_a_zone_of_several_meanings_is_a_problem_with_its_readings() -> None:
    when = read("Friday 10am IST", now=NOW)

    assert [problem.code for problem in when.problems] == ["ambiguous_zone"]
    assert [reading.timezone for reading in when.readings] == [
        "Asia/Kolkata",
        "Asia/Jerusalem",
        "Europe/Dublin",
    ]


@pytest.mark.parametrize(
    ("day", "clock", "offsets"),
    [
        (date(2026, 3, 4), time(10), [1]),
        (date(2026, 3, 29), time(2, 30), []),
        (date(2026, 10, 25), time(2, 30), [2, 1]),
    ],
    ids=["plain", "skipped in spring", "passed twice in autumn"],
)
def test_a_wall_clock_time_is_none_one_or_two_moments(day: date, clock: time, offsets: list[int]) -> None:
    moments = resolve_local(day, clock, ZoneInfo("Europe/Berlin"))

    assert [moment.utcoffset() for moment in moments] == [timedelta(hours=hours) for hours in offsets]
    assert all((moment.date(), moment.time()) == (day, clock) for moment in moments)


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027, 2030, 2038, 2049])
def test_easter_is_the_sunday_after_the_churchs_full_moon(year: int) -> None:
    known = {
        2024: (3, 31),
        2025: (4, 20),
        2026: (4, 5),
        2027: (3, 28),
        2030: (4, 21),
        2038: (4, 25),
        2049: (4, 18),
    }
    now = datetime(year, 1, 1, tzinfo=ZoneInfo("UTC"))

    assert read("easter", now=now).readings[0].date == date(year, *known[year])
