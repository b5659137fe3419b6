"""A calendar in memory: the fake that tests share; keeps nothing beyond the process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scheduling.availability import merged
from scheduling.calendars.writing import booked, cancelled, changed, put_back, undone
from scheduling.changes import UNDOABLE, Change, Origin
from scheduling.conflicts import Agenda, asked_about, in_the_way
from scheduling.contacts import MOST_CONTACTS, checked_contact, known, named
from scheduling.errors import InvalidAttendees, NothingToUndo, PeriodTaken
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.preferences import Preferences
from scheduling.recurrence import coming, occurrence, occurrences
from scheduling.validation import checked_organizer


@dataclass(slots=True)
class _Entry:
    change: Change
    origin: Origin | None
    undone: bool = False


class MemoryCalendar:
    """A Calendar over dictionaries of uid to meeting and to reminder; `people` are the calendars of others by address.

    Who is given others stands for a signed-in user.
    """

    def __init__(self, people: Mapping[str, "MemoryCalendar"] | None = None) -> None:
        self._events: dict[str, VEvent] = {}
        self._reminders: dict[str, Reminder] = {}
        self._changes: list[_Entry] = []
        self._preferences = Preferences()
        self._contacts: dict[str, Attendee] = {}
        self._organizer: Attendee | None = None
        self._people = people or {}

    async def add(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        if event.uid in self._events:
            return self._replayed(event.uid, origin) or self._events[event.uid]
        return self._write(booked(event, origin), origin)

    async def change(self, event: VEvent, *, origin: Origin | None = None) -> VEvent:
        if replayed := self._replayed(event.uid, origin):
            return replayed
        return self._write(changed(self._events.get(event.uid), event, origin), origin)

    async def cancel(
        self,
        uid: str,
        *,
        recurrence_id: datetime | None = None,
        others: Sequence[datetime] = (),
        following: bool = False,
        origin: Origin | None = None,
    ) -> VEvent:
        if replayed := self._replayed(uid, origin):
            return replayed
        return self._write(cancelled(self._events.get(uid), uid, recurrence_id, following, others), origin)

    async def undo(self, origin: Origin) -> Sequence[Change]:
        done = [each.change for each in self._changes if _is_same_turn(each.origin, origin)]
        if done:
            return done
        last = self._last(origin.at)
        if not last:
            raise NothingToUndo("nothing to undo")
        before = dict(self._events), list(self._changes)
        try:
            taken_back = [undone(self._events[each.change.after.uid], each.change) for each in last]
            for change in taken_back:
                self._write(change, origin)
        except PeriodTaken:
            self._events, self._changes = before
            raise
        for entry in last:
            entry.undone = True
        return taken_back

    async def last_changes(self, now: datetime) -> Sequence[Change]:
        return [entry.change for entry in self._last(now)]

    def _last(self, now: datetime) -> list[_Entry]:
        """What the last turn that changed anything and is young enough did, the latest first."""
        young = [
            each
            for each in reversed(self._changes)
            if each.origin
            and each.origin.at >= now - UNDOABLE
            and not each.undone
            and each.change.kind != "undo"
        ]
        return [each for each in young if _is_same_turn(each.origin, young[0].origin)]

    async def restore(self, uid: str, before: VEvent | None) -> None:
        sequence = before.sequence if before else -1
        taken_back = [
            entry
            for entry in self._changes
            if entry.change.after.uid == uid and entry.change.after.sequence > sequence
        ]
        if before is None:
            self._events.pop(uid, None)
            self._reminders.pop(uid, None)
        elif uid in self._events:
            moments = [entry.origin.at for entry in taken_back if entry.origin]
            now = max(moments, default=before.period.starts)
            self._put(put_back(self._events[uid], before), now)
        self._changes = [entry for entry in self._changes if entry not in taken_back]

    async def get(self, uid: str, recurrence_id: datetime | None = None) -> VEvent | None:
        found = self._events.get(uid)
        return occurrence(found, recurrence_id) if found and recurrence_id else found

    async def find(self, within: Period) -> Sequence[VEvent]:
        return self._confirmed(within)

    async def agenda(self, within: Period) -> Agenda:
        return Agenda(await self.find(within), self._preferences)

    async def upcoming(self, after: datetime, most: int, *, series_once: bool = False) -> Sequence[VEvent]:
        confirmed = [event for event in self._events.values() if event.status == "CONFIRMED"]
        found = [each for event in confirmed for each in coming(event, after, 1 if series_once else most)]
        return sorted(found, key=lambda event: event.period.starts)[:most]

    async def busy(self, within: Period) -> Sequence[Period]:
        return merged(each.period for each in await self.find(within))

    async def busy_people(self, addresses: Sequence[str], within: Period) -> Mapping[str, Sequence[Period]]:
        return {each: await self._people[each].busy(within) for each in addresses if each in self._people}

    async def preferences(self) -> Preferences:
        return self._preferences

    async def prefer(self, preferences: Preferences) -> Preferences:
        self._preferences = preferences
        return preferences

    async def organizer(self) -> Attendee | None:
        return self._organizer

    async def set_organizer(self, person: Attendee | None) -> Attendee | None:
        self._organizer = checked_organizer(person) if person else None
        return self._organizer

    async def remind(self, reminder: Reminder) -> Reminder:
        return self._reminders.setdefault(reminder.uid, reminder)

    async def forget_reminder(self, uid: str) -> Reminder | None:
        return self._reminders.pop(uid, None)

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        found = [
            reminder
            for reminder in self._reminders.values()
            if within.utc.starts <= reminder.moment.astimezone(UTC) < within.utc.ends
        ]
        return sorted(found, key=lambda reminder: reminder.moment.astimezone(UTC))

    async def contacts(self, names: Sequence[str]) -> Mapping[str, Sequence[Attendee]]:
        return {name: named(name, self._contacts.values()) for name in names}

    async def remember(self, people: Sequence[Attendee]) -> None:
        contacts = self._contacts | {each.email: each for each in map(checked_contact, people)}
        if len(contacts) > MOST_CONTACTS:
            raise InvalidAttendees("at most %(most)d contacts can be kept", most=MOST_CONTACTS)
        self._contacts = contacts

    def _replayed(self, uid: str, origin: Origin | None) -> VEvent | None:
        """What the turn has stored of this meeting already."""
        for entry in self._changes:
            if entry.change.after.uid == uid and _is_same_turn(entry.origin, origin):
                return entry.change.after
        return None

    def _write(self, change: Change, origin: Origin | None) -> VEvent:
        if change.after != change.before:
            self._put(change.after, origin.at if origin else change.after.period.starts)
            self._changes.append(_Entry(change, origin))
            learned = known(change.after.attendees)
            if len(self._contacts) + len(learned) <= MOST_CONTACTS:
                self._contacts = {person.email: person for person in learned} | self._contacts
        return change.after

    def _put(self, event: VEvent, now: datetime) -> None:
        if event.status == "CONFIRMED":
            others = [each for each in self._confirmed(asked_about(event, now)) if each.uid != event.uid]
            if taken := in_the_way(event, others, now):
                raise PeriodTaken(taken)
        self._events[event.uid] = event

    def _confirmed(self, within: Period) -> list[VEvent]:
        """The occurrences of confirmed meetings in the period, in order of their start."""
        confirmed = (event for event in self._events.values() if event.status == "CONFIRMED")
        found = [each for event in confirmed for each in occurrences(event, within)]
        return sorted(found, key=lambda event: event.period.starts)


def _is_same_turn(one: Origin | None, other: Origin | None) -> bool:
    return bool(one and other and (one.thread, one.turn) == (other.thread, other.turn))
