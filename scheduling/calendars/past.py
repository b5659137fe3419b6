"""A calendar as it was at a moment, in memory: what is written to it is written nowhere else. Never writes a row."""

from collections.abc import Iterator
from datetime import datetime

from scheduling.calendars.memory import MemoryCalendar
from scheduling.calendars.rows import to_change
from scheduling.calendars.values import read_preferences, to_event, to_reminder
from scheduling.changes import Change, Origin
from scheduling.delivery import organizer_of
from scheduling.events import Attendee, VEvent
from scheduling.models import Calendar, Meeting
from scheduling.models import Change as ChangeRow


def calendar_at(key: str, moment: datetime) -> MemoryCalendar:
    """Return the owner's calendar with the meetings as they were at the moment, by the audit trail.

    Preferences, contacts and the organiser are those of today, and of other people's busy time nothing is known.
    """
    past = MemoryCalendar()
    row = Calendar.objects.filter(key=key).first()
    if row is None:
        return past
    past.fill(
        filter(None, (_as_it_was(meeting, moment) for meeting in row.meetings.all())),
        _changes_until(row, moment),
        reminders=[
            to_reminder(each) for each in row.reminders.filter(created_at__lt=moment, moment__gte=moment)
        ],
        contacts=[Attendee(each.name, each.email) for each in row.contacts.filter(created_at__lt=moment)],
        preferences=read_preferences(vars(row)),
        organizer=organizer_of(key),
    )
    return past


def _as_it_was(meeting: Meeting, moment: datetime) -> VEvent | None:
    """The meeting after its last change before the moment; one that was changed only later was not there, or older than
    the audit trail."""
    changes = meeting.changes.order_by("id")
    before = changes.filter(at__lt=moment).last()
    if before is not None:
        return to_change(before).after
    later = changes.first()
    if later is None:
        return to_event(meeting) if meeting.created_at < moment else None
    return to_change(later).before


def _changes_until(calendar: Calendar, moment: datetime) -> Iterator[tuple[Change, Origin, bool]]:
    rows = ChangeRow.objects.filter(calendar=calendar, at__lt=moment, turn__isnull=False).order_by("id")
    for row in rows.select_related("undone_by"):
        undone = row.undone_by is not None and row.undone_by.at < moment
        yield to_change(row), Origin(row.thread, row.turn or 0, row.at), undone
