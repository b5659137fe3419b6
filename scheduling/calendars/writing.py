"""What each write makes of the stored meeting, the same for every calendar; never stores it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from scheduling.changes import (
    CANCELLED,
    Change,
    Origin,
    ended_before,
    with_occurrence_cancelled,
    with_occurrence_moved,
)
from scheduling.errors import PeriodTaken, UnknownMeeting
from scheduling.events import Attendee, VEvent
from scheduling.recurrence import occurrence, occurrences
from scheduling.validation import checked


def booked(event: VEvent, origin: Origin | None) -> Change:
    """Return the change that books the meeting. Raises InvalidMeeting."""
    return Change("book", None, checked(event, now=origin.at if origin else None))


def changed(stored: VEvent | None, event: VEvent, origin: Origin | None) -> Change:
    """Return the change that makes of the stored meeting what `event` says; `after` is `before` when it is so already.

    Raises UnknownMeeting, UnknownOccurrence, InvalidMeeting, and PeriodTaken for an occurrence moved onto another of its
    series.
    """
    if stored is None or stored.status == CANCELLED:
        raise UnknownMeeting(event.uid)
    there = occurrence(stored, event.recurrence_id) if event.recurrence_id else stored
    begins = there.period.utc.starts if there else None
    moves = event.period.utc.starts != begins and (event.recurrence_id is not None or not event.rrule)
    wanted = checked(event, now=origin.at if origin and moves else None)
    if event.recurrence_id is not None:
        after = with_occurrence_moved(stored, event.recurrence_id, wanted.period)
        for sibling in occurrences(after, wanted.period):
            if sibling.recurrence_id != event.recurrence_id:
                raise PeriodTaken(sibling)
        return _next("change", stored, after)
    if _is_at_another_time(wanted, stored):
        asked = tuple(Attendee(person.name, person.email) for person in wanted.attendees)
        wanted = replace(wanted, attendees=asked)
    else:
        wanted = _with_answers(wanted, stored)
    return _next("change", stored, replace(wanted, status=stored.status))


def cancelled(
    stored: VEvent | None,
    uid: str,
    recurrence_id: datetime | None = None,
    following: bool = False,
    others: Sequence[datetime] = (),
) -> Change:
    """Return the change that cancels the meeting, one occurrence, or one and all that follow.

    Raises UnknownMeeting and UnknownOccurrence.
    """
    if stored is None:
        raise UnknownMeeting(uid)
    if recurrence_id is None:
        return _next("cancel", stored, replace(stored, status=CANCELLED))
    if following:
        return _next("cancel", stored, ended_before(stored, recurrence_id))
    after = stored
    for moment in (recurrence_id, *others):
        if not any(each.recurrence_id == moment and each.period is None for each in after.overrides):
            after = with_occurrence_cancelled(after, moment)
    return _next("cancel", stored, after)


def undone(stored: VEvent, change: Change) -> Change:
    """Return the change that takes back the last one; a booking becomes a cancelled meeting."""
    back = put_back(stored, change.before) if change.before else replace(stored, status=CANCELLED)
    taken_back = replace(back, sequence=stored.sequence + 1)
    return Change("undo", stored, taken_back, undone=change.kind)


def put_back(stored: VEvent, before: VEvent) -> VEvent:
    """Return what the stored meeting becomes when it is to be again what it was.

    With its time come the answers to that time; where the time stayed, an answer that was given since counts.
    """
    return before if _is_at_another_time(before, stored) else _with_answers(before, stored)


def _is_at_another_time(event: VEvent, stored: VEvent) -> bool:
    """Tell whether people are to answer anew."""
    return (event.period.utc, event.rrule) != (stored.period.utc, stored.rrule)


def _with_answers(event: VEvent, stored: VEvent) -> VEvent:
    """Return the meeting with what its people have answered to the stored one."""
    answered = {person: person for person in stored.attendees}
    return replace(event, attendees=tuple(answered.get(person, person) for person in event.attendees))


def _next(kind: str, before: VEvent, after: VEvent) -> Change:
    after = replace(after, sequence=before.sequence)
    return Change(kind, before, before if after == before else replace(after, sequence=before.sequence + 1))
