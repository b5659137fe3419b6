"""What nodes are handed for one turn; never read from globals or the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from conversations.assistant.engines.base import Engine, Place
from scheduling.calendars.base import Calendar
from scheduling.events import VEvent


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
    written: dict[str, VEvent | None] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.place.now
