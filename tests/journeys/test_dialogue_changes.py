"""Stories of changes said loosely: several at once, half a word, a time turned down, nothing that is understood."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CARD = "book a meeting with Ana and Bob tomorrow at 3pm for 30 minutes"


@pytest.mark.parametrize(
    ("words", "time", "people"),
    [
        ("tuesday instead, at 4, and drop Bob", "Tuesday, March 10, 4:00 PM, 30 minutes (UTC)", "Ana"),
        (
            "change the day to monday and the time to 10am and add Tom",
            "Monday, March 9, 10:00 AM, 30 minutes (UTC)",
            "Ana, Bob and Tom",
        ),
        (
            "make it an hour, move it to friday; also without Ana please",
            "Friday, March 6, 3:00 PM, 1 hour (UTC)",
            "Bob",
        ),
        (
            "ok but at 5pm and also invite Kim",
            "Thursday, March 5, 5:00 PM, 30 minutes (UTC)",
            "Ana, Bob and Kim",
        ),
        ("drop Ana and Bob, and make it 2pm", "Thursday, March 5, 2:00 PM, 30 minutes (UTC)", "just you"),
    ],
)
async def test_several_changes_are_made_at_once(connect: Connect, words: str, time: str, people: str) -> None:
    client = await connect()
    await client.say(CARD.replace("a meeting", "a design review"))
    card = await client.say(words)
    assert when(card) == time
    assert who(card) == people


async def test_title_and_place_are_among_several_changes(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    card = await client.say("call it Budget, at 5pm and in Room 5")
    assert card.splitlines()[0].startswith("Changed: 5:00 PM")
    assert "Budget" in card.splitlines()
    assert "Where: Room 5" in card.splitlines()


async def test_thanks_take_nothing_from_a_yes(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say("yes book it and thanks")).startswith("Booked.")


async def test_several_changes_of_what_is_booked(connect: Connect) -> None:
    client = await connect()
    await book(client, CARD)
    card = await client.say("move it to monday and add Kim")
    assert when(card) == "Monday, March 9, 3:00 PM, 30 minutes (UTC)"
    assert who(card) == "Ana, Bob and Kim"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("no, 6", "When: Thursday, March 5, 6:00 PM, 30 minutes (UTC)"),
        ("nope, 2:30", "When: Thursday, March 5, 2:30 PM, 30 minutes (UTC)"),
        ("looks good but can you add Tom?", "Who: Ana, Bob and Tom"),
        ("perfect, but without Bob", "Who: Ana"),
        ("not tomorrow, friday", "When: Friday, March 6, 3:00 PM, 30 minutes (UTC)"),
        ("not at 3 but at 5", "When: Thursday, March 5, 5:00 PM, 30 minutes (UTC)"),
        ("no 4pm", "When: Thursday, March 5, 4:00 PM, 30 minutes (UTC)"),
        ("subject is budget", "Budget"),
        ("the topic should be Hiring plan", "Hiring plan"),
        ("call it Roadmap", "Roadmap"),
    ],
)
async def test_a_loose_correction_is_understood(connect: Connect, words: str, line: str) -> None:
    client = await connect()
    await client.say(CARD)
    assert line in (await client.say(words)).splitlines()
    assert client.waiting["next_step"] == "confirm"


@pytest.mark.parametrize(
    ("words", "prompt"),
    [
        ("hmm maybe earlier", "At what time?"),
        ("3pm is too early", "At what time?"),
        ("perfect, yes but not on thursday", "On which day?"),
        ("thursday doesn't work for me", "On which day?"),
        ("tomorrow won't work", "On which day?"),
        ("no wait", "What should I change?"),
        ("wait a second", "What should I change?"),
        ("I want to change something", "What should I change?"),
        ("no, hold on", "What should I change?"),
    ],
)
async def test_what_is_turned_down_is_asked_again(connect: Connect, words: str, prompt: str) -> None:
    client = await connect()
    await client.say(CARD)
    await client.say(words)
    assert client.waiting["prompt"] == prompt


async def test_a_day_that_was_not_meant_is_turned_down_without_consequence(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say("friday doesn't work")).startswith("That is how it is already.")


@pytest.mark.parametrize("later", ["not now", "not right now, thanks"])
async def test_not_now_is_no_time(connect: Connect, rows, later: str) -> None:
    client = await connect()
    await client.say(CARD)
    await client.say("no")
    assert await client.say(later) == "All right, I've dropped it. Nothing was booked."
    assert await rows("SELECT summary FROM scheduling_meeting") == []


async def test_naming_the_meeting_in_the_making_does_not_rename_it(connect: Connect) -> None:
    client = await connect()
    await client.say("book a team standup with Ana tomorrow at 9am for 15 minutes")
    card = await client.say("move the standup to 9:45")
    assert card.startswith("Changed: 9:45 AM.\n\nTeam standup\n")


async def test_what_is_not_understood_is_said_and_what_can_be_done(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say("asdf qwer")).startswith("I didn't understand that. You can change the day,")
    assert "Tell me what to change" in await client.say("blah blah")
    assert client.waiting["next_step"] == "confirm"


async def test_a_foreign_question_at_a_card_is_refused_as_ever(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say("what's the weather?")).startswith("I can't help with that")


async def test_a_change_to_what_it_is_already_is_said_to_be_one(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say("make it 3pm")).startswith("That is how it is already: 3:00 PM.")


async def test_changes_are_told_in_the_order_of_the_card(connect: Connect) -> None:
    client = await connect()
    await client.say(CARD)
    answer = await client.say("make it friday at noon for 1 hour")
    assert answer.startswith("Changed: Friday, March 6, 12:00 PM, 1 hour.")


@pytest.mark.parametrize("bye", ["k thx bye", "bye", "see you later"])
async def test_who_leaves_at_a_card_is_told_that_it_is_not_done(connect: Connect, bye: str) -> None:
    client = await connect()
    await client.say(CARD)
    assert (await client.say(bye)).startswith("Before you go: this is not done yet.")


@pytest.mark.parametrize(
    ("opening", "words", "noted"),
    [
        ("set up a meeting with Jim", "2 hours", "Noted: 2 hours."),
        ("set up a meeting with Jim", "in Room 5 for 45 minutes", "Noted: 45 minutes, Room 5."),
        ("set up a meeting with Jim tomorrow", "30", "Noted: 30 minutes."),
        ("set up a meeting tomorrow", "with Jim and Kim", ""),
    ],
)
async def test_what_was_not_asked_for_is_noted_aloud(
    connect: Connect, opening: str, words: str, noted: str
) -> None:
    client = await connect()
    await client.say(opening)
    assert (await client.say(words)).startswith(noted)


@pytest.mark.parametrize(
    ("half", "clock"), [("pm", "3:00 PM"), ("a.m.", "3:00 AM"), ("PM of course", "3:00 PM")]
)
async def test_a_half_of_the_day_answers_which(connect: Connect, half: str, clock: str) -> None:
    client = await connect()
    await client.say("meeting with Tim tomorrow at 3 for 30 min")
    assert f", {clock}, " in when(await client.say(half))


@pytest.mark.parametrize("words", ["book it anyway", "anyway", "just do it anyway"])
async def test_a_taken_hour_cannot_be_had_anyway(connect: Connect, rows, words: str) -> None:
    client = await connect()
    await book(client, "book lunch with Ana tomorrow at noon for 1 hour")
    await client.say("book a call with Tim tomorrow at 12:30 for 1 hour")
    assert (await client.say(words)).startswith("That time is taken, and two meetings cannot be at once.")
    assert [row[0] for row in await rows("SELECT summary FROM scheduling_meeting")] == ["Lunch"]


@pytest.mark.parametrize(
    "words",
    [
        "party with Zoe saturday 8pm 3 hours",
        "schedule payroll with Zoe on the last day of every month at 9am for 1 hour",
        "call Zoe tomorrow at 10am 30 minutes",
        "focus time with Zoe tomorrow 3-5pm",
        "meeting with Zoe in two weeks at half past three in the afternoon for a quarter of an hour",
        "2moro at 3pm lunch with Zoe for an hour",
        "Hi there! Could you please set up a meeting with Zoe tomorrow at 3pm for 30 minutes? Thank you so much!",
    ],
)
async def test_a_plan_without_the_usual_words_is_a_request(connect: Connect, words: str) -> None:
    client = await connect()
    assert who(await client.say(words)) == "Zoe"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("same time next week too", "Thursday, March 12"),
        ("book the same again on monday", "Monday, March 9"),
        ("and the same thing on friday please", "Friday, March 6"),
    ],
)
async def test_another_like_the_last_is_booked(connect: Connect, rows, words: str, day: str) -> None:
    client = await connect()
    await book(client, CARD)
    card = await client.say(words)
    assert when(card) == f"{day}, 3:00 PM, 30 minutes (UTC)"
    assert who(card) == "Ana and Bob"
    assert (await client.say("yes")).startswith("Booked.")
    assert len(await rows("SELECT summary FROM scheduling_meeting")) == 2


async def test_a_table_is_booked_and_a_day_alone_begins_a_meeting(connect: Connect) -> None:
    client = await connect()
    await client.say("Book a table for 4 at Luigi's tomorrow 8pm")
    assert client.waiting["prompt"] == "How long should it be?"
    other = await connect()
    await other.say("tomorrow")
    assert other.waiting["prompt"] == "What is the meeting about?"


@pytest.mark.parametrize(
    "words",
    ["turn on the lights tomorrow at 7am", "order pizza tomorrow 7pm", "will it rain tomorrow at 3pm?"],
)
async def test_an_errand_at_an_hour_is_no_meeting(connect: Connect, words: str) -> None:
    client = await connect()
    await client.say(words)
    assert client.waiting is None


async def test_cancelling_somebody_is_cancelling_the_meeting(connect: Connect) -> None:
    client = await connect()
    await book(client, "book a call with Sara tomorrow at 10am for 30 minutes")
    assert (await client.say("cancel sara")).endswith("Shall I cancel it?")


@pytest.mark.parametrize("opening", ["", CARD])
@pytest.mark.parametrize(
    "words",
    [
        "Hola, quiero una reunión mañana a las 3 con Ana",
        "Ich möchte morgen um 15 Uhr ein Meeting mit Ana",
        "je voudrais une réunion demain à 15h avec Marie",
        "会议明天下午三点",
    ],
)
async def test_only_english_is_understood_and_it_says_so(connect: Connect, opening: str, words: str) -> None:
    client = await connect()
    if opening:
        await client.say(opening)
    assert (await client.say(words)).startswith("I understand English only")


@pytest.mark.parametrize("name", ["Juan de la Cruz", "Müller", "Renée du Pont"])
async def test_a_name_of_another_language_is_english_enough(connect: Connect, name: str) -> None:
    client = await connect()
    assert who(await client.say(f"meeting with {name} tomorrow at 3pm for 1 hour")) == name
