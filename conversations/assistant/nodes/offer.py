"""Looks whether the wanted time exists, lies ahead and is free: leads on when it is, asks again when not. Writes nothing."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime
from langgraph.types import Command

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.engines.spoken import spoken_clock, spoken_date, spoken_zone
from conversations.assistant.meetings import event_from, whole
from conversations.assistant.slots import starts_of, zone_of
from conversations.assistant.state import Choice, Draft, Question, State
from conversations.assistant.tasks import confirmation
from scheduling.availability import free_alternatives
from scheduling.conflicts import asked_about, in_the_way
from scheduling.errors import InvalidAttendees, InvalidMeeting, InvalidRule, InvalidText
from scheduling.events import Period, VEvent
from scheduling.recurrence import occurrences
from scheduling.validation import checked

HORIZON = timedelta(days=8)
# what is asked for again when a meeting cannot be
_ABOUT: dict[type[InvalidMeeting], str] = {
    InvalidAttendees: "participants",
    InvalidRule: "recurrence",
    InvalidText: "title",
}

Offered = Command[Literal["collect", "confirm"]]


async def offer(state: State, runtime: Runtime[Context]) -> Offered:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    values = {**draft["values"], "timezone": zone_of(draft["values"], context.timezone)}
    starts = starts_of(values, context.timezone)
    if not starts:
        runtime.stream_writer(NotifyFailure("no_such_time", spoken_clock(time.fromisoformat(values["time"]))))
        return _ask_again(draft, "time", _around_gap(values, context))
    if len(starts) == 2:
        choices = [
            Choice(label=f"{spoken_clock(start.time())} {spoken_zone(start)}", values={"fold": index})
            for index, start in enumerate(starts)
        ]
        runtime.stream_writer(
            Inform("clock_goes_back", {"time": spoken_clock(time.fromisoformat(values["time"]))})
        )
        return _ask_again(draft, "fold", choices, keep=True)
    if starts[0].astimezone(UTC) <= context.now:
        runtime.stream_writer(NotifyFailure("past"))
        return _ask_again(draft, "time" if starts[0].date() >= context.now.date() else "date", [])
    if draft["task"] != "reminder":
        try:
            wanted = checked(await _wanted(draft, values, context))
        except InvalidMeeting as problem:
            runtime.stream_writer(NotifyFailure("problem", f"I can't book that: {problem}."))
            return _ask_again(draft, _ABOUT.get(type(problem), "time"), [])
        if taken := in_the_way(wanted, await context.calendar.find(asked_about(wanted))):
            runtime.stream_writer(NotifyFailure("taken", taken.summary))
            return _ask_again(draft, "time", await _alternatives(wanted, starts[0], context))
    return Command(
        update={"draft": draft | {"values": values}, "question": confirmation(draft["task"])}, goto="confirm"
    )


def _ask_again(draft: Draft, slot: str, choices: list[Choice], *, keep: bool = False) -> Offered:
    """Ask for the slot anew; unless `keep`, what it was until now is forgotten."""
    forgotten = () if keep else (slot, "fold")
    values = {name: value for name, value in draft["values"].items() if name not in forgotten}
    return Command(
        update={"draft": draft | {"values": values}, "question": Question(slot=slot, choices=choices)},
        goto="collect",
    )


def _around_gap(values: dict[str, Any], context: Context) -> list[Choice]:
    """The times just before and just after the hour that the clocks skip."""
    zone = ZoneInfo(zone_of(values, context.timezone))
    clock = time.fromisoformat(values["time"])
    skipped = datetime.combine(date.fromisoformat(values["date"]), clock, tzinfo=zone)
    # PEP 495: read with the offsets of after and before the change, a skipped time lands before and after the gap
    around = [skipped.replace(fold=fold).astimezone(UTC).astimezone(zone) for fold in (1, 0)]
    return [
        Choice(
            label=_label(moment, context),
            values={"date": moment.date().isoformat(), "time": moment.strftime("%H:%M")},
        )
        for moment in around
    ]


async def _wanted(draft: Draft, values: dict[str, Any], context: Context) -> VEvent:
    """The meeting that the values describe; of a booked series what all of it becomes. Raises InvalidMeeting."""
    wanted = event_from(draft["uid"], values, context.timezone)
    if not draft["was"].get("recurrence"):
        return wanted
    before = await context.calendar.get(draft["uid"])
    return whole(before, draft["was"], wanted, context.timezone) if before else wanted


async def _alternatives(wanted: VEvent, starts: datetime, context: Context) -> list[Choice]:
    """Times near the one asked for at which the meeting, and every further one of a series, is free."""
    asked = Period(starts, (starts.astimezone(UTC) + wanted.period.duration).astimezone(starts.tzinfo))
    looked = Period(context.now, max(asked_about(wanted).ends, asked.ends) + HORIZON)
    busy = [event.period for event in await context.calendar.find(looked) if event.uid != wanted.uid]
    series = occurrences(wanted, Period(context.now, asked_about(wanted).ends)) if wanted.rrule else []
    others = [
        Period(each.period.starts.astimezone(starts.tzinfo), each.period.ends.astimezone(starts.tzinfo))
        for each in series
    ]
    free = free_alternatives(asked, busy, now=context.now, others=others)
    return [
        Choice(
            label=_label(period.starts, context),
            values={"date": period.starts.date().isoformat(), "time": period.starts.strftime("%H:%M")},
        )
        for period in free
    ]


def _label(moment: datetime, context: Context) -> str:
    return f"{spoken_date(moment.date(), context.now)} at {spoken_clock(moment.time())}"
