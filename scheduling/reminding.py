"""Rings for what has come: free-standing reminders at their moment, meetings some minutes before they begin.

A job here is only a time to look: what rings is decided by the rows as they are then, so that nothing rings that was
cancelled or moved, and nothing twice. Owners with an address get a mail too; what it sounds like in a conversation is for
those who receive the notice.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections, transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    QuerySet,
)
from django.utils import timezone
from procrastinate.contrib.django import app

from scheduling.delivery import organizer_of
from scheduling.models import Calendar, Meeting, Occupancy, Reminder, Ring
from scheduling.notices import Notice, noticed
from scheduling.preferences import MOST_AHEAD, MOST_LENGTH
from scheduling.remindermail import remind_by_mail
from scheduling.tasks import Backoff

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 500


@app.periodic(cron="* * * * *")
@app.task
async def ring(timestamp: int = 0) -> None:
    """Ring for everything that is due, every minute and at the moment of each reminder."""
    await sync_to_async(ring_what_is_due)(timezone.now())


@app.task(retry=Backoff())
def mail_reminder(key: str, notice: dict[str, Any]) -> None:
    """Mail the owner what has rung; what was cancelled meanwhile is not sent."""
    remind_by_mail(key, Notice.from_json(notice), timezone.now())


def ring_what_is_due(now: datetime) -> None:
    """Tell of every reminder and meeting that is due, each in a transaction of its own; what fails is due again next time."""
    close_old_connections()
    due = Reminder.objects.filter(moment__lte=now, rung_at=None).order_by("moment")
    for reminder in due.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        _each(_ring_reminder, reminder, now)
    for occurrence in _due_occurrences(now).values_list("pk", flat=True)[:MOST_AT_ONCE]:
        _each(_ring_meeting, occurrence, now)
    # no meeting goes on for so long
    Ring.objects.filter(starts__lt=now - 2 * MOST_LENGTH).delete()


def _each(work: Callable[[int, datetime], None], row: int, now: datetime) -> None:
    try:
        with transaction.atomic():
            work(row, now)
    except Exception:
        log.exception("not rung for, tried again in a minute", what=work.__name__, row=row)


def _ring_reminder(row: int, now: datetime) -> None:
    silent = Reminder.objects.select_related("calendar").select_for_update(skip_locked=True, of=("self",))
    reminder = silent.filter(pk=row, rung_at=None, moment__lte=now).first()
    if reminder is None:
        return
    reminder.rung_at = now
    reminder.save(update_fields=["rung_at"])
    _tell(
        reminder.calendar,
        Notice(
            "reminder",
            reminder.uid,
            reminder.text,
            starts=reminder.moment,
            timezone=reminder.calendar.timezone or reminder.timezone,
        ),
    )


def _ring_meeting(row: int, now: datetime) -> None:
    taken = _due_occurrences(now).filter(pk=row).values_list("meeting_id", "starts").first()
    if taken is None:
        return
    # whoever changes a meeting holds its calendar's row too
    calendar = Calendar.objects.select_for_update(no_key=True).get(meetings=taken[0])
    occurrence = _due_occurrences(now).filter(pk=row).select_related("meeting").first()
    if occurrence is None:
        return
    meeting: Meeting = occurrence.meeting
    Ring.objects.create(meeting=meeting, starts=occurrence.starts, at=now)
    _tell(
        calendar,
        Notice(
            "upcoming",
            meeting.uid,
            meeting.summary,
            starts=occurrence.starts,
            timezone=calendar.timezone or meeting.timezone,
        ),
    )


def _due_occurrences(now: datetime) -> QuerySet[Any]:
    """The occurrences whose owner is to be reminded of them, which are not over and were not rung for."""
    ahead = Func(
        F("calendar__reminder_minutes"),
        template="make_interval(mins => %(expressions)s)",
        output_field=DurationField(),
    )
    rung = Ring.objects.filter(meeting=OuterRef("meeting"), starts=OuterRef("starts"))
    return (
        Occupancy.objects.filter(
            starts__gt=now - MOST_LENGTH - timedelta(hours=1),  # a day's clocks may be put back
            starts__lte=now + MOST_AHEAD,
            ends__gt=now,
            calendar__reminder_minutes__gt=0,
        )
        .annotate(due=ExpressionWrapper(F("starts") - ahead, output_field=DateTimeField()))
        .filter(~Exists(rung), due__lte=now)
        .order_by("starts")
    )


def _tell(calendar: Calendar, notice: Notice) -> None:
    noticed.send(sender=None, key=calendar.key, notice=notice)
    if organizer_of(calendar.key):
        mail_reminder.defer(key=calendar.key, notice=notice.as_json())
