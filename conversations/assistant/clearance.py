"""What is in the way of a draft's meeting and when it could be instead, for the dialogue. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.context import Context
from conversations.assistant.engines.spoken import spoken_clock, spoken_date, spoken_person
from conversations.assistant.state import Choice
from scheduling.availability import free_alternatives
from scheduling.conflicts import Agenda, Obstacle, asked_about, obstacles
from scheduling.events import Period, VEvent
from scheduling.recurrence import occurrences

HORIZON = timedelta(days=8)
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Clearance:
    """What a look at the calendars of everybody concerned brought for one meeting."""

    wanted: VEvent
    obstacles: tuple[Obstacle, ...]
    agenda: Agenda
    busy: Mapping[str, Sequence[Period]]

    @property
    def refused(self) -> bool:
        """Whether the calendar would not take the meeting at all."""
        return any(each.hard for each in self.obstacles)


async def look(wanted: VEvent, context: Context) -> Clearance:
    """Look whether everybody is free for the meeting: its owner, and those invited who are users of this server."""
    asked = asked_about(wanted, context.now)
    around = Period(asked.starts, asked.ends + HORIZON)  # so far the alternatives lie
    agenda = await context.calendar.agenda(around)
    addresses = [person.email for person in wanted.attendees if person.email]
    busy = await context.calendar.busy_people(addresses, around) if addresses else {}
    found = obstacles(wanted, agenda, now=context.now, busy=busy)
    return Clearance(wanted, found, agenda, busy)


def alternatives(cleared: Clearance, starts: datetime, context: Context) -> list[Choice]:
    """Times near the one asked for at which the meeting, and every further one of a series, suits everybody."""
    wanted = cleared.wanted
    asked = Period(starts, (starts.astimezone(UTC) + wanted.period.duration).astimezone(starts.tzinfo))
    own = [each.period for each in cleared.agenda.meetings if not _is_own(wanted, each)]
    busy = own + [period for periods in cleared.busy.values() for period in periods]
    whole_series = wanted.rrule and wanted.recurrence_id is None
    series = (
        occurrences(wanted, Period(context.now, asked_about(wanted, context.now).ends))
        if whole_series
        else []
    )
    others = [
        Period(each.period.starts.astimezone(starts.tzinfo), each.period.ends.astimezone(starts.tzinfo))
        for each in series
    ]
    preferences = cleared.agenda.preferences
    free = free_alternatives(
        asked,
        busy,
        now=context.now,
        preferences=preferences if preferences.rules else None,
        zone=context.timezone,
        others=others,
    )
    return [moment_choice(period.starts, context) for period in free if period.utc != asked.utc]


def obstacle_facts(cleared: Clearance) -> dict[str, Any]:
    """Return what is in the way as plain JSON, clock times in the zone of the meeting: the hard things, or else the others."""
    told = [each for each in cleared.obstacles if each.hard == cleared.refused]
    zone = ZoneInfo(cleared.wanted.timezone)
    preferences = cleared.agenda.preferences
    return {
        "series": bool(cleared.wanted.rrule) and cleared.wanted.recurrence_id is None,
        "refused": cleared.refused,
        "obstacles": [_facts(each, cleared.wanted, zone, cleared.agenda) for each in told[:MOST_NAMED]],
        "more": max(0, len(told) - MOST_NAMED),
        "buffer": preferences.buffer // timedelta(minutes=1),
        "notice": preferences.notice // timedelta(minutes=1),
    }


def _facts(obstacle: Obstacle, wanted: VEvent, zone: ZoneInfo, agenda: Agenda) -> dict[str, Any]:
    person = next((each for each in wanted.attendees if each.email == obstacle.summary), None)
    hours = obstacle.detail.starts.tzinfo if obstacle.kind == "hours" and obstacle.detail else zone
    detail = obstacle.detail
    meeting = next(
        (each for each in agenda.meetings if (each.uid, each.period) == (obstacle.uid, obstacle.detail)), None
    )
    people = [{"name": each.name, "email": each.email} for each in meeting.attendees] if meeting else []
    return {
        "kind": obstacle.kind,
        "people": people,
        "name": spoken_person({"name": person.name, "email": ""})
        if person and person.name
        else obstacle.summary,
        "date": obstacle.period.starts.astimezone(hours).date().isoformat(),
        "from": f"{detail.starts.astimezone(hours):%H:%M}" if detail else "",
        "to": f"{detail.ends.astimezone(hours):%H:%M}" if detail else "",
    }


def _is_own(wanted: VEvent, other: VEvent) -> bool:
    return other.uid == wanted.uid and wanted.recurrence_id in (None, other.recurrence_id)


def moment_choice(moment: datetime, context: Context) -> Choice:
    """Return a moment as a choice that settles day and time."""
    return Choice(
        label=moment_label(moment, context),
        values={"date": moment.date().isoformat(), "time": moment.strftime("%H:%M")},
    )


def moment_label(moment: datetime, context: Context) -> str:
    """Return a moment as a choice: "Tuesday, March 3 at 9:00 AM"."""
    return f"{spoken_date(moment.date(), context.now)} at {spoken_clock(moment.time())}"
