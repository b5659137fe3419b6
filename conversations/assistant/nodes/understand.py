"""Asks what is to be asked and pauses, reads the message, updates the draft and decides which node comes next.

The pause comes first, so nothing is done twice when the run goes on with the answer. A node that only paused, and one
that only looked at the calendar once the draft is complete, would cost almost every turn another step each. Writes
nothing outside the state.
"""

from dataclasses import asdict, replace
from typing import Any, Literal
from uuid import uuid5

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from conversations.assistant.acts import Asking, Confirm, Inform, NotifyFailure, Request, choice_labels
from conversations.assistant.context import Context
from conversations.assistant.drafting import merge
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.meetings import facts, spoken_of
from conversations.assistant.offering import offered
from conversations.assistant.searching import begun, narrowed
from conversations.assistant.slots import starts_of, title_of
from conversations.assistant.state import Choice, Draft, Parked, Question, State
from conversations.assistant.tasks import (
    BESIDE,
    SEARCH,
    STORED,
    TASKS,
    ask,
    confirmation,
    line_up,
    next_question,
    park,
    unclear,
)

Next = Command[
    Literal[
        "understand",
        "find",
        "locate",
        "book",
        "move",
        "cancel",
        "remind",
        "recall",
        "forget",
        "undo",
        "prefer",
        "list",
        "availability",
        "chat",
        "drop",
    ]
]


async def understand(state: State, runtime: Runtime[Context]) -> Next:
    if state.get("asking"):
        state = {**state, "turn": interrupt(_asked(state).to_json())}
    decided = await _decide(state, runtime)
    return replace(decided, update={"turn": state["turn"], "asking": False, **(decided.update or {})})


def _asked(state: State) -> Asking:
    """The question that is open: for one slot, or about all that is going to be written."""
    draft, question = state["draft"], state["question"]
    assert draft is not None and question is not None
    values = draft["values"]
    if question["slot"] != "confirm":
        beside = question["slot"] == "meeting" and draft["said"]["kind"] in BESIDE
        return Request(question, values, "reschedule" if beside else draft["task"])
    if not {"text", "reminders", "meetings"} & values.keys():
        values = {**values, "title": title_of(values)}
    return Confirm(question, values, draft["task"], draft["was"])


async def _decide(state: State, runtime: Runtime[Context]) -> Next:
    """Read the turn's message and return what it changes and what is done about it."""
    turn, draft, question = state["turn"], state.get("draft"), state.get("question")
    context = runtime.context
    read = await context.engine.interpret(
        turn["text"],
        replace(
            context.place,
            draft=draft,
            question=question,
            spoken=None if draft else await _spoken(state, context),
        ),
    )
    if read.kind == "drop" and read.then and draft:
        context.say(Inform(f"dropped_{draft['task']}"))
        return await _begin({**state, "draft": None, "question": None}, read.then, runtime)
    if read.kind == "drop":
        return Command(update={"intent": "cancel"}, goto="drop")
    if draft and question and question["slot"] == "confirm" and read.answer and not read.slots:
        if read.answer == "yes":
            forgets = draft["task"] == "cancel" and draft["said"]["kind"] == STORED
            writes = "forget" if forgets else TASKS[draft["task"]].writes
            return Command(update={"intent": draft["task"]}, goto=writes)
        if draft["task"] == "cancel":
            return Command(update={"intent": "cancel"}, goto="drop")
    if read.kind == "likewise":
        before = state.get("intent")
        read = replace(read, intent="availability" if before == "availability" else "list", kind=None)
    if read.intent == "list" or read.intent == "availability":
        going_on = state.get("intent") in ("list", "availability")
        day = state["asked"].get("day", "") if going_on else ""
        asked = {**read.slots, "meeting": read.meeting, "kind": read.kind or "", "day": day}
        where: Literal["list", "availability"] = "list" if read.intent == "list" else "availability"
        return Command(update={"intent": read.intent, "asked": asked}, goto=where)
    if read.intent == "undo":
        asked = {"kind": read.kind or "", "meeting": read.meeting}
        return Command(update={"intent": "undo", "asked": asked}, goto="undo")
    if read.intent == "prefer":
        return Command(update={"intent": "prefer", "asked": dict(read.slots)}, goto="prefer")
    if read.intent not in TASKS:
        if draft and question and read.kind in ("unclear", "farewell"):
            topic = unclear(draft, question) if read.kind == "unclear" else "farewell_unwritten"
            return Command(update={"intent": read.intent, "topic": topic}, goto="chat")
        return Command(update={"intent": read.intent, "topic": read.kind or read.intent}, goto="chat")
    if draft is None or question is None or read.fresh:
        return await _begin(state, read, runtime)
    return await _go_on(draft, question, read, runtime)


