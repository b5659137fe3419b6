"""Free/busy over 10,000 meetings and 100 series, against the same question answered by expanding everything.

Runs in a process of its own over an embedded PostgreSQL in a folder that is removed: `python -m benchmarks.freebusy`.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from typing import Any

MEETINGS, SERIES, ROUNDS = 10_000, 100, 15
FIRST = datetime(2030, 1, 7, tzinfo=UTC)  # a Monday
HALF_HOUR, WEEK = timedelta(minutes=30), timedelta(weeks=1)
WEEKS = 100
# half hours of a week: the first SERIES are the series', the others have room for the single meetings
SLOTS = 336


def measure() -> dict[str, float]:
    """Return the medians of ROUNDS in milliseconds: `ours` and `naive` for a month, `ours_all` and `naive_all` for all."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.freebusy"],
            env={**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "meetingmuse.settings"},
            capture_output=True,
            text=True,
            timeout=300,
        )
    if done.returncode:
        raise RuntimeError(f"the free/busy benchmark failed: {done.stderr.strip()[-600:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _fill() -> None:
    from scheduling.calendars.occupancy import occupy
    from scheduling.calendars.values import to_event
    from scheduling.models import Calendar, Meeting, Occupancy

    calendar = Calendar.objects.create(key="client:benchmark")

    def meeting(number: int, starts: datetime, rule: str = "") -> Meeting:
        return Meeting(
            calendar=calendar,
            uid=f"{rule and 'series'}{number}",
            summary=f"Meeting {number}",
            starts=starts,
            ends=starts + HALF_HOUR,
            local_starts=starts.replace(tzinfo=None),
            timezone="UTC",
            rrule=rule,
        )

    places = [week * WEEK + slot * HALF_HOUR for week in range(WEEKS) for slot in range(SERIES * 2, SLOTS)]
    step = len(places) // MEETINGS
    Meeting.objects.bulk_create(meeting(number, FIRST + places[number * step]) for number in range(MEETINGS))
    Occupancy.objects.bulk_create(
        Occupancy(calendar=calendar, meeting=each, starts=each.starts, ends=each.ends)
        for each in Meeting.objects.all()
    )
    for number in range(SERIES):
        row = meeting(number, FIRST + 2 * number * HALF_HOUR, "FREQ=WEEKLY")
        row.save()
        occupy(row, to_event(row), now=FIRST, until=FIRST + WEEKS * WEEK)


async def _compare() -> dict[str, float]:
    from scheduling.availability import merged
    from scheduling.calendars.database import DatabaseCalendar
    from scheduling.calendars.reading import read_event
    from scheduling.database import close_pool, pool
    from scheduling.events import Period
    from scheduling.recurrence import occurrences

    calendar = DatabaseCalendar("client:benchmark")

    async def naive(within: Period) -> tuple[Period, ...]:
        """Load every meeting of the calendar and expand it."""
        async with (await pool()).connection() as db:
            cursor = await db.execute(
                "SELECT m.*, NULL AS recurrence_id, NULL AS overrides, NULL AS attendees FROM scheduling_meeting m "
                "JOIN scheduling_calendar c ON c.id = m.calendar_id "
                "WHERE c.key = %s AND m.status = 'CONFIRMED'",
                (calendar.key,),
            )
            events = [read_event(row) for row in await cursor.fetchall()]
        return merged(each.period for event in events for each in occurrences(event, within))

    month = Period(FIRST + 40 * WEEK, FIRST + 44 * WEEK)
    everything = Period(FIRST, FIRST + WEEKS * WEEK)
    taken: dict[str, list[float]] = {}
    for name, within in (("", month), ("_all", everything)):
        for _ in range(ROUNDS):
            answers: list[Any] = []
            for who, ask in (("ours", calendar.busy), ("naive", naive)):
                began = time.perf_counter()
                answers.append(await ask(within))
                taken.setdefault(who + name, []).append((time.perf_counter() - began) * 1000)
            assert answers[0] == answers[1], "the two answers differ"
    await close_pool()
    return {name: statistics.median(times) for name, times in taken.items()}


if __name__ == "__main__":
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _fill()
    print(json.dumps(asyncio.run(_compare())))
