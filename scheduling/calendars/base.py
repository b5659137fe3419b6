"""The Calendar protocol every implementation keeps; tests run one contract suite over all of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from scheduling.changes import Change, Origin, any_change
from scheduling.conflicts import Agenda
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.preferences import Preferences


class Calendar(Protocol):
    """One owner's meetings and reminders. No two occurrences of confirmed meetings of a calendar overlap.

    Every write may be repeated: a call that finds its result already there changes nothing, and one with the `origin` of
    an earlier write to the same meeting returns what that one stored. A series is stored once and read by occurrence.
    Writes raise InvalidMeeting (errors.py) for what no calendar takes; nothing is written then.
    """

    async def add(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        """Write the meeting or series once and return it as stored.

        A second call with the same uid returns the stored meeting unchanged, so a replayed step never books twice.
        Raises PeriodTaken when an occurrence overlaps a confirmed meeting; nothing is written then.
        """
        ...

    async def change(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        """Write what the meeting with this uid has become and return it as stored, SEQUENCE one higher.

        With a `recurrence_id` only the period of that one occurrence is written, and the series is returned. SEQUENCE and
        status of `event` are not looked at; a meeting that is like that already stays unchanged. A new period asks its
        attendees anew (RFC 5546 section 3.2.2.1).
        Raises UnknownMeeting when there is none to change, PeriodTaken as `add` does; nothing is written then.
        """
        ...

    async def cancel(
        self,
        uid: str,
        *,
        recurrence_id: datetime | None = None,
        others: Sequence[datetime] = (),
        following: bool = False,
        origin: Origin | None = None,
    ) -> VEvent:
        """Cancel the meeting, which frees its time, and return it as stored, SEQUENCE one higher.

        With a `recurrence_id` only that occurrence and the `others` are cancelled, and with `following` all after it too.
        A cancelled meeting stays as it is. Raises UnknownMeeting when the calendar never had it, or not that occurrence.
        """
        ...

    async def undo(self, origin: Origin, meant: Callable[[Change], bool] = any_change) -> Sequence[Change]:
        """Take back what the last turn changed that is at most UNDOABLE ago and not undone: SEQUENCE one higher.

        A booking becomes a cancelled meeting. Raises NothingToUndo, also when none of it is `meant`, and PeriodTaken when
        an old time was taken meanwhile; nothing is written then.
        """
        ...

    async def last_changes(self, now: datetime) -> Sequence[Change]:
        """Return the changes that `undo` would take back, the latest first."""
        ...

    async def restore(self, uid: str, before: VEvent | None) -> None:
        """Put back what `uid` was before a turn that wrote it and then failed, SEQUENCE and status too.

        None: the meeting or reminder was not there, so it is removed. One that was deleted meanwhile stays so. The turn's
        change is forgotten, so that the turn may be taken again. Where people were told of it already, SEQUENCE goes on
        rising, and a meeting that was not there is cancelled; `add` then books it anew.
        Raises PeriodTaken when somebody took the old time meanwhile; nothing is written then.
        """
        ...

    async def get(self, uid: str, recurrence_id: datetime | None = None) -> VEvent | None:
        """Return the meeting or whole series with this uid, cancelled or not, or one occurrence; None when there is none."""
        ...

    async def find(self, within: Period) -> Sequence[VEvent]:
        """Return the confirmed meetings that overlap the period, a series by occurrence, in order of their start."""
        ...

    async def agenda(self, within: Period) -> Agenda:
        """Return what `find` returns together with the owner's preferences, in one look."""
        ...

    async def upcoming(self, after: datetime, most: int, *, series_once: bool = False) -> Sequence[VEvent]:
        """Return the first `most` confirmed meetings that end after the moment, in order of their start.

        A series is there with every occurrence, or with `series_once` with its next one alone.
        """
        ...

    async def busy(self, within: Period) -> Sequence[Period]:
        """Return the time in the period that meetings take, merged and in order, in UTC."""
        ...

    async def busy_people(self, addresses: Sequence[str], within: Period) -> Mapping[str, Sequence[Period]]:
        """Return when other users of this server are busy, merged, by their mail address, and nothing else of them.

        An address that belongs to nobody here, or to the owner, is left out: every one when the owner is not signed in.
        """
        ...

    async def preferences(self) -> Preferences:
        """Return what the owner prefers; the defaults when nothing was ever said."""
        ...

    async def prefer(self, preferences: Preferences) -> Preferences:
        """Store what the owner prefers and return it."""
        ...

    async def organizer(self) -> Attendee | None:
        """Return who invites: the person set, else the signed-in owner by their own address, else None: nobody is invited."""
        ...

    async def set_organizer(self, person: Attendee | None) -> Attendee | None:
        """Store who invites and return them; meetings booked a moment ago send their invitations now. None: forget them.

        Raises InvalidAttendees when they have no address, or one that is malformed.
        """
        ...

    async def remind(self, reminder: Reminder) -> Reminder:
        """Store the reminder once and return it as stored; a second call with the same uid changes nothing."""
        ...

    async def forget_reminder(self, uid: str) -> Reminder | None:
        """Remove the reminder and return what it was; None when it is not there, as after a first call."""
        ...

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        """Return the reminders whose moment lies in the period, in order of their moment."""
        ...

    async def contacts(self, names: Sequence[str]) -> Mapping[str, Sequence[Attendee]]:
        """Return, by name, the people the owner knows by this first or full name, full names first.

        Case and accents do not matter; for a name that is nobody's there is an empty sequence.
        The people of every meeting that is written are known from then on where they have a name and an address, until
        `remember` says otherwise: each address once.
        """
        ...

    async def remember(self, people: Sequence[Attendee]) -> None:
        """Store people as contacts, under the name they have here also where their address was known by another.

        Raises InvalidAttendees for somebody without a name or address, and when there are too many; nothing is written
        then.
        """
        ...
