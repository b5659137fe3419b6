"""What nodes are handed for one turn; never read from globals or the clock."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from conversations.assistant.engines.base import Engine
from scheduling.calendars.base import Calendar


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is aware and in the conversation's zone, the zone in which "tomorrow at 3" is understood.

    A node notes in `booked` the UID it is about to write: should the turn fail, the meeting is withdrawn.
    """

    engine: Engine
    calendar: Calendar
    now: datetime
    timezone: str
    thread_id: UUID
    booked: list[str] = field(default_factory=list)
