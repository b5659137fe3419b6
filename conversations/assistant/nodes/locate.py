"""Finds the booked meeting that is meant, among those to come; asks when several fit. Writes nothing."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.drafting import merge
from conversations.assistant.engines.agenda import meeting_label
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.meetings import facts
from conversations.assistant.mentions import fitting, read_mention
from conversations.assistant.state import Choice, Draft, Question, State
from conversations.assistant.tasks import Left, confirmation, leave, next_question
from scheduling.events import VEvent

MOST_LOOKED_AT = 200
MOST_CHOICES = 5


async def locate(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    upcoming = await context.calendar.upcoming(context.now, MOST_LOOKED_AT, series_once=True)
    found = _meant(state, draft, upcoming, context)
    if len(found) == 1:
        return _go_on(draft, found[0], context, runtime)
    if found:
        choices = [
            Choice(
                label=meeting_label(facts(event, context.timezone), context.now), values={"uid": event.uid}
            )
            for event in found[:MOST_CHOICES]
        ]
        question = Question(slot="meeting", choices=choices)
        return Command(update={"question": question}, goto="collect")
    runtime.stream_writer(NotifyFailure("no_meeting_fits" if upcoming else "no_meetings"))
    if upcoming and state.get("question"):
        return Command(goto="collect")
    return leave(state, runtime)


def _meant(state: State, draft: Draft, upcoming: Sequence[VEvent], context: Context) -> list[VEvent]:
    """Return the meetings that may be meant: one when it is clear, none when nothing fits."""
    if draft["uid"]:
        return [event for event in upcoming if event.uid == draft["uid"]]
    mention = read_mention(draft["said"]["meeting"], context.now)
    zone = ZoneInfo(context.timezone)
    question = state.get("question")
    offered = [choice["values"]["uid"] for choice in question["choices"]] if question else []
    among = [event for event in upcoming if event.uid in offered]
    in_focus = [event for uid in state.get("focus", []) for event in upcoming if event.uid == uid]
    if among and (narrowed := fitting(mention, among, zone)):
        return narrowed
    if mention.bare and in_focus:
        return fitting(mention, in_focus, zone)
    return fitting(mention, upcoming, zone)


def _go_on(draft: Draft, event: VEvent, context: Context, runtime: Runtime[Context]) -> Left:
    """Take the meeting that was found, and what was said about its future, into the draft."""
    was = facts(event, context.timezone)
    found = draft | {"uid": event.uid, "values": was, "was": was}
    update: dict[str, Any] = {"focus": [event.uid]}
    if draft["task"] == "cancel":
        return Command(update={**update, "draft": found, "question": confirmation("cancel")}, goto="confirm")
    read = Interpretation(**draft["said"])
    merged = merge(found, None, read, context.now)
    for problem in merged.problems:
        runtime.stream_writer(NotifyFailure("problem", problem))
    wanted = Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
    update |= {"draft": merged.draft, "question": wanted}
    return Command(update=update, goto="collect" if wanted else "offer")
