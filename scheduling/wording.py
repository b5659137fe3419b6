"""Times, rules and changes of meetings in words, for mails and pages, in the active language; never a mail or a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from scheduling.events import Override, Period, VEvent
from scheduling.rules import Rule, read_rule

_ORDINALS = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    5: gettext_lazy("fifth"),
    -1: gettext_lazy("last"),
    -2: gettext_lazy("last but one"),
}
_EVERY = {
    "DAILY": ngettext_lazy("every day", "every %(number)d days", "number"),
    "WEEKLY": ngettext_lazy("every week", "every %(number)d weeks", "number"),
    "MONTHLY": ngettext_lazy("every month", "every %(number)d months", "number"),
    "YEARLY": ngettext_lazy("every year", "every %(number)d years", "number"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about a meeting in words; `was`: what it was before, where that is another."""

    label: str
    text: str
    was: str = ""


def day(moment: datetime | date) -> str:
    """Return "Tuesday, March 30, 2027"."""
    return date_format(moment, "WEEKDAY_YEAR_FORMAT")


def clock(moment: datetime) -> str:
    """Return "9:00 AM"."""
    return time_format(moment.time(), "TIME_FORMAT")


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
    told = {"starts": f"{day(starts)}, {clock(starts)}", "ends": until, "zone": where}
    # Translators: when a meeting is
    return _("%(starts)s to %(ends)s (%(zone)s)") % told


def repeats(text: str, zone: ZoneInfo) -> str:
    """Return a rule in words: "every 2 weeks on Tuesday and Thursday until June 1, 2027"; "" for no rule."""
    if not text:
        return ""
    rule = read_rule(text)
    words = _EVERY[rule.freq] % {"number": rule.interval} + _on(rule)
    if rule.months:
        words += _(" in %(months)s") % {"months": listed([str(MONTHS[month]) for month in rule.months])}
    if rule.count:
        words += ngettext(", %(number)d time", ", %(number)d times", rule.count) % {"number": rule.count}
    if rule.until:
        until = rule.until
        if isinstance(until, datetime) and until.tzinfo:
            until = until.astimezone(zone)
        words += _(" until %(date)s") % {"date": date_format(until, "DATE_FORMAT")}
    return words


def listed(names: Sequence[str]) -> str:
    """Return "Ana, Bo and Cy"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def lines(event: VEvent, was: VEvent | None, zone: ZoneInfo) -> list[Line]:
    """Return what there is to say about a meeting: when, where, how it repeats; `was` it another, what is no longer so."""

    def line(label: str, text: str, before: str | None) -> Line:
        none = _("none")
        return Line(label, text or none, before or none if before not in (None, text) else "")

    said = [
        line(_("When"), when(event.period, zone), when(was.period, zone) if was else None),
        line(_("Where"), event.location, was.location if was else None),
        line(_("Repeats"), repeats(event.rrule, zone), repeats(was.rrule, zone) if was else None),
    ]
    return [each for each in said if each.text != _("none") or each.was] + list(
        _occurrences(event, was, zone)
    )


def _occurrences(event: VEvent, was: VEvent | None, zone: ZoneInfo) -> Iterator[Line]:
    """The occurrences that differ from the rule otherwise than they did."""
    before = {each.recurrence_id: each for each in was.overrides} if was else {}
    for override in event.overrides:
        if before.pop(override.recurrence_id, None) != override:
            yield _occurrence(override, zone)
    for override in before.values():
        yield Line(_("As planned"), when(_planned(override, event), zone))


def _occurrence(override: Override, zone: ZoneInfo) -> Line:
    planned = override.recurrence_id.astimezone(zone)
    if override.period is None:
        return Line(_("Left out"), f"{day(planned)}, {clock(planned)}")
    return Line(_("Moved"), when(override.period, zone), was=f"{day(planned)}, {clock(planned)}")


def _planned(override: Override, event: VEvent) -> Period:
    return Period(override.recurrence_id, override.recurrence_id + event.period.duration)


def _on(rule: Rule) -> str:
    if rule.month_days:
        days = [_("day %d") % each if each > 0 else _("the last day") for each in rule.month_days]
        return _(" on %(days)s") % {"days": listed(days)}
    if [weekday for _nth, weekday in rule.weekdays] == [0, 1, 2, 3, 4] and not rule.positions:
        return _(" from Monday to Friday")
    weekdays = [
        _("the %(nth)s %(weekday)s") % {"nth": _ordinal(nth), "weekday": WEEKDAYS[weekday]}
        if nth
        else str(WEEKDAYS[weekday])
        for nth, weekday in rule.weekdays
    ]
    if not weekdays:
        return ""
    named = listed(weekdays)
    if rule.positions:
        positions = {"nth": listed([_ordinal(each) for each in rule.positions]), "weekdays": named}
        named = _("the %(nth)s of %(weekdays)s") % positions
    return _(" on %(days)s") % {"days": named}


def _ordinal(number: int) -> str:
    return str(_ORDINALS[number]) if number in _ORDINALS else _("%dth") % number


def in_header(text: str) -> str:
    """Return the text as a mail's header shows it, on one line.

    What looks like an encoded word (RFC 2047) would be decoded, whoever wrote it: a word joiner nobody sees parts it.
    """
    return " ".join(text.split()).replace("=?", "=\N{WORD JOINER}?")
