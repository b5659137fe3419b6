"""The agenda: a day or a week of an owner's meetings and reminders; nothing is changed here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_interval
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scheduling.agenda import DAY, WEEK, days, first_day, hours, span
from scheduling.calendars.base import Calendar
from scheduling.events import Period
from scheduling.pages.feed import feed_of
from scheduling.pages.owner import Owner, owned, refused, zone_of
from scheduling.pages.reminders import CHOICES

VIEWS = {"day": DAY, "week": WEEK}
YEAR = timedelta(days=365)
FIRST, LAST = date(2000, 1, 3), date(2099, 12, 27)


@dataclass(frozen=True, slots=True)
class Step:
    """Another view or another time to go to."""

    label: str
    query: str
    current: bool = False


@require_safe
@owned
async def agenda(request: HttpRequest, owner: Owner) -> HttpResponseBase:
    """Show the day or week of `?view=week&date=2026-11-26`; this week when nothing is said."""
    view = request.GET.get("view", "week")
    preferences = await owner.calendar.preferences()
    zone, follows = zone_of(request, preferences)
    now = timezone.now().astimezone(zone)
    day = _day(request.GET.get("date", ""), now)
    if view not in VIEWS or day is None:
        return refused(
            request,
            _("An agenda has a view=day or view=week, and a date like %(date)s before 2100.")
            % {"date": now.date()},
        )
    count = VIEWS[view]
    first = first_day(day, count)
    within = span(first, count, zone)
    meetings = await owner.calendar.find(within)
    shown = days(meetings, await owner.calendar.reminders(within), first, count, zone)
    visible, offset = hours(shown), f"{within.starts.astimezone(zone):%z}"
    return render(
        request,
        "agenda.html",
        {
            "owner": owner,
            "view": view,
            "days": shown,
            "heading": _heading(first, first + timedelta(days=count - 1), now.date()),
            "today": now.date(),
            "steps": _steps(view, day, now.date()),
            "nearest": None if meetings else await _nearest(owner.calendar, within, view, now),
            "hours": [time_format(time(hour % 24), "HOUR_FORMAT") for hour in visible],
            "top": visible.start,
            "zone": zone.key,
            "offset": f"{offset[:3]}:{offset[3:]}",
            "follows_browser": follows,
            "ahead": preferences.ahead // timedelta(minutes=1),
            "choices": sorted({*CHOICES, preferences.ahead // timedelta(minutes=1)}),
            "feed": await feed_of(owner),
        },
    )


def _day(text: str, now: datetime) -> date | None:
    """Read the day that is asked for; None when there is no such day."""
    if not text:
        return now.date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _heading(first: date, last: date, today: date) -> str:
    """Return the day, or the first and the last one of a week, with the year where it is not this one."""
    if first == last:
        return date_format(first, "WEEKDAY_FORMAT" if first.year == today.year else "WEEKDAY_YEAR_FORMAT")
    days = format_interval(first, last, "MMMMd", locale=get_language()).replace("\N{THIN SPACE}", " ")
    if last.year == today.year:
        return days
    # Translators: the days of a week and their year
    return _("%(days)s, %(year)d") % {"days": days, "year": last.year}


def _steps(view: str, day: date, today: date) -> dict[str, Any]:
    step = timedelta(days=VIEWS[view])

    def to(label: str, when: date, how: str = view, current: bool = False) -> Step:
        return Step(label, f"?view={how}&date={when}", current)

    one_day = view == "day"
    return {
        "previous": to(_("Previous day") if one_day else _("Previous week"), max(day - step, FIRST)),
        "today": to(_("Today"), today),
        "next": to(_("Next day") if one_day else _("Next week"), min(day + step, LAST)),
        "views": [to(_("Day"), day, "day", one_day), to(_("Week"), day, "week", not one_day)],
    }


async def _nearest(calendar: Calendar, within: Period, view: str, now: datetime) -> Step | None:
    """Return the way to the first meeting after the time shown, else to the last one of the year before it."""
    if coming := await calendar.upcoming(within.ends, 1):
        label, meeting = _("Next meeting: %(day)s"), coming[0]
    elif gone := await calendar.find(Period(within.starts - YEAR, within.starts)):
        label, meeting = _("Previous meeting: %(day)s"), gone[-1]
    else:
        return None
    day = meeting.period.starts.astimezone(now.tzinfo).date()
    return Step(label % {"day": _heading(day, day, now.date())}, f"?view={view}&date={min(day, LAST)}")
