"""A calendar in memory: the fake that tests share; keeps nothing beyond the process."""

from collections.abc import Sequence

from scheduling.errors import PeriodTaken
from scheduling.events import Period, VEvent


class MemoryCalendar:
    """A Calendar over a dictionary of uid to meeting."""

    def __init__(self) -> None:
        self._events: dict[str, VEvent] = {}

    async def add(self, event: VEvent) -> VEvent:
        if event.uid in self._events:
            return self._events[event.uid]
        if overlapping := await self.find(event.period):
            raise PeriodTaken(overlapping[0])
        self._events[event.uid] = event
        return event

    async def withdraw(self, uid: str) -> None:
        self._events.pop(uid, None)

    async def find(self, within: Period) -> Sequence[VEvent]:
        found = [
            event
            for event in self._events.values()
            if event.status == "CONFIRMED" and event.period.overlaps(within)
        ]
        return sorted(found, key=lambda event: event.period.starts)
