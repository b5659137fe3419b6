"""Stores what its owner says of their calendar: zone, working hours, buffer, usual length, notice. Never touches a meeting."""

from datetime import timedelta
from typing import Any

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.preferred import NotUnderstood, preferred
from conversations.assistant.state import State
from conversations.assistant.tasks import Answered, ask_again
from scheduling.preferences import Preferences


async def prefer(state: State, runtime: Runtime[Context]) -> Answered:
    context, said = runtime.context, state["asked"]
    before = await context.calendar.preferences()
    try:
        after = preferred(before, said, context.now)
    except NotUnderstood as problem:
        runtime.stream_writer(NotifyFailure("problem", str(problem)))
        return ask_again(state)
    if after != before:
        await context.calendar.prefer(after)
    runtime.stream_writer(Inform("preferences", {"said": sorted(said), **_facts(after, context.timezone)}))
    return ask_again(state, **({"timezone": after.timezone} if {"zone", "place"} & said.keys() else {}))


def _facts(preferences: Preferences, timezone: str) -> dict[str, Any]:
    minute = timedelta(minutes=1)
    return {
        "zone": preferences.timezone or timezone,
        "hours": [[f"{day[0]:%H:%M}", f"{day[1]:%H:%M}"] if day else None for day in preferences.hours or ()],
        "buffer": preferences.buffer // minute,
        "length": preferences.length // minute if preferences.length else 0,
        "notice": preferences.notice // minute,
        "ahead": preferences.ahead // minute,
    }
