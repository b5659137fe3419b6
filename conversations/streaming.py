"""What a graph run says, put together: stream parts in, words out as they come, one Reply at the end.

A transform without sockets or database.
"""

from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from conversations.assistant.acts import Act, Asking, Confirm, NotifySuccess, Request
from conversations.assistant.cards import offered, written
from conversations.assistant.engines.base import Engine, Place
from conversations.assistant.engines.phrases import recap
from conversations.assistant.slots import suggestions
from conversations.steps import ASKING, STEPS

NEXT_STEP = {Request: "collect", Confirm: "confirm"}
BETWEEN_SENTENCES = "\n\n"

Emit = Callable[[str], Awaitable[None]]
Begin = Callable[[str, str], Awaitable[None]]
Note = Callable[[str], None]


async def unheard(piece: str) -> None:
    """Take a piece of an answer for a client that waits for all of it."""


@dataclass(slots=True)
class Reply:
    """The answer to one message: its sentences, and the open question in the shape of the wire's metadata.

    `facts` are what frames.Facts tells, without the choices, and the `interrupt_id` of the question. `timezone` is the
    zone that was named for the conversation.
    """

    sentences: list[str] = field(default_factory=list)
    intent: str = ""
    summary: str = ""
    waiting_for: dict[str, Any] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    timezone: str | None = None

    @property
    def text(self) -> str:
        return BETWEEN_SENTENCES.join(self.sentences)


async def reply_from(
    parts: AsyncIterator[dict[str, Any]],
    acts: deque[Act],
    engine: Engine,
    place: Place,
    *,
    summary: str,
    emit: Emit = unheard,
    begin: Begin | None = None,
    passed: Note | None = None,
) -> Reply:
    """Word every act of a run in the order it was said; `summary` stays when the run adds nothing to it.

    Every piece goes to `emit` as soon as it is there; all of them together are the reply's text. While `emit` waits,
    nothing is read from the engine. `begin` is told every node that begins, and what it does in words; `passed` every
    node that is done. `parts` are LangGraph stream parts of the mode "updates", version 2, and "tasks" for `begin`; `acts`
    is where the nodes say theirs.
    """
    reply = Reply(summary=summary)
    began = False
    async for part in parts:
        while acts:
            await _say(reply, acts.popleft(), engine, place, emit)
        if part["type"] == "tasks":
            if begin and "input" in part["data"]:
                await begin(*_step(part["data"], first=not began))
                began = True
        elif interrupts := _noted(part["data"], passed).get("__interrupt__"):
            question = Act.from_json(interrupts[0].value)
            assert isinstance(question, Asking)
            prompt = await _say(reply, question, engine, place, emit)
            reply.waiting_for = {
                "prompt": prompt,
                "next_step": NEXT_STEP[type(question)],
                "suggestions": suggestions(question.question, place.now, question.values),
            }
            reply.facts |= {"task": question.task, "understood": question.values}
            reply.facts["interrupt_id"] = interrupts[0].id
            if isinstance(question, Confirm):
                reply.facts["offered"] = offered(question, place.now)
        elif update := part["data"].get("understand"):
            reply.intent = update.get("intent", reply.intent)
        elif update := part["data"].get("prefer"):
            reply.timezone = update.get("timezone")
    reply.facts["intent"] = reply.intent
    return reply


def _step(task: dict[str, Any], *, first: bool) -> tuple[str, str]:
    """Name what begins, and tell it in words. A run begins with a message to read; a node that is come back to asks."""
    node: str = task["name"]
    if node != "understand" or first:
        return node, STEPS[node]
    step = "confirm" if task["input"]["question"]["slot"] == "confirm" else "collect"
    return step, ASKING[step]


def _noted(data: dict[str, Any], passed: Note | None) -> dict[str, Any]:
    """The update of a step, once its nodes are noted; a pause is not a node that is done."""
    if passed:
        for node in data:
            if node != "__interrupt__":
                passed(node)
    return data


async def _say(reply: Reply, act: Act, engine: Engine, place: Place, emit: Emit) -> str:
    sentence = ""
    async with aclosing(engine.phrase(act, place)) as pieces:
        async for piece in pieces:
            await emit(piece if sentence or not reply.sentences else BETWEEN_SENTENCES + piece)
            sentence += piece
    reply.sentences.append(sentence)
    if isinstance(act, NotifySuccess):
        reply.facts |= {"done": act.task, "meeting": written(act.meeting, act.uid, place.now)}
    reply.summary = recap(act, place.now) or reply.summary
    return sentence
