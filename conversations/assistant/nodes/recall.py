"""Finds the stored reminder that is meant, among those to come; asks when several fit. Writes nothing."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime

from conversations.assistant.acts import NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.drafting import merge
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.reminding import means_all_reminders, reminder_mention
from conversations.assistant.engines.spoken import spoken_clock, spoken_date
from conversations.assistant.meetings import reminder_facts
from conversations.assistant.mentions import fitting
from conversations.assistant.state import Choice, Draft, Question, State
from conversations.assistant.tasks import Left, ask, ask_or_offer, confirmation, leave, next_question
from scheduling.events import Period, Reminder, VEvent

FAR = timedelta(days=366 * 10)
MOST_CHOICES = 5


async def recall(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    stored = await context.calendar.reminders(Period(context.now, context.now + FAR))
    found = _meant(stored, draft, context)
    if not found:
        runtime.context.say(NotifyFailure("no_reminder_fits" if stored else "no_reminders"))
        return ask() if stored and state.get("question") else leave(state, runtime)
    if draft["task"] == "cancel" and (len(found) == 1 or means_all_reminders(draft["said"]["meeting"])):
        return _confirm_cancelling(draft, found, context)
    if len(found) > 1:
        choices = [
            Choice(label=_label(each, context), values={"uid": each.uid}) for each in found[:MOST_CHOICES]
        ]
        return ask(question=Question(slot="meeting", choices=choices))
    was = reminder_facts(found[0], context.timezone)
    # what it becomes is stored as another one, whose moment has not come yet
    uid = str(uuid5(context.thread_id, str(state["turn"]["id"])))
    moved = draft | {"uid": uid, "values": was, "was": was, "replaces": found[0].uid}
    merged = merge(moved, None, Interpretation(**draft["said"]), context.now)
    for problem in merged.problems:
        runtime.context.say(NotifyFailure("problem", problem))
    wanted = Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
    return ask_or_offer(merged.draft, wanted)


def _meant(stored: Sequence[Reminder], draft: Draft, context: Context) -> list[Reminder]:
    """The reminders that may be meant: the chosen one, or those that the words fit."""
    if draft["uid"]:
        chosen = draft["uid"].split("\n")
        return [each for each in stored if each.uid in chosen]
    events = [
        VEvent(each.uid, each.text, Period(each.moment, each.moment + timedelta(minutes=1)), each.timezone)
        for each in stored
    ]
    mention = reminder_mention(draft["said"]["meeting"], context.now)
    fits = {event.uid for event in fitting(mention, events, ZoneInfo(context.timezone))}
    return [each for each in stored if each.uid in fits]


def _confirm_cancelling(draft: Draft, found: Sequence[Reminder], context: Context) -> Left:
    facts = [reminder_facts(each, context.timezone) for each in found]
    values = facts[0] if len(found) == 1 else {"reminders": facts}
    several = draft | {"uid": "\n".join(each.uid for each in found), "values": values, "was": values}
    return ask(draft=several, question=confirmation("cancel", several=len(found) > 1))


def _label(reminder: Reminder, context: Context) -> str:
    facts = reminder_facts(reminder, context.timezone)
    day = spoken_date(date.fromisoformat(facts["date"]), context.now)
    return f"“{reminder.text}”, {day} at {spoken_clock(time.fromisoformat(facts['time']))}"
