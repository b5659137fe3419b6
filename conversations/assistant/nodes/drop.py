"""Drops the task at hand. Never touches what is booked."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform
from conversations.assistant.context import Context
from conversations.assistant.state import State
from conversations.assistant.tasks import STORED, Left, leave


async def drop(state: State, runtime: Runtime[Context]) -> Left:
    draft = state.get("draft")
    task = draft["task"] if draft else "nothing"
    if draft and draft["said"].get("kind") == STORED:
        task = "stored_ones" if "reminders" in draft["values"] else "stored"
    elif draft and "meetings" in draft["values"]:
        task = "cancel_all"
    runtime.context.say(Inform(f"dropped_{task}"))
    return leave(state, runtime)
