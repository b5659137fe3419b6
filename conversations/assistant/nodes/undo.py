"""Takes back what was written last, when it was a short while ago, and reports from the stored row. Never interrupts."""

from functools import partial
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform, NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.mailing import mail_facts
from conversations.assistant.meetings import as_ruled, facts, named, only_occurrence, part_of_series
from conversations.assistant.state import State
from conversations.assistant.tasks import LAST, STORED, ask_again
from scheduling.changes import CANCELLED, Change
from scheduling.errors import NothingToUndo, PeriodTaken


async def undo(
    state: State, runtime: Runtime[Context]
) -> Command[Literal["understand", "locate", "__end__"]]:
    context, draft, asked = runtime.context, state.get("draft"), state["asked"]
    last = await context.calendar.last_changes(context.now)
    if draft and draft["uid"] != state.get("back") and not (asked["kind"] or asked["meeting"]):
        runtime.context.say(Inform("not_written_yet", draft["values"]))
        if last:
            runtime.context.say(Inform("undo_the_last"))
        return ask_again(state)
    for change in last:
        context.written[change.after.uid] = await context.calendar.get(change.after.uid)
    try:
        changes = await context.calendar.undo(context.origin(state["turn"]["id"]), partial(_is_meant, state))
    except (NothingToUndo, PeriodTaken) as refused:
        context.written.clear()
        others = "another_since" if last else "nothing_to_undo"
        runtime.context.say(NotifyFailure("undo_taken" if isinstance(refused, PeriodTaken) else others))
        return ask_again(state)
    # a turn that is taken again finds what it has done already, and not what it would do next
    context.written.clear()
    context.written.update({change.after.uid: change.before for change in changes})
    told = [await _told(change, context) for change in changes]
    task = f"undo_{changes[0].undone}"
    if len(told) == 1:
        mail = await mail_facts(changes[0].after, context, changes[0].before)
        runtime.context.say(NotifySuccess(told[0], task, mail, changes[0].after.uid))
    else:
        runtime.context.say(NotifySuccess({"meetings": told}, task))
    stored = changes[0].after
    in_focus = len(told) == 1 and stored.status != CANCELLED
    focus = [named(stored)] if in_focus else []
    question = state.get("question")
    if draft and question and question["slot"] == "meeting" and draft["said"]["kind"] != STORED:
        return Command(update={"focus": focus}, goto="locate")  # what was offered to choose from may be gone
    return ask_again(state, focus=focus)


def _is_meant(state: State, change: Change) -> bool:
    """Tell whether it is the change that was named: a card may speak of one that others have followed."""
    asked = state["asked"]
    titles = {event.summary.casefold() for event in (change.before, change.after) if event}
    words = asked["meeting"].casefold()
    return asked["kind"] in ("", LAST, change.kind) and (not words or any(title in words for title in titles))


async def _told(change: Change, context: Context) -> dict[str, Any]:
    """What was put back, as the row has it: one of a series where that alone differs."""
    stored = change.after
    part = only_occurrence(change.before, stored) if change.before else None
    one = await context.calendar.get(stored.uid, part) if part else None
    told = facts(one or await as_ruled(stored, context), context.timezone)
    return part_of_series(told, "one") if one else told
