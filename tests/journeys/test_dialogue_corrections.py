"""Stories of changing one's mind: at every question, in few words."""

import pytest

from tests.conftest import Connect
from tests.journeys.stories import BUDGET, book, when, who

pytestmark = pytest.mark.usefixtures("wednesday")

CALL = "schedule a call with Ana and Bob tomorrow at 3pm for 1 hour in room 4"


@pytest.mark.parametrize(
    ("correction", "time"),
    [
        ("an hour later", "Thursday, March 5, 4:00 PM, 1 hour (UTC)"),
        ("Half an hour earlier, please", "Thursday, March 5, 2:30 PM, 1 hour (UTC)"),
        ("can we do it 15 minutes later?", "Thursday, March 5, 3:15 PM, 1 hour (UTC)"),
        ("make it an hour and a half later", "Thursday, March 5, 4:30 PM, 1 hour (UTC)"),
        ("push it back 30 minutes", "Thursday, March 5, 3:30 PM, 1 hour (UTC)"),
        ("push it 30 minutes", "Thursday, March 5, 3:30 PM, 1 hour (UTC)"),
        ("push it forward 30 minutes", "Thursday, March 5, 2:30 PM, 1 hour (UTC)"),
        ("push it back by two hours", "Thursday, March 5, 5:00 PM, 1 hour (UTC)"),
        ("bring it forward by an hour", "Thursday, March 5, 2:00 PM, 1 hour (UTC)"),
        ("the day after", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
        ("no, the next day", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
        ("a week later", "Thursday, March 12, 3:00 PM, 1 hour (UTC)"),
        ("ten hours later", "Friday, March 6, 1:00 AM, 1 hour (UTC)"),
        ("make it 45 minutes", "Thursday, March 5, 3:00 PM, 45 minutes (UTC)"),
        ("make it half an hour longer", "Thursday, March 5, 3:00 PM, 1 hour 30 minutes (UTC)"),
        ("15 minutes shorter", "Thursday, March 5, 3:00 PM, 45 minutes (UTC)"),
        ("actually make it Friday at 10am", "Friday, March 6, 10:00 AM, 1 hour (UTC)"),
        ("4:30 pm instead", "Thursday, March 5, 4:30 PM, 1 hour (UTC)"),
        ("sorry i meant 5pm", "Thursday, March 5, 5:00 PM, 1 hour (UTC)"),
        ("Sorry, I meant Friday", "Friday, March 6, 3:00 PM, 1 hour (UTC)"),
        ("I mean 4pm", "Thursday, March 5, 4:00 PM, 1 hour (UTC)"),
        ("meant to say monday", "Monday, March 9, 3:00 PM, 1 hour (UTC)"),
        ("what i meant was 2pm", "Thursday, March 5, 2:00 PM, 1 hour (UTC)"),
        ("i meant 4", "Thursday, March 5, 4:00 PM, 1 hour (UTC)"),
        ("no sorry, 11", "Thursday, March 5, 11:00 AM, 1 hour (UTC)"),
    ],
)
async def test_of_the_time_at_the_card(connect: Connect, correction: str, time: str) -> None:
    client = await connect()
    await client.say(CALL)
    card = await client.say(correction)
    assert when(card) == time
    assert who(card) == "Ana and Bob"
    assert client.waiting["next_step"] == "confirm"


@pytest.mark.parametrize(
    ("correction", "people"),
    [
        ("not Ana, Anna", "Anna and Bob"),
        ("Anna, not Ana", "Anna and Bob"),
        ("replace Bob with Robert", "Ana and Robert"),
        ("without Bob", "Ana"),
        ("please remove Ana", "Bob"),
        ("Bob can't make it", "Ana"),
        ("add Dana", "Ana, Bob and Dana"),
        ("add Priya too", "Ana, Bob and Priya"),
        ("Priya too", "Ana, Bob and Priya"),
        ("remove Ana", "Bob"),
        ("don't invite Ana", "Bob"),
        ("make it just me", "just you"),
        ("only me, please", "just you"),
        ("also invite dana@example.com and Erin", "Ana, Bob, dana@example.com and Erin"),
        ("drop the participants", "just you"),
    ],
)
async def test_of_the_people_at_the_card(connect: Connect, correction: str, people: str) -> None:
    client = await connect()
    await client.say(CALL)
    card = await client.say(correction)
    assert who(card) == people
    assert card.split("\n\n")[1].startswith("Call\n")
    assert when(card) == "Thursday, March 5, 3:00 PM, 1 hour (UTC)"


@pytest.mark.parametrize(
    "correction", ["drop the location", "no room", "remove the place, please", "without a location"]
)
async def test_of_the_place(connect: Connect, correction: str) -> None:
    client = await connect()
    assert "\nWhere: room 4" in await client.say(CALL)
    card = await client.say(correction)
    assert "Where:" not in card
    assert card.startswith("Changed: no place.")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("put it in room 5", "room 5"),
        ("move it to room 5", "room 5"),
        ("put the call in room 5", "room 5"),
        ("let's have it in the big hall", "the big hall"),
        ("move it to Zoom", "Zoom"),
        ("move the call to Zoom", "Zoom"),
    ],
)
async def test_of_the_place_to_another_one(connect: Connect, words: str, place: str) -> None:
    client = await connect()
    card = await client.say(CALL)
    assert await client.say(words) == f"Changed: {place}.\n\n{card.replace('room 4', place)}"


