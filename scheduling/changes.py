"""What a write makes of a meeting, who wrote it, and how it is written down as JSON; never where it is stored."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scheduling.errors import UnknownOccurrence
from scheduling.events import Attendee, Override, Period, VEvent
from scheduling.recurrence import coming, moved, occurrence
from scheduling.rules import ending_before, shifted

UNDOABLE = timedelta(minutes=15)
CONFIRMED, CANCELLED = "CONFIRMED", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a write comes from: the turn of a thread, and when. The same turn writes the same meeting once."""

    thread: str
    turn: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One write: `kind` is "book", "change", "cancel" or "undo"; `before` is None for a booking.

    `undone` is the kind of the change that an undo takes back.
    """

    kind: str
    before: VEvent | None
    after: VEvent
    undone: str = ""


def any_change(_change: Change) -> bool:
    """Take back whatever was done."""
    return True


def with_occurrence_moved(series: VEvent, recurrence_id: datetime, period: Period) -> VEvent:
    """Return the series with one occurrence at another time. Raises UnknownOccurrence."""
    return _overridden(series, recurrence_id, period.utc)


def with_occurrence_cancelled(series: VEvent, recurrence_id: datetime) -> VEvent:
    """Return the series without one occurrence, cancelled when it was the only one. Raises UnknownOccurrence."""
    return _unless_empty(_overridden(series, recurrence_id, None))


def _overridden(series: VEvent, recurrence_id: datetime, period: Period | None) -> VEvent:
    found, moment = occurrence(series, recurrence_id), recurrence_id.astimezone(UTC)
    if found is None:
        raise UnknownOccurrence(series.uid)
    others = [each for each in series.overrides if each.recurrence_id != moment]
    if period != Period(moment, moment + series.period.duration):  # else it is where the rule has it
        others.append(Override(moment, period))
    return replace(series, overrides=tuple(sorted(others, key=lambda each: each.recurrence_id)))


def ended_before(series: VEvent, recurrence_id: datetime) -> VEvent:
    """Return the series without this and all following occurrences, cancelled when none is left before.

    Raises UnknownOccurrence.
    """
    moment = recurrence_id.astimezone(UTC)
    if occurrence(series, moment) is None:
        raise UnknownOccurrence(series.uid)
    if moment <= series.period.utc.starts:
        return replace(series, status=CANCELLED)
    ended = replace(
        series,
        rrule=ending_before(series.rrule, moment),
        overrides=tuple(each for each in series.overrides if each.recurrence_id < moment),
    )
    return _unless_empty(ended)


def _unless_empty(series: VEvent) -> VEvent:
    """The series, cancelled when all of its occurrences are."""
    left = moved(series) or coming(series, series.period.starts, 1)
    return series if left else replace(series, status=CANCELLED)


def with_series_moved(series: VEvent, was: Period, wanted: VEvent) -> VEvent:
    """Return what all of a series becomes when its occurrence at `was` becomes `wanted`.

    Every occurrence moves by as much as the clock differs between `was` in the zone of the series and `wanted` in its own,
    and lasts as long as the wanted one; a weekly rule moves to other weekdays. Occurrences that were moved on their own stay
    where they are. Raises InvalidRule where the days that the rule names cannot move.
    """
    before, zone = ZoneInfo(series.timezone), ZoneInfo(wanted.timezone)
    shown, shown_now = _clock(was.starts, before), _clock(wanted.period.starts, zone)
    same_rule = wanted.rrule == series.rrule
    days = (shown_now.date() - shown.date()).days

    def shifted_by_clock(moment: datetime) -> datetime:
        return (_clock(moment, before) + (shown_now - shown)).replace(tzinfo=zone).astimezone(UTC)

    starts = shifted_by_clock(series.period.starts)
    return replace(
        wanted,
        period=Period(starts, starts + wanted.period.duration),
        rrule=shifted(series.rrule, days) if same_rule and wanted.rrule else wanted.rrule,
        recurrence_id=None,
        overrides=tuple(
            Override(shifted_by_clock(each.recurrence_id), each.period) for each in series.overrides
        )
        if same_rule
        else (),
    )


def _clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def to_json(event: VEvent | None) -> dict[str, Any] | None:
    """Return the meeting as plain JSON; `from_json` reads it back."""
    if event is None:
        return None
    return {
        "uid": event.uid,
        "summary": event.summary,
        "period": _period_json(event.period),
        "timezone": event.timezone,
        "location": event.location,
        "attendees": [
            {"name": person.name, "email": person.email, "partstat": person.partstat}
            for person in event.attendees
        ],
        "rrule": event.rrule,
        "sequence": event.sequence,
        "status": event.status,
        "overrides": [
            {
                "recurrence_id": each.recurrence_id.isoformat(),
                "period": _period_json(each.period) if each.period else None,
            }
            for each in event.overrides
        ],
    }


def from_json(data: dict[str, Any]) -> VEvent:
    """Return the meeting that `to_json` wrote down."""
    return VEvent(
        **{
            **data,
            "period": _period(data["period"]),
            "attendees": tuple(Attendee(**person) for person in data["attendees"]),
            "overrides": tuple(
                Override(
                    datetime.fromisoformat(each["recurrence_id"]),
                    _period(each["period"]) if each["period"] else None,
                )
                for each in data["overrides"]
            ),
        }
    )


def _period_json(period: Period) -> list[str]:
    return [period.utc.starts.isoformat(), period.utc.ends.isoformat()]


def _period(bounds: list[str]) -> Period:
    starts, ends = (datetime.fromisoformat(bound).astimezone(UTC) for bound in bounds)
    return Period(starts, ends)
