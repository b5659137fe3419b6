"""The days ahead as a part of the chat page; nothing is changed here."""

from dataclasses import replace
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from scheduling.agenda import days, span
from scheduling.pages.owner import Owner, owned, zone_of

AHEAD = 7


@require_safe
@owned
async def panel(request: HttpRequest, owner: Owner) -> HttpResponseBase:
    """Show what is still to come of today and the days after it, without empty days."""
    zone, _ = zone_of(request, await owner.calendar.preferences())
    now = timezone.now().astimezone(zone)
    within = span(now.date(), AHEAD, zone)
    found = days(
        [event for event in await owner.calendar.find(within) if event.period.ends > now],
        [each for each in await owner.calendar.reminders(within) if each.moment > now],
        now.date(),
        AHEAD,
        zone,
    )
    shown = [
        replace(day, entries=tuple(sorted(day.entries, key=lambda each: each.starts)))
        for day in found
        if day.entries or day.reminders
    ]
    return render(
        request,
        "panel.html",
        {
            "owner": owner,
            "days": shown,
            "today": now.date(),
            "tomorrow": now.date() + timedelta(days=1),
            "now": now,
            "zone": zone.key,
        },
    )
