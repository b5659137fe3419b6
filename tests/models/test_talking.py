"""Stories with a sensible model behind the assistant, told through frames."""

import pytest

from tests.conftest import Connect
from tests.model_server import ModelServer, data_of, sensible, wants_form

pytestmark = pytest.mark.usefixtures("wednesday")

BOOKING = {
    "intent": "schedule",
    "slots": {
        "title": "design review",
        "participants": ["Ana"],
        "date": "tomorrow",
        "time": "at 3pm",
        "duration": "45 minutes",
    },
}
ONE_SENTENCE = "Could you get Ana and me together tomorrow at 3pm, 45 minutes, for a design review?"


async def test_a_meeting_in_one_sentence(connect: Connect, model: ModelServer, rows) -> None:
    model.script = sensible({ONE_SENTENCE: BOOKING})
    client = await connect()
    card = await client.say(ONE_SENTENCE)
    assert "When: Thursday, March 5, 3:00 PM, 45 minutes (UTC)\nWho: Ana" in card
    assert len(model.requests) == 1
    assert (await client.say("yes")).startswith("Booked.")
    assert len(await rows("SELECT summary FROM scheduling_meeting")) == 1
    assert len(model.requests) == 2


async def test_small_talk_is_worded_by_the_model(connect: Connect, model: ModelServer, rows) -> None:
    model.script = sensible(
        {"hi": {"intent": "general", "kind": "greeting"}}, "Good to see you! How can I help?"
    )
    client = await connect()
    assert await client.say("hi") == "Good to see you! How can I help?"
    assert [wants_form(request) for request in model.requests] == [True, False]
    assert data_of(model.requests[1])["message"] == "hi"
