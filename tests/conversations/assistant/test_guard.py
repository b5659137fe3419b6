"""What a model may say to a user, and what is withheld because only the calendar can say it."""

from collections.abc import AsyncIterator

import pytest

from conversations.assistant.engines.guard import LONGEST_REPLY, Withheld, check, checked
from conversations.assistant.engines.remarks import REMARKS


async def piecewise(text: str, size: int = 3) -> AsyncIterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


FINE = [
    "Hello! How can I help you today?",
    "You're welcome, glad to help.",
    "I'm doing well, thank you. Shall we plan a meeting?",
    "I can set up, move or cancel meetings, and tell you when you are free.",
    "Sorry, I can't order a pizza, but I can help with your meetings.",
    "I\u2019m a scheduling assistant, so meetings are what I know best.",
    "Why did the meeting go to the doctor? It had too many conflicts in it!",
    "Have a nice evening!",
    "What is it about, and who should be there?",
]
STATES = [
    ("Your meeting is at 3pm.", "number"),
    ("See you at three.", "number"),
    ("It starts at half past nine.", "number"),
    ("Let's meet at nine in the morning.", "number"),
    ("You have two meetings.", "number"),
    ("How about Tuesday?", "date"),
    ("I can do that tomorrow.", "date"),
    ("It is in May.", "date"),
    ("Write to boss@example.com for that.", "address"),
    ("Look at https://evil.example for more.", "address"),
    ("Please see www.evil.example for more.", "address"),
    ("All of it is on meetings.example.com for you.", "address"),
    ("I've booked it for you!", "claim"),
    ("I have just added it to your calendar.", "claim"),
    ("Your meeting has been moved.", "claim"),
    ("Done!", "claim"),
    ("It's all set!", "claim"),
    ("The review is cancelled.", "claim"),
    ("I'll send an invitation to Ana.", "claim"),
    ("I will remind you of it.", "claim"),
    ("You are free then.", "claim"),
    ("You have nothing on your calendar.", "claim"),
    ("Your day looks good.", "claim"),
    ("Hecho.", "language"),
    ("La reunión está reservada.", "language"),
    ("Ihr Termin wurde gebucht.", "language"),
    ("会议已预订。", "language"),
]


@pytest.mark.parametrize("text", FINE)
async def test_words_that_state_nothing_pass_whole(text: str) -> None:
    assert "".join([piece async for piece in checked(piecewise(text))]) == text


@pytest.mark.parametrize(("text", "kind"), STATES)
def test_what_only_the_calendar_can_say_is_withheld(text: str, kind: str) -> None:
    with pytest.raises(Withheld, match=kind):
        check(text)


async def test_a_sentence_is_held_back_until_it_is_whole() -> None:
    heard: list[str] = []
    with pytest.raises(Withheld, match="claim"):
        async for sentence in checked(piecewise("Sure, glad to help! I have booked it.")):
            heard.append(sentence)
    assert heard == ["Sure, glad to help!"]


async def test_sentences_come_as_soon_as_they_are_whole() -> None:
    read = 0

    async def counted() -> AsyncIterator[str]:
        nonlocal read
        async for piece in piecewise("Hello there! How can I help you with that?", 1):
            read += 1
            yield piece

    sentences = checked(counted())
    assert await anext(sentences) == "Hello"
    assert read == len("Hello")
    assert await anext(sentences) == " there!"
    assert read == len("Hello there! ")
    await sentences.aclose()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Hi there, your meeting is at 3pm.", "Hi"),
        ("Thank you, it is booked.", "Thank you"),
        ("I\u2019m sorry, it is on Tuesday.", "I\u2019m"),
        ("I have booked it.", ""),
        ("You are free tomorrow.", ""),
        ("Tuesday it is.", ""),
    ],
)
async def test_only_what_states_nothing_is_said_before_its_sentence_is_whole(text: str, first: str) -> None:
    heard = ""
    with pytest.raises(Withheld):
        async for piece in checked(piecewise(text, 1)):
            heard += piece
    assert heard == first


async def test_a_reply_without_end_is_cut_and_a_sentence_without_end_withheld() -> None:
    endless = "I can help you with that. " * 1000
    said = "".join([piece async for piece in checked(piecewise(endless, 50))])
    assert LONGEST_REPLY <= len(said) < LONGEST_REPLY + 50
    with pytest.raises(Withheld, match="long"):
        [piece async for piece in checked(piecewise("and so on " * 1000, 50))]


@pytest.mark.parametrize("topic", ["greeting", "thanks", "farewell", "praise", "smalltalk", "general"])
def test_the_templates_themselves_would_pass(topic: str) -> None:
    for remark in REMARKS[topic]:
        check(remark)
