"""What calendars need as time goes on: series written further, UTC derived again when a zone's rules changed.

Each meeting is one transaction that holds its calendar's row; knows no command line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from scheduling.calendars.occupancy import go_on, occupy
from scheduling.calendars.values import to_event
from scheduling.conflicts import HORIZON
from scheduling.events import Override, Period
from scheduling.models import Calendar, Meeting, Occupancy
from scheduling.tasks import deliver_later
from scheduling.validation import is_zone

# a series is written further when less than this is left, so that a run a week is plenty
MARGIN = timedelta(days=92)
LOCK = "upkeep"  # one for all upkeep of calendars


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one meeting and, unless it was a dry run, done. `problem`: it needs a person."""

    uid: str
    text: str
    problem: bool = False


def extend_series(now: datetime, *, dry_run: bool, batch_size: int) -> Iterator[Finding]:
    """Write the time of endless series up to HORIZON from now; what others have taken meanwhile is reported."""
    short = Meeting.objects.filter(occupied_until__lt=now + HORIZON - MARGIN)
    for meeting in _one_by_one(short, batch_size):
        until = now + HORIZON
        rows = go_on(meeting, to_event(meeting), now=now, until=until)
        yield Finding(meeting.uid, f"takes its time until {until:%Y-%m-%d}")
        yield from _overlaps(meeting.uid, rows)
        if dry_run:
            transaction.set_rollback(True)


def rederive_meetings(now: datetime, *, dry_run: bool, batch_size: int) -> Iterator[Finding]:
    """Derive the UTC of meetings to come from their clock time and zone; what has become of them is reported.

    A meeting whose zone is not known any more stays as it is. One that now overlaps another is moved all the same,
    because its clock time is what people agreed on.
    """
    future = Meeting.objects.filter(status=Meeting.Status.CONFIRMED).filter(
        Q(ends__gt=now) | ~Q(rrule="") | Q(overrides__ends__gt=now)
    )
    for meeting in _one_by_one(future.distinct(), batch_size):
        if not is_zone(meeting.timezone):
            yield Finding(meeting.uid, f"has the unknown zone {meeting.timezone}", problem=True)
            continue
        yield from _rederive(meeting, now)
        if dry_run:
            transaction.set_rollback(True)


def _rederive(meeting: Meeting, now: datetime) -> Iterator[Finding]:
    """Occurrences that are over stay what they were: only the first of a series tells whether all were re-derived."""
    zone = ZoneInfo(meeting.timezone)
    stored = to_event(meeting)
    period = _derived(meeting.local_starts, meeting.fold, stored.period, zone)
    overrides = tuple(
        Override(
            each.recurrence_id,
            _derived(row.local_starts, row.fold, each.period, zone)
            if each.period and row.local_starts
            else None,
        )
        for each, row in zip(stored.overrides, meeting.overrides.all(), strict=True)
    )
    event = replace(stored, period=period, overrides=overrides)
    before = _taken(meeting, now)
    meeting.starts, meeting.ends = period.starts, period.ends
    meeting.save(update_fields=["starts", "ends", "updated_at"])
    for row, override in zip(meeting.overrides.all(), overrides, strict=True):
        if override.period:
            row.starts, row.ends = override.period.starts, override.period.ends
            row.save(update_fields=["starts", "ends"])
    last = meeting.occupancy.order_by("-starts").first()
    until = max(period.starts + HORIZON, last.ends if last else period.ends)
    rows = occupy(meeting, event, now=now, until=until, yielding=True)
    after = _taken(meeting, now)
    moved = [(old, new) for old, new in zip(before, after, strict=False) if old != new]
    if moved or len(before) != len(after):
        deliver_later(meeting)
        old, new = moved[0] if moved else ((before or after)[0], (after or before)[0])
        more = f" and {len(moved) - 1} more" if len(moved) > 1 else ""
        yield Finding(meeting.uid, f"moves from {old:%Y-%m-%d %H:%M} to {new:%Y-%m-%d %H:%M} UTC{more}")
        yield from _overlaps(meeting.uid, rows)


def _derived(local: datetime, fold: int, period: Period, zone: ZoneInfo) -> Period:
    starts = local.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return Period(starts, starts + period.duration)


def _taken(meeting: Meeting, now: datetime) -> list[datetime]:
    rows = meeting.occupancy.filter(ends__gt=now).order_by("starts")
    return [row.starts.astimezone(UTC) for row in rows]


def _overlaps(uid: str, rows: list[Occupancy]) -> Iterator[Finding]:
    for row in rows:
        yield Finding(uid, f"overlaps another meeting at {row.starts:%Y-%m-%d %H:%M} UTC", problem=True)


def _one_by_one(meetings: QuerySet[Meeting], batch_size: int) -> Iterator[Meeting]:
    """The meetings, each in a transaction that holds its calendar's row; the caller may have it rolled back."""
    last = 0
    while batch := list(
        meetings.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch_size]
    ):
        last = batch[-1]
        for key in batch:
            with transaction.atomic():
                calendar = Calendar.objects.select_for_update(no_key=True).get(meetings=key)
                meeting = calendar.meetings.filter(pk=key).first()
                if meeting is not None:
                    yield meeting
