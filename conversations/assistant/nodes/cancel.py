"""Drops the meeting in the making. Never touches a meeting that is booked."""

from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform
from conversations.assistant.context import Context
from conversations.assistant.state import State


async def cancel(state: State, runtime: Runtime[Context]) -> Command[Literal["__end__"]]:
    runtime.stream_writer(Inform("dropped" if state.get("draft") else "nothing_to_drop"))
    return Command(update={"draft": None, "question": None}, goto="__end__")
