"""What somebody ought to be told of a meeting by mail, given what they were told; never sends, never reads a row."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from scheduling.changes import CANCELLED, from_json, to_json
from scheduling.events import Attendee, VEvent
from scheduling.recurrence import coming

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True, slots=True)
class Told:
    """What an address knows: `meeting` as the last REQUEST described it, or None; `maybe`: a REQUEST may have arrived."""

    meeting: dict[str, Any] | None = None
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One mail to be: the meeting as it is now for `to`, and as they know it (`was`), seen by `organizer` in `timezone`."""

    method: Method
    event: VEvent
    was: VEvent | None
    to: Attendee
    organizer: Attendee
    timezone: str


def concerns(event: VEvent) -> dict[str, Any]:
    """Return what an invitation says of the meeting, as JSON: who else is invited is not what makes a new mail."""
    said = to_json(replace(event, attendees=(), sequence=0))
    assert said is not None
    return said


def described(told: dict[str, Any]) -> VEvent:
    """Return the meeting that `concerns` wrote down."""
    return from_json(told)


def invited(event: VEvent, organizer: Attendee) -> dict[str, Attendee]:
    """Return whom the meeting is to be announced to, by address: everybody who has one, except the organiser."""
    found = {person.email.lower(): person for person in event.attendees if person.email}
    found.pop(organizer.email.lower(), None)
    return {} if event.status == CANCELLED else found


def is_over(now: datetime, event: VEvent, known: VEvent | None) -> bool:
    """Tell whether nothing of the meeting is to come, neither as it is nor as it was `known`: then nobody needs a mail."""
    return not any(coming(each, now, 1) for each in (event, known) if each)


def due(event: VEvent, address: str, told: Told, organizer: Attendee, now: datetime) -> Method | None:
    """Return what the address is to be sent; None: they know all that concerns them, or the meeting is over."""
    if is_over(now, event, described(told.meeting) if told.meeting else None):
        return None
    if address in invited(event, organizer):
        return "REQUEST" if told.meeting != concerns(event) else None
    return "CANCEL" if told.meeting is not None or told.maybe else None
