"""A calendar in PostgreSQL: overlaps are refused by the table itself; never decides what to book."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.db import IntegrityError, close_old_connections, transaction

from scheduling.errors import PeriodTaken
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Calendar as CalendarRow
from scheduling.models import Meeting

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class DatabaseCalendar:
    """The Calendar named `key`; its row is made by the first write."""

    def __init__(self, key: str) -> None:
        self.key = key

    async def add(self, event: VEvent) -> VEvent:
        try:
            return await _in_orm_thread(self._add, event)
        except IntegrityError as error:
            if "meeting_no_overlap" not in str(error):
                raise
            overlapping = await self.find(event.period)
            raise PeriodTaken(overlapping[0] if overlapping else None) from error

    def _add(self, event: VEvent) -> VEvent:
        with transaction.atomic():
            calendar, _ = CalendarRow.objects.get_or_create(key=self.key)
            meeting, created = Meeting.objects.get_or_create(
                uid=event.uid,
                defaults={
                    "calendar": calendar,
                    "summary": event.summary,
                    "sequence": event.sequence,
                    "status": event.status,
                    "starts": event.period.starts,
                    "ends": event.period.ends,
                    "timezone": event.timezone,
                    "location": event.location,
                    "rrule": event.rrule,
                },
            )
            if created:
                AttendeeRow.objects.bulk_create(
                    AttendeeRow(meeting=meeting, name=person.name, email=person.email)
                    for person in event.attendees
                )
        return to_event(meeting)

    async def withdraw(self, uid: str) -> None:
        await _in_orm_thread(self._withdraw, uid)

    def _withdraw(self, uid: str) -> None:
        Meeting.objects.filter(calendar__key=self.key, uid=uid).delete()

    async def find(self, within: Period) -> Sequence[VEvent]:
        return await _in_orm_thread(self._find, within)

    def _find(self, within: Period) -> list[VEvent]:
        rows = Meeting.objects.filter(
            calendar__key=self.key,
            status=Meeting.Status.CONFIRMED,
            starts__lt=within.ends,
            ends__gt=within.starts,
        )
        return [to_event(meeting) for meeting in rows.prefetch_related("attendees").order_by("starts", "id")]


async def _in_orm_thread(work: Callable[[Argument], Result], argument: Argument) -> Result:
    """Run ORM calls in Django's thread, on a connection that is still good: no request begins here to check it."""

    def checked() -> Result:
        close_old_connections()
        return work(argument)

    return await sync_to_async(checked)()


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
