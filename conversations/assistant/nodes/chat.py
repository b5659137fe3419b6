"""Answers what is not about a meeting, and leads back to the open question when there is one."""

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform
from conversations.assistant.context import Context
from conversations.assistant.state import State


async def chat(state: State, runtime: Runtime[Context]) -> Command[Literal["collect", "confirm", "__end__"]]:
    draft, question = state.get("draft"), state.get("question")
    confirming = question is not None and question["slot"] == "confirm"
    if not (state["topic"] == "recap" and confirming):  # the card that follows says it all
        runtime.stream_writer(Inform(state["topic"], draft["values"] if draft else {}))
    if question is None:
        return Command(goto="__end__")
    return Command(goto="confirm" if confirming else "collect")