async def _spoken(state: State, context: Context) -> dict[str, Any] | None:
    """Return the values of the one meeting spoken of last; None when it is not just one."""
    spoken = await spoken_of(state, context) if len(state.get("focus", [])) == 1 else []
    return facts(spoken[0], context.timezone) if spoken else None


async def _begin(state: State, read: Interpretation, runtime: Runtime[Context]) -> Next:
    """Open a draft; the task it interrupts waits."""
    parked = line_up(park(state), _waiting(state, read, runtime), runtime)
    draft = Draft(task=read.intent, uid="", said={}, values={}, open={}, was={})
    if read.intent in ("reschedule", "cancel") or read.kind == STORED or read.kind in BESIDE:
        draft["said"] = asdict(replace(read, then=None))
        update = {"intent": read.intent, "draft": draft, "question": None, "parked": parked}
        return Command(update=update, goto="recall" if read.kind == STORED else "locate")
    draft["uid"] = str(uuid5(runtime.context.thread_id, str(state["turn"]["id"])))
    if read.kind == "left_out":
        runtime.context.say(Inform("left_out"))
    if read.kind in ("again", "same_people"):
        draft["values"] = await _like_the_last(state, runtime.context, read.kind)
    return await _proceed(draft, None, read, runtime, parked=parked)


async def _like_the_last(state: State, context: Context, kind: str) -> dict[str, Any]:
    """Return what a meeting like the one spoken of last, or with its people, begins with; nothing where it is not just one."""
    spoken = await spoken_of(state, context)
    values = facts(spoken[0], context.timezone) if len(spoken) == 1 else {}
    if kind == "same_people":
        return {"participants": values["participants"]} if values.get("participants") else {}
    return {name: value for name, value in values.items() if name not in ("recurrence", "fold")}


def _waiting(state: State, read: Interpretation, runtime: Runtime[Context]) -> list[Parked]:
    """Return the other requests of a message as tasks that wait for the first one."""
    waiting: list[Parked] = []
    then = read.then
    while then and then.intent in TASKS:
        draft = Draft(task=then.intent, uid="", said={}, values={}, open={}, was={})
        if then.intent in ("reschedule", "cancel") or then.kind == STORED or then.kind in BESIDE:
            draft["said"] = asdict(replace(then, then=None))
            waiting.append(Parked(draft=draft, question=confirmation(then.intent)))
        else:
            name = f"{state['turn']['id']} then{' then' * len(waiting)}"
            draft["uid"] = str(uuid5(runtime.context.thread_id, name))
            merged = merge(draft, None, then, runtime.context.now)
            wanted = (
                Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
            )
            waiting.append(Parked(draft=merged.draft, question=wanted or confirmation(then.intent)))
        then = then.then
    return waiting


async def _go_on(draft: Draft, question: Question, read: Interpretation, runtime: Runtime[Context]) -> Next:
    """Work the message into the draft at hand."""
    chosen = question["choices"][read.choice]["values"] if read.choice is not None else {}
    if question["slot"] == "meeting":
        said = draft["said"] if chosen else {**draft["said"], "meeting": read.meeting}
        names = {"uid": chosen.get("uid", ""), "occurrence": chosen.get("occurrence", "")}
        update = {"intent": draft["task"], "draft": draft | {**names, "said": said}}
        return Command(update=update, goto="recall" if said["kind"] == STORED else "locate")
    if question["slot"] == "scope":
        if not chosen:
            runtime.context.say(Inform("one_of", {"offered": choice_labels(question)}))
        return Command(
            update={"intent": draft["task"], "draft": draft | {"scope": chosen.get("scope", "")}},
            goto="locate",
        )
    if read.kind == "scope":
        if read.meeting == "following" and draft["task"] == "reschedule":
            runtime.context.say(NotifyFailure("no_following"))
            return ask(intent=draft["task"])
        values, was = draft["values"], draft["was"]
        changed = {name: value for name, value in values.items() if value != was.get(name)} if was else {}
        rescoped = draft | {"scope": read.meeting, "changed": changed}
        return Command(update={"intent": draft["task"], "draft": rescoped}, goto="locate")
    if draft["task"] == "cancel":
        runtime.context.say(NotifyFailure("yes_or_no"))
        return ask(intent="cancel")
    if read.answer == "no" and question["slot"] == "confirm":
        return ask(intent=draft["task"], question=_changes())
    if read.kind == "anyway" and question["slot"] == "time" and question["choices"]:
        runtime.context.say(Inform("taken_anyway"))
    elif read.answer == "yes" and len(question["choices"]) > 1:
        runtime.context.say(Inform("one_of", {"offered": choice_labels(question)}))
    elif read.answer and not read.slots and not question["choices"]:
        runtime.context.say(NotifyFailure("more_than_yes"))
    if read.answer == "no" and question["choices"] and question["slot"] != "change":
        # none of what was offered: the slot is asked for openly
        reopened = "time" if question["slot"] == "fold" else "date" if "span" in draft else question["slot"]
        read = Interpretation(draft["task"], reopened=(reopened,))
    return await _proceed(draft, question, read, runtime)


