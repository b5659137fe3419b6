"""Booked meetings and reminders in the shape of slot values, for the dialogue. Facts come from rows alone."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.context import Context
from conversations.assistant.slots import period_from, starts_of, title_of
from conversations.assistant.state import State
from scheduling.changes import with_series_moved
from scheduling.events import Attendee, Reminder, VEvent


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
    if shown.utc == wanted.period.utc:
        # its time stays, so does the zone that was agreed on, wherever the user is now
        wanted = replace(wanted, timezone=before.timezone)
    return with_series_moved(before, shown, wanted) if before.rrule and wanted.rrule else wanted


async def day_spoken_of(state: State, context: Context) -> str:
    """Return the local ISO date of the task at hand, or of the one meeting spoken of last; "" when there is none."""
    if (draft := state.get("draft")) and "date" in draft["values"]:
        return str(draft["values"]["date"])
    focus = state.get("focus", [])
    event = await context.calendar.get(focus[0]) if len(focus) == 1 else None
    return event.period.starts.astimezone(ZoneInfo(context.timezone)).date().isoformat() if event else ""
