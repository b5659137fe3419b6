"""What nodes are handed for one turn; never read from globals or the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from conversations.assistant.engines.base import Engine, Place
from scheduling.calendars.base import Calendar
from scheduling.changes import Origin
from scheduling.events import Reminder, VEvent


@dataclass(frozen=True, slots=True)
class Context:
    """`place` tells the engine where the turn begins; its `now` is in the zone in which "tomorrow at 3" is understood.

    A node notes in `written` by UID what is there before it writes: should the turn fail, that is put back.
    """

    engine: Engine
    calendar: Calendar
    place: Place
    timezone: str
    thread_id: UUID
    written: dict[str, VEvent | Reminder | None] = field(default_factory=dict)

    def origin(self, turn: int) -> Origin:
        """Return what a write of this turn is told apart by, so that a replayed one changes nothing."""
        return Origin(str(self.thread_id), turn, self.now)

    @property
    def now(self) -> datetime:
        return self.place.now