@pytest.mark.parametrize(
    ("correction", "title"),
    [
        ("make the title Budget", "Budget"),
        ("change the title to budget review, please", "Budget review"),
        ('the title should be "Budget 2027"', "Budget 2027"),
        ("rename it to Budget", "Budget"),
        ("call it Budget", "Budget"),
        ("change the title to quarterly numbers", "Quarterly numbers"),
        ("change the title to weekly numbers", "Weekly numbers"),
        ("title: daily standup", "Daily standup"),
    ],
)
async def test_of_the_title(connect: Connect, correction: str, title: str) -> None:
    client = await connect()
    await client.say(CALL)
    card = await client.say(correction)
    assert card.startswith(f"Changed: \u201c{title}\u201d.\n\n{title}\nWhen: ")
    assert who(card) == "Ana and Bob"


@pytest.mark.parametrize("wish", ["change the title", "make the title something else", "another title"])
async def test_of_a_title_without_saying_which(connect: Connect, wish: str) -> None:
    client = await connect()
    await client.say(CALL)
    assert await client.say(wish) == "What is the meeting about?"


async def test_of_what_was_said_at_an_earlier_question(connect: Connect) -> None:
    client = await connect()
    await client.say("set up a design review with Ana tomorrow at 3pm")
    assert client.waiting["prompt"] == "How long should it be?"
    assert await client.say("an hour later") == "Changed: 4:00 PM.\n\nHow long should it be?"
    assert await client.say("not Ana, Anna") == "Changed: Anna.\n\nHow long should it be?"
    assert await client.say("the day after") == "Changed: Friday, March 6.\n\nHow long should it be?"
    card = await client.say("make it 45 minutes")
    assert (when(card), who(card)) == ("Friday, March 6, 4:00 PM, 45 minutes (UTC)", "Anna")


async def test_of_a_title_by_its_people(connect: Connect) -> None:
    client = await connect()
    assert (await client.say("book a meeting with Ana tomorrow at 3pm for 1 hour")).startswith(
        "Meeting with Ana\n"
    )
    assert "\nMeeting with Anna\n" in await client.say("not Ana, Anna")


async def test_numbers_pick_what_is_suggested(connect: Connect) -> None:
    client = await connect()
    await client.say("book a meeting")
    for answer in ("the second one", "the first one", "the third one", "the second option", "the first one"):
        assert client.waiting["next_step"] == "collect"
        card = await client.say(answer)
    assert card.startswith("Project review\nWhen: Thursday, March 5, 2:00 PM, 1 hour (UTC)\nWho: just you")


@pytest.mark.parametrize(
    ("answer", "time"),
    [
        ("10 works", "10:00 AM"),
        ("let's do ten", "10:00 AM"),
        ("9 would be good", "9:00 AM"),
        ("11", "11:00 AM"),
        ("the second one", "10:00 AM"),
        ("2", "10:00 AM"),
    ],
)
async def test_an_hour_picks_the_offered_time(connect: Connect, answer: str, time: str) -> None:
    client = await connect()
    assert await client.say("book a call with Ana tomorrow morning for 1 hour") == "Which time do you mean?"
    assert client.waiting["suggestions"] == ["9:00 AM", "10:00 AM", "11:00 AM"]
    assert when(await client.say(answer)) == f"Thursday, March 5, {time}, 1 hour (UTC)"


@pytest.mark.parametrize(
    "answer", ["nevermind, forget it", "never mind, forget it", "Never mind. Cancel it!"]
)
async def test_never_mind_said_twice_drops_it(connect: Connect, answer: str) -> None:
    client = await connect()
    await client.say(CALL)
    assert await client.say(answer) == "All right, I've dropped it. Nothing was booked."
    assert client.waiting is None


@pytest.mark.parametrize("answer", ["maybe", "not sure", "I don't know", "hmm"])
async def test_no_decision_repeats_the_question_with_its_choices(connect: Connect, answer: str) -> None:
    client = await connect()
    await client.say("book a call with Ana tomorrow morning for 1 hour")
    assert await client.say(answer) == "Which time do you mean?"
    assert client.waiting["suggestions"] == ["9:00 AM", "10:00 AM", "11:00 AM"]


@pytest.mark.parametrize("answer", ["maybe", "I'm not sure yet", "hmm"])
async def test_no_decision_at_the_card_shows_it_again(connect: Connect, answer: str) -> None:
    client = await connect()
    card = await client.say(CALL)
    assert await client.say(answer) == card


async def test_yes_and_no_where_they_settle_nothing_ask_again(connect: Connect) -> None:
    client = await connect()
    await client.say("book a meeting")
    for answer in ("yes", "no", "ok"):
        said = await client.say(answer)
        assert said == "Here I need more than a yes or a no.\n\nWhat is the meeting about?"
    assert await client.say("maybe") == "What is the meeting about?"


