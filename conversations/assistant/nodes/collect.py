"""Asks the question that another node prepared, and pauses. Does nothing else: it runs again on resume."""

from typing import Literal

from langgraph.types import Command, interrupt

from conversations.assistant.acts import Request
from conversations.assistant.state import State


async def collect(state: State) -> Command[Literal["understand"]]:
    draft, question = state.get("draft"), state.get("question")
    assert draft is not None and question is not None
    answer = interrupt(Request(question, draft["values"], draft["task"]).to_json())
    return Command(update={"turn": answer}, goto="understand")