async def _proceed(
    draft: Draft, question: Question | None, read: Interpretation, runtime: Runtime[Context], **update: Any
) -> Next:
    """Merge what was said into the draft and ask for what is still open, or look at the calendar."""
    now = runtime.context.now
    before = draft
    if read.unkept:
        runtime.context.say(Inform("unkept", {"said": read.unkept.strip(" ,")}))
    if read.kind == SEARCH:
        draft = begun(draft, read, now)
    merged = merge(draft, question, read, now)
    if "span" in merged.draft and read.kind != SEARCH:
        merged.draft = narrowed(merged.draft, read, now)
    for problem in merged.problems:
        runtime.context.say(NotifyFailure("problem", problem))
    if question and merged.changed and draft["values"] != draft["was"]:  # the card of a first change shows it
        runtime.context.say(Inform("changed", merged.changed))
    wanted = Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
    if wanted == Question(slot="duration", choices=[]) and not merged.again:
        wanted = await _unless_usual(merged.draft, wanted, runtime.context)
    searching = "span" in merged.draft and bool(question and question["choices"])
    same = searching or bool(question and wanted and question["slot"] == wanted["slot"])
    unchanged = merged.draft == before
    if (
        question
        and unchanged
        and not (merged.problems or read.reopened or read.answer or read.kind in ("undecided", "anyway"))
    ):
        runtime.context.say(_of_no_use(read, draft, question))
    if same and unchanged and not merged.again:
        wanted = question  # with the choices it offered
    elif same and merged.noted:
        runtime.context.say(Inform("noted", merged.noted))
    update |= {"intent": draft["task"], "draft": merged.draft, "question": wanted, "back": ""}
    if wanted and not _is_over(merged.draft, wanted, runtime.context):
        return ask(**update)
    if "span" in merged.draft and not wanted:
        return Command(update=update, goto="find")
    return ask(**update | await offered(merged.draft, runtime.context))


def _is_over(draft: Draft, wanted: Question, context: Context) -> bool:
    """Tell whether the draft's moment is over, which is said before anything else is asked."""
    values = draft["values"]
    if wanted["slot"] not in ("title", "duration", "participants") or not {"date", "time"} <= values.keys():
        return False
    starts = starts_of(values, context.timezone)
    return len(starts) == 1 and starts[0] <= context.now


def _of_no_use(read: Interpretation, draft: Draft, question: Question) -> Inform:
    """What to say of a message after which everything is as before."""
    if read.kind == "as_it_is" or read.slots or read.shift or read.dropped or read.without:
        return Inform(
            "as_it_is", {name: draft["values"][name] for name in read.slots if name in draft["values"]}
        )
    return Inform(unclear(draft, question))


async def _unless_usual(draft: Draft, wanted: Question, context: Context) -> Question | None:
    """Give the draft the length that meetings of its owner have, and return what is asked for then."""
    length = (await context.calendar.preferences()).length
    if length is None:
        return wanted
    draft["values"]["duration"] = round(length.total_seconds() / 60)
    return next_question(draft)


def _changes() -> Question:
    labels = ("The time", "The day", "Cancel")
    return Question(slot="change", choices=[Choice(label=label, values={}) for label in labels])
