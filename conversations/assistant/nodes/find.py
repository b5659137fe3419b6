"""Looks for free times that suit the owner and every attendee who is a user here, and offers them. Writes nothing."""

from datetime import date, datetime, time, timedelta

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform
from conversations.assistant.clearance import moment_choice
from conversations.assistant.context import Context
from conversations.assistant.engines.agenda import spoken_span
from conversations.assistant.engines.spoken import spoken_person
from conversations.assistant.searching import span_from
from conversations.assistant.spans import Span
from conversations.assistant.state import Question, State
from conversations.assistant.tasks import Asked, ask
from scheduling.availability import FIRST_HOUR, LAST_HOUR
from scheduling.events import Period
from scheduling.finding import free_starts, spread
from scheduling.preferences import Preferences

MOST_OFFERED = 3


async def find(state: State, runtime: Runtime[Context]) -> Asked:
    draft, context = state.get("draft"), runtime.context
    assert draft is not None
    length = timedelta(minutes=draft["values"]["duration"])
    span = span_from(draft["span"], length, context.now)
    people = draft["values"].get("participants", [])
    addresses = [person["email"] for person in people if person["email"]]
    around = Period(span.period.starts - timedelta(days=1), span.period.ends + timedelta(days=1))
    agenda = await context.calendar.agenda(around)
    others = await context.calendar.busy_people(addresses, around) if addresses else {}
    busy = [each.period for each in agenda.meetings] + [
        each for periods in others.values() for each in periods
    ]
    preferences = agenda.preferences
    free = free_starts(
        _windows(span, preferences, context.timezone),
        length,
        busy,
        earliest=context.now + preferences.notice,
        buffer=preferences.buffer,
    )
    found = spread(free, MOST_OFFERED, length)
    seen = [person for person in people if person["email"] in others]
    details = {
        "found": bool(found),
        "span": spoken_span(span, context.now),
        "length": draft["values"]["duration"],
        "seen": [spoken_person(person) for person in seen],
        "unseen": [spoken_person(person) for person in people if person not in seen],
        "timezone": context.timezone,
    }
    runtime.context.say(Inform("free_times", details))
    question = Question(
        slot="time" if found else "date", choices=[moment_choice(start, context) for start in found]
    )
    return ask(question=question)


def _windows(span: Span, preferences: Preferences, timezone: str) -> list[Period]:
    """The part of each day to look in: hours as they were said, else usual ones; days off only where one day is meant."""
    windows = []
    for day in span.days:
        usual = preferences.usual(day, timezone)
        working = preferences.working(day, timezone) if preferences.hours else None
        named = span.last == span.first or (span.but and len(span.days) <= MOST_OFFERED)
        if usual is None and not named:
            continue
        starts, ends = _on(day, span.starts, FIRST_HOUR, span), _on(day, span.ends, LAST_HOUR, span)
        clocks = not span.part_of_day and not span.whole_days
        if usual and not clocks:
            inside = _common(usual, starts, ends, span)
            if inside[0] >= inside[1]:  # an evening lies outside office hours that nobody named
                inside = _common(working, starts, ends, span) if working else (starts, ends)
            starts, ends = inside
        elif working:
            starts, ends = _common(working, starts, ends, span)
        if starts < ends:
            windows.append(Period(starts, ends))
    return windows


def _common(hours: Period, starts: datetime, ends: datetime, span: Span) -> tuple[datetime, datetime]:
    """What a day's hours leave of the time looked in; all of the hours where whole days are meant."""
    first, last = hours.starts.astimezone(span.zone), hours.ends.astimezone(span.zone)
    return (first, last) if span.whole_days else (max(starts, first), min(ends, last))


def _on(day: date, clock: time | None, usual: int, span: Span) -> datetime:
    return datetime.combine(day, clock or time(usual), tzinfo=span.zone)
