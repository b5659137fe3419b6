"""Stories of several meetings at once: each is worked on after the other, and none is forgotten."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import MEETINGS, book, when

pytestmark = pytest.mark.usefixtures("wednesday")

ALPHA = "book Alpha on Monday at 9am for 30 minutes, just me"
BETA = "book Beta on Monday at 11am for 30 minutes, just me"
X_CALL = "book X call on Monday at 9am for 30 minutes, just me"
DINNER = "book team dinner on Tuesday at 7pm for 2 hours with Mia"


async def test_a_meeting_is_known_by_a_single_letter(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, X_CALL, DINNER)
    assert "X call\n" in await client.say("cancel the X call and the team dinner")
    assert "Team dinner\n" in await client.say("yes")
    await client.say("yes")
    assert [row[2] for row in await rows(MEETINGS)] == ["CANCELLED", "CANCELLED"]


async def test_meetings_named_apart_are_cancelled_together(connect: Connect, rows) -> None:
    client = await connect()
    await book(client, ALPHA, BETA, DINNER)
    card = await client.say("cancel Alpha and team dinner")
    assert "Alpha" in card and "Team dinner" in card and "Beta" not in card
    await client.say("yes")
    assert [row[2] for row in await rows(MEETINGS)] == ["CANCELLED", "CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    "words",
    [
        "move everything from Monday to Friday",
        "move all my Monday meetings to Friday",
        "move Alpha and Beta to Friday",
        "move my meetings on Monday to Friday; both",
    ],
)
async def test_several_are_moved_one_after_the_other(connect: Connect, words: str) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    for said in words.split("; "):
        card = await client.say(said)
    assert "One after the other: this one first, then “Beta”" in card
    assert when(card) == "Friday, March 6, 9:00 AM, 30 minutes (UTC)"
    assert "Friday, March 6, 11:00 AM, 30 minutes (UTC)" in await client.say("yes")
    await client.say("yes")
    assert client.waiting is None


async def test_all_of_a_day_begin_later(connect: Connect) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    assert "10:00 AM" in when(await client.say("push everything on Monday back an hour"))
    assert "12:00 PM" in await client.say("yes")


async def test_what_is_more_than_can_wait_is_told(connect: Connect) -> None:
    client = await connect()
    for at, name in enumerate(("Alpha", "Beta", "Gamma", "Kappa", "Omega"), 1):
        await book(client, f"book {name} on Monday at {at}pm for 30 minutes, just me")
    card = await client.say("move everything from Monday to Friday")
    assert "let go of “Omega” on Monday, March 9 at 5:00 PM" in card
    assert card.count("One after the other") == 1


@pytest.mark.parametrize(
    ("words", "times"),
    [
        (
            "book review with Tom tuesday and thursday at 2pm for 1 hour",
            ["Tuesday, March 10, 2:00 PM, 1 hour (UTC)", "Thursday, March 5, 2:00 PM, 1 hour (UTC)"],
        ),
        (
            "book call with Uma at 10am on monday, tuesday and friday for 15 min",
            [
                "Monday, March 9, 10:00 AM, 15 minutes (UTC)",
                "Tuesday, March 10, 10:00 AM, 15 minutes (UTC)",
                "Friday, March 6, 10:00 AM, 15 minutes (UTC)",
            ],
        ),
        (
            "book review with Tom monday 2pm and tuesday 3pm for 30 min",
            ["Monday, March 9, 2:00 PM, 30 minutes (UTC)", "Tuesday, March 10, 3:00 PM, 30 minutes (UTC)"],
        ),
        (
            "book sync with Ana monday 10am 30 min and book it again on friday",
            ["Monday, March 9, 10:00 AM, 30 minutes (UTC)", "Friday, March 6, 10:00 AM, 30 minutes (UTC)"],
        ),
        (
            "I need two meetings: budget with Ann on monday at 10am for 30 min,"
            " and hiring with Ben on tuesday at 2pm for 1 hour",
            ["Monday, March 9, 10:00 AM, 30 minutes (UTC)", "Tuesday, March 10, 2:00 PM, 1 hour (UTC)"],
        ),
        (
            "book these: dentist dec 8 8am 1h, just me; haircut dec 9 5pm 45 min, just me",
            [
                "Tuesday, December 8, 8:00 AM, 1 hour (UTC)",
                "Wednesday, December 9, 5:00 PM, 45 minutes (UTC)",
            ],
        ),
    ],
)
async def test_one_message_asks_for_several_meetings(connect: Connect, words: str, times: list[str]) -> None:
    client = await connect()
    card = await client.say(words)
    assert card.count("One after the other") == 1
    for at, each in enumerate(times):
        assert f"When: {each}" in card, at
        card = await client.say("yes")
    assert client.waiting is None


@pytest.mark.parametrize(
    "words",
    [
        "book gym every monday and friday at 7am for 1 hour, just me",
        "book gym from monday to friday at 7am for 1 hour, just me",
        "book gym on monday, december 14 at 7am for 1 hour, just me",
    ],
)
async def test_days_of_one_request_stay_together(connect: Connect, words: str) -> None:
    client = await connect()
    assert "One after the other" not in await client.say(words)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (
            "weekly standup every monday at 9am for 15 minutes with Ana except december 28",
            ["Monday, December 28"],
        ),
        ("book gym every friday at 7am for an hour, just me, except christmas", ["Friday, December 25"]),
        (
            "book 1:1 with Jen every wednesday at 10am for 30 minutes, but not on april 1 and 8",
            ["Wednesday, April 1", "Wednesday, April 8"],
        ),
    ],
)
async def test_days_that_a_series_leaves_out_are_cancelled_after_it(
    connect: Connect, words: str, days: list[str]
) -> None:
    client = await connect()
    assert days[0].split(", ")[1].lower() in (await client.say(words)).lower() or "christmas" in words
    for day in days:
        card = await client.say("yes")
        assert f"When: {day}," in card and "Only this one" in card
    await client.say("yes")
    assert client.waiting is None
    assert f"You have nothing on {days[-1]}" in await client.say(
        f"what do I have on {days[-1].split(', ')[1]}"
    )


async def test_weekdays_that_a_daily_series_leaves_out_are_not_in_its_rule(connect: Connect) -> None:
    client = await connect()
    card = await client.say("book gym every day at 7am for an hour, just me, except friday")
    assert "every Monday, Tuesday, Wednesday, Thursday, Saturday and Sunday" in card


async def test_days_left_out_that_are_not_understood_are_told(connect: Connect) -> None:
    client = await connect()
    card = await client.say("book gym every day at 7am for an hour, just me, except when it rains")
    assert "Which days to leave out I didn't understand" in card


async def test_only_one_day_of_a_series_is_cancelled(connect: Connect) -> None:
    client = await connect()
    await book(client, "book gym every Friday at 7am for 1 hour, just me")
    card = await client.say("cancel march 13 only")
    assert when(card) == "Friday, March 13, 7:00 AM, 1 hour (UTC)" and "Only this one" in card


@pytest.mark.parametrize("words", ["no standup on friday", "there is no standup this friday"])
async def test_a_meeting_that_is_not_held_is_cancelled_on_that_day(connect: Connect, words: str) -> None:
    client = await connect()
    await book(client, "book standup every weekday at 9:15am for 15 minutes with Ana")
    card = await client.say(words)
    assert when(card).startswith("Friday, March 6") and "Only this one" in card and "cancel it?" in card


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("cancel the 1:1 with Kim from may on", "Thursday, May 7"),
        ("cancel all 1:1s with Kim after may 7", "Thursday, May 14"),
        ("cancel every 1:1 with Kim from may 14", "Thursday, May 14"),
    ],
)
async def test_a_series_is_cancelled_from_a_day_on(connect: Connect, words: str, first: str) -> None:
    client = await connect()
    await book(client, "book 1:1 with Kim every thursday at 2pm for 30 minutes")
    card = await client.say(words)
    assert when(card).startswith(first) and "This one and all after it" in card


@pytest.mark.parametrize("words", ["clear my Monday", "clear Monday"])
async def test_a_day_is_cleared(connect: Connect, words: str) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    card = await client.say(words)
    assert "Alpha: " in card and "Beta: " in card and card.endswith("Shall I cancel them?")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("change the appointment to the same time on friday", "Friday, March 6"),
        ("push that to the following week same day", "Monday, March 16"),
        ("move it to the same time next week", "Monday, March 16"),
    ],
)
async def test_a_meeting_keeps_its_hour_on_another_day(connect: Connect, words: str, day: str) -> None:
    client = await connect()
    await book(client, ALPHA)
    assert when(await client.say(words)) == f"{day}, 9:00 AM, 30 minutes (UTC)"


async def test_which_meeting_to_cancel_is_left_open_to_keep_them(connect: Connect) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    await client.say("cancel a meeting on Monday")
    assert client.waiting["suggestions"]
    await client.say("keep them")
    assert client.waiting is None


async def test_a_change_is_forgotten_with_its_meeting(connect: Connect) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    await client.say("move Beta")
    await client.say("cancel everything on Monday")
    assert "Back to" not in await client.say("yes")
    assert client.waiting is None


async def test_what_was_undone_is_not_offered_any_more(connect: Connect) -> None:
    client = await connect()
    await book(client, ALPHA, BETA)
    await client.say("move a meeting on Monday")
    assert len(client.waiting["suggestions"]) == 2
    answer = await client.say("undo the last change")
    assert "no longer booked" in answer and "“Alpha”" in answer and answer.count("Beta") == 1


async def test_a_day_that_is_over_is_told_as_past(connect: Connect) -> None:
    client = await connect()
    assert await client.say("what did I have yesterday?") == "You had nothing on Tuesday, March 3."
    assert await client.say("what do I have tomorrow?") == "You have nothing tomorrow, Thursday, March 5."


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("remind me 30 minutes before it", "Reminder: Board\nWhen: Monday, March 9, 1:30 PM (UTC)"),
        ("remind me the day before as well", "Reminder: Board\nWhen: Sunday, March 8, 2:00 PM (UTC)"),
        ("remind me an hour before the board", "Reminder: Board\nWhen: Monday, March 9, 1:00 PM (UTC)"),
        (
            "remind me to print the deck 2 hours before the board",
            "Reminder: print the deck\nWhen: Monday, March 9, 12:00 PM (UTC)",
        ),
        (
            "book a 15 min prep right before the board, just me",
            "Prep\nWhen: Monday, March 9, 1:45 PM, 15 minutes (UTC)",
        ),
        (
            "also book wrap up right after that for 30 min with Ana",
            "Wrap up\nWhen: Monday, March 9, 3:00 PM, 30 minutes (UTC)\nWho: Ana",
        ),
    ],
)
async def test_what_is_beside_a_booked_meeting(connect: Connect, words: str, shown: str) -> None:
    client = await connect()
    await book(client, ALPHA, "book board on Monday at 2pm for 1 hour, just me")
    assert (await client.say(words)).startswith(shown)
    assert client.waiting["next_step"] == "confirm"


async def test_a_meeting_and_a_reminder_before_it_are_asked_for_at_once(connect: Connect) -> None:
    client = await connect()
    words = "book board on Monday at 2pm for 1 hour, just me and remind me 30 minutes before it"
    assert "this one first, then the reminder" in await client.say(words)
    assert "When: Monday, March 9, 1:30 PM (UTC)" in await client.say("yes")


async def test_beside_which_meeting_is_asked_where_several_may_be_meant(connect: Connect) -> None:
    client = await connect()
    await book(
        client,
        "book sync on Monday at 2pm for 1 hour with Ana",
        "book sync on Tuesday at 2pm for 1 hour with Bob",
    )
    assert await client.say("remind me an hour before the sync") == "Which meeting do you mean?"
    assert "Monday, March 9, 1:00 PM" in await client.say("the first one")


async def test_a_moment_beside_no_meeting_is_asked_for(connect: Connect) -> None:
    client = await connect()
    answer = await client.say("remind me to pack an hour before the flight")
    assert answer.startswith("I can't find an upcoming meeting like that") and "On which day" in answer
    assert "4:00 PM" in await client.say("remind me an hour before 5pm tomorrow to call Bob")


async def test_before_a_meeting_a_length_is_needed(connect: Connect) -> None:
    client = await connect()
    await book(client, ALPHA)
    answer = await client.say("book a prep before the Alpha")
    assert answer.startswith("“Alpha” is on Monday, March 9 at 9:00 AM") and answer.endswith("At what time?")
