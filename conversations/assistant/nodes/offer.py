"""Looks at the calendar for a draft that another node has completed, and asks. Writes nothing."""

from langgraph.runtime import Runtime

from conversations.assistant.context import Context
from conversations.assistant.offering import offered
from conversations.assistant.state import State
from conversations.assistant.tasks import Asked, ask


async def offer(state: State, runtime: Runtime[Context]) -> Asked:
    draft = state.get("draft")
    assert draft is not None
    return ask(**await offered(draft, runtime.context))
