"""What calendars tell their owners by themselves: a signal, sent in the transaction of what happened; never its wording.

    noticed.send(sender=None, key="user:7", notice=Notice("reply", uid, summary, person="Ana", partstat="DECLINED"))

Receivers run in the sender's transaction: what they store is there exactly when what they tell of has happened.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from django.dispatch import Signal

# arguments: `key` of the calendar (owners.py) and `notice`, a Notice
noticed = Signal()

# the name under which PostgreSQL notifies of the key of a calendar whose meetings or reminders are not as they were
AGENDA_CHANGED = "meetingmuse_agenda"

Kind = Literal["reply", "undelivered", "reminder", "upcoming"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to the meeting or reminder `uid`, every fact of it read from its row.

    "reply": `person` answered with `partstat`. "undelivered": a mail did not reach `person`. "reminder": its moment has come,
    `summary` is its text. "upcoming": the occurrence of the meeting at `starts` begins soon. `timezone` is the zone in which
    `starts` is to be told.
    """

    kind: Kind
    uid: str
    summary: str
    person: str = ""
    partstat: str = ""
    starts: datetime | None = None
    timezone: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return what there is to tell as plain JSON; `from_json` reads it back."""
        told = {**asdict(self), "starts": self.starts and self.starts.isoformat()}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Notice":
        starts = told.get("starts")
        return cls(**{**told, "starts": datetime.fromisoformat(starts) if starts else None})
