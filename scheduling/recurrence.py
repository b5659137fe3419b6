"""Recurrence rules (RFC 5545 section 3.3.10) and the occurrences they make; never without an end.

python-dateutil walks to the year 9999 over a rule that falls on no day (FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30) and begins
at the first occurrence for every question. Here the days of the rule are counted only inside the period asked about, and
dateutil is what the tests compare with.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.events import Period, VEvent
from scheduling.rules import Rule, read_rule
from scheduling.validation import LATEST

_DAY = timedelta(days=1)


def occurrences(event: VEvent, within: Period) -> list[VEvent]:
    """Return the occurrences of the meeting that overlap the period, in order of their start.

    A meeting that is no series is its own one occurrence. Clock times stay what they are when the clocks change: one
    that does not exist on a day is read with the offset before the gap, one that comes twice is its first (RFC 5545
    section 3.3.5). Every occurrence lasts as long as the first. Raises InvalidRule.
    """
    if not event.rrule:
        return [event] if event.period.overlaps(within) else []
    found = ruled(event, within) + [each for each in moved(event) if each.period.overlaps(within)]
    return sorted(found, key=lambda occurrence: occurrence.period.starts)


def ruled(series: VEvent, within: Period) -> list[VEvent]:
    """Return the occurrences of a series in the period that are as the rule has them, in order. Raises InvalidRule."""
    asked, length = within.utc, series.period.duration
    overridden = {override.recurrence_id for override in series.overrides}
    return [
        _occurrence(series, start, Period(start, start + length))
        for start in _starts(series, asked.starts - length, asked.ends)
        if start not in overridden and start + length > asked.starts
    ]


def moved(series: VEvent) -> list[VEvent]:
    """Return the occurrences of a series that have a time of their own."""
    return [
        _occurrence(series, override.recurrence_id, override.period.utc)
        for override in series.overrides
        if override.period
    ]


def beyond(series: VEvent, since: datetime, within: Period) -> list[VEvent]:
    """Return those of `ruled` that the rule starts at `since` or later."""
    if within.utc.ends <= since:
        return []
    return [each for each in ruled(series, within) if each.recurrence_id and each.recurrence_id >= since]


def occurrence(event: VEvent, recurrence_id: datetime) -> VEvent | None:
    """Return the one occurrence of the series with this RECURRENCE-ID; None when it has none or it is cancelled."""
    moment = recurrence_id.astimezone(UTC)
    for override in event.overrides:
        if override.recurrence_id == moment:
            return _occurrence(event, moment, override.period.utc) if override.period else None
    if not event.rrule or moment not in _starts(event, moment, moment + timedelta(microseconds=1)):
        return None
    return _occurrence(event, moment, Period(moment, moment + event.period.duration))


def coming(event: VEvent, after: datetime, most: int) -> list[VEvent]:
    """Return the first `most` occurrences that end after the moment, in order of their start. Raises InvalidRule."""
    span = timedelta(days=92)
    while True:
        until = min(after.astimezone(UTC) + span, LATEST)
        found = occurrences(event, Period(after, until)) if after < until else []
        if len(found) >= most or until == LATEST:
            return found[:most]
        span *= 8


def has_end(event: VEvent, before: datetime) -> bool:
    """Tell whether all occurrences of the series start before the moment."""
    rule = read_rule(event.rrule)
    if rule.count is None and rule.until is None:
        return False
    return next(_starts(event, before.astimezone(UTC), LATEST), None) is None


def _occurrence(event: VEvent, recurrence_id: datetime, period: Period) -> VEvent:
    return replace(event, period=period, recurrence_id=recurrence_id, overrides=())


def _starts(event: VEvent, after: datetime, before: datetime) -> Iterator[datetime]:
    """The moments in UTC from `after` up to, not including, `before` at which the rule alone starts an occurrence."""
    rule, zone = read_rule(event.rrule), ZoneInfo(event.timezone)
    first, local = event.period.starts.astimezone(UTC), event.local_start.replace(tzinfo=None)
    if first >= before:
        return
    # the days of a rule that counts are counted from its first
    since = local.date() if rule.count else max(local.date(), (after.astimezone(zone) - _DAY).date())
    last = (before.astimezone(zone) + _DAY).date()
    count, previous = 1, first
    if after <= first:
        yield first
    for day in _days(rule, local.date(), since, last):
        naive = datetime.combine(day, local.time())
        start = naive.replace(tzinfo=zone).astimezone(UTC)
        # a day that a zone skipped (Apia, 2011-12-30) falls on the next, which is there already
        if start <= previous:
            continue
        count, previous = count + 1, start
        if start >= before or (rule.count and count > rule.count) or _is_over(rule, naive, start):
            return
        if start >= after:
            yield start


def _is_over(rule: Rule, naive: datetime, start: datetime) -> bool:
    if isinstance(rule.until, datetime):
        return start > rule.until if rule.until.tzinfo else naive > rule.until
    return rule.until is not None and naive.date() > rule.until


def _days(rule: Rule, first: date, since: date, last: date) -> Iterator[date]:
    """The days from `since` to `last` on which a rule that begins on `first` falls."""
    for starts, ends in _intervals(rule, first, since, last):
        days = [starts + timedelta(days=ahead) for ahead in range((ends - starts).days)]
        chosen = [day for day in days if _falls_on(rule, day, first)]
        if rule.positions:
            places = {place - 1 if place > 0 else len(chosen) + place for place in rule.positions}
            chosen = [day for place, day in enumerate(chosen) if place in places]
        yield from (day for day in chosen if max(first, since) <= day <= last)


def _intervals(rule: Rule, first: date, since: date, last: date) -> Iterator[tuple[date, date]]:
    """The days, weeks, months or years that the rule looks at, as half-open spans, from the one of `since` to `last`."""
    if rule.freq in ("DAILY", "WEEKLY"):
        step = _DAY if rule.freq == "DAILY" else timedelta(weeks=1)
        begin = first if rule.freq == "DAILY" else first - timedelta(days=(first.weekday() - rule.wkst) % 7)
        begin += max(0, (since - begin) // (step * rule.interval)) * step * rule.interval
        while begin <= last:
            yield begin, begin + step
            begin += step * rule.interval
        return
    months = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    number = first.year * 12 + (first.month - 1 if rule.freq == "MONTHLY" else 0)
    number += max(0, (since.year * 12 + since.month - 1 - number) // months) * months
    while number <= last.year * 12 + last.month - 1:
        yield _month(number), _month(number + (12 if rule.freq == "YEARLY" else 1))
        number += months


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _falls_on(rule: Rule, day: date, first: date) -> bool:
    """Tell whether the BY… parts of the rule, or in their absence its first day, let it fall on the day."""
    by_day = bool(rule.weekdays or rule.month_days)
    if rule.months:
        if day.month not in rule.months:
            return False
    elif rule.freq == "YEARLY" and not by_day and day.month != first.month:
        return False
    if rule.month_days:
        if day.day not in rule.month_days and day.day - _length(day) - 1 not in rule.month_days:
            return False
    elif rule.freq in ("MONTHLY", "YEARLY") and not by_day and day.day != first.day:
        return False
    if rule.weekdays:
        in_year = rule.freq == "YEARLY" and not rule.months
        return any(weekday == day.weekday() and _is_nth(day, nth, in_year) for nth, weekday in rule.weekdays)
    return rule.freq != "WEEKLY" or day.weekday() == first.weekday()


def _is_nth(day: date, nth: int, in_year: bool) -> bool:
    if nth == 0:
        return True
    place = day.timetuple().tm_yday if in_year else day.day
    whole = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days if in_year else _length(day)
    return nth in ((place - 1) // 7 + 1, -((whole - place) // 7 + 1))


def _length(day: date) -> int:
    """The days of the day's month."""
    following = _month(day.year * 12 + day.month)
    return (following - day.replace(day=1)).days
