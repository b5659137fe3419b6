"""The commands that keep calendars right as time goes on: zone rules that changed, series that never end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import async_to_sync
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from scheduling.alone import lock_of
from scheduling.calendars.database import DatabaseCalendar
from scheduling.changes import with_occurrence_moved
from scheduling.conflicts import HORIZON
from scheduling.database import close_pool
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Meeting, Occupancy, Override
from scheduling.upkeep import LOCK

pytestmark = pytest.mark.django_db(transaction=True)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON = datetime.combine(timezone.now().date() + 10 * DAY, datetime.min.time(), tzinfo=BERLIN) + 10 * HOUR


def book(*events: VEvent) -> None:
    async def write() -> None:
        for event in events:
            await DatabaseCalendar("client:upkeep").add(event)
        await close_pool()

    async_to_sync(write)()


def event(uid: str, starts: datetime = SOON, rule: str = "") -> VEvent:
    utc = starts.astimezone(UTC)
    return VEvent(uid, f"Meeting {uid}", Period(utc, utc + HOUR), "Europe/Berlin", rrule=rule)


def rules_changed(by: timedelta = HOUR) -> None:
    """Make the rows what they were under rules by which the zone was `by` further east."""
    for model in (Meeting, Occupancy, Override):
        model.objects.update(starts=F("starts") - by, ends=F("ends") - by)


def run(command: str, *options: str) -> tuple[list[str], list[str], int]:
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command(command, *options, stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return out.getvalue().splitlines(), err.getvalue().splitlines(), code


def stored() -> list[tuple[datetime, datetime]]:
    return list(Occupancy.objects.order_by("starts").values_list("starts", "ends"))


def moment(of: datetime) -> str:
    return f"{of.astimezone(UTC):%Y-%m-%d %H:%M}"


def test_when_no_rule_changed_nothing_does() -> None:
    book(event("one"), event("series", SOON + 2 * HOUR, "FREQ=WEEKLY"))
    before = stored()
    assert run("rederive_meetings") == (["0 meetings changed."], [], 0)
    assert stored() == before


def test_meetings_follow_their_clock_time() -> None:
    series = event("series", SOON + 3 * HOUR, "FREQ=WEEKLY;COUNT=3")
    second = series.period.starts + 7 * DAY
    book(event("one"), series)
    right = stored()
    rules_changed()
    wrong = stored()
    one = f"one moves from {moment(SOON - HOUR)} to {moment(SOON)} UTC"
    many = f"series moves from {moment(SOON + 2 * HOUR)} to {moment(SOON + 3 * HOUR)} UTC and 2 more"
    assert run("rederive_meetings", "--dry-run") == (
        [one, many, "2 meetings would be changed (dry run)."],
        [],
        0,
    )
    assert stored() == wrong
    assert run("rederive_meetings", "--batch-size", "1") == ([one, many, "2 meetings changed."], [], 0)
    assert stored() == right
    assert Meeting.objects.get(uid="one").starts == SOON
    assert second in [starts for starts, _ in right]
    assert run("rederive_meetings") == (["0 meetings changed."], [], 0)


def test_an_occurrence_that_was_moved_follows_too() -> None:
    series = event("series", SOON, "FREQ=WEEKLY;COUNT=2")
    second = (SOON + 7 * DAY).astimezone(UTC)
    moved = Period(second + 5 * HOUR, second + 6 * HOUR)
    book(with_occurrence_moved(series, second, moved))
    right = stored()
    rules_changed()
    assert run("rederive_meetings")[2] == 0
    assert stored() == right


def test_what_now_overlaps_is_moved_and_reported() -> None:
    book(event("one"), replace(event("abroad", SOON - HOUR), timezone="UTC"))
    Meeting.objects.filter(uid="one").update(starts=F("starts") + HOUR, ends=F("ends") + HOUR)
    Occupancy.objects.filter(meeting__uid="one").update(starts=F("starts") + HOUR, ends=F("ends") + HOUR)
    Meeting.objects.filter(uid="abroad").update(local_starts=F("local_starts") + HOUR)
    out, err, code = run("rederive_meetings")
    assert code == 1
    assert out[-1] == "2 meetings changed."
    assert err == [f"abroad overlaps another meeting at {moment(SOON)} UTC", "1 problem needs a person."]
    assert Occupancy.objects.filter(blocking=False).count() == 1


def test_a_zone_that_is_gone_is_a_problem() -> None:
    book(event("one"))
    Meeting.objects.update(timezone="Europe/Atlantis")
    before = stored()
    out, err, code = run("rederive_meetings")
    assert (out, code) == (["0 meetings changed."], 1)
    assert err == ["one has the unknown zone Europe/Atlantis", "1 problem needs a person."]
    assert stored() == before


@pytest.fixture
def another_run() -> Iterator[None]:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", lock_of(LOCK))
        yield
    other.close()


@pytest.mark.parametrize("command", ["rederive_meetings", "extend_series"])
def test_two_runs_are_never_at_it(command: str, another_run: None) -> None:
    assert run(command) == ([], ["Another run is at it."], 3)


def test_endless_series_are_written_further() -> None:
    book(event("series", SOON - 400 * DAY, "FREQ=WEEKLY"), event("done", SOON, "FREQ=DAILY;COUNT=2"))
    count, until = Occupancy.objects.count(), Meeting.objects.get(uid="series").occupied_until
    out, err, code = run("extend_series", "--dry-run")
    assert (out[-1], err, code) == ("1 meeting would be changed (dry run).", [], 0)
    assert Occupancy.objects.count() == count
    assert run("extend_series")[2] == 0
    series = Meeting.objects.get(uid="series")
    assert until and series.occupied_until and series.occupied_until > until
    assert series.occupied_until - timezone.now() > HORIZON - HOUR
    written = Occupancy.objects.filter(meeting=series).order_by("starts").values_list("starts", flat=True)
    taken = [starts.astimezone(BERLIN).replace(tzinfo=None) for starts in written]
    assert {later - earlier for earlier, later in pairwise(taken)} == {7 * DAY}
    assert run("extend_series") == (["0 meetings changed."], [], 0)


def test_what_a_series_meets_further_ahead_is_reported() -> None:
    book(event("series", SOON - 400 * DAY, "FREQ=WEEKLY"), event("one", SOON + 3 * HOUR))
    last, one = Occupancy.objects.order_by("-starts").first(), Meeting.objects.get(uid="one")
    assert last
    ahead = last.starts.astimezone(BERLIN) + 7 * DAY
    Occupancy.objects.create(calendar=one.calendar, meeting=one, starts=ahead, ends=ahead + HOUR)
    out, err, code = run("extend_series")
    assert (out[-1], code) == ("1 meeting changed.", 1)
    assert err == [f"series overlaps another meeting at {moment(ahead)} UTC", "1 problem needs a person."]
    assert Occupancy.objects.filter(blocking=False).count() == 1


def test_who_was_invited_is_told_when_zone_rules_change() -> None:
    book(replace(event("told"), attendees=(Attendee("Ana", "ana@example.com"),)))
    rules_changed()
    jobs = ProcrastinateJob.objects.filter(
        task_name="scheduling.tasks.deliver_invitations", args={"meeting": Meeting.objects.get().pk}
    )
    assert jobs.count() == 1

    run("rederive_meetings", "--dry-run")
    assert jobs.count() == 1
    run("rederive_meetings")
    assert jobs.count() == 2
