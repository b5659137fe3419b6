"""Times, rules and changes of meetings in words, for mails and pages; never a mail or a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduling.events import Override, Period, VEvent
from scheduling.rules import Rule, read_rule

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}
_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a meeting in words; `was`: what it was before, where that is another."""

    label: str
    text: str
    was: str = ""


def day(moment: datetime | date) -> str:
    """Return "Tuesday, March 30, 2027"."""
    return f"{moment:%A}, {moment:%B} {moment.day}, {moment.year}"


def clock(moment: datetime) -> str:
    """Return "9:00 AM"."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"


def offset(moment: datetime) -> str:
    """Return "UTC+2", "UTC+5:30" or "UTC"."""
    minutes = (moment.utcoffset() or timedelta(0)) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"


def when(period: Period, zone: ZoneInfo) -> str:
    """Return "Tuesday, March 30, 2027, 9:00 AM to 10:00 AM (Europe/Berlin, UTC+2)"."""
    starts, ends = period.starts.astimezone(zone), period.ends.astimezone(zone)
    until = clock(ends) if ends.date() == starts.date() else f"{day(ends)}, {clock(ends)}"
    where = zone.key if zone.key == offset(starts) else f"{zone.key}, {offset(starts)}"
    return f"{day(starts)}, {clock(starts)} to {until} ({where})"


def repeats(text: str, zone: ZoneInfo) -> str:
    """Return a rule in words: "every 2 weeks on Tuesday and Thursday until June 1, 2027"; "" for no rule."""
    if not text:
        return ""
    rule = read_rule(text)
    unit = _UNITS[rule.freq]
    words = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    words += _on(rule)
    if rule.months:
        words += " in " + listed([f"{date(2000, month, 1):%B}" for month in rule.months])
    if rule.count:
        words += f", {rule.count} {'time' if rule.count == 1 else 'times'}"
    if rule.until:
        until = rule.until
        if isinstance(until, datetime) and until.tzinfo:
            until = until.astimezone(zone)
        words += f" until {until:%B} {until.day}, {until.year}"
    return words


def listed(names: Sequence[str]) -> str:
    """Return "Ana, Bo and Cy"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def lines(event: VEvent, was: VEvent | None, zone: ZoneInfo) -> list[Line]:
    """Return what there is to say about a meeting: when, where, how it repeats; `was` it another, what is no longer so."""

    def line(label: str, text: str, before: str | None) -> Line:
        return Line(label, text or "none", before or "none" if before not in (None, text) else "")

    said = [
        line("When", when(event.period, zone), when(was.period, zone) if was else None),
        line("Where", event.location, was.location if was else None),
        line("Repeats", repeats(event.rrule, zone), repeats(was.rrule, zone) if was else None),
    ]
    return [each for each in said if each.text != "none" or each.was] + list(_occurrences(event, was, zone))


def _occurrences(event: VEvent, was: VEvent | None, zone: ZoneInfo) -> Iterator[Line]:
    """The occurrences that differ from the rule otherwise than they did."""
    before = {each.recurrence_id: each for each in was.overrides} if was else {}
    for override in event.overrides:
        if before.pop(override.recurrence_id, None) != override:
            yield _occurrence(override, zone)
    for override in before.values():
        yield Line("As planned", when(_planned(override, event), zone))


def _occurrence(override: Override, zone: ZoneInfo) -> Line:
    planned = override.recurrence_id.astimezone(zone)
    if override.period is None:
        return Line("Left out", f"{day(planned)}, {clock(planned)}")
    return Line("Moved", when(override.period, zone), was=f"{day(planned)}, {clock(planned)}")


def _planned(override: Override, event: VEvent) -> Period:
    return Period(override.recurrence_id, override.recurrence_id + event.period.duration)


def _on(rule: Rule) -> str:
    if rule.month_days:
        days = [f"day {each}" if each > 0 else "the last day" for each in rule.month_days]
        return f" on {listed(days)}"
    if [weekday for _, weekday in rule.weekdays] == [0, 1, 2, 3, 4] and not rule.positions:
        return " from Monday to Friday"
    ordinals = rule.positions or None
    named = [
        f"the {_ORDINALS.get(nth, f'{nth}th')} {_WEEKDAYS[weekday]}" if nth else _WEEKDAYS[weekday]
        for nth, weekday in rule.weekdays
    ]
    if not named:
        return ""
    if ordinals:
        return f" on the {listed([_ORDINALS.get(each, f'{each}th') for each in ordinals])} of {listed(named)}"
    return f" on {listed(named)}"
