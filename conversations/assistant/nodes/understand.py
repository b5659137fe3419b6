"""Reads the message, updates the draft and decides which node comes next. Writes nothing outside the state."""

from typing import Any, Literal
from uuid import uuid5

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.slots import SLOTS, next_missing
from conversations.assistant.state import Choice, Draft, Question, State, Turn

Next = Command[Literal["collect", "offer", "book", "cancel", "chat"]]


async def understand(state: State, runtime: Runtime[Context]) -> Next:
    turn, draft, question = state["turn"], state.get("draft"), state.get("question")
    context = runtime.context
    read = await context.engine.interpret(turn["text"], draft=draft, question=question, now=context.now)
    if read.intent == "cancel":
        return Command(update={"intent": "cancel"}, goto="cancel")
    if question and question["slot"] == "confirm" and read.answer == "yes" and not read.slots:
        return Command(update={"intent": "schedule", "question": None}, goto="book")
    if read.intent != "schedule":
        return Command(update={"intent": read.intent, "topic": read.kind or read.intent}, goto="chat")
    return _schedule(turn, draft, question, read, runtime)


def _schedule(
    turn: Turn,
    draft: Draft | None,
    question: Question | None,
    read: Interpretation,
    runtime: Runtime[Context],
) -> Next:
    """Merge what was said into the draft and ask for what is still open."""
    context = runtime.context
    if draft is None or read.fresh:
        uid = str(uuid5(context.thread_id, str(turn["id"])))
        draft, question = Draft(uid=uid, values={}, open={}), None
    before = draft["values"]
    values = {name: value for name, value in before.items() if name not in read.reopened}
    open_choices = dict(draft["open"])
    again = list(read.reopened)
    if question and read.choice is not None:
        values |= question["choices"][read.choice]["values"]
    for name, text in read.slots.items():
        parsed = SLOTS[name].parse(text, context.now)
        if parsed.value is not None:
            added = name == "participants" and read.added
            values[name] = _joined(values.get(name, []), parsed.value) if added else parsed.value
        elif parsed.choices:
            values.pop(name, None)
            open_choices[name] = list(parsed.choices)
        elif parsed.problem:
            values.pop(name, None)
            runtime.stream_writer(NotifyFailure("problem", parsed.problem))
            again.append(name)
    open_choices = {name: choices for name, choices in open_choices.items() if name not in values}
    if (values.get("date"), values.get("time")) != (before.get("date"), before.get("time")):
        values.pop("fold", None)
    if changed := {name: value for name, value in values.items() if before.get(name, value) != value}:
        runtime.stream_writer(Inform("changed", changed))
    refused = read.answer == "no" and values == before and question and question["slot"] == "confirm"
    wanted = _changes() if refused else _next_question(again, open_choices, values)
    update: dict[str, Any] = {
        "intent": "schedule",
        "draft": Draft(uid=draft["uid"], values=values, open=open_choices),
        "question": wanted,
    }
    return Command(update=update, goto="collect" if wanted else "offer")


def _next_question(
    again: list[str], open_choices: dict[str, list[Choice]], values: dict[str, Any]
) -> Question | None:
    """What to ask next: a slot to be said anew, then one that leaves a choice, then one that is missing."""
    for name in again:
        return Question(slot=name, choices=[])
    for name in SLOTS:
        if name in open_choices:
            return Question(slot=name, choices=open_choices[name])
    missing = next_missing(values)
    return Question(slot=missing, choices=[]) if missing else None


def _changes() -> Question:
    labels = ("The time", "The day", "Cancel")
    return Question(slot="change", choices=[Choice(label=label, values={}) for label in labels])


def _joined(there: list[dict[str, str]], more: list[dict[str, str]]) -> list[dict[str, str]]:
    return there + [person for person in more if person not in there]
