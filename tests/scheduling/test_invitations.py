"""Who is told what of a meeting, by mail that a real server receives."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model

from meetingmuse import worker
from scheduling import tasks
from scheduling.calendars.database import DatabaseCalendar
from scheduling.changes import Origin, ended_before, with_occurrence_cancelled
from scheduling.events import Attendee, Period, VEvent
from scheduling.invitations import Told, concerns, due
from scheduling.models import Attendee as AttendeeRow
from scheduling.models import Invitation, Meeting
from tests.mail_server import Mailbox, event_of
from tests.scheduling.conftest import Work

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANA, BO, CY = Attendee("Ana", "ana@example.com"), Attendee("", "Bo@example.com"), Attendee("Cy")
OTTO = Attendee("Otto", "otto@example.org")
Rows = Callable[..., Any]


def event(*people: Attendee, uid: str = "one", hours: int = 0, **more: Any) -> VEvent:
    starts = THREE + hours * HOUR
    return VEvent(uid, "Review", Period(starts, starts + HOUR), "Europe/Berlin", attendees=people, **more)


def turn(number: int) -> Origin:
    return Origin("thread", number, datetime.now(UTC))


@pytest.fixture
async def calendar(work: Work) -> DatabaseCalendar:
    calendar = DatabaseCalendar("client:otto")
    await calendar.set_organizer(OTTO)
    return calendar


async def test_everybody_with_an_address_is_invited_once(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.add(event(ANA, BO, CY, OTTO))
    await work()
    assert mailbox.taken() == [("Bo@example.com", "REQUEST", 0), ("ana@example.com", "REQUEST", 0)]

    await calendar.add(event(ANA, BO, CY, OTTO))
    await work()
    assert mailbox.taken() == []


async def test_a_change_is_told_to_those_whom_it_concerns(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.add(event(ANA))
    await work()
    mailbox.taken()

    await calendar.change(event(ANA, BO))
    await work()
    assert mailbox.taken() == [("Bo@example.com", "REQUEST", 1)]

    await calendar.change(event(ANA, BO, hours=2))
    await work()
    assert mailbox.taken() == [("Bo@example.com", "REQUEST", 2), ("ana@example.com", "REQUEST", 2)]

    await calendar.change(event(BO, hours=2))
    await work()
    [mail] = mailbox.mails
    assert event_of(mail)["STATUS"] == "CANCELLED"
    assert event_of(mail)["ATTENDEE"] == "mailto:ana@example.com"
    assert mailbox.taken() == [("ana@example.com", "CANCEL", 3)]

    await calendar.cancel("one")
    await work()
    assert mailbox.taken() == [("Bo@example.com", "CANCEL", 4)]


async def test_a_cancellation_keeps_what_somebody_answered(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.add(event(ANA))
    await work()
    mailbox.taken()
    await sync_to_async(AttendeeRow.objects.update)(partstat="DECLINED")

    await calendar.cancel("one")
    await work()
    [mail] = mailbox.mails
    assert event_of(mail)["ATTENDEE"].params["PARTSTAT"] == "DECLINED"


async def test_somebody_who_comes_back_is_invited_again(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    for people in ((ANA, BO), (BO,), (ANA, BO)):
        stored = await calendar.get("one")
        await (calendar.change if stored else calendar.add)(event(*people))
        await work()

    assert mailbox.taken() == [
        ("Bo@example.com", "REQUEST", 0),
        ("ana@example.com", "CANCEL", 1),
        ("ana@example.com", "REQUEST", 0),
        ("ana@example.com", "REQUEST", 2),
    ]


async def test_a_series_is_told_as_a_whole_with_the_occurrence_that_moved(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    series = event(ANA, rrule="FREQ=WEEKLY;COUNT=4")
    await calendar.add(series)
    await work()
    mailbox.taken()

    third = await calendar.get("one", THREE + timedelta(weeks=2))
    assert third is not None
    await calendar.change(replace(third, period=Period(third.period.starts + HOUR, third.period.ends + HOUR)))
    await work()

    [mail] = mailbox.mails
    assert event_of(mail)["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4"
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 1)]


async def test_what_is_undone_while_it_rests_is_never_sent(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, settings: Any, rows: Rows
) -> None:
    settings.INVITATION_DELAY_SECONDS = 3600
    await calendar.add(event(ANA), origin=turn(1))
    await calendar.undo(turn(2))
    await calendar.add(event(BO, uid="two", hours=5), origin=turn(3))
    await calendar.restore("two", None)
    await rows("UPDATE procrastinate_jobs SET scheduled_at = now()")
    settings.INVITATION_DELAY_SECONDS = 0
    await work()

    assert mailbox.taken() == []


async def test_a_meeting_that_just_changed_is_looked_at_later(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, settings: Any, rows: Rows
) -> None:
    await calendar.add(event(ANA))
    settings.INVITATION_DELAY_SECONDS = 3600
    await work()

    assert mailbox.taken() == []
    [[waits]] = await rows("SELECT scheduled_at > now() + interval '50 minutes' FROM procrastinate_jobs")
    assert waits


async def test_without_an_organiser_nobody_is_invited_until_there_is_one(
    work: Work, mailbox: Mailbox
) -> None:
    calendar = DatabaseCalendar("client:nobody")
    await calendar.add(event(ANA))
    await work()
    assert mailbox.taken() == []

    await calendar.set_organizer(OTTO)
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 0)]


async def test_a_signed_in_owner_invites_by_their_own_address(work: Work, mailbox: Mailbox) -> None:
    create = sync_to_async(get_user_model().objects.create_user)
    user = await create("eva", "eva@example.org", first_name="Eva", last_name="Ek")
    calendar = DatabaseCalendar(f"user:{user.pk}")
    assert await calendar.organizer() == Attendee("Eva Ek", "eva@example.org")

    await calendar.add(event(ANA))
    await work()

    [mail] = mailbox.mails
    assert mail["Reply-To"] == "Eva Ek <eva@example.org>"
    assert event_of(mail)["ORGANIZER"] == "mailto:eva@example.org"


async def test_a_meeting_that_is_over_is_no_longer_told(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows
) -> None:
    await calendar.add(event(ANA))
    await rows("UPDATE scheduling_meeting SET starts = '2020-01-01', ends = '2020-01-02'")
    await work()

    assert mailbox.taken() == []


WEEKS = [THREE + week * timedelta(weeks=1) for week in range(4)]
RUNNING = event(ANA, rrule="FREQ=WEEKLY;COUNT=4")


@pytest.mark.parametrize(
    ("now_is", "known", "method"),
    [
        (ended_before(RUNNING, WEEKS[2]), RUNNING, "REQUEST"),
        (with_occurrence_cancelled(RUNNING, WEEKS[3]), RUNNING, "REQUEST"),
        (replace(RUNNING, status="CANCELLED"), RUNNING, "CANCEL"),
        (replace(ended_before(RUNNING, WEEKS[2]), attendees=()), RUNNING, "CANCEL"),
        (ended_before(RUNNING, WEEKS[2]), None, None),
        (replace(ended_before(RUNNING, WEEKS[2]), summary="Other"), ended_before(RUNNING, WEEKS[2]), None),
    ],
)
def test_that_nothing_more_is_to_come_is_told_to_those_who_expect_it(
    now_is: VEvent, known: VEvent | None, method: str | None
) -> None:
    told = Told(concerns(known) if known else None, maybe=known is not None)
    before_the_last = WEEKS[2] + HOUR
    assert due(now_is, "ana@example.com", told, OTTO, before_the_last) == method


async def test_guests_hear_that_a_running_series_ends(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    today = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 3 * HOUR
    period = Period(today - timedelta(weeks=2), today - timedelta(weeks=2) + HOUR)
    await calendar.add(replace(event(ANA, rrule="FREQ=WEEKLY"), timezone="UTC", period=period))
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 0)]

    [following] = await calendar.upcoming(datetime.now(UTC), 1)
    await calendar.cancel("one", recurrence_id=following.recurrence_id, following=True)
    await work()
    [mail] = mailbox.mails
    assert b"UNTIL=" in event_of(mail)["RRULE"].to_ical()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 1)]


async def test_what_people_were_told_is_not_taken_back_silently(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.add(event(ANA), origin=turn(1))
    await work()
    mailbox.taken()

    await calendar.restore("one", None)
    await work()
    assert mailbox.taken() == [("ana@example.com", "CANCEL", 1)]

    booked = await calendar.add(event(ANA), origin=turn(1))
    await work()
    assert (booked.status, booked.sequence) == ("CONFIRMED", 2)
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 2)]


async def test_a_sequence_that_was_told_only_rises(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    before = await calendar.add(event(ANA), origin=turn(1))
    await calendar.change(event(ANA, hours=3), origin=turn(2))
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 1)]

    await calendar.restore("one", before)
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 2)]
    stored = await calendar.get("one")
    assert stored == replace(before, sequence=2)


async def test_a_calendar_has_so_many_mails_a_day(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, settings: Any, rows: Rows
) -> None:
    settings.MAX_MAILS_PER_DAY = 2
    people = [Attendee("", f"p{number}@example.com") for number in range(4)]
    await calendar.add(event(*people))
    await work()
    assert len(mailbox.taken()) == 2
    waiting = await rows("SELECT scheduled_at::time FROM procrastinate_jobs WHERE status = 'todo'")
    assert [str(at) for [at] in waiting] == ["00:00:00", "00:00:00"]

    await rows("UPDATE scheduling_calendar SET mails_on = mails_on - 1")
    await rows("UPDATE procrastinate_jobs SET scheduled_at = now()")
    await work()
    assert len(mailbox.taken()) == 2


async def test_whoever_is_not_signed_in_shares_the_mails_of_a_day(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, settings: Any
) -> None:
    settings.MAX_MAILS_PER_DAY = 2
    other = DatabaseCalendar("client:otto-again")
    await other.set_organizer(OTTO)
    await calendar.add(event(ANA, Attendee("", "p1@example.com")))
    await other.add(event(Attendee("", "p2@example.com"), Attendee("", "p3@example.com"), uid="two"))
    user = await get_user_model().objects.acreate_user("uma", "uma@example.org")
    await DatabaseCalendar(f"user:{user.pk}").add(event(Attendee("", "theirs@example.com"), uid="three"))
    await work()
    told = [address for address, _, _ in mailbox.taken()]
    assert "theirs@example.com" in told
    assert len(told) == 3


async def test_the_rows_tell_what_everybody_knows(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox
) -> None:
    await calendar.add(event(ANA, location="Room 4"))
    await work()

    @sync_to_async
    def look() -> tuple[str, str, int | None, str, str]:
        row = Invitation.objects.get(meeting=Meeting.objects.get(uid="one"))
        assert row.sent_at is not None and row.told is not None
        return row.email, row.method, row.sequence, row.error, row.told["location"]

    assert await look() == ("ana@example.com", "REQUEST", 0, "", "Room 4")


async def test_two_workers_send_each_mail_once(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows
) -> None:
    people = [Attendee("", f"p{number:02}@example.com") for number in range(20)]
    await calendar.add(event(*people))
    # as the job does: a worker might go on with what it has deferred
    await rows("DELETE FROM procrastinate_jobs")
    await sync_to_async(tasks.deliver_invitations)(meeting=(await Meeting.objects.aget()).pk)
    mails = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'scheduling.tasks.send_invitation'"
    assert await rows(mails) == [(20,)]

    await asyncio.gather(worker.run(wait=False), worker.run(wait=False))
    await work()

    assert mailbox.taken() == [(person.email, "REQUEST", 0) for person in people]
