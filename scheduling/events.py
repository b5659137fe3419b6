"""A meeting and its people as plain values in RFC 5545 words; never a database row or a wire format."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.errors import InvalidPeriod


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of time [starts, ends), both timezone-aware (RFC 5545 section 3.3.9).

    Raises InvalidPeriod for a naive bound or an end that is not after the start.
    """

    starts: datetime
    ends: datetime

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise InvalidPeriod("a period needs timezone-aware bounds")
        if not timedelta(0) < self.duration:
            raise InvalidPeriod("a period ends after it starts")

    # Two moments of one zone are compared by their wall clocks, which go back in autumn: UTC never does.

    @property
    def utc(self) -> "Period":
        """The same period with its bounds in UTC."""
        return Period(self.starts.astimezone(UTC), self.ends.astimezone(UTC))

    @property
    def duration(self) -> timedelta:
        return self.ends.astimezone(UTC) - self.starts.astimezone(UTC)

    def overlaps(self, other: "Period") -> bool:
        mine, theirs = self.utc, other.utc
        return mine.starts < theirs.ends and theirs.starts < mine.ends


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person invited: a name, an address, or both (RFC 5545 section 3.8.4.1).

    `partstat` is what they answered; it does not make them another person, and no change is made for it.
    """

    name: str = ""
    email: str = ""
    partstat: str = field(default="NEEDS-ACTION", compare=False)

    def __str__(self) -> str:
        return self.name or self.email


@dataclass(frozen=True, slots=True)
class Override:
    """One occurrence of a series that differs: moved to `period`, or cancelled when that is None.

    `recurrence_id` is the moment in UTC at which the rule alone would start it (RFC 5545 section 3.8.4.4).
    """

    recurrence_id: datetime
    period: Period | None


@dataclass(frozen=True, slots=True)
class VEvent:
    """A meeting (RFC 5545 section 3.6.1). `timezone` is the IANA zone it was agreed in.

    With an `rrule` it is a series: `period` is its first occurrence, `overrides` are those that differ. One occurrence of
    a series has the UID and the rule of the series, its own `period`, and a `recurrence_id`.
    """

    uid: str
    summary: str
    period: Period
    timezone: str
    location: str = ""
    attendees: tuple[Attendee, ...] = field(default=())
    rrule: str = ""
    sequence: int = 0
    status: str = "CONFIRMED"
    recurrence_id: datetime | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def local_start(self) -> datetime:
        return self.period.starts.astimezone(ZoneInfo(self.timezone))

    @property
    def local_end(self) -> datetime:
        return self.period.ends.astimezone(ZoneInfo(self.timezone))


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be reminded of: `moment` is aware, `timezone` the IANA zone it was said in."""

    uid: str
    text: str
    moment: datetime
    timezone: str
