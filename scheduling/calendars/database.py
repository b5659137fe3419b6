"""A calendar in PostgreSQL: overlaps are refused by the table itself; never decides what to book.

Most turns read and few write: reads go straight over the pool, writes through the ORM and its thread.
"""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import IntegrityError, close_old_connections, transaction

from scheduling.database import pool
from scheduling.errors import PeriodTaken, UnknownMeeting
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Meeting
from scheduling.models import Reminder as ReminderRow

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


_MEETINGS = (
    "SELECT m.uid, m.summary, m.starts, m.ends, m.timezone, m.location, m.rrule, m.sequence, m.status, "
    "(SELECT json_agg(json_build_array(a.name, a.email) ORDER BY a.id) FROM scheduling_attendee a "
    "WHERE a.meeting_id = m.id) AS attendees FROM scheduling_meeting m "
    "WHERE m.calendar_id = (SELECT id FROM scheduling_calendar WHERE key = %(key)s) AND {} "
    "ORDER BY m.starts, m.id LIMIT %(most)s"
)
_REMINDERS = (
    "SELECT uid, text, moment, timezone FROM scheduling_reminder "
    "WHERE calendar_id = (SELECT id FROM scheduling_calendar WHERE key = %(key)s) "
    "AND moment >= %(starts)s AND moment < %(ends)s ORDER BY moment, id"
)


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
                defaults={"calendar": calendar, **_columns(event)},
            )
            if created:
                _invite(meeting, event.attendees)
        return to_event(meeting)

    async def restore(self, uid: str, before: VEvent | None) -> None:
        if before is None:
            await _in_orm_thread(self._remove, uid)
        else:
            await self._unless_taken(before, _in_orm_thread(self._put_back, before))

    def _remove(self, uid: str) -> None:
        Meeting.objects.filter(calendar__key=self.key, uid=uid).delete()
        ReminderRow.objects.filter(calendar__key=self.key, uid=uid).delete()

    def _put_back(self, before: VEvent) -> None:
        with transaction.atomic(), contextlib.suppress(UnknownMeeting):
            self._write(self._locked(before.uid), before)

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
            self._write(meeting, replace(wanted, sequence=stored.sequence + 1))
            if wanted.period != stored.period.utc:
                meeting.attendees.update(partstat=AttendeeRow.PartStat.NEEDS_ACTION)
        return to_event(meeting)

    def _write(self, meeting: Meeting, event: VEvent) -> None:
        """Make the row and its attendees what `event` says."""
        for name, value in _columns(event).items():
            setattr(meeting, name, value)
        meeting.save()
        invited = {Attendee(person.name, person.email): person for person in meeting.attendees.all()}
        for attendee, person in invited.items():
            if attendee not in event.attendees:
                person.delete()
        _invite(meeting, [attendee for attendee in event.attendees if attendee not in invited])

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
        found = await self._events("m.uid = %(uid)s", uid=uid)
        return found[0] if found else None

    async def find(self, within: Period) -> Sequence[VEvent]:
        return await self._events(
            "m.status = 'CONFIRMED' AND m.starts < %(ends)s AND m.ends > %(starts)s",
            starts=within.starts,
            ends=within.ends,
        )

    async def upcoming(self, after: datetime, most: int) -> Sequence[VEvent]:
        return await self._events("m.status = 'CONFIRMED' AND m.ends > %(after)s", after=after, most=most)

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
        rows = await self._rows(_REMINDERS, starts=within.starts, ends=within.ends)
        return [Reminder(**{**row, "moment": row["moment"].astimezone(UTC)}) for row in rows]

    async def _unless_taken(self, event: VEvent, write: Awaitable[Result]) -> Result:
        """Return what a write of the event returns; raises PeriodTaken when the table refused it for an overlap."""
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

    async def _events(self, condition: str, *, most: int | None = None, **values: object) -> list[VEvent]:
        """Return the meetings for which the condition over `m` holds, in order of their start."""
        rows = await self._rows(_MEETINGS.format(condition), most=most, **values)
        return [_read_event(row) for row in rows]

    async def _rows(self, statement: str, **values: object) -> list[dict[str, Any]]:
        async with (await pool()).connection() as db:
            cursor = await db.execute(statement, {"key": self.key, **values})
            return await cursor.fetchall()

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
        "sequence": event.sequence,
        "status": event.status,
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


def _read_event(row: dict[str, Any]) -> VEvent:
    return VEvent(
        uid=row["uid"],
        summary=row["summary"],
        period=Period(row["starts"], row["ends"]).utc,
        timezone=row["timezone"],
        location=row["location"],
        attendees=tuple(Attendee(name, email) for name, email in row["attendees"] or ()),
        rrule=row["rrule"],
        sequence=row["sequence"],
        status=row["status"],
    )


def _to_reminder(row: ReminderRow) -> Reminder:
    return Reminder(uid=row.uid, text=row.text, moment=row.moment, timezone=row.timezone)
