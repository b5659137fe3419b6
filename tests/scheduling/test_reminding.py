"""What rings when: at its moment, some minutes before, once, and never for what is not there any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async

from meetingmuse import worker
from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, Reminder, VEvent
from scheduling.models import Reminder as ReminderRow
from scheduling.models import Ring
from scheduling.notices import Notice, noticed
from scheduling.preferences import Preferences
from scheduling.reminding import ring_what_is_due
from scheduling.wording import clock, day
from tests.mail_server import Mailbox, part
from tests.scheduling.conftest import Work

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
MINUTE, HOUR, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(weeks=1)
CALL = Reminder("r1", "call Sam", THREE, "Europe/Berlin")


@contextmanager
def listening() -> Iterator[list[tuple[str, Notice]]]:
    heard: list[tuple[str, Notice]] = []

    def hear(sender: object, key: str, notice: Notice, **_: Any) -> None:
        heard.append((key, notice))

    noticed.connect(hear)
    try:
        yield heard
    finally:
        noticed.disconnect(hear)


async def rung(now: datetime) -> list[tuple[str, datetime | None]]:
    """What is told of when the bell is looked at now."""
    with listening() as heard:
        await sync_to_async(ring_what_is_due)(now)
    return [(notice.summary, notice.starts) for _, notice in heard]


@pytest.fixture
def calendar(assistant_database: None) -> DatabaseCalendar:
    return DatabaseCalendar("client:ringing")


def review(starts: datetime = THREE, **more: Any) -> VEvent:
    return VEvent("m1", "Review", Period(starts, starts + HOUR), "Europe/Berlin", **more)


async def test_a_reminder_rings_at_its_moment_once(calendar: DatabaseCalendar) -> None:
    await calendar.remind(CALL)
    assert await rung(THREE - MINUTE) == []
    with listening() as heard:
        await sync_to_async(ring_what_is_due)(THREE)
    assert heard == [
        ("client:ringing", Notice("reminder", "r1", "call Sam", starts=THREE, timezone="Europe/Berlin"))
    ]
    assert await rung(THREE + MINUTE) == []


async def test_a_reminder_rings_also_late_and_in_its_owners_zone(calendar: DatabaseCalendar) -> None:
    await calendar.prefer(Preferences(timezone="Asia/Tokyo"))
    await calendar.remind(CALL)
    with listening() as heard:
        await sync_to_async(ring_what_is_due)(THREE + 5 * HOUR)
    assert [notice.timezone for _, notice in heard] == ["Asia/Tokyo"]


async def test_a_reminder_that_is_gone_or_put_off_does_not_ring(calendar: DatabaseCalendar) -> None:
    await calendar.remind(CALL)
    await calendar.remind(replace(CALL, uid="r2"))
    await calendar.restore("r1", None)
    await ReminderRow.objects.aupdate(moment=THREE + HOUR)
    assert await rung(THREE) == []
    assert await rung(THREE + HOUR) == [("call Sam", THREE + HOUR)]


async def test_a_meeting_rings_ten_minutes_before_once(calendar: DatabaseCalendar) -> None:
    await calendar.add(review())
    assert await rung(THREE - 11 * MINUTE) == []
    assert await rung(THREE - 10 * MINUTE) == [("Review", THREE)]
    assert await rung(THREE - 9 * MINUTE) == []
    assert await rung(THREE) == []


@pytest.mark.parametrize(("minutes", "rings"), [(0, False), (30, True), (7 * 24 * 60, True)])
async def test_how_long_before_is_the_owners_choice(
    calendar: DatabaseCalendar, minutes: int, rings: bool
) -> None:
    await calendar.add(review())
    await calendar.prefer(Preferences(ahead=minutes * MINUTE))
    assert await rung(THREE - minutes * MINUTE - MINUTE) == []
    assert await rung(THREE - minutes * MINUTE) == ([("Review", THREE)] if rings else [])


async def test_a_cancelled_meeting_does_not_ring(calendar: DatabaseCalendar) -> None:
    await calendar.add(review())
    await calendar.cancel("m1")
    assert await rung(THREE - 5 * MINUTE) == []


async def test_a_moved_meeting_rings_at_its_new_time_alone(calendar: DatabaseCalendar) -> None:
    await calendar.add(review())
    await calendar.change(review(THREE + HOUR))
    assert await rung(THREE - 5 * MINUTE) == []
    assert await rung(THREE + HOUR - 5 * MINUTE) == [("Review", THREE + HOUR)]
    await calendar.change(review(THREE + 2 * HOUR))
    assert await rung(THREE + 2 * HOUR - 5 * MINUTE) == [("Review", THREE + 2 * HOUR)]


async def test_a_change_that_leaves_the_time_does_not_ring_again(calendar: DatabaseCalendar) -> None:
    await calendar.add(review())
    await rung(THREE - 10 * MINUTE)
    await calendar.change(replace(review(), summary="Renamed"))
    assert await rung(THREE - 9 * MINUTE) == []


async def test_after_an_hour_without_a_worker_what_goes_on_rings_and_what_is_over_does_not(
    calendar: DatabaseCalendar,
) -> None:
    await calendar.add(review())
    await calendar.add(replace(review(THREE + HOUR), uid="m2", summary="Next"))
    assert await rung(THREE + HOUR) == [("Next", THREE + HOUR)]
    assert await rung(THREE + HOUR + MINUTE) == []


async def test_every_occurrence_of_a_series_rings_by_the_clock(calendar: DatabaseCalendar) -> None:
    first = datetime(2030, 3, 26, 9, tzinfo=UTC)  # 10:00 in Berlin, before the clocks go forward
    await calendar.add(review(first, rrule="FREQ=WEEKLY;COUNT=4"))
    second = first + WEEK - HOUR
    await calendar.cancel("m1", recurrence_id=second + WEEK)
    moved = await calendar.get("m1", second + 2 * WEEK)
    assert moved
    await calendar.change(
        replace(moved, period=Period(second + 2 * WEEK + HOUR, second + 2 * WEEK + 2 * HOUR))
    )
    found = []
    for ahead in range(0, 40 * 24 * 60, 10):
        found += await rung(first - HOUR + ahead * MINUTE) if ahead % 1440 < 240 else []
    assert found == [("Review", first), ("Review", second), ("Review", second + 2 * WEEK + HOUR)]


async def test_one_that_fails_does_not_silence_the_others_and_is_tried_again(
    calendar: DatabaseCalendar,
) -> None:
    await calendar.remind(CALL)
    await calendar.remind(replace(CALL, uid="r2", text="call Ana"))

    def fail(sender: object, key: str, notice: Notice, **_: Any) -> None:
        if notice.uid == "r1":
            raise RuntimeError

    noticed.connect(fail)
    try:
        assert [summary for summary, _ in await rung(THREE)][-1] == "call Ana"
    finally:
        noticed.disconnect(fail)
    assert await rung(THREE + MINUTE) == [("call Sam", THREE)]


async def test_what_was_rung_for_is_forgotten_in_the_end(calendar: DatabaseCalendar) -> None:
    await calendar.add(review())
    await rung(THREE)
    assert await Ring.objects.acount() == 1
    await rung(THREE + 49 * HOUR)
    assert await Ring.objects.acount() == 0


async def test_the_job_is_there_exactly_when_the_reminder_is(calendar: DatabaseCalendar, rows) -> None:
    await rows("TRUNCATE procrastinate_jobs CASCADE")
    await calendar.remind(CALL)
    await calendar.remind(CALL)
    jobs = await rows("SELECT task_name, scheduled_at FROM procrastinate_jobs")
    assert jobs == [("scheduling.reminding.ring", THREE)]
    await calendar.remind(replace(CALL, uid="r2", moment=datetime.now(UTC) - MINUTE))
    with listening() as heard:
        await worker.run(wait=False)
    assert [notice.uid for _, notice in heard] == ["r2"]


OTTO = Attendee("Otto", "otto@example.org")
SOON = 5 * MINUTE


@pytest.fixture
async def mailed(calendar: DatabaseCalendar, work: Work) -> DatabaseCalendar:
    """A calendar whose owner has an address."""
    await calendar.set_organizer(OTTO)
    return calendar


async def test_what_rings_is_mailed_to_the_owner_once(
    mailed: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    await mailed.add(review(now + SOON, attendees=()))
    await mailed.remind(replace(CALL, text="call <Sam>\nBcc: eve@example.com", moment=now - MINUTE))
    await sync_to_async(ring_what_is_due)(now)
    await work()
    await work()
    mails = {str(mail["Subject"]).partition(" (")[0]: mail for mail in mailbox.mails}
    assert sorted(mails) == ["Reminder: Review", "Reminder: call <Sam> Bcc: eve@example.com"]
    assert len(mailbox.mails) == 2
    mail = mails["Reminder: Review"]
    assert (mail["To"], mail["Bcc"]) == ("Otto <otto@example.org>", None)
    local = (now + SOON).astimezone(ZoneInfo("Europe/Berlin"))
    assert (
        f"When: {day(local)}, {clock(local)} (Europe/Berlin, UTC+" in part(mail, "text/plain").get_content()
    )
    html = part(mails["Reminder: call <Sam> Bcc: eve@example.com"], "text/html").get_content()
    assert "call &lt;Sam&gt;" in html and "A reply to this mail" not in html


async def test_a_mail_that_waits_for_its_server_is_not_sent_after_a_cancellation(
    mailed: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    now = datetime.now(UTC)
    await mailed.add(review(now + SOON))
    await mailed.remind(replace(CALL, moment=now - MINUTE))
    await sync_to_async(ring_what_is_due)(now)
    await mailed.cancel("m1")
    await mailed.restore("r1", None)
    await work()
    assert mailbox.mails == []


async def test_without_an_address_nothing_is_mailed(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.remind(replace(CALL, moment=datetime.now(UTC) - MINUTE))
    await work()
    assert mailbox.mails == []
    assert await ReminderRow.objects.filter(rung_at=None).acount() == 0


async def test_a_mail_that_is_refused_is_given_up_and_one_put_off_is_not(
    mailed: DatabaseCalendar, work: Work, mailbox: Mailbox, rows
) -> None:
    waiting = (
        "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'scheduling.reminding.mail_reminder'"
    )
    mailbox.answers["otto@example.org"] = "451 later"
    await mailed.remind(replace(CALL, moment=datetime.now(UTC) - MINUTE))
    await work()
    assert await rows(waiting) == [("todo",)]
    mailbox.answers["otto@example.org"] = "550 nobody"
    await rows("UPDATE procrastinate_jobs SET scheduled_at = now()")
    await work()
    assert await rows(waiting) == [("failed",)]
    assert mailbox.mails == []
