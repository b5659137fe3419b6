"""All meetings of one day, of whatever calendar, by the time they take; never one that is cancelled."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduling.models import Meeting, Occupancy

MOST = 300
FIRST, LAST = date(1970, 1, 2), date(2999, 12, 30)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One occurrence: its own clock times, and where it lies on the day in percent."""

    meeting: Meeting
    starts: datetime
    ends: datetime
    left: float
    width: float


def read_day(text: str, today: date) -> date:
    """Return the day that is asked for; today when there is no such day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today


def agenda(day: date) -> list[Row]:
    """Return the first MOST occurrences that begin on this day of UTC, in order."""
    midnight = datetime.combine(day, time.min, tzinfo=UTC)
    taken = (
        Occupancy.objects.filter(starts__gte=midnight, starts__lt=midnight + _DAY)
        .select_related("meeting__calendar")
        .prefetch_related("meeting__attendees")
        .order_by("starts", "id")
    )
    rows = []
    for each in taken[:MOST]:
        zone = ZoneInfo(each.meeting.timezone)
        left = 100 * ((each.starts - midnight) / _DAY)
        width = min(100 * ((each.ends - each.starts) / _DAY), 100 - left)
        # naive, or the template would turn them into its own zone
        local = (
            each.starts.astimezone(zone).replace(tzinfo=None),
            each.ends.astimezone(zone).replace(tzinfo=None),
        )
        rows.append(Row(each.meeting, *local, round(left, 2), round(max(width, 0.4), 2)))
    return rows
