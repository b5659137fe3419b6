"""What can go wrong when a calendar is asked for something; never an error of the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduling.events import VEvent


class SchedulingError(Exception):
    """Base of the family; a dialogue turns these into acts.

    `text` tells what is wrong and leaves the `values` it names open, so that a page can say it in its language.
    """

    def __init__(self, text: str = "", **values: object) -> None:
        super().__init__(text % values if values else text)
        self.text = text
        self.values = values


class PeriodTaken(SchedulingError):
    """A period overlaps a confirmed meeting of the same calendar, named in `meeting` when it could be read."""

    def __init__(self, meeting: VEvent | None) -> None:
        super().__init__("the period is taken")
        self.meeting = meeting


class UnknownMeeting(SchedulingError):
    """The calendar has no confirmed meeting with this uid: it never had one, or it is cancelled."""

    def __init__(self, uid: str) -> None:
        super().__init__("no confirmed meeting %(uid)s", uid=uid)
        self.uid = uid


class UnknownOccurrence(UnknownMeeting):
    """The series has no occurrence with this RECURRENCE-ID: it never had one, or it is cancelled."""


class NothingToUndo(SchedulingError):
    """No change of this calendar is young enough to be undone, or all of them have been undone."""


class InvalidMeeting(SchedulingError, ValueError):
    """Something about the meeting cannot be; the text says what, and nothing is stored."""


class InvalidPeriod(InvalidMeeting):
    """It has no length, is longer than a day, lies in the past or too far ahead."""


class InvalidZone(InvalidMeeting):
    """Its zone is not an IANA time zone."""


class InvalidText(InvalidMeeting):
    """A title, place or name is empty, too long, or nothing but control characters."""


class InvalidAttendees(InvalidMeeting):
    """An address is malformed, or there are too many people."""


class InvalidRule(InvalidMeeting):
    """Its RRULE cannot be read, repeats more often than daily, or asks for more than a calendar can hold."""


class InvalidPreferences(SchedulingError, ValueError):
    """Working hours, buffer, length or notice that cannot be; the text says what, and nothing is stored."""


class InvalidCards(SchedulingError, ValueError):
    """A file of contacts that cannot be read; the text says why and what to do."""
