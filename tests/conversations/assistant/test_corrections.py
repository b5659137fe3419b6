"""Corrections in few words, as the chat and `interpret` both read them: by phenomenon, with what each is to change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from conversations.assistant.engines.corrections import Correction, read_correction, settled_midway
from conversations.assistant.shifts import Shift, parse_shift
from tests.work import assert_linear

EVERYTHING = ("title", "date", "time", "duration", "participants", "location", "recurrence")
GUESTS = [("Ana", ""), ("Bob Smith", "bob@example.com")]


def read(text: str, *, asks_words: bool = False) -> Correction | None:
    return read_correction(text, known=EVERYTHING, guests=GUESTS, asks_words=asks_words)


SHIFTS = {
    "half an hour later": Shift(minutes=30),
    "15 minutes earlier please": Shift(minutes=-15),
    "Make it an hour later, thanks!": Shift(minutes=60),
    "Could you make it an hour later?": Shift(minutes=60),
    "I'd rather do it an hour earlier": Shift(minutes=-60),
    "Let's push it back by 45 minutes": Shift(minutes=45),
    "THE NEXT DAY": Shift(days=1),
    "no, the day before": Shift(days=-1),
    "a week later": Shift(days=7),
    "two months later": Shift(months=2),
    "a year earlier, please": Shift(months=-12),
    "9999 years later": Shift(),
    "ten minutes longer": Shift(longer=10),
    "shorten it by a quarter of an hour": Shift(longer=-15),
}
MIDWAY = {
    "on the 5th of may, no wait, the 6th, at 2pm": "the 6th of may, at 2pm",
    "tuesday at 3, actually 4pm": "tuesday 4pm",
    "tuesday at 3pm, no, thursday": "thursday at 3pm",
    "move the 3pm, actually to 4pm": "move the 3pm, actually to 4pm",
    "tuesday at 3pm, actually for 30 minutes": "tuesday at 3pm, actually for 30 minutes",
    "no, tuesday at 3pm": "no, tuesday at 3pm",
}
NO_SHIFTS = ("the day after tomorrow", "see you later", "tomorrow at 3")


@pytest.mark.parametrize("text", SHIFTS)
def test_how_far_a_time_moves(text: str) -> None:
    found = read(text)
    assert found is not None
    assert parse_shift(found.shift) == SHIFTS[text]


@pytest.mark.parametrize("text", MIDWAY)
def test_what_is_corrected_in_the_same_breath(text: str) -> None:
    assert settled_midway(text, datetime(2026, 3, 4, 9, tzinfo=ZoneInfo("UTC"))) == MIDWAY[text]


@pytest.mark.parametrize("text", NO_SHIFTS)
def test_what_moves_nothing(text: str) -> None:
    assert read(text) is None


def test_a_name_is_no_shift_where_one_is_asked_for() -> None:
    assert read("review of the launch, a week later", asks_words=True) is None
    assert read("a week later, please", asks_words=True) == Correction(shift="a week later")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "also Priya",
            "and Priya",
            "And Priya!",
            "and Priya too, please",
            "plus Priya",
            "with Priya as well",
        ),
        *("Priya too", "Priya as well", "add Priya", "Can you add Priya?", "and could you also invite Priya"),
        *(
            "Please include Priya to the meeting",
            "Priya is coming too",
            "I\u2019d like to add Priya",
            "also with Priya",
        ),
    ],
)
def test_who_comes_too(text: str) -> None:
    assert read(text) == Correction(joining="Priya")


@pytest.mark.parametrize(
    "text",
    [
        *("just Bob", "only Bob", "Just Bob, please.", "make it just Bob", "it's only Bob", "only with Bob"),
        *("Bob only", "nobody but Bob", "no, just Bob", "Actually, just Bob", "keep it just with Bob"),
    ],
)
def test_who_comes_alone(text: str) -> None:
    assert read(text) == Correction(only="Bob")


def test_small_letters_and_roles_are_people_too() -> None:
    assert read("also priya") == Correction(joining="priya")
    assert read("and priya and tom") == Correction(joining="priya and tom")
    assert read("also my boss") == Correction(joining="my boss")
    assert read("just bob and ana") == Correction(only="bob and ana")
    assert read("also May and Will") == Correction(joining="May and Will")


def test_the_speaker_is_no_guest() -> None:
    assert read("only Ana and me") == Correction(only="Ana and me")
    assert read("just me, please") == Correction(dropped=("participants",))
    assert read_correction("just me", known=(), guests=()) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "not Ana, Anna",
            "no, not Ana but Anna",
            "Sorry, not Ana: Anna",
            "Anna, not Ana",
            "It's Anna, not Ana",
        ),
        *(
            "Anna instead of Ana",
            "replace Ana with Anna",
            "change Ana to Anna, please",
            "I meant Anna, not Ana",
        ),
        *("Ana should be Anna", "with Anna rather than Ana", "NOT ANA, ANNA"),
    ],
)
def test_one_in_the_place_of_another(text: str) -> None:
    found = read(text)
    assert found is not None
    assert (found.leaving.lower(), found.joining.lower()) == ("ana", "anna")


@pytest.mark.parametrize(
    "text",
    [
        *("without Ana", "not Ana", "no Ana", "please remove Ana", "leave Ana out", "Ana can't make it"),
        *("Ana isn\u2019t coming", "don't invite Ana", "drop Ana from the meeting, thanks", "minus Ana"),
    ],
)
def test_who_does_not_come(text: str) -> None:
    assert read(text) == Correction(leaving="Ana")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "and Friday",
            "also at 3",
            "just Friday",
            "only mornings",
            "just 30 minutes",
            "and then?",
            "also lunch",
        ),
        *("not Tuesday, Thursday", "without Zoe", "yes", "and what do I have on Friday?", "just a moment"),
        *(
            "just do it",
            "just book it",
            "Just checking",
            "also online",
            "and that's it",
            "also Zoom",
            "and cancel it",
        ),
        *(
            "that works too",
            "also remind me",
            "only work",
            "me too",
            "just fine",
            "Monday works too",
            "and thanks",
        ),
    ],
)
def test_what_is_about_no_person(text: str) -> None:
    assert read(text) is None


def test_what_is_dropped_and_what_has_to_be_asked_for_again() -> None:
    assert read("drop the location") == Correction(dropped=("location",))
    assert read("No room needed, thanks") == Correction(dropped=("location",))
    assert read("drop the location and the time") == Correction(dropped=("location",), reopened=("time",))
    assert read("Don't repeat it") == read("just once") == Correction(dropped=("recurrence",))
    assert read("a bit later, please") == Correction(reopened=("time",))
    assert read("change the title to something else") == Correction(reopened=("title",))
    assert read("no time to lose") is None


def test_a_new_title() -> None:
    assert read("make the title Budget review") == Correction(title="Budget review")
    assert read("Could you rename it to \u201cBudget 2027\u201d, please?") == Correction(title="Budget 2027")
    assert read("call it Budget") is None  # names a title wherever it stands, and needs nothing before it


@pytest.mark.parametrize("noise", ["not ana, ", "and ", "please ", "just a ", "without the ", "no, "])
def test_noise_is_read_in_linear_time(noise: str) -> None:
    assert_linear(read, (noise * 200)[:200])


def test_a_long_list_of_people_is_read_in_linear_time() -> None:
    assert_linear(lambda guests: read(f"invite {guests}"), "guest@example.com, " * 150)
