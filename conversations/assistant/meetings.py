"""Booked meetings and reminders in the shape of slot values, for the dialogue. Facts come from rows alone."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.context import Context
from conversations.assistant.slots import period_from, starts_of, title_of
from conversations.assistant.state import Draft, State
from scheduling.changes import with_series_moved
from scheduling.events import Attendee, Override, Reminder, VEvent
from scheduling.recurrence import coming


def facts(event: VEvent, timezone: str = "") -> dict[str, Any]:
    """Return a stored meeting as slot values, its clock in the zone it was agreed in or in the one given."""
    zone = timezone or event.timezone
    local = event.period.starts.astimezone(ZoneInfo(zone))
    values: dict[str, Any] = {
        "title": event.summary,
        **_moment(local, zone),
        "duration": int(event.period.duration.total_seconds() // 60),
        "participants": [{"name": person.name, "email": person.email} for person in event.attendees],
    }
    if event.location:
        values["location"] = event.location
    if event.rrule:
        values["recurrence"] = event.rrule
    return values


def part_of_series(values: dict[str, Any], scope: str) -> dict[str, Any]:
    """Return the facts of one occurrence as those of a part of its series: "one", or "following"."""
    return {name: value for name, value in values.items() if name != "recurrence"} | {"part": scope}


def reminder_facts(reminder: Reminder, timezone: str = "") -> dict[str, Any]:
    """Return a stored reminder as slot values."""
    zone = timezone or reminder.timezone
    return {"text": reminder.text, **_moment(reminder.moment.astimezone(ZoneInfo(zone)), zone)}


def _moment(local: datetime, zone: str) -> dict[str, Any]:
    values = {"date": local.date().isoformat(), "time": local.strftime("%H:%M"), "timezone": zone}
    twice = len(starts_of(values, zone)) == 2
    return {**values, "fold": local.fold} if twice else values


def event_from(uid: str, values: dict[str, Any], timezone: str) -> VEvent:
    """Return the meeting that complete slot values describe; `timezone` is the conversation's."""
    return VEvent(
        uid=uid,
        summary=title_of(values),
        period=period_from(starts_of(values, timezone)[0], values),
        timezone=values["timezone"],
        location=values.get("location", ""),
        attendees=tuple(Attendee(person["name"], person["email"]) for person in values["participants"]),
        rrule=values.get("recurrence", ""),
    )


def whole(before: VEvent, was: dict[str, Any], wanted: VEvent, timezone: str) -> VEvent:
    """Return what a stored meeting becomes when what it was shown as, `was`, becomes the wanted one.

    Of a series the occurrence that was shown moves all others with it. Raises InvalidRule where that is no repetition.
    """
    shown = period_from(starts_of(was, timezone)[0], was)
    if shown.utc.starts == wanted.period.utc.starts:
        # its time stays, so does the zone that was agreed on, wherever the user is now
        wanted = replace(wanted, timezone=before.timezone)
    return with_series_moved(before, shown, wanted) if before.rrule and wanted.rrule else wanted


def named(event: VEvent) -> str:
    """Return what a meeting, or one occurrence of a series, is called in State's `focus`."""
    return f"{event.uid}\n{occurrence_of(event)}" if event.recurrence_id else event.uid


def occurrence_of(event: VEvent) -> str:
    """Return the RECURRENCE-ID as ISO text; "" for a meeting or a series as a whole."""
    return event.recurrence_id.isoformat() if event.recurrence_id else ""


def wanted_from(draft: Draft, values: dict[str, Any], before: VEvent | None, timezone: str) -> VEvent:
    """Return the meeting that a draft stands for: of a stored one, `before`, what it, or one occurrence of it, becomes.

    Raises InvalidRule where that is no repetition.
    """
    wanted = event_from(draft["uid"], values, timezone)
    if before is None or not draft["was"]:
        return wanted
    wanted = whole(before, draft["was"], wanted, timezone)
    occurrence = draft.get("occurrence", "") if draft.get("scope") == "one" else ""
    return replace(wanted, recurrence_id=datetime.fromisoformat(occurrence)) if occurrence else wanted


async def as_ruled(event: VEvent, context: Context) -> VEvent:
    """Return the next occurrence that is as the rule of its series has it: what is told of a whole series.

    One that was moved on its own tells nothing of the others. The meeting itself where there is none.
    """
    series = await context.calendar.get(event.uid) if event.rrule else None
    if series is None:
        return event
    ruled = replace(series, overrides=tuple(Override(each.recurrence_id, None) for each in series.overrides))
    return next(iter(coming(ruled, context.now, 1)), event)


def only_occurrence(one: VEvent, other: VEvent) -> datetime | None:
    """Return the RECURRENCE-ID of the one occurrence in which two states of a series differ; None when more differs."""
    differing = {each.recurrence_id for each in {*one.overrides} ^ {*other.overrides}}
    alike = replace(one, overrides=(), sequence=0) == replace(other, overrides=(), sequence=0)
    return differing.pop() if alike and len(differing) == 1 else None


async def spoken_of(state: State, context: Context) -> list[VEvent]:
    """Return the meetings spoken of last as they are now, without those that are gone."""
    found = []
    for name in state.get("focus", []):
        uid, _, occurrence = name.partition("\n")
        event = await context.calendar.get(uid, datetime.fromisoformat(occurrence) if occurrence else None)
        if event and event.status == "CONFIRMED":
            found.append(event)
    return found


async def day_spoken_of(state: State, context: Context) -> str:
    """Return the local ISO date of the task at hand, or of the one meeting spoken of last; "" when there is none."""
    if (draft := state.get("draft")) and "date" in draft["values"]:
        return str(draft["values"]["date"])
    if len(state.get("focus", [])) != 1:
        return ""
    zone = ZoneInfo(context.timezone)
    days = [
        event.period.starts.astimezone(zone).date().isoformat() for event in await spoken_of(state, context)
    ]
    return days[0] if days else ""
