"""What nodes are handed for one turn; never read from globals or the clock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from conversations.assistant.engines.base import Engine
from scheduling.calendars.base import Calendar


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is aware and in the conversation's zone, the zone in which "tomorrow at 3" is understood."""

    engine: Engine
    calendar: Calendar
    now: datetime
    timezone: str
    thread_id: UUID
