"""What is in the way of a meeting, as data: other meetings, other people, the owner's preferences. Never decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.availability import is_free_within, merged
from scheduling.events import Period, VEvent
from scheduling.preferences import MOST_BUFFER, Preferences
from scheduling.recurrence import occurrences

# so far ahead a series is compared with what is on the calendar
HORIZON = timedelta(days=731)
MOST_OBSTACLES = 20


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meetings of some period, in order of their start, and what their owner prefers."""

    meetings: Sequence[VEvent] = ()
    preferences: Preferences = field(default_factory=Preferences)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way of one occurrence, `period` of which it is.

    `kind` is "meeting" (`uid`, `summary` and `detail`, its own period), "attendee" (`summary`: the address of somebody
    who is busy), "hours" (outside working hours; `detail`: those of the day, None on a day off), "buffer" (`uid` and
    `summary` of the meeting too near) or "notice". `hard`: the calendar refuses it; else it may be booked anyway.
    """

    kind: str
    period: Period
    hard: bool = False
    uid: str = ""
    summary: str = ""
    detail: Period | None = None


def asked_about(event: VEvent, now: datetime) -> Period:
    """Return the period in which meetings may be in the way of the event: of a series what is to come, up to HORIZON."""
    starts, ends = event.period.utc.starts, event.period.utc.ends
    if event.rrule and event.recurrence_id is None:
        starts, ends = max(starts, now.astimezone(UTC)), max(ends, now.astimezone(UTC)) + HORIZON
    return Period(starts - MOST_BUFFER, ends + MOST_BUFFER)


def in_the_way(event: VEvent, meetings: Sequence[VEvent], now: datetime) -> VEvent | None:
    """Return the first of the meetings that overlaps an occurrence to come and is not the event's own; None: it is free."""
    obstacles = _meetings(_wanted(event, now), _others(event, meetings), timedelta(0))
    hit = next((obstacle for obstacle in obstacles if obstacle.hard), None)
    return next((each for each in meetings if hit and (each.uid, each.period) == (hit.uid, hit.detail)), None)


def obstacles(
    event: VEvent,
    agenda: Agenda,
    *,
    now: datetime,
    busy: Mapping[str, Sequence[Period]] | None = None,
) -> tuple[Obstacle, ...]:
    """Return what is in the way of what is to come of the event, what is hard first; at most MOST_OBSTACLES.

    `agenda` is that of `asked_about`, `busy` the busy periods of other people by address.
    """
    wanted, preferences = _wanted(event, now), agenda.preferences
    found = _meetings(wanted, _others(event, agenda.meetings), preferences.buffer)
    for address, periods in (busy or {}).items():
        taken = merged(periods)
        found += [
            Obstacle("attendee", each, summary=address) for each in wanted if not is_free_within(each, taken)
        ]
    if preferences.hours:
        found += [broken for each in wanted if (broken := _hours(each, preferences, event.timezone))]
    if preferences.notice and wanted:
        first = min(wanted, key=lambda period: period.starts)
        if first.starts < now.astimezone(UTC) + preferences.notice:
            found.append(Obstacle("notice", first))
    # a rule that every occurrence breaks in the same way is said once
    once = {(each.kind, each.uid, each.summary): each for each in reversed(found) if each.kind != "meeting"}
    kept = [each for each in found if each.kind == "meeting" or each in once.values()]
    return tuple(sorted(kept, key=lambda each: (not each.hard, each.period.starts))[:MOST_OBSTACLES])


def _wanted(event: VEvent, now: datetime) -> list[Period]:
    """The time that the event is to take from now on: what is over is in nobody's way."""
    if event.recurrence_id is not None or not event.rrule:
        periods = [event.period.utc]
    else:
        periods = [each.period.utc for each in occurrences(event, asked_about(event, now))]
    return [each for each in periods if each.ends > now.astimezone(UTC)]


def _others(event: VEvent, meetings: Sequence[VEvent]) -> list[VEvent]:
    """The meetings that are not the event itself: for one occurrence of a series its siblings are others."""

    def is_own(other: VEvent) -> bool:
        whole = event.recurrence_id is None
        return other.uid == event.uid and (whole or other.recurrence_id == event.recurrence_id)

    return [other for other in meetings if not is_own(other)]


def _meetings(wanted: Sequence[Period], meetings: Sequence[VEvent], buffer: timedelta) -> list[Obstacle]:
    """What overlaps a wanted period, and what is nearer to one than the buffer; both in order of their start."""
    found: list[Obstacle] = []
    others = sorted(((each.period.utc, each) for each in meetings), key=lambda pair: pair[0].starts)
    first = 0
    for period in sorted(wanted, key=lambda period: period.starts):
        while first < len(others) and others[first][0].ends <= period.starts - buffer:
            first += 1
        for theirs, other in others[first:]:
            if theirs.starts >= period.ends + buffer:
                break
            if theirs.overlaps(period):
                found.append(Obstacle("meeting", period, True, other.uid, other.summary, theirs))
            elif theirs.ends > period.starts - buffer:
                found.append(Obstacle("buffer", period, False, other.uid, other.summary, theirs))
    return found


def _hours(period: Period, preferences: Preferences, zone: str) -> Obstacle | None:
    tzinfo = ZoneInfo(preferences.timezone or zone)
    day: date = period.starts.astimezone(tzinfo).date()
    over = (period.ends.astimezone(tzinfo).date() - day).days
    week = [preferences.working(day + timedelta(days=ahead), zone) for ahead in range(over + 1)]
    # days that go on until midnight are one with the next
    if any(each.starts <= period.starts and period.ends <= each.ends for each in merged(filter(None, week))):
        return None
    return Obstacle("hours", period, detail=week[0])
