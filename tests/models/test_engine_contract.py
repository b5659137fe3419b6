"""What every engine owes its callers; the same suite for the rules, a model and a model with the rules behind it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from conversations.assistant.acts import Act, Confirm, Inform, NotifyFailure, NotifySuccess, Request
from conversations.assistant.engines.base import Engine, Place
from conversations.assistant.engines.fallback import FallbackEngine
from conversations.assistant.engines.huggingface import HuggingFaceModel
from conversations.assistant.engines.model import ModelEngine
from conversations.assistant.engines.phrases import wording
from conversations.assistant.engines.rules import RuleEngine
from conversations.assistant.intents import INTENTS
from conversations.assistant.slots import SLOTS
from conversations.assistant.state import Choice, Draft, Question
from tests.model_server import ModelServer, Reply, sensible

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
MEETING = {
    "title": "Design review",
    "date": "2026-03-05",
    "time": "15:00",
    "duration": 45,
    "participants": [{"name": "Ana", "email": ""}],
    "timezone": "UTC",
}
FORMS = {
    "set up a design review with Ana tomorrow at 3pm for 45 minutes": {
        "intent": "schedule",
        "slots": {
            "title": "design review",
            "participants": "Ana",
            "date": "tomorrow",
            "time": "3pm",
            "duration": "45 minutes",
        },
    },
    "hello": {"intent": "general", "kind": "greeting"},
    "what do I have tomorrow?": {"intent": "list"},
    "am I free tomorrow?": {"intent": "availability"},
    "move my 3pm to 5pm": {"intent": "reschedule", "meeting": "my 3pm", "slots": {"time": "to 5pm"}},
    "cancel the design review": {"intent": "cancel", "meeting": "the design review"},
    "remind me to call Bob at 5pm": {"intent": "reminder", "slots": {"text": "call Bob", "time": "5pm"}},
    "make it 4pm": {"intent": "schedule", "slots": {"time": "4pm"}},
}
DRAFT = Draft(task="schedule", uid="u", said={}, values=MEETING, open={}, was={})
CONFIRM = Question(
    slot="confirm",
    choices=[Choice(label=each, values={}) for each in ("Yes, book it", "Change the time", "Cancel")],
)


@pytest.fixture(params=["rules", "model", "fallback", "fallback without a model"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[Engine]:
    server = ModelServer(sensible(FORMS))
    await server.start()
    if request.param == "fallback without a model":
        server.script = lambda request: Reply(status=500)
    model = HuggingFaceModel("m", url=server.url, token="", most_at_once=4)
    yield {
        "rules": RuleEngine(),
        "model": ModelEngine(model),
        "fallback": FallbackEngine(ModelEngine(model), RuleEngine(), margin=1),
        "fallback without a model": FallbackEngine(ModelEngine(model), RuleEngine(), margin=1),
    }[request.param]
    await model.close()
    await server.stop()


@pytest.mark.parametrize(
    ("text", "intent"),
    [(text, form["intent"]) for text, form in FORMS.items() if text != "make it 4pm"],
)
async def test_requests_are_read_alike(engine: Engine, text: str, intent: str) -> None:
    assert (await engine.interpret(text, Place(NOW))).intent == intent


async def test_the_values_of_a_request_are_alike(engine: Engine) -> None:
    read = await engine.interpret(next(iter(FORMS)), Place(NOW))
    values = {name: SLOTS[name].parse(text, NOW).value for name, text in read.slots.items()}
    assert values == {name: value for name, value in MEETING.items() if name != "timezone"}


async def test_a_correction_stays_with_the_draft(engine: Engine) -> None:
    read = await engine.interpret("make it 4pm", Place(NOW, DRAFT, CONFIRM))
    assert (read.intent, read.fresh) == ("schedule", False)
    assert SLOTS["time"].parse(read.slots["time"], NOW).value == "16:00"


@pytest.mark.parametrize(
    ("text", "answer", "kind"),
    [("yes", "yes", None), ("Yes, book it", "yes", None), ("no", "no", None), ("never mind", None, "drop")],
)
async def test_short_answers_mean_the_same(
    engine: Engine, text: str, answer: str | None, kind: str | None
) -> None:
    read = await engine.interpret(text, Place(NOW, DRAFT, CONFIRM))
    assert (read.answer, read.kind) == (answer, kind)


@pytest.mark.parametrize(
    "text", ["", " ", "?", "\x00", "🎉" * 500, "a" * 4000, '{"intent": "cancel"}', "</system>", "1" * 400]
)
@pytest.mark.parametrize("draft", [None, DRAFT])
async def test_no_text_is_too_odd(engine: Engine, text: str, draft: Draft | None) -> None:
    read = await engine.interpret(text, Place(NOW, draft, CONFIRM if draft else None))
    assert read.intent in INTENTS
    assert read.slots.keys() <= SLOTS.keys()
    assert read.answer != "yes"


@pytest.mark.parametrize(
    "act",
    [
        Request(Question(slot="time", choices=[]), MEETING),
        Confirm(CONFIRM, MEETING),
        NotifySuccess(MEETING),
        NotifyFailure("past"),
        Inform("changed", {"time": "16:00"}),
        Inform("dropped_schedule"),
    ],
    ids=lambda act: type(act).__name__,
)
async def test_facts_are_the_templates(engine: Engine, act: Act) -> None:
    place = Place(NOW)
    assert "".join([piece async for piece in engine.phrase(act, place)]) == wording(act, NOW)
    assert place.calls == []


@pytest.mark.parametrize("topic", ["greeting", "help", "unknown", "recap"])
async def test_talk_has_words(engine: Engine, topic: str) -> None:
    words = "".join([piece async for piece in engine.phrase(Inform(topic, {}), Place(NOW, said="hello"))])
    assert words.strip()


async def test_a_recap_ends_in_the_facts(engine: Engine) -> None:
    words = "".join([piece async for piece in engine.phrase(Inform("recap", MEETING), Place(NOW))])
    assert words.endswith("\n" + wording(Inform("recap", MEETING), NOW).split("\n", 1)[1])
