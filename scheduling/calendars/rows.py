"""Writes a meeting with its people, its overrides and the time it takes, and notes the change.

Runs in Django's thread inside a transaction that holds the calendar's row; never opens one.
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max

from scheduling import metrics
from scheduling.calendars.acquaintances import learn
from scheduling.calendars.occupancy import occupy
from scheduling.calendars.values import wall_clock
from scheduling.changes import Change, Origin, from_json, to_json
from scheduling.conflicts import HORIZON
from scheduling.contacts import known
from scheduling.events import Attendee, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Change as ChangeRow
from scheduling.models import Meeting
from scheduling.models import Override as OverrideRow
from scheduling.tasks import deliver_later


def store(calendar: CalendarRow, meeting: Meeting | None, event: VEvent, now: datetime) -> Meeting:
    """Make the rows of a meeting what `event` says, take its time, and see to its invitations. Raises Overlap."""
    row = meeting or Meeting(calendar=calendar, uid=event.uid)
    for name, value in _columns(event).items():
        setattr(row, name, value)
    row.save()
    _write_people(row, event)
    learn(calendar, known(event.attendees))
    _write_overrides(row, event)
    occupy(row, event, now=now, until=max(now, event.period.starts) + HORIZON)
    deliver_later(row)
    return row


def was_told(meeting: Meeting) -> int | None:
    """Return the highest SEQUENCE that somebody may have been told by mail; None when nobody was."""
    told: int | None = meeting.invitations.aggregate(last=Max("sequence"))["last"]
    return told


def is_taken_back(meeting: Meeting) -> bool:
    """Tell whether a turn that failed has booked it, which people were told of: for its calendar it was never there."""
    return meeting.status == Meeting.Status.CANCELLED and not meeting.changes.exists()


def record(meeting: Meeting, change: Change, origin: Origin | None, now: datetime) -> ChangeRow:
    """Note a change in the audit trail."""
    metrics.count_change(change.kind)
    return ChangeRow.objects.create(
        calendar_id=meeting.calendar_id,
        meeting=meeting,
        kind=change.kind,
        sequence=change.after.sequence,
        before=to_json(change.before),
        after=to_json(change.after),
        thread=origin.thread if origin else "",
        turn=origin.turn if origin else None,
        at=now,
    )


def to_change(row: ChangeRow) -> Change:
    """Return a row of the audit trail as a value."""
    undoes = ChangeRow.objects.filter(undone_by=row).first()
    before = from_json(row.before) if row.before else None
    return Change(row.kind, before, from_json(row.after), undone=undoes.kind if undoes else "")


def _columns(event: VEvent) -> dict[str, Any]:
    local, fold = wall_clock(event.period.starts, ZoneInfo(event.timezone))
    return {
        "summary": event.summary,
        "starts": event.period.starts,
        "ends": event.period.ends,
        "local_starts": local,
        "fold": fold,
        "timezone": event.timezone,
        "location": event.location,
        "rrule": event.rrule,
        "sequence": event.sequence,
        "status": event.status,
    }


def _write_people(meeting: Meeting, event: VEvent) -> None:
    invited = {Attendee(person.name, person.email): person for person in meeting.attendees.all()}
    for attendee, person in invited.items():
        if attendee not in event.attendees:
            person.delete()
    for attendee in event.attendees:
        row = invited.get(attendee)
        if row and row.partstat != attendee.partstat:
            row.partstat = attendee.partstat
            row.save(update_fields=["partstat"])
    AttendeeRow.objects.bulk_create(
        AttendeeRow(meeting=meeting, name=person.name, email=person.email, partstat=person.partstat)
        for person in event.attendees
        if person not in invited
    )


def _write_overrides(meeting: Meeting, event: VEvent) -> None:
    zone = ZoneInfo(event.timezone)
    meeting.overrides.all().delete()
    rows = []
    for override in event.overrides:
        row = OverrideRow(meeting=meeting, recurrence_id=wall_clock(override.recurrence_id, zone)[0])
        if override.period:
            row.starts, row.ends = override.period.starts, override.period.ends
            row.local_starts, row.fold = wall_clock(override.period.starts, zone)
        rows.append(row)
    OverrideRow.objects.bulk_create(rows)
