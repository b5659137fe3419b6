"""Shows what is about to be written, asks whether to do it, and pauses. Does nothing else: it runs again on resume."""

from typing import Literal

from langgraph.types import Command, interrupt

from conversations.assistant.acts import Confirm
from conversations.assistant.slots import title_of
from conversations.assistant.state import State


async def confirm(state: State) -> Command[Literal["understand"]]:
    draft, question = state.get("draft"), state.get("question")
    assert draft is not None and question is not None
    values = draft["values"]
    if not {"text", "reminders", "meetings"} & values.keys():
        values = {**values, "title": title_of(values)}
    answer = interrupt(Confirm(question, values, draft["task"], draft["was"]).to_json())
    return Command(update={"turn": answer}, goto="understand")
