"""A calendar in PostgreSQL: overlaps are refused by the table itself; never decides what to book."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import QuerySet

from scheduling.errors import PeriodTaken, UnknownMeeting
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Meeting
from scheduling.models import Reminder as ReminderRow

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class DatabaseCalendar:
    """The Calendar named `key`; its row is made by the first write."""

    def __init__(self, key: str) -> None:
        self.key = key

    async def add(self, event: VEvent) -> VEvent:
        return await self._unless_taken(event, _in_orm_thread(self._add, event))

    def _add(self, event: VEvent) -> VEvent:
        with transaction.atomic():
            calendar = self._row()
            meeting, created = Meeting.objects.get_or_create(
                uid=event.uid,
                defaults={
                    "calendar": calendar,
                    "sequence": event.sequence,
                    "status": event.status,
                    **_columns(event),
                },
            )
            if created:
                _invite(meeting, event.attendees)
        return to_event(meeting)

    async def withdraw(self, uid: str) -> None:
        await _in_orm_thread(self._withdraw, uid)

    def _withdraw(self, uid: str) -> None:
        Meeting.objects.filter(calendar__key=self.key, uid=uid).delete()

    async def change(self, event: VEvent) -> VEvent:
        return await self._unless_taken(event, _in_orm_thread(self._change, event))

    def _change(self, event: VEvent) -> VEvent:
        with transaction.atomic():
            meeting = self._locked(event.uid)
            if meeting.status == Meeting.Status.CANCELLED:
                raise UnknownMeeting(event.uid)
            stored = to_event(meeting)
            wanted = replace(event, period=event.period.utc, sequence=stored.sequence, status=stored.status)
            if wanted == replace(stored, period=stored.period.utc):
                return stored
            for name, value in _columns(event).items():
                setattr(meeting, name, value)
            meeting.sequence += 1
            meeting.save()
            for person in meeting.attendees.all():
                if Attendee(person.name, person.email) not in event.attendees:
                    person.delete()
            if wanted.period != stored.period.utc:
                meeting.attendees.update(partstat=AttendeeRow.PartStat.NEEDS_ACTION)
            _invite(meeting, [person for person in event.attendees if person not in stored.attendees])
        return to_event(meeting)

    async def cancel(self, uid: str) -> VEvent:
        return await _in_orm_thread(self._cancel, uid)

    def _cancel(self, uid: str) -> VEvent:
        with transaction.atomic():
            meeting = self._locked(uid)
            if meeting.status != Meeting.Status.CANCELLED:
                meeting.status = Meeting.Status.CANCELLED
                meeting.sequence += 1
                meeting.save()
        return to_event(meeting)

    async def get(self, uid: str) -> VEvent | None:
        found = await _in_orm_thread(self._events, self._meetings().filter(uid=uid))
        return found[0] if found else None

    async def find(self, within: Period) -> Sequence[VEvent]:
        rows = self._confirmed().filter(starts__lt=within.ends, ends__gt=within.starts)
        return await _in_orm_thread(self._events, rows)

    async def upcoming(self, after: datetime, most: int) -> Sequence[VEvent]:
        return await _in_orm_thread(self._events, self._confirmed().filter(ends__gt=after)[:most])

    async def remind(self, reminder: Reminder) -> Reminder:
        return await _in_orm_thread(self._remind, reminder)

    def _remind(self, reminder: Reminder) -> Reminder:
        with transaction.atomic():
            calendar = self._row()
            row, _ = ReminderRow.objects.get_or_create(
                uid=reminder.uid,
                defaults={
                    "calendar": calendar,
                    "text": reminder.text,
                    "moment": reminder.moment,
                    "timezone": reminder.timezone,
                },
            )
        return _to_reminder(row)

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        return await _in_orm_thread(self._reminders, within)

    def _reminders(self, within: Period) -> list[Reminder]:
        rows = ReminderRow.objects.filter(
            calendar__key=self.key, moment__gte=within.starts, moment__lt=within.ends
        )
        return [_to_reminder(row) for row in rows.order_by("moment", "id")]

    async def _unless_taken(self, event: VEvent, write: Awaitable[VEvent]) -> VEvent:
        """Return what a write stored; raises PeriodTaken when the table refused it for an overlap."""
        try:
            return await write
        except IntegrityError as error:
            if "meeting_no_overlap" not in str(error):
                raise
            overlapping = [other for other in await self.find(event.period) if other.uid != event.uid]
            raise PeriodTaken(overlapping[0] if overlapping else None) from error

    def _row(self) -> CalendarRow:
        """Return the calendar's row, held until the transaction ends.

        Two writers that each wait for the other's overlapping row would be a deadlock: they take turns instead.
        """
        CalendarRow.objects.get_or_create(key=self.key)
        return CalendarRow.objects.select_for_update(no_key=True).get(key=self.key)

    def _meetings(self) -> QuerySet[Meeting]:
        return Meeting.objects.filter(calendar__key=self.key).prefetch_related("attendees")

    def _confirmed(self) -> QuerySet[Meeting]:
        return self._meetings().filter(status=Meeting.Status.CONFIRMED).order_by("starts", "id")

    def _events(self, rows: QuerySet[Meeting]) -> list[VEvent]:
        return [to_event(meeting) for meeting in rows]

    def _locked(self, uid: str) -> Meeting:
        """Return the row for a change, held until the transaction ends. Raises UnknownMeeting."""
        meeting = Meeting.objects.select_for_update().filter(calendar=self._row(), uid=uid).first()
        if meeting is None:
            raise UnknownMeeting(uid)
        return meeting


async def _in_orm_thread(
    work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """Run ORM calls in Django's thread, on a connection that is still good: no request begins here to check it."""

    def checked() -> Result:
        close_old_connections()
        return work(*arguments, **named)

    return await sync_to_async(checked)()


def _columns(event: VEvent) -> dict[str, object]:
    return {
        "summary": event.summary,
        "starts": event.period.starts,
        "ends": event.period.ends,
        "timezone": event.timezone,
        "location": event.location,
        "rrule": event.rrule,
    }


def _invite(meeting: Meeting, people: Sequence[Attendee]) -> None:
    AttendeeRow.objects.bulk_create(
        AttendeeRow(meeting=meeting, name=person.name, email=person.email) for person in people
    )


def to_event(meeting: Meeting) -> VEvent:
    """Return the row as a value."""
    return VEvent(
        uid=meeting.uid,
        summary=meeting.summary,
        period=Period(meeting.starts, meeting.ends),
        timezone=meeting.timezone,
        location=meeting.location,
        attendees=tuple(Attendee(person.name, person.email) for person in meeting.attendees.all()),
        rrule=meeting.rrule,
        sequence=meeting.sequence,
        status=meeting.status,
    )


def _to_reminder(row: ReminderRow) -> Reminder:
    return Reminder(uid=row.uid, text=row.text, moment=row.moment, timezone=row.timezone)
