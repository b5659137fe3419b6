"""Whether the wanted time exists, lies ahead and suits everybody: what to ask next, with other times if not. Writes nothing."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from conversations.assistant.acquaintance import recognise
from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.clearance import alternatives, look, moment_choice, moment_label, obstacle_facts
from conversations.assistant.context import Context
from conversations.assistant.engines.spoken import spoken_clock, spoken_zone
from conversations.assistant.meetings import wanted_from
from conversations.assistant.slots import starts_of, suggestions, zone_of
from conversations.assistant.state import Choice, Draft, Question
from conversations.assistant.tasks import confirmation
from scheduling.errors import InvalidAttendees, InvalidMeeting, InvalidRule, InvalidText
from scheduling.events import VEvent
from scheduling.validation import checked


class Offered(TypedDict):
    """An update of the state: the draft and the question about it."""

    draft: Draft
    question: Question


# what is asked for again when a meeting cannot be
_ABOUT: dict[type[InvalidMeeting], str] = {
    InvalidAttendees: "participants",
    InvalidRule: "recurrence",
    InvalidText: "title",
}


async def offered(draft: Draft, context: Context) -> Offered:
    """Look at the calendar for a complete draft; return it with what is asked next: to confirm it, or another time."""
    if draft.get("scope") == "one" and (kept := _of_the_series(draft)):
        context.say(NotifyFailure("of_the_series"))
        draft = draft | {"values": {**draft["values"], **kept}}
        if draft["values"] == draft["was"]:
            return _asked_for(draft, "when", [], keep=True)
    if draft["task"] != "reminder":
        people, unsure = await recognise(draft, context)
        draft = draft | {"values": {**draft["values"], "participants": people}}
        if unsure:
            return Offered(draft=draft, question=unsure)
    values = {**draft["values"], "timezone": zone_of(draft["values"], context.timezone)}
    starts = starts_of(values, context.timezone)
    if not starts:
        context.say(NotifyFailure("no_such_time", spoken_clock(time.fromisoformat(values["time"]))))
        return _asked_for(draft, "time", _around_gap(values, context))
    if len(starts) == 2:
        choices = [
            Choice(label=f"{spoken_clock(start.time())} {spoken_zone(start)}", values={"fold": index})
            for index, start in enumerate(starts)
        ]
        context.say(Inform("clock_goes_back", {"time": spoken_clock(time.fromisoformat(values["time"]))}))
        return _asked_for(draft, "fold", choices, keep=True)
    if starts[0].astimezone(UTC) <= context.now and not _begins_as_before(draft, starts[0], context):
        context.say(NotifyFailure("past"))
        if starts[0].date() < context.now.date():
            return _asked_for(draft, "date", [])
        today = suggestions(Question(slot="time", choices=[]), context.now, values)
        later = [] if today else [moment_choice(starts[0] + timedelta(days=days), context) for days in (1, 7)]
        return _asked_for(draft, "time", later, keep=True)  # it may be meant on another day
    others: list[Choice] | None = None
    if draft["task"] != "reminder":
        try:
            wanted = checked(await _wanted(draft, values, context))
        except InvalidMeeting as problem:
            context.say(NotifyFailure("problem", f"I can't book that: {problem}."))
            return _asked_for(draft, _ABOUT.get(type(problem), "time"), [])
        cleared = await look(wanted, context)
        if cleared.obstacles:
            context.say(Inform("in_the_way", obstacle_facts(cleared)))
            others = alternatives(cleared, starts[0], context)
            if cleared.refused:
                taken = draft["values"] | {"taken": values["time"]}
                return _asked_for(draft | {"values": taken}, "time", others)
    return Offered(draft=draft | {"values": values}, question=confirmation(draft["task"], others))


def _begins_as_before(draft: Draft, starts: datetime, context: Context) -> bool:
    """Whether a meeting that is running only becomes longer, or gets other people or another place."""
    was = draft["was"]
    return bool(was) and "date" in was and starts in starts_of(was, context.timezone)


def _of_the_series(draft: Draft) -> dict[str, Any]:
    """What one occurrence alone cannot have, as the series has it."""
    names = [name for name in ("title", "participants", "location") if name in draft["was"]]
    return {name: draft["was"][name] for name in names if draft["values"].get(name) != draft["was"][name]}


def _asked_for(draft: Draft, slot: str, choices: list[Choice], *, keep: bool = False) -> Offered:
    """Return the slot as what is asked anew; unless `keep`, what it was until now is forgotten."""
    forgotten = () if keep else (slot, "fold")
    values = {name: value for name, value in draft["values"].items() if name not in forgotten}
    return Offered(draft=draft | {"values": values}, question=Question(slot=slot, choices=choices))


def _around_gap(values: dict[str, Any], context: Context) -> list[Choice]:
    """The times just before and just after the hour that the clocks skip."""
    zone = ZoneInfo(zone_of(values, context.timezone))
    clock = time.fromisoformat(values["time"])
    skipped = datetime.combine(date.fromisoformat(values["date"]), clock, tzinfo=zone)
    # PEP 495: read with the offsets of after and before the change, a skipped time lands before and after the gap
    around = [skipped.replace(fold=fold).astimezone(UTC).astimezone(zone) for fold in (1, 0)]
    return [
        Choice(
            label=moment_label(moment, context),
            values={"date": moment.date().isoformat(), "time": moment.strftime("%H:%M")},
        )
        for moment in around
    ]


async def _wanted(draft: Draft, values: dict[str, Any], context: Context) -> VEvent:
    """The meeting that the values describe; of a booked series what it, or one of it, becomes. Raises InvalidMeeting."""
    before = await context.calendar.get(draft["uid"]) if draft.get("scope") else None
    return wanted_from(draft, values, before, context.timezone)
