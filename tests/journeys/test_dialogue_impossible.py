"""Stories of meetings that cannot be: a sentence says why, nothing is stored and nobody is written to."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "book a call with Ana tomorrow at 3pm"
JOBS = "SELECT count(*) FROM procrastinate_jobs"
NO_SUCH_LENGTH = "A meeting takes more than no time and at most 24 hours."
CROWD = ", ".join(f"guest{number}@example.com" for number in range(101))


@pytest.mark.parametrize(
    ("said", "why", "asked"),
    [
        (f"{CALL} for 0 minutes", NO_SUCH_LENGTH, "How long should it be?"),
        (f"{CALL} for -5 minutes", NO_SUCH_LENGTH, "How long should it be?"),
        (f"{CALL} for 30 hours", NO_SUCH_LENGTH, "How long should it be?"),
        (
            "book a call with Ana yesterday at 3pm for 30 minutes",
            "Tuesday, March 3 is in the past.",
            "On which day?",
        ),
        (
            "book a call with Ana on December 31 9999 at 3pm for 30 minutes",
            "The year 9999 is too far ahead: I plan at most 10 years ahead.",
            "On which day?",
        ),
        (
            "book a call with ana@@example.com tomorrow at 3pm for 30 minutes",
            "“ana@” is no complete e-mail address; please say it again.",
            "Who should be there?",
        ),
        (
            f"book a call with {CROWD} tomorrow at 3pm for 30 minutes",
            "I can invite at most 100 people to one meeting.",
            "Who should be there?",
        ),
        (
            "book a call with Ana tomorrow at 3pm Narnia time for 30 minutes",
            "I know no time zone called “Narnia”: a city or a name like Europe/Berlin, please.",
            "Which time zone do you mean?",
        ),
        (
            f"{CALL} for 10 minutes every second",
            "I can't book that: a meeting repeats by days, weeks, months or years.",
            "How often should it repeat?",
        ),
        (
            f"{CALL} for 10 minutes every hour",
            "I can't book that: a meeting repeats by days, weeks, months or years.",
            "How often should it repeat?",
        ),
        (
            f"{CALL} for 10 minutes every day, 1000000000 times",
            "A series has at most 1000 occurrences.",
            "How often should it repeat?",
        ),
    ],
)
async def test_it_is_said_why_and_nothing_is_stored(
    connect: Connect, rows, said: str, why: str, asked: str
) -> None:
    client, before = await connect(), await rows(JOBS)
    answer = await client.say(said)
    assert answer.startswith(why)
    assert client.waiting["prompt"] == asked
    assert await rows("SELECT uid FROM scheduling_meeting") == []
    assert await rows(JOBS) == before


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("<b>x</b><script>alert(1)</script>", "<b>x</b><script>alert(1)</script>"),
        ("Q3\r\nBcc: thief@example.com", "Q3"),
        ("\u202eevil\u202c plan", "\u202eevil\u202c plan"),
        ("اجتماع الفريق", "اجتماع الفريق"),
        ("Launch 🚀🎉", "Launch 🚀🎉"),
    ],
)
async def test_a_title_is_text_whatever_is_in_it(connect: Connect, rows, said: str, title: str) -> None:
    client = await connect()
    await book(client, f'book "{said}" tomorrow at 3pm for 30 minutes, just me')
    assert await rows("SELECT summary FROM scheduling_meeting") == [(title,)]


async def test_a_zone_that_is_known_then_is_taken(connect: Connect) -> None:
    client = await connect()
    await client.say("book a call with Ana tomorrow at 3pm Narnia time for 30 minutes")
    card = await client.say("Berlin time")
    assert (when(card), who(card)) == ("Thursday, March 5, 3:00 PM, 30 minutes (Europe/Berlin)", "Ana")
