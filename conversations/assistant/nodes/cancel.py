"""Cancels a booked meeting or a part of a series, which frees its time, and reports from the stored row. Never interrupts."""

from contextlib import suppress
from datetime import datetime

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.mailing import mail_facts
from conversations.assistant.meetings import as_ruled, facts
from conversations.assistant.state import Draft, State
from conversations.assistant.tasks import Left, leave
from scheduling.errors import UnknownMeeting


async def cancel(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    if "meetings" in draft["values"]:
        return await _cancel_all(draft, state, runtime)
    scope = draft.get("scope", "")
    part = datetime.fromisoformat(draft["occurrence"]) if scope in ("one", "following") else None
    before = await context.calendar.get(draft["uid"])
    if before is None:
        runtime.context.say(NotifyFailure("gone"))
        return leave(state, runtime)
    context.written[before.uid] = before
    try:
        stored = await context.calendar.cancel(
            before.uid,
            recurrence_id=part,
            following=scope == "following",
            origin=context.origin(state["turn"]["id"]),
        )
    except UnknownMeeting:
        del context.written[before.uid]
        runtime.context.say(NotifyFailure("gone"))
        return leave(state, runtime)
    told = draft["was"] if part else facts(await as_ruled(before, context), context.timezone)
    runtime.context.say(NotifySuccess(told, "cancel", await mail_facts(stored, context, before), before.uid))
    return leave(state, runtime, gone=() if part else (before.uid,), focus=[])


async def _cancel_all(draft: Draft, state: State, runtime: Runtime[Context]) -> Left:
    """Cancel everything that was agreed to; what is gone by now needs no cancelling."""
    context = runtime.context
    parts: dict[str, list[datetime]] = {}
    for line in draft["uid"].split("\n"):
        uid, _, occurrence = line.partition(" ")
        parts.setdefault(uid, []).extend([datetime.fromisoformat(occurrence)] if occurrence else [])
    for uid, moments in parts.items():
        before = await context.calendar.get(uid)
        if before is None:
            continue
        context.written[uid] = before
        with suppress(UnknownMeeting):
            await context.calendar.cancel(
                uid,
                recurrence_id=moments[0] if moments else None,
                others=moments[1:],
                origin=context.origin(state["turn"]["id"]),
            )
    runtime.context.say(NotifySuccess(draft["values"], "cancel_all"))
    gone = [uid for uid, moments in parts.items() if not moments]
    return leave(state, runtime, gone=gone, focus=[])
