"""The tasks a conversation can be at: what each needs, which node writes it, and how one is left for another.

Never reads a message and never touches a calendar.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform
from conversations.assistant.context import Context
from conversations.assistant.slots import SLOTS, next_missing
from conversations.assistant.state import Choice, Draft, Parked, Question, State

STORED = "reminder"  # the kind of a request about reminders that are stored
SEARCH = "search"  # the kind of a request to find a time
BESIDE = ("before", "after")  # the kinds of a request for something beside a booked meeting
LAST = "last"  # the kind of an undo of what was written last, whatever is in the making
MOST_PARKED = 3
MOST_IN_FOCUS = 10
ANYWAY = " anyway"

Asked = Command[Literal["understand"]]
Answered = Command[Literal["understand", "__end__"]]
Left = Command[Literal["offer", "understand", "locate", "recall", "__end__"]]
Write = Literal["book", "move", "cancel", "remind"]


@dataclass(frozen=True, slots=True)
class Task:
    """What an intent leads to: the node that writes, and the answers its confirmation offers, yes first, no last."""

    writes: Write
    answers: tuple[str, ...]


TASKS = {
    "schedule": Task("book", ("Yes, book it", "Change the time", "Cancel")),
    "reschedule": Task("move", ("Yes, change it", "Another time", "Leave it as it is")),
    "cancel": Task("cancel", ("Yes, cancel it", "Keep it")),
    "reminder": Task("remind", ("Yes, note it", "Change the time", "Cancel")),
}


def confirmation(task: str, others: Sequence[Choice] | None = None, *, several: bool = False) -> Question:
    """Return the question that ends a task's preparation.

    `others` are the times to choose from instead, where a preference speaks against it: then it is done "anyway" or not.
    Of `several` meetings or reminders the answers speak as "them".
    """
    labels = [label.replace(" it", " them") if several else label for label in TASKS[task].answers]
    answers = [Choice(label=label, values={}) for label in labels]
    if others is not None:
        answers = [*others, Choice(label=f"{answers[0]['label']}{ANYWAY}", values={}), answers[-1]]
    return Question(slot="confirm", choices=answers)


SCOPES = {"one": "Only this one", "following": "This one and all after it", "all": "The whole series"}
_SCOPES_OF = {"reschedule": ("one", "all"), "cancel": ("one", "following", "all")}


def scope_question(task: str) -> Question:
    """Return the question how much of a series is meant."""
    return Question(
        slot="scope",
        choices=[Choice(label=SCOPES[scope], values={"scope": scope}) for scope in _SCOPES_OF[task]],
    )


def next_question(draft: Draft) -> Question | None:
    """Return what a draft, whose meeting is known, still has to be asked; None when it is complete.

    First a slot that was said in a way that leaves a choice, then one that is missing.
    """
    for name in SLOTS:
        if name in draft["open"]:
            return Question(slot=name, choices=draft["open"][name])
    if draft["was"] and draft["values"] == draft["was"]:
        return Question(slot="when", choices=[])
    if "span" in draft:
        asked = ("participants", "duration") if draft["span"].get("together") else ("duration",)
        unsaid = next((name for name in asked if name not in draft["values"]), None)
        return Question(slot=unsaid, choices=[]) if unsaid else None
    missing = next_missing(draft["values"], "schedule" if draft["task"] == "reschedule" else draft["task"])
    return Question(slot=missing, choices=[]) if missing else None


def unclear(draft: Draft, question: Question) -> str:
    """Return the topic of what is said to a message that was not understood: at the card of a meeting, what can be changed."""
    card = question["slot"] == "confirm" and draft["task"] in ("schedule", "reschedule")
    return "unclear_card" if card else "unclear"


def ask(**update: Any) -> Command[Any]:
    """Leave a node with a question for the user: the run pauses with it where the answer will be read."""
    return Command(update={**update, "asking": True}, goto="understand")


def ask_or_offer(draft: Draft, question: Question | None, **update: Any) -> Command[Any]:
    """Leave a node with what is still to be asked of a draft, and with a look at the calendar when that is nothing."""
    update |= {"draft": draft, "question": question}
    return ask(**update) if question else Command(update=update, goto="offer")


def ask_again(state: State, **update: Any) -> Command[Any]:
    """Leave a node that only answered in between: back to the open question when there is one."""
    return ask(**update) if state.get("question") else Command(update=update, goto="__end__")


def park(state: State) -> list[Parked]:
    """Return the parked tasks with the one at hand on top.

    A task whose meeting is not found yet is no loss: the user has gone on to something else.
    """
    draft, question, parked = state.get("draft"), state.get("question"), state.get("parked", [])
    if draft is None or question is None or not draft["uid"]:
        return parked
    return [*parked, Parked(draft=draft, question=question)]


def line_up(parked: Sequence[Parked], waiting: Sequence[Parked], runtime: Runtime[Context]) -> list[Parked]:
    """Return the parked tasks with those on top that wait for the one at hand, in their order; says which, and what gives way."""
    if waiting:
        runtime.context.say(Inform("one_by_one", {"then": [wish(each["draft"]) for each in waiting]}))
    lined = [*parked, *reversed(waiting)]
    if forgotten := lined[:-MOST_PARKED]:
        runtime.context.say(Inform("gave_way", {"gone": [wish(each["draft"]) for each in forgotten]}))
    return lined[-MOST_PARKED:]


def wish(draft: Draft) -> dict[str, Any]:
    """Return what a waiting task is about: what it has, or the words for a meeting that was not looked for yet."""
    said = draft["said"]
    about = {} if draft["uid"] else {"title": " ".join(said["meeting"].split())}
    if about and said["kind"] in BESIDE:
        about = {"title": said["slots"].get("title") or said["slots"].get("text", "")}
    return {"task": draft["task"], **about, **draft["values"]}


def leave(state: State, runtime: Runtime[Context], *, gone: Collection[str] = (), **update: Any) -> Left:
    """Leave a task that is done or dropped: back to the one it interrupted, or rest.

    What was about to be confirmed is looked at again, because the calendar may have changed meanwhile. What was to
    become of the meetings `gone` is forgotten.
    """
    parked = [each for each in state.get("parked", []) if each["draft"]["uid"] not in gone]
    if not parked:
        return Command(update={"draft": None, "question": None, "parked": [], **update}, goto="__end__")
    draft, question = parked[-1]["draft"], parked[-1]["question"]
    runtime.context.say(Inform("back", wish(draft)))
    update = {
        "draft": draft,
        "question": question,
        "parked": parked[:-1],
        "back": draft["uid"],
        **update,
    }
    if (
        draft["said"] and not draft["was"]
    ):  # another request of a message, whose meeting was not looked at yet
        return Command(
            update={**update, "question": None},
            goto="recall" if draft["said"]["kind"] == STORED else "locate",
        )
    if question["slot"] == "confirm" and draft["task"] == "cancel":
        return Command(update=update, goto="recall" if draft["said"]["kind"] == STORED else "locate")
    if question["slot"] == "confirm":
        return Command(update=update, goto="offer")
    return ask(**update)
