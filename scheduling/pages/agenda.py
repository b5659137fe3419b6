"""The agenda: a day or a week of an owner's meetings and reminders; nothing is changed here."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling.agenda import DAY, WEEK, days, first_day, hours, span
from scheduling.pages.feed import feed_of
from scheduling.pages.owner import Owner, owned, refused, zone_of
from scheduling.pages.reminders import CHOICES

VIEWS = {"day": DAY, "week": WEEK}
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
            request, f"An agenda has a view=day or view=week, and a date like {now.date()} before 2100."
        )
    count = VIEWS[view]
    first = first_day(day, count)
    within = span(first, count, zone)
    meetings = await owner.calendar.find(within)
    shown = days(meetings, await owner.calendar.reminders(within), first, count, zone)
    visible = hours(shown)
    return render(
        request,
        "agenda.html",
        {
            "owner": owner,
            "view": view,
            "days": shown,
            "first": first,
            "last": first + timedelta(days=count - 1),
            "today": now.date(),
            "steps": _steps(view, day, now.date()),
            "hours": [f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}" for hour in visible],
            "top": visible.start,
            "zone": zone.key,
            "offset": f"{now:%z}",
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


def _steps(view: str, day: date, today: date) -> dict[str, Any]:
    step = timedelta(days=VIEWS[view])

    def to(label: str, when: date, how: str = view, current: bool = False) -> Step:
        return Step(label, f"?view={how}&date={when}", current)

    return {
        "previous": to(f"Previous {view}", max(day - step, FIRST)),
        "today": to("Today", today),
        "next": to(f"Next {view}", min(day + step, LAST)),
        "views": [to(name.capitalize(), day, name, name == view) for name in VIEWS],
    }
