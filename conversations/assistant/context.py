"""What nodes are handed for one turn; never read from globals or the clock."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from conversations.assistant.acts import Act
from conversations.assistant.engines.base import Engine, Place
from scheduling.calendars.base import Calendar
from scheduling.changes import Origin
from scheduling.events import Reminder, VEvent


@dataclass(frozen=True, slots=True)
class Context:
    """`place` tells the engine where the turn begins; its `now` is in the zone in which "tomorrow at 3" is understood.

    A node notes in `written` by UID what is there before it writes: should the turn fail, that is put back. What it says
    waits in `acts` to be worded once it is done: LangGraph's own stream for that runs two more tasks a node.
    """

    engine: Engine
    calendar: Calendar
    place: Place
    timezone: str
    thread_id: UUID
    written: dict[str, VEvent | Reminder | None] = field(default_factory=dict)
    acts: deque[Act] = field(default_factory=deque)

    def say(self, act: Act) -> None:
        """Say something to the user, after all that was said before."""
        self.acts.append(act)

    def origin(self, turn: int) -> Origin:
        """Return what a write of this turn is told apart by, so that a replayed one changes nothing."""
        return Origin(str(self.thread_id), turn, self.now)

    @property
    def now(self) -> datetime:
        return self.place.now
