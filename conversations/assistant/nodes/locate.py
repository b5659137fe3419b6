"""Finds the booked meeting that is meant, among those to come; asks when several fit. Writes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.drafting import merge
from conversations.assistant.endings import day_after_end, day_it_ends, from_then_on
from conversations.assistant.engines.agenda import meeting_label
from conversations.assistant.engines.base import Interpretation
from conversations.assistant.guests import meant
from conversations.assistant.meetings import as_ruled, facts, named, occurrence_of, part_of_series, spoken_of
from conversations.assistant.mentions import Mention, each_named, fitting, names_one, read_mention
from conversations.assistant.neighbours import moment_beside
from conversations.assistant.nodes.recall import FAR
from conversations.assistant.scopes import ends_series, means_all, scope_of
from conversations.assistant.state import Choice, Draft, Parked, Question, State
from conversations.assistant.tasks import (
    BESIDE,
    STORED,
    Left,
    ask,
    ask_or_offer,
    confirmation,
    leave,
    line_up,
    next_question,
    scope_question,
)
from scheduling.changes import CONFIRMED
from scheduling.events import Period, VEvent
from scheduling.recurrence import coming

MOST_LOOKED_AT = 200
MOST_CHOICES = 5
MOST_AT_ONCE = 20


async def locate(state: State, runtime: Runtime[Context]) -> Left:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    if reminder := await _reminder_spoken_of(state, draft, context):
        task = "cancel" if draft["task"] == "cancel" else "reminder"
        said = {**draft["said"], "kind": STORED}
        return Command(update={"draft": draft | {"task": task, "uid": reminder, "said": said}}, goto="recall")
    found, scope = await _meant(state, draft, context)
    beside = draft["said"]["kind"] in BESIDE
    if beside and len(found) <= 1:
        return _beside(found, draft, state, runtime)
    if len(found) == 1:
        parked = [
            each for each in state.get("parked", []) if not _same_cancelling(each["draft"], draft, found[0])
        ]
        went_on = await _go_on(draft, found[0], scope, context, runtime)
        return replace(went_on, update={**(went_on.update or {}), "parked": parked})
    several = found and scope != "following" and len(found) <= MOST_AT_ONCE and not beside
    if several and _means_each(draft, found, context):
        if draft["task"] == "cancel":
            return await _all_of(found, draft, scope, context)
        return await _one_by_one(found, draft, scope, state, runtime)
    if found:
        choices = [
            Choice(
                label=meeting_label(facts(event, context.timezone), context.now),
                values={"uid": event.uid, "occurrence": occurrence_of(event)},
            )
            for event in found[:MOST_CHOICES]
        ]
        question = Question(slot="meeting", choices=choices)
        return ask(question=question)
    if draft["uid"]:
        runtime.context.say(NotifyFailure("gone"))
        return leave(state, runtime)
    any_there = await context.calendar.upcoming(context.now, 1, series_once=True)
    runtime.context.say(NotifyFailure("no_meeting_fits" if any_there else "no_meetings"))
    if any_there and state.get("question"):
        return ask()
    return leave(state, runtime)


def _beside(found: Sequence[VEvent], draft: Draft, state: State, runtime: Runtime[Context]) -> Left:
    """Ask what is still open of a new meeting or reminder, its moment as it is beside the one that was found."""
    context, read = runtime.context, Interpretation(**draft["said"])
    uid = str(uuid5(context.thread_id, str(state["turn"]["id"])))
    alone = replace(read, kind=None, meeting="", shift="")
    merged = merge(draft | {"uid": uid, "said": {}}, None, alone, context.now)
    values = merged.draft["values"]
    for event in found:
        length = values.get("duration")
        values |= moment_beside(event, read.kind or "", read.shift, length, context.timezone)
        if "time" not in values:
            context.say(Inform("beside", facts(event, context.timezone)))
        if draft["task"] == "reminder":
            values.setdefault("text", event.summary)
    if not found:
        context.say(NotifyFailure("no_meeting_fits"))
    for problem in merged.problems:
        context.say(NotifyFailure("problem", problem))
    wanted = Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
    return ask_or_offer(merged.draft, wanted)


def _means_each(draft: Draft, found: Sequence[VEvent], context: Context) -> bool:
    """Whether all that was found is meant: "everything", "Alpha and Beta"."""
    said = draft["said"]["meeting"]
    return means_all(said) or bool(each_named(said, found, context.now, ZoneInfo(context.timezone)))


async def _one_by_one(
    found: Sequence[VEvent], draft: Draft, scope: str, state: State, runtime: Runtime[Context]
) -> Left:
    """Change the first of them; the others wait."""
    context = runtime.context
    draft = draft | {"said": {**draft["said"], "meeting": ""}, "scope": scope}
    waiting = [
        Parked(
            draft=draft
            | {
                "uid": each.uid,
                "occurrence": occurrence_of(each),
                "values": facts(each, context.timezone),
            },
            question=confirmation(draft["task"]),
        )
        for each in found[1:]
    ]
    parked = line_up(state.get("parked", []), waiting, runtime)
    went_on = await _go_on(draft, found[0], scope, context, runtime)
    return replace(went_on, update={**(went_on.update or {}), "parked": parked})


async def _all_of(found: Sequence[VEvent], draft: Draft, scope: str, context: Context) -> Left:
    """Ask whether to cancel all of them: whole series where those are meant, else the occurrences that were found."""
    whole = scope == "all"
    shown = [await as_ruled(event, context) if whole else event for event in found]
    told = [facts(event, context.timezone) for event in shown]
    meetings = [each if whole or "recurrence" not in each else part_of_series(each, "one") for each in told]
    names = [f"{each.uid} {'' if whole else occurrence_of(each)}" for each in found]
    values = {"meetings": meetings}
    several = draft | {"uid": "\n".join(names), "values": values, "was": values}
    return ask(draft=several, question=confirmation("cancel", several=True))


async def _reminder_spoken_of(state: State, draft: Draft, context: Context) -> str:
    """The uid of the reminder that "it" means, as when it was just noted; "" when it means no reminder."""
    focus = state.get("focus", [])
    if (
        draft["said"]["kind"] in BESIDE
        or draft["uid"]
        or len(focus) != 1
        or not read_mention(draft["said"]["meeting"], context.now).bare
    ):
        return ""
    stored = await context.calendar.reminders(Period(context.now, context.now + FAR))
    return next((each.uid for each in stored if each.uid == focus[0]), "")


async def _meant(state: State, draft: Draft, context: Context) -> tuple[Sequence[VEvent], str]:
    """Return the meetings that may be meant, one when it is clear, and how much of a series when that is told."""
    said = draft["said"]["meeting"]
    mention, zone = read_mention(said, context.now), ZoneInfo(context.timezone)
    scope = scope_of(said)
    if mention.days and scope == "all":
        scope = ""  # all of those days, which is neither one nor the series
    if "\n" in draft["uid"] or " " in draft["uid"]:
        return await _still_there([_name(line) for line in draft["uid"].split("\n")], context), scope
    if draft["uid"]:
        return await _still_there([(draft["uid"], draft.get("occurrence", ""))], context), draft.get(
            "scope"
        ) or scope
    if ends_series(said) and (since := day_after_end(said, context.now)):
        return await from_then_on(mention, since, state, context), "following"
    since = day_it_ends(said, context.now) if draft["task"] == "cancel" and mention.words else None
    if since and (series := await from_then_on(mention, since, state, context)):
        return series, "following"
    if narrowed := fitting(mention, await _still_there(_offered(state.get("question")), context), zone):
        return narrowed, scope
    if mention.bare and (spoken := await spoken_of(state, context)):
        in_focus = await _still_there([(each.uid, occurrence_of(each)) for each in spoken], context)
        found = fitting(mention, in_focus, zone)
        # a series spoken of as a whole, as when it was just booked, is meant as a whole
        whole = len(found) == 1 and any(
            each.uid == found[0].uid and not each.recurrence_id for each in spoken
        )
        return found, scope or ("all" if whole else "")
    if mention.days:
        first, last = min(mention.days)[0], max(day for _, day in mention.days)
        midnights = [
            datetime.combine(day, time.min, tzinfo=zone) for day in (first, last + timedelta(days=1))
        ]
        within = await context.calendar.find(Period(*midnights))
        to_come = [event for event in within if event.period.ends > context.now]
        return _of_those(said, mention, to_come, context), scope
    return _of_those(said, mention, await _upcoming(context), context), scope


def _of_those(said: str, mention: Mention, events: Sequence[VEvent], context: Context) -> Sequence[VEvent]:
    """Those that are meant: one that has all the words, each that has a name of its own, or what fits best."""
    zone = ZoneInfo(context.timezone)
    found = fitting(mention, events, zone)
    apart = [] if names_one(mention, found) else each_named(said, events, context.now, zone)
    return apart or found


def _name(line: str) -> tuple[str, str]:
    uid, _, occurrence = line.partition(" ")
    return uid, occurrence


def _same_cancelling(parked: Draft, draft: Draft, event: VEvent) -> bool:
    """Whether a parked cancelling is of the meeting that is to be cancelled now in another way."""
    return parked["task"] == draft["task"] == "cancel" and parked["uid"] == event.uid


def _offered(question: Question | None) -> list[tuple[str, str]]:
    """The meetings that were offered to choose from: UID and RECURRENCE-ID."""
    choices = question["choices"] if question and question["slot"] == "meeting" else []
    return [(choice["values"]["uid"], choice["values"].get("occurrence", "")) for choice in choices]


async def _still_there(names: Sequence[tuple[str, str]], context: Context) -> list[VEvent]:
    """The named meetings that are still to come; of a series without a RECURRENCE-ID the next occurrence."""
    found = []
    for uid, occurrence in names:
        event = await context.calendar.get(uid, datetime.fromisoformat(occurrence) if occurrence else None)
        if event and event.rrule and not occurrence:
            event = next(iter(coming(event, context.now, 1)), None)
        if event and event.status == CONFIRMED and event.period.ends > context.now:
            found.append(event)
    return found


async def _upcoming(context: Context) -> Sequence[VEvent]:
    return await context.calendar.upcoming(context.now, MOST_LOOKED_AT, series_once=True)


async def _go_on(
    draft: Draft, event: VEvent, scope: str, context: Context, runtime: Runtime[Context]
) -> Left:
    """Take the meeting that was found, and what was said about its future, into the draft."""
    draft = draft | {"uid": event.uid, "occurrence": occurrence_of(event)}
    read = Interpretation(**draft["said"])
    if event.rrule and draft["task"] == "reschedule":
        if scope == "following":
            runtime.context.say(NotifyFailure("no_following"))
        if scope == "one" and _is_for_all(read):
            runtime.context.say(NotifyFailure("of_the_series"))
        scope = "all" if _is_for_all(read) else "" if scope == "following" else scope
    if scope == "all":
        event = await as_ruled(event, context)
    was = facts(event, context.timezone)
    if event.rrule and not scope:
        return ask(draft=draft | {"values": was}, question=scope_question(draft["task"]))
    draft["scope"] = scope if event.rrule else ""
    if draft["scope"] in ("one", "following"):
        was = part_of_series(was, draft["scope"])
    found = draft | {"values": was, "was": was}
    focus = [named(event)]
    if draft["task"] == "cancel":
        return ask(draft=found, question=confirmation("cancel"), focus=focus)
    if read.without and not meant(
        read.without, was["participants"], lambda each: (each["name"], each["email"])
    ):
        runtime.context.say(NotifyFailure("not_coming", read.without))
    merged = merge(found, None, read, context.now)
    merged.draft["values"] |= draft.get("changed", {})
    for problem in merged.problems:
        runtime.context.say(NotifyFailure("problem", problem))
    wanted = Question(slot=merged.again[0], choices=[]) if merged.again else next_question(merged.draft)
    return ask_or_offer(merged.draft, wanted, focus=focus)


def _is_for_all(read: Interpretation) -> bool:
    """Whether a change is of what only a whole series has: its people, title, place and rule."""
    moves = read.shift or {"date", "time", "duration", "timezone"} & {*read.slots, *read.reopened}
    names_whole = read.slots or read.without or read.dropped or read.reopened
    return "recurrence" in read.slots or bool(names_whole and not moves)
