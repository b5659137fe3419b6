"""Stores what its owner says of their calendar: zone, working hours, buffer, usual length, notice. Never touches a meeting."""

from datetime import timedelta
from typing import Any

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.preferred import NotUnderstood, preferred
from conversations.assistant.state import State
from conversations.assistant.tasks import Answered, ask_again
from scheduling.changes import CONFIRMED
from scheduling.errors import InvalidAttendees
from scheduling.events import Attendee
from scheduling.preferences import Preferences


async def prefer(state: State, runtime: Runtime[Context]) -> Answered:
    context, said = runtime.context, dict(state["asked"])
    asked = said.pop("ask", "")
    try:
        if address := said.pop("address", ""):
            await _note_address(address, runtime)
            if not said:
                return ask_again(state)
        before = await context.calendar.preferences()
        after = preferred(before, said, context.now)
    except NotUnderstood as problem:
        runtime.context.say(NotifyFailure("problem", str(problem)))
        return ask_again(state)
    if after != before:
        await context.calendar.prefer(after)
    forgotten = said.pop("forget", "").splitlines()
    if {"address", "all"} & set(forgotten):
        await context.calendar.set_organizer(None)
    organizer = await context.calendar.organizer()
    address = organizer.email if organizer else ""
    told = sorted({*said, *forgotten})
    runtime.context.say(
        Inform(
            "preferences",
            {"said": told, "asked": asked, "address": address, **_facts(after, context.timezone)},
        )
    )
    return ask_again(state, **({"timezone": after.timezone} if {"zone", "place"} & said.keys() else {}))


async def _note_address(address: str, runtime: Runtime[Context]) -> None:
    """Note who invites; invitations of what was booked a moment ago leave then. Raises NotUnderstood."""
    context = runtime.context
    name = await context.calendar.organizer()
    try:
        noted = await context.calendar.set_organizer(Attendee(name.name if name else "", address))
    except InvalidAttendees as problem:
        raise NotUnderstood(f"I can't note that address: {problem}.") from None
    last = await context.calendar.last_changes(context.now)
    waiting = any(change.after.status == CONFIRMED and change.after.attendees for change in last)
    runtime.context.say(
        Inform("organizer", {"address": noted.email if noted else address, "waiting": waiting})
    )


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