async def test_no_to_both_readings_asks_openly(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a call with Ana next Friday at 3pm for 1 hour")
    assert client.waiting["suggestions"] == ["Friday, March 13", "Friday, March 6"]
    assert (
        await client.say("yes")
        == "One of these, please: Friday, March 13 or Friday, March 6.\n\nWhich day do you mean?"
    )
    assert await client.say("no") == "On which day?"
    assert when(await client.say("Monday")) == "Monday, March 9, 3:00 PM, 1 hour (UTC)"


async def test_another_hour_while_the_time_is_asked_for(connect: Connect) -> None:
    client = await connect()
    await client.say("book a sync with Ana tomorrow for 1 hour")
    card = await client.say("no sorry, 11")
    assert when(card) == "Thursday, March 5, 11:00 AM, 1 hour (UTC)"


@pytest.mark.parametrize("answer", ["anything earlier?", "is there something later?", "a bit earlier"])
async def test_another_time_without_saying_which(connect: Connect, answer: str) -> None:
    client = await connect()
    await client.say(CALL)
    assert await client.say(answer) == "At what time?"


async def test_the_last_one_is_not_the_button_that_drops_it(connect: Connect) -> None:
    client = await connect()
    card = await client.say(CALL)
    assert await client.say("the last one") == (
        "I didn't understand that. You can change the day, the time, the length, the people, the place or the title.\n\n"
        + card
    )
    await client.say("never mind")
    await client.say("book a call with Bob on Friday for 1 hour")
    await client.say("in the afternoon")
    assert when(await client.say("the last one")) == "Friday, March 6, 4:00 PM, 1 hour (UTC)"


async def test_later_without_saying_how_much_asks_for_the_time(connect: Connect) -> None:
    client = await connect()
    await client.say(CALL)
    assert await client.say("a bit later please") == "At what time?"


@pytest.mark.parametrize("correction", ["two hours shorter", "make it 30 hours longer"])
async def test_a_length_that_cannot_be_is_asked_for(connect: Connect, correction: str) -> None:
    client = await connect()
    await client.say(CALL)
    answer = await client.say(correction)
    assert answer == "A meeting takes more than no time and at most 24 hours.\n\nHow long should it be?"


async def test_nothing_to_change_after_all(connect: Connect) -> None:
    client = await connect()
    card = await client.say(CALL)
    assert await client.say("no") == "What should I change?"
    assert await client.say("no") == card


async def test_of_a_change_to_what_is_booked(connect: Connect) -> None:
    client = await connect()
    await book(client, BUDGET)
    await client.say("move it to Friday")
    card = await client.say("an hour earlier")
    assert when(card) == "Friday, March 6, 2:00 PM, 1 hour (UTC)"
    card = await client.say("make it 30 minutes")
    assert when(card) == "Friday, March 6, 2:00 PM, 30 minutes (UTC)"


# Requests that leave one question open each, with all else there that a correction may be about.
OPEN = {
    "What is the meeting about?": "book a meeting tomorrow at 3pm for 1 hour in room 4",
    "On which day?": "schedule a call with Ana at 3pm for 1 hour in room 4",
    "At what time?": "schedule a call with Ana tomorrow for 1 hour in room 4",
    "How long should it be?": "schedule a call with Ana tomorrow at 3pm in room 4",
    "Who should be there?": "schedule a planning call tomorrow at 3pm for 1 hour in room 4",
    "Which day do you mean?": "schedule a call with Ana next Friday at 3pm for 1 hour in room 4",
}
SAID = {
    "An hour later, please": "4:00 PM",
    "could you make it an hour later?": "4:00 PM",
    "I'd rather do the day after, thanks": "Friday, March 6",
    "Make it 45 minutes": "45 minutes",
    "Not Ana, Anna": "Anna",
    "Drop the location, would you?": "no place",
    "let's drop the location": "no place",
}


@pytest.mark.parametrize("question", OPEN)
@pytest.mark.parametrize("correction", SAID)
async def test_at_every_question(connect: Connect, question: str, correction: str) -> None:
    client = await connect()
    assert (await client.say(OPEN[question])).endswith(question)
    offered = client.waiting["suggestions"]
    answer = await client.say(correction)
    there = (
        await client.say("what do you have so far?") if client.waiting["next_step"] == "collect" else answer
    )
    changed = f"Changed: {SAID[correction]}."
    if answer.startswith(changed):
        assert answer == f"{changed}\n\n{question}"
        assert client.waiting["suggestions"] == offered
    else:  # what it is about was not said yet: it answers the question, or there is nothing to change
        assert answer.endswith(question) or SAID[correction] in there
    assert "hour later" not in there and "location" not in there


@pytest.mark.parametrize("question", OPEN)
@pytest.mark.parametrize("answer", ["yes", "No", "No, thanks", "Yes please!", "the second one"])
async def test_short_answers_at_every_question(connect: Connect, question: str, answer: str) -> None:
    client = await connect()
    await client.say(OPEN[question])
    said = await client.say(answer)
    assert client.waiting["next_step"] in ("collect", "confirm")
    assert "I can't help" not in said
