"""What an owner prefers of their calendar: zone, working hours, buffer, usual length, notice; never what is on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.errors import InvalidPreferences
from scheduling.events import Period
from scheduling.validation import is_zone

Hours = tuple[time, time]
OFFICE: tuple[Hours | None, ...] = ((time(9), time(17)),) * 5 + (None, None)
WHOLE: Hours = (time.min, time.min)  # a day of which nothing was said but that it is no day off
MOST_BUFFER, MOST_LENGTH, MOST_NOTICE = timedelta(hours=4), timedelta(hours=24), timedelta(days=60)
MOST_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preferences:
    """An owner's preferences; a meeting that breaks one may still be booked.

    `timezone` is an IANA zone, or "" for an owner who never named one: the zone of the meeting counts then. `hours` are
    first and last clock time for each weekday from Monday, None for a day off; a last of 0:00 is midnight: a day from 0:00
    to 0:00 is one of which no hours were named. `buffer` is
    free time between meetings, `length` what a meeting takes unless said, `notice` how long before one it is made,
    `ahead` how long before one its owner is reminded of it: no time at all means never.
    What was never said is None, "" or zero: no meeting breaks it, and office hours are where free time is looked for.
    Raises InvalidPreferences.
    """

    timezone: str = ""
    hours: tuple[Hours | None, ...] | None = None
    buffer: timedelta = timedelta(0)
    length: timedelta | None = None
    notice: timedelta = timedelta(0)
    ahead: timedelta = timedelta(minutes=10)

    def __post_init__(self) -> None:
        if self.timezone and not is_zone(self.timezone):
            raise InvalidPreferences(f"{self.timezone[:64]} is not a time zone")
        if self.hours is not None and len(self.hours) != 7:
            raise InvalidPreferences("a week has seven days")
        for day in self.hours or ():
            if day and not (day[0] < day[1] or day[1] == time.min):
                raise InvalidPreferences("a working day ends after it starts")
        if not timedelta(0) <= self.buffer <= MOST_BUFFER:
            raise InvalidPreferences("a buffer is at most four hours")
        if self.length is not None and not timedelta(0) < self.length <= MOST_LENGTH:
            raise InvalidPreferences("a meeting takes more than no time and at most 24 hours")
        if not timedelta(0) <= self.notice <= MOST_NOTICE:
            raise InvalidPreferences("notice is at most 60 days")
        if not timedelta(0) <= self.ahead <= MOST_AHEAD:
            raise InvalidPreferences("a reminder comes at most a week ahead")

    @property
    def rules(self) -> bool:
        """Whether anything was said that a meeting can break."""
        return bool(self.hours or self.buffer or self.notice)

    def working(self, day: date, zone: str) -> Period | None:
        """Return the working hours of a day, office hours unless said; `zone` counts for an owner who named none.

        None for a day off.
        """
        hours = (self.hours or OFFICE)[day.weekday()]
        return self._on(day, hours, zone) if hours else None

    def usual(self, day: date, zone: str) -> Period | None:
        """Return when free time is looked for on a day: working hours, where they name no edge that of office hours.

        None for a day off, and for a weekend of which nothing was said.
        """
        week = self.hours or OFFICE
        hours = week[day.weekday()]
        if hours is None or (
            day.weekday() > 4 and week[5] == week[6] and time.min in hours and any(week[:5])
        ):
            return None
        first, last = OFFICE[0] or WHOLE
        first, last = first if hours[0] == time.min else hours[0], last if hours[1] == time.min else hours[1]
        return self._on(day, (first, last) if first < last else hours, zone)

    def _on(self, day: date, hours: Hours, zone: str) -> Period:
        tzinfo = ZoneInfo(self.timezone or zone)
        ends = day + timedelta(days=1) if hours[1] == time.min else day
        starts = datetime.combine(day, hours[0], tzinfo=tzinfo)
        return Period(starts, datetime.combine(ends, hours[1], tzinfo=tzinfo))
