"""One write to a meeting in words: what it made of it and what that was before. Never writes one."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduling.changes import from_json
from scheduling.events import VEvent
from scheduling.models import Change
from scheduling.wording import Line, lines, listed


@dataclass(frozen=True, slots=True)
class Write:
    """A row of the audit trail and what it says."""

    row: Change
    lines: list[Line]


def written(row: Change) -> Write:
    """Return the write with what it changed; a booking and a cancellation with all there is to say."""
    after, before = from_json(row.after), from_json(row.before) if row.before else None
    if before is None or before.status != after.status:
        return Write(
            row, [Line("Title", after.summary), *lines(after, None, ZoneInfo(after.timezone)), *_who(after)]
        )
    said = [Line("Title", after.summary, before.summary), *lines(after, before, ZoneInfo(after.timezone))]
    said += [Line("Who", _people(after), _people(before))]
    return Write(row, [line for line in said if line.was and line.was != line.text])


def _who(event: VEvent) -> list[Line]:
    return [Line("Who", _people(event))] if event.attendees else []


def _people(event: VEvent) -> str:
    return listed([str(person) for person in event.attendees]) or "nobody else"
