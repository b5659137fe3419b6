"""The Calendar protocol every implementation keeps; tests run one contract suite over all of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from scheduling.events import Period, Reminder, VEvent


class Calendar(Protocol):
    """One owner's meetings and reminders. No two confirmed meetings of a calendar overlap.

    Every write may be repeated: a call that finds its result already there changes nothing.
    """

    async def add(self, event: VEvent) -> VEvent:
        """Write the meeting once and return it as stored.

        A second call with the same uid returns the stored meeting unchanged, so a replayed step never books twice.
        Raises PeriodTaken when its period overlaps a confirmed meeting; nothing is written then.
        """
        ...

    async def restore(self, uid: str, before: VEvent | None) -> None:
        """Put back what `uid` was before a turn that wrote it and then failed, SEQUENCE and status too.

        None: the meeting or reminder was not there, so it is removed. One that was deleted meanwhile stays so.
        Raises PeriodTaken when somebody took the old time meanwhile; nothing is written then.
        """
        ...

    async def change(self, event: VEvent) -> VEvent:
        """Write what the meeting with this uid has become and return it as stored, SEQUENCE one higher.

        SEQUENCE and status of `event` are not looked at; a meeting that is like that already stays unchanged. A new
        period asks its attendees anew (RFC 5546 section 3.2.2.1).
        Raises UnknownMeeting when there is none to change, PeriodTaken as `add` does; nothing is written then.
        """
        ...

    async def cancel(self, uid: str) -> VEvent:
        """Cancel the meeting, which frees its time, and return it as stored, SEQUENCE one higher.

        A cancelled meeting stays as it is. Raises UnknownMeeting when the calendar never had it.
        """
        ...

    async def get(self, uid: str) -> VEvent | None:
        """Return the meeting with this uid, cancelled or not; None when this calendar has none."""
        ...

    async def find(self, within: Period) -> Sequence[VEvent]:
        """Return the confirmed meetings that overlap the period, in order of their start."""
        ...

    async def upcoming(self, after: datetime, most: int) -> Sequence[VEvent]:
        """Return the first `most` confirmed meetings that end after the moment, in order of their start."""
        ...

    async def remind(self, reminder: Reminder) -> Reminder:
        """Store the reminder once and return it as stored; a second call with the same uid changes nothing."""
        ...

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        """Return the reminders whose moment lies in the period, in order of their moment."""
        ...
