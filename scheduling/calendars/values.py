"""Rows of the calendar's tables as values, from the ORM and from plain statements; never a query of its own."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.events import Attendee, Override, Period, Reminder, VEvent
from scheduling.models import Meeting
from scheduling.models import Reminder as ReminderRow
from scheduling.preferences import Preferences


def to_event(meeting: Meeting) -> VEvent:
    """Return the row as a value: a series as a whole."""
    zone = ZoneInfo(meeting.timezone)
    return VEvent(
        uid=meeting.uid,
        summary=meeting.summary,
        period=Period(meeting.starts, meeting.ends).utc,
        timezone=meeting.timezone,
        location=meeting.location,
        attendees=tuple(
            Attendee(person.name, person.email, person.partstat) for person in meeting.attendees.all()
        ),
        rrule=meeting.rrule,
        sequence=meeting.sequence,
        status=meeting.status,
        overrides=tuple(
            _override(zone, each.recurrence_id, each.starts, each.ends) for each in meeting.overrides.all()
        ),
    )


def read_event(row: Mapping[str, Any]) -> VEvent:
    """Return a row of AGENDA, UPCOMING, UPCOMING_ONCE or MEETING (statements.py) as a value."""
    zone = ZoneInfo(row["timezone"])
    recurrence_id = row["recurrence_id"]
    return VEvent(
        uid=row["uid"],
        summary=row["summary"],
        period=Period(row["starts"], row["ends"]).utc,
        timezone=row["timezone"],
        location=row["location"],
        attendees=tuple(Attendee(*person) for person in row["attendees"] or ()),
        rrule=row["rrule"],
        sequence=row["sequence"],
        status=row["status"],
        recurrence_id=recurrence_id and recurrence_id.astimezone(UTC),
        overrides=read_overrides(zone, row["overrides"]),
    )


def read_overrides(zone: ZoneInfo, rows: list[list[str | None]] | None) -> tuple[Override, ...]:
    """Return the overrides that a statement has gathered as JSON."""
    moments = [[datetime.fromisoformat(text) if text else None for text in row] for row in rows or ()]
    return tuple(_override(zone, at, starts, ends) for at, starts, ends in moments if at)


def _override(zone: ZoneInfo, at: datetime, starts: datetime | None, ends: datetime | None) -> Override:
    """An override from its columns: `at` is the clock time in the zone, the others are its own time."""
    period = Period(starts, ends).utc if starts and ends else None
    return Override(at.replace(tzinfo=zone).astimezone(UTC), period)


def wall_clock(moment: datetime, zone: ZoneInfo) -> tuple[datetime, int]:
    """Return the naive clock time in the zone, and its fold."""
    local = moment.astimezone(zone)
    return local.replace(tzinfo=None, fold=0), local.fold


def read_preferences(row: Mapping[str, Any]) -> Preferences:
    """Return the columns of a calendar's row that are its owner's preferences."""
    return Preferences(
        timezone=row["timezone"],
        hours=_hours(row["working_hours"]),
        buffer=timedelta(minutes=row["buffer_minutes"]),
        length=timedelta(minutes=row["default_minutes"]) if row["default_minutes"] else None,
        notice=timedelta(minutes=row["notice_minutes"]),
        ahead=timedelta(minutes=row["reminder_minutes"]),
    )


def _hours(days: list[list[str] | None] | None) -> tuple[tuple[time, time] | None, ...] | None:
    if days is None:
        return None
    return tuple((time.fromisoformat(day[0]), time.fromisoformat(day[1])) if day else None for day in days)


def preference_columns(preferences: Preferences) -> dict[str, Any]:
    """Return the columns that `read_preferences` reads."""
    return {
        "timezone": preferences.timezone,
        "working_hours": preferences.hours
        and [[f"{day[0]:%H:%M}", f"{day[1]:%H:%M}"] if day else None for day in preferences.hours],
        "buffer_minutes": preferences.buffer // timedelta(minutes=1),
        "default_minutes": preferences.length and preferences.length // timedelta(minutes=1),
        "notice_minutes": preferences.notice // timedelta(minutes=1),
        "reminder_minutes": preferences.ahead // timedelta(minutes=1),
    }


def to_reminder(row: ReminderRow) -> Reminder:
    return Reminder(uid=row.uid, text=row.text, moment=row.moment, timezone=row.timezone)
