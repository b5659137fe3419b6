"""What can go wrong when a calendar is asked for something; never an error of the wire."""

from scheduling.events import VEvent


class SchedulingError(Exception):
    """Base of the family; a dialogue turns these into acts."""


class PeriodTaken(SchedulingError):
    """The period overlaps a confirmed meeting of the same calendar, named in `meeting` when it could be read."""

    def __init__(self, meeting: VEvent | None) -> None:
        super().__init__("the period is taken")
        self.meeting = meeting


class UnknownMeeting(SchedulingError):
    """The calendar has no confirmed meeting with this uid: it never had one, or it is cancelled."""

    def __init__(self, uid: str) -> None:
        super().__init__(f"no confirmed meeting {uid}")
        self.uid = uid
