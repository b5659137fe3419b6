"""Takes back what was written last, when it was a short while ago, and reports from the stored row. Never interrupts."""

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform, NotifyFailure, NotifySuccess
from conversations.assistant.context import Context
from conversations.assistant.mailing import mail_facts
from conversations.assistant.meetings import as_ruled, facts, named, only_occurrence, part_of_series
from conversations.assistant.state import State
from conversations.assistant.tasks import Answered, ask_again
from scheduling.changes import CANCELLED
from scheduling.errors import NothingToUndo, PeriodTaken


async def undo(state: State, runtime: Runtime[Context]) -> Answered:
    context, draft = runtime.context, state.get("draft")
    if draft:
        runtime.stream_writer(Inform("not_written_yet", draft["values"]))
        return ask_again(state)
    last = await context.calendar.last_change(context.now)
    if last is None:
        runtime.stream_writer(NotifyFailure("nothing_to_undo"))
        return ask_again(state)
    context.written[last.after.uid] = last.after
    try:
        change = await context.calendar.undo(context.origin(state["turn"]["id"]))
    except (NothingToUndo, PeriodTaken) as refused:
        del context.written[last.after.uid]
        taken = isinstance(refused, PeriodTaken)
        runtime.stream_writer(NotifyFailure("undo_taken" if taken else "nothing_to_undo"))
        return ask_again(state)
    stored = change.after
    part = only_occurrence(change.before, stored) if change.before else None
    one = await context.calendar.get(stored.uid, part) if part else None
    told = facts(one or await as_ruled(stored, context), context.timezone)
    told = part_of_series(told, "one") if one else told
    mail = await mail_facts(stored, context, change.before)
    runtime.stream_writer(NotifySuccess(told, f"undo_{change.undone}", mail))
    return ask_again(state, focus=[] if stored.status == CANCELLED else [named(stored)])
