"""A calendar in PostgreSQL: overlaps are refused by the table itself; never decides what to book.

Most turns read and few write: reads (reading.py) go straight over the pool, writes through the ORM and its thread.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction
from django.utils import timezone

from scheduling.availability import is_free_within, merged
from scheduling.calendars.acquaintances import remember
from scheduling.calendars.occupancy import Overlap
from scheduling.calendars.reading import DatabaseReads
from scheduling.calendars.rows import is_taken_back, record, store, to_change, was_told
from scheduling.calendars.values import preference_columns, to_event, to_reminder
from scheduling.calendars.writing import booked, cancelled, changed, put_back, undone
from scheduling.changes import CANCELLED, UNDOABLE, Change, Origin, any_change, from_json
from scheduling.contacts import checked_contact
from scheduling.errors import NothingToUndo, PeriodTaken
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Change as ChangeRow
from scheduling.models import Reminder as ReminderRow
from scheduling.preferences import Preferences
from scheduling.reminding import ring
from scheduling.tasks import deliver_later
from scheduling.validation import checked_organizer

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class DatabaseCalendar(DatabaseReads):
    """The Calendar named `key`; its row is made by the first write."""

    async def add(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        def decide(stored: VEvent | None) -> Change:
            return Change("book", stored, stored) if stored else booked(event, origin)

        return await self._write(event.uid, decide, origin)

    async def change(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        return await self._write(event.uid, lambda stored: changed(stored, event, origin), origin)

    async def cancel(
        self,
        uid: str,
        *,
        recurrence_id: datetime | None = None,
        others: Sequence[datetime] = (),
        following: bool = False,
        origin: Origin | None = None,
    ) -> VEvent:
        def decide(stored: VEvent | None) -> Change:
            return cancelled(stored, uid, recurrence_id, following, others)

        return await self._write(uid, decide, origin)

    async def undo(self, origin: Origin, meant: Callable[[Change], bool] = any_change) -> Sequence[Change]:
        return await self._unless_taken(_in_orm_thread(self._undo, origin, meant))

    def _undo(self, origin: Origin, meant: Callable[[Change], bool]) -> Sequence[Change]:
        with transaction.atomic():
            calendar = self._row()
            done = calendar.changes.filter(kind="undo", thread=origin.thread, turn=origin.turn).order_by("id")
            if done:
                return [to_change(each) for each in done]
            last = self._undoable(origin.at)
            if not any(meant(to_change(each)) for each in last):
                raise NothingToUndo("nothing to undo")
            return [self._take_back(each, origin) for each in last]

    def _take_back(self, row: ChangeRow, origin: Origin) -> Change:
        change = undone(to_event(row.meeting), to_change(row))
        store(row.calendar, row.meeting, change.after, origin.at)
        row.undone_by = record(row.meeting, change, origin, origin.at)
        row.save(update_fields=["undone_by"])
        return change

    async def last_changes(self, now: datetime) -> Sequence[Change]:
        return await _in_orm_thread(lambda: [to_change(each) for each in self._undoable(now)])

    def _undoable(self, now: datetime) -> Sequence[ChangeRow]:
        """The changes of the last turn that made any and is young enough, the latest first."""
        young = ChangeRow.objects.filter(calendar__key=self.key, at__gte=now - UNDOABLE, undone_by=None)
        young = young.filter(turn__isnull=False).exclude(kind="undo").select_related("meeting", "calendar")
        last = young.first()
        return list(young.filter(thread=last.thread, turn=last.turn)) if last else []

    async def restore(self, uid: str, before: VEvent | None) -> None:
        if before is None:
            await _in_orm_thread(self._remove, uid)
        else:
            await self._unless_taken(_in_orm_thread(self._put_back, before))

    def _remove(self, uid: str) -> None:
        with transaction.atomic():
            calendar = self._row()
            meeting = calendar.meetings.filter(uid=uid).first()
            if meeting and was_told(meeting) is not None:
                off = replace(to_event(meeting), status=CANCELLED, sequence=meeting.sequence + 1)
                store(calendar, meeting, off, off.period.starts)
                meeting.changes.all().delete()
            elif meeting:
                meeting.delete()
            calendar.reminders.filter(uid=uid).delete()

    def _put_back(self, before: VEvent) -> None:
        with transaction.atomic():
            calendar = self._row()
            meeting = calendar.meetings.filter(uid=before.uid).first()
            if meeting:
                told = was_told(meeting)
                sequence = before.sequence if told is None or told <= before.sequence else told + 1
                taken_back = meeting.changes.filter(sequence__gt=before.sequence)
                last = taken_back.filter(turn__isnull=False).first()
                now = last.at if last else before.period.starts
                back = put_back(to_event(meeting), before)
                store(calendar, meeting, replace(back, sequence=sequence), now)
                taken_back.delete()

    async def prefer(self, preferences: Preferences) -> Preferences:
        def write() -> None:
            CalendarRow.objects.update_or_create(key=self.key, defaults=preference_columns(preferences))

        await _in_orm_thread(write)
        return preferences

    async def set_organizer(self, person: Attendee | None) -> Attendee | None:
        return await _in_orm_thread(self._set_organizer, checked_organizer(person) if person else None)

    def _set_organizer(self, person: Attendee | None) -> Attendee | None:
        with transaction.atomic():
            calendar = self._row()
            stored = person or Attendee()
            calendar.organizer_name, calendar.organizer_email = stored.name, stored.email
            calendar.save(update_fields=["organizer_name", "organizer_email"])
            for meeting in calendar.meetings.filter(updated_at__gte=timezone.now() - UNDOABLE):
                deliver_later(meeting)
        return person

    async def remind(self, reminder: Reminder) -> Reminder:
        return await _in_orm_thread(self._remind, reminder)

    def _remind(self, reminder: Reminder) -> Reminder:
        with transaction.atomic():
            calendar = self._row()
            row, is_new = ReminderRow.objects.get_or_create(
                uid=reminder.uid,
                defaults={
                    "calendar": calendar,
                    "text": reminder.text,
                    "moment": reminder.moment,
                    "timezone": reminder.timezone,
                },
            )
            if is_new:
                ring.configure(schedule_at=row.moment).defer()
        return to_reminder(row)

    async def remember(self, people: Sequence[Attendee]) -> None:
        await _in_orm_thread(self._remember, [checked_contact(person) for person in people])

    def _remember(self, people: Sequence[Attendee]) -> None:
        with transaction.atomic():
            remember(self._row(), people)

    async def forget_reminder(self, uid: str) -> Reminder | None:
        return await _in_orm_thread(self._forget_reminder, uid)

    def _forget_reminder(self, uid: str) -> Reminder | None:
        with transaction.atomic():
            row = ReminderRow.objects.select_for_update().filter(calendar__key=self.key, uid=uid).first()
            if row is None:
                return None
            row.delete()
        return to_reminder(row)

    async def _write(
        self, uid: str, decide: Callable[[VEvent | None], Change], origin: Origin | None
    ) -> VEvent:
        """Store what is decided about the meeting as it is stored now; raises PeriodTaken and what `decide` raises."""
        return await self._unless_taken(_in_orm_thread(self._decide_and_store, uid, decide, origin))

    def _decide_and_store(
        self, uid: str, decide: Callable[[VEvent | None], Change], origin: Origin | None
    ) -> VEvent:
        with transaction.atomic():
            calendar = self._row()
            meeting = calendar.meetings.filter(uid=uid).first()
            if meeting and origin:
                done = meeting.changes.filter(thread=origin.thread, turn=origin.turn).first()
                if done:
                    return from_json(done.after)
            taken_back = meeting is not None and is_taken_back(meeting)
            change = decide(to_event(meeting) if meeting and not taken_back else None)
            if meeting and taken_back:
                change = replace(change, after=replace(change.after, sequence=meeting.sequence + 1))
            if change.after != change.before:
                now = origin.at if origin else change.after.period.starts
                meeting = store(calendar, meeting, change.after, now)
                record(meeting, change, origin, now)
        return change.after

    async def _unless_taken(self, write: Awaitable[Result]) -> Result:
        """Return what a write returns; raises PeriodTaken, with the meeting, when the table refused it for an overlap."""
        try:
            return await write
        except Overlap as overlap:
            wanted = merged(overlap.periods)
            around = await self.find(Period(wanted[0].starts, wanted[-1].ends))
            others = (each for each in around if not is_free_within(each.period, wanted))
            raise PeriodTaken(next((each for each in others if each.uid != overlap.uid), None)) from overlap

    def _row(self) -> CalendarRow:
        """Return the calendar's row, held until the transaction ends.

        Two writers that each wait for the other's overlapping row would be a deadlock: they take turns instead.
        """
        CalendarRow.objects.get_or_create(key=self.key)
        return CalendarRow.objects.select_for_update(no_key=True).get(key=self.key)


async def _in_orm_thread(
    work: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
) -> Result:
    """Run ORM calls in Django's thread, on a connection that is still good: no request begins here to check it."""

    def checked() -> Result:
        close_old_connections()
        return work(*arguments, **named)

    return await sync_to_async(checked)()
