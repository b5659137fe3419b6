"""The time that meetings take, written occurrence by occurrence so that the database refuses overlaps.

Never opens a transaction: its callers hold the row of the calendar.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

from django.db import IntegrityError, transaction

from scheduling.calendars.values import to_event
from scheduling.events import Period, VEvent
from scheduling.models import Meeting, Occupancy
from scheduling.recurrence import beyond, has_end, moved, ruled


class Overlap(Exception):
    """One of these periods is taken; the transaction is to be rolled back."""

    def __init__(self, uid: str, periods: list[Period]) -> None:
        super().__init__(uid)
        self.uid = uid
        self.periods = periods


def occupy(
    meeting: Meeting, event: VEvent, *, now: datetime, until: datetime, yielding: bool = False
) -> list[Occupancy]:
    """Write the time that the event takes in place of what its meeting took before, a series up to `until`.

    A series that was written further stays so. What is over by `now` blocks nothing and is refused by nothing. Raises
    Overlap when some of the rest is taken; a `yielding` one is written all the same, and its rows that could not block are
    returned.
    """
    meeting.occupancy.all().delete()
    if event.status != Meeting.Status.CONFIRMED:
        _set_end(meeting, None)
        return []
    if not event.rrule:
        _set_end(meeting, None)
        return _write(meeting, [Occupancy(starts=event.period.starts, ends=event.period.ends)], now, yielding)
    until = max(until, meeting.occupied_until or until)
    _set_end(meeting, None if has_end(event, until) else until)
    first = event.period.starts.astimezone(UTC)
    rows = _rows(ruled(event, Period(first, until)), until) + _rows(moved(event), None)
    return _write(meeting, rows, now, yielding)


def go_on(meeting: Meeting, event: VEvent, *, now: datetime, until: datetime) -> list[Occupancy]:
    """Write the time of a series further, up to `until`, and return the rows that cannot block because others are there."""
    since = meeting.occupied_until
    if since is None or since >= until:
        return []
    _set_end(meeting, None if has_end(event, until) else until)
    ahead = [each for each in ruled(event, Period(since, until)) if _moment(each) >= since]
    return _write(meeting, _rows(ahead, until), now, yielding=True)


def _rows(found: Iterable[VEvent], until: datetime | None) -> list[Occupancy]:
    """The rows of occurrences that the rule starts before `until`.

    A day-long meeting that repeats daily overlaps itself when the clocks go forward: there it ends where the next begins.
    """
    rows = [
        Occupancy(recurrence_id=each.recurrence_id, starts=each.period.starts, ends=each.period.ends)
        for each in found
        if until is None or _moment(each) < until
    ]
    if until is not None:
        for row, following in pairwise(rows):
            row.ends = min(row.ends, following.starts)
    return rows


def _write(meeting: Meeting, rows: list[Occupancy], now: datetime, yielding: bool) -> list[Occupancy]:
    for row in rows:
        row.meeting, row.calendar_id, row.blocking = meeting, meeting.calendar_id, row.ends > now
    periods = [Period(row.starts, row.ends) for row in rows if row.blocking]
    try:
        with transaction.atomic():
            _refuse_far_overlaps(meeting, periods)
            Occupancy.objects.bulk_create(rows)
        return []
    except (IntegrityError, Overlap) as error:
        if isinstance(error, IntegrityError) and "occupancy_no_overlap" not in str(error):
            raise
        if not yielding:
            raise Overlap(meeting.uid, periods) from error
    return _write_one_by_one(rows)


def _write_one_by_one(rows: list[Occupancy]) -> list[Occupancy]:
    """Write the rows and return those that were to block and cannot."""
    refused = []
    for row in rows:
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            row.pk, row.blocking = None, False
            row.save()
            refused.append(row)
    return refused


def _refuse_far_overlaps(meeting: Meeting, periods: list[Period]) -> None:
    """Compare what has no rows yet: series beyond the point to which they are written.

    The calendar's row is held, so nobody else writes meanwhile. Two endless series are compared as far as they are written.
    """
    if not periods:
        return
    others = Meeting.objects.filter(calendar_id=meeting.calendar_id).exclude(pk=meeting.pk)
    last = max(period.ends for period in periods)
    for other in others.filter(occupied_until__lt=last):
        series, since = to_event(other), other.occupied_until
        assert since is not None
        if any(beyond(series, since, period) for period in periods if period.ends > since):
            raise Overlap(meeting.uid, periods)
    if (since := meeting.occupied_until) is not None:
        mine = to_event(meeting)
        far = Occupancy.objects.filter(calendar_id=meeting.calendar_id, ends__gt=since)
        for row in far.exclude(meeting=meeting):
            if beyond(mine, since, Period(row.starts, row.ends)):
                raise Overlap(meeting.uid, [Period(row.starts, row.ends)])


def _set_end(meeting: Meeting, until: datetime | None) -> None:
    if meeting.occupied_until != until:
        meeting.occupied_until = until
        meeting.save(update_fields=["occupied_until", "updated_at"])


def _moment(occurrence: VEvent) -> datetime:
    assert occurrence.recurrence_id is not None
    return occurrence.recurrence_id
