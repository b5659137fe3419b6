"""Shows the resolved meeting, asks whether to book it, and pauses. Does nothing else: it runs again on resume."""

from typing import Literal

from langgraph.types import Command, interrupt

from conversations.assistant.acts import Confirm
from conversations.assistant.state import State


async def confirm(state: State) -> Command[Literal["understand"]]:
    draft, question = state.get("draft"), state.get("question")
    assert draft is not None and question is not None
    answer = interrupt(Confirm(question, draft["values"]).to_json())
    return Command(update={"turn": answer}, goto="understand")
