"""Answers what is not about a meeting, and leads back to the open question when there is one."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform
from conversations.assistant.context import Context
from conversations.assistant.state import State
from conversations.assistant.tasks import Answered, ask_again


async def chat(state: State, runtime: Runtime[Context]) -> Answered:
    draft, question = state.get("draft"), state.get("question")
    remarks = state.get("remarks", 0)
    confirming = question is not None and question["slot"] == "confirm"
    if not (state["topic"] == "recap" and confirming):  # the card that follows says it all
        runtime.context.say(Inform(state["topic"], draft["values"] if draft else {}, remarks))
    return ask_again(state, remarks=remarks + 1)
