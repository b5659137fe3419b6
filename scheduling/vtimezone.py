"""A zone as a VTIMEZONE (RFC 5545 section 3.6.5) with rules instead of lists of dates; never a meeting.

Calendar programs and servers read the lists that libraries make from zoneinfo an hour wrong once they are over.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDDDTypes, vRecur, vText, vUTCOffset

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CYCLE = 28  # after so many years the days of the year fall on the same weekdays again
_LISTED = 10  # so many years ahead changes are listed in a zone whose changes follow no rule
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a zone's offset: `local` is the clock time, by the old offset, at which it happens."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, int, int, timedelta]:
        """What the changes of a rule have in common: everything but the day of the month."""
        clock = timedelta(hours=self.local.hour, minutes=self.local.minute, seconds=self.local.second)
        return (self.before, self.after, self.name, self.local.month, self.local.weekday(), clock)


@lru_cache(maxsize=256)
def vtimezone(name: str, year: int) -> Timezone:
    """Return the zone's rules as they hold from the year before `year` on."""
    zone = Timezone()
    zone.add("tzid", name)
    changes = _changes(ZoneInfo(name), year - 1, year + _CYCLE)
    regular = _regular_from(changes, year - 1, year + _CYCLE)
    listed = [each for each in changes if each.local.year < (regular or year + _LISTED)]
    if not changes or listed or regular != year - 1:
        zone.add_component(_standing(ZoneInfo(name), year - 1))
    for each in listed:
        zone.add_component(_observance(each))
    if regular is not None:
        for kind in dict.fromkeys(each.kind for each in changes if each.local.year >= regular):
            alike = [each for each in changes if each.local.year >= regular and each.kind == kind]
            zone.add_component(_observance(alike[0], _rule(alike)))
    return zone


def _changes(zone: ZoneInfo, first: int, last: int) -> list[_Change]:
    """The changes of offset in the years from `first` to `last`, to the minute."""
    found = []
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        later = moment + timedelta(days=7)
        before, after = (each.astimezone(zone).utcoffset() or timedelta(0) for each in (moment, later))
        if before != after:
            low, high = moment, later
            while high - low > _MINUTE:
                middle = low + (high - low) // 2 // _MINUTE * _MINUTE
                if (middle.astimezone(zone).utcoffset() or timedelta(0)) == before:
                    low = middle
                else:
                    high = middle
            local = (high + before).replace(tzinfo=None)
            found.append(_Change(local, before, after, high.astimezone(zone).tzname() or ""))
        moment = later
    return found


def _regular_from(changes: list[_Change], first: int, last: int) -> int | None:
    """The first year from which on every year has the same changes on the days of a rule; None: there is no such year."""
    by_year = {year: [each for each in changes if each.local.year == year] for year in range(first, last + 1)}
    pattern = {each.kind for each in by_year[last]}
    regular = None
    for year in range(last, first - 1, -1):
        kinds = {each.kind for each in by_year[year]}
        days = [each for each in changes if each.local.year >= year]
        if not pattern or kinds != pattern or len(by_year[year]) != len(pattern) or not _have_rules(days):
            break
        regular = year
    return regular if regular is not None and last - regular >= _LISTED else None


def _have_rules(changes: list[_Change]) -> bool:
    for kind in {each.kind for each in changes}:
        days = [each.local.day for each in changes if each.kind == kind]
        if max(days) - min(days) > 6:
            return False
    return True


def _rule(alike: list[_Change]) -> vRecur:
    """The yearly rule of changes that fall on one weekday within seven days of a month."""
    first = alike[0].local
    days = [each.local.day for each in alike]
    code, earliest, latest = _CODES[first.weekday()], min(days), max(days)
    rule = {"FREQ": "YEARLY", "BYMONTH": first.month}
    length = ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    if latest == length and earliest == length - 6:
        return vRecur(rule | {"BYDAY": f"-1{code}"})
    if latest - earliest == 6 and earliest % 7 == 1:
        return vRecur(rule | {"BYDAY": f"{earliest // 7 + 1}{code}"})
    return vRecur(rule | {"BYDAY": code, "BYMONTHDAY": list(range(earliest, latest + 1))})


def _observance(change: _Change, rule: vRecur | None = None) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    component.add("dtstart", vDDDTypes(change.local))
    component.add("tzoffsetfrom", vUTCOffset(change.before))
    component.add("tzoffsetto", vUTCOffset(change.after))
    component.add("tzname", vText(change.name))
    if rule:
        component.add("rrule", rule)
    return component


def _standing(zone: ZoneInfo, year: int) -> TimezoneStandard:
    """What holds before the first change: all there is in a zone that never changes."""
    moment = datetime(year, 1, 1, tzinfo=UTC).astimezone(zone)
    offset = moment.utcoffset() or timedelta(0)
    component = TimezoneStandard()
    component.add("dtstart", vDDDTypes(datetime(1970, 1, 1)))
    component.add("tzoffsetfrom", vUTCOffset(offset))
    component.add("tzoffsetto", vUTCOffset(offset))
    component.add("tzname", vText(moment.tzname() or ""))
    return component
