"""When something is that is to be beside a booked meeting: a while before it, right before it, right after it."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.meetings import facts
from conversations.assistant.shifts import parse_shift
from scheduling.events import Period, VEvent

_WHEN = ("date", "time", "timezone", "fold")


def moment_beside(event: VEvent, side: str, shift: str, minutes: int | None, timezone: str) -> dict[str, Any]:
    """Return the slot values of that moment; of what is right before the meeting, and whose length is unsaid, the day."""
    zone = ZoneInfo(timezone)
    starts = (event.period.ends if side == "after" else event.period.starts).astimezone(zone)
    if shift:
        by = parse_shift(shift)
        day = starts + timedelta(days=by.days)  # the same hour of another day, on the clock
        starts = (day.astimezone(UTC) + timedelta(minutes=by.minutes)).astimezone(zone)
    elif side == "before":
        starts = (starts.astimezone(UTC) - timedelta(minutes=minutes or 0)).astimezone(zone)
    there = facts(replace(event, period=Period(starts, starts + event.period.duration)), timezone)
    names = ("date",) if side == "before" and not (shift or minutes) else _WHEN
    return {name: there[name] for name in names if name in there}
