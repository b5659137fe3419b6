"""A calendar in memory: the fake that tests share; keeps nothing beyond the process."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scheduling.errors import PeriodTaken, UnknownMeeting
from scheduling.events import Period, Reminder, VEvent


class MemoryCalendar:
    """A Calendar over dictionaries of uid to meeting and to reminder."""

    def __init__(self) -> None:
        self._events: dict[str, VEvent] = {}
        self._reminders: dict[str, Reminder] = {}

    async def add(self, event: VEvent) -> VEvent:
        if event.uid not in self._events:
            self._put(replace(event, period=event.period.utc))
        return self._events[event.uid]

    async def change(self, event: VEvent) -> VEvent:
        stored = self._events.get(event.uid)
        if stored is None or stored.status == "CANCELLED":
            raise UnknownMeeting(event.uid)
        wanted = replace(event, period=event.period.utc, sequence=stored.sequence, status=stored.status)
        if wanted != stored:
            self._put(replace(wanted, sequence=stored.sequence + 1))
        return self._events[event.uid]

    async def cancel(self, uid: str) -> VEvent:
        stored = self._events.get(uid)
        if stored is None:
            raise UnknownMeeting(uid)
        if stored.status != "CANCELLED":
            self._events[uid] = replace(stored, status="CANCELLED", sequence=stored.sequence + 1)
        return self._events[uid]

    async def get(self, uid: str) -> VEvent | None:
        return self._events.get(uid)

    async def restore(self, uid: str, before: VEvent | None) -> None:
        if before is None:
            self._events.pop(uid, None)
            self._reminders.pop(uid, None)
        elif uid in self._events:
            self._put(before)

    async def find(self, within: Period) -> Sequence[VEvent]:
        return [event for event in self._confirmed() if event.period.overlaps(within)]

    async def upcoming(self, after: datetime, most: int) -> Sequence[VEvent]:
        return [event for event in self._confirmed() if event.period.ends > after.astimezone(UTC)][:most]

    async def remind(self, reminder: Reminder) -> Reminder:
        return self._reminders.setdefault(reminder.uid, reminder)

    async def reminders(self, within: Period) -> Sequence[Reminder]:
        found = [
            reminder
            for reminder in self._reminders.values()
            if within.utc.starts <= reminder.moment.astimezone(UTC) < within.utc.ends
        ]
        return sorted(found, key=lambda reminder: reminder.moment.astimezone(UTC))

    def _put(self, event: VEvent) -> None:
        for other in self._confirmed():
            if other.uid != event.uid and other.period.overlaps(event.period):
                raise PeriodTaken(other)
        self._events[event.uid] = event

    def _confirmed(self) -> list[VEvent]:
        """The confirmed meetings in order of their start."""
        confirmed = [event for event in self._events.values() if event.status == "CONFIRMED"]
        return sorted(confirmed, key=lambda event: event.period.starts)
