"""Stories of small talk: short, varied, and nothing is written."""

import pytest

from tests.conftest import Connect

pytestmark = pytest.mark.usefixtures("wednesday")


@pytest.mark.parametrize("message", ["thanks", "hello", "help", "tell me a joke", "order me a pizza", "bye"])
async def test_the_same_remark_is_not_answered_the_same_way_twice(connect: Connect, message: str) -> None:
    client = await connect()
    first, second = await client.say(message), await client.say(message)
    assert first != second
    assert client.waiting is None


async def test_the_same_conversation_is_answered_the_same_way(connect: Connect) -> None:
    messages = ["hello", "thanks", "what can you do?", "order me a pizza", "hello"]
    one, other = await connect(), await connect()
    assert [await one.say(message) for message in messages] == [
        await other.say(message) for message in messages
    ]


async def test_help_and_what_is_beyond_it_tell_what_can_be_done(connect: Connect) -> None:
    client = await connect()
    for message in (
        "help",
        "what can you do?",
        "order me a pizza",
        "play some jazz",
        "what's the capital of Peru?",
    ):
        answer = await client.say(message)
        assert "meeting" in answer, answer


async def test_yes_to_nothing(connect: Connect) -> None:
    client = await connect()
    assert await client.say("ok") == "All right."
    assert (await client.say("yes")).startswith("There is no question open.")
