"""Mail servers that fail: nothing is lost, nothing is sent for ever, and what happened can be seen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Meeting
from scheduling.notices import Notice, noticed
from tests.mail_server import Mailbox, listening
from tests.scheduling.conftest import Work

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
ANA, BO = Attendee("Ana", "ana@example.com"), Attendee("Bo", "bo@example.com")
REVIEW = VEvent("one", "Review", Period(THREE, THREE + timedelta(hours=1)), "UTC", attendees=(ANA, BO))
Rows = Callable[..., Any]
JOBS = "SELECT status::text, attempts FROM procrastinate_jobs WHERE strpos(task_name, 'invitation') > 0 ORDER BY id"
ERRORS = "SELECT email, error, sequence, sent_at IS NOT NULL FROM scheduling_invitation ORDER BY email"
AT_ONCE = "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"


@pytest.fixture
async def calendar(work: Work) -> DatabaseCalendar:
    calendar = DatabaseCalendar("client:otto")
    await calendar.set_organizer(Attendee("Otto", "otto@example.org"))
    return calendar


@pytest.fixture
def notices() -> Iterator[list[tuple[str, Notice]]]:
    """What owners are told while the test runs."""
    heard: list[tuple[str, Notice]] = []

    def hear(sender: object, key: str, notice: Notice, **_: Any) -> None:
        heard.append((key, notice))

    noticed.connect(hear)
    yield heard
    noticed.disconnect(hear)


async def test_a_server_that_is_down_is_tried_again(
    calendar: DatabaseCalendar, work: Work, rows: Rows, settings: Any
) -> None:
    box = Mailbox()
    with listening(box, settings) as port:
        pass  # it was there, and is gone
    await calendar.add(REVIEW)
    await work()
    assert await rows(JOBS) == [("todo", 1), ("todo", 1)]
    errors = await rows(ERRORS)
    assert [(email, error.split(":")[0], *more) for email, error, *more in errors] == [
        ("ana@example.com", "ConnectionRefusedError", None, False),
        ("bo@example.com", "ConnectionRefusedError", None, False),
    ]

    with listening(box, settings, port):
        await rows(AT_ONCE)
        await work()
    assert box.taken() == [("ana@example.com", "REQUEST", 0), ("bo@example.com", "REQUEST", 0)]
    assert await rows(JOBS) == []
    assert await rows(ERRORS) == [("ana@example.com", "", 0, True), ("bo@example.com", "", 0, True)]


async def test_what_is_cancelled_before_the_server_is_back_is_never_told(
    calendar: DatabaseCalendar, work: Work, rows: Rows, settings: Any
) -> None:
    box = Mailbox()
    with listening(box, settings) as port:
        pass
    await calendar.add(REVIEW)
    await work()
    await calendar.cancel("one")

    with listening(box, settings, port):
        await rows(AT_ONCE)
        await work()
    assert box.taken() == []
    assert await rows(JOBS) == []


async def test_a_refusal_for_good_is_not_repeated_and_the_owner_hears_of_it(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows, notices: list[tuple[str, Notice]]
) -> None:
    mailbox.answers["ana@example.com"] = "550 5.1.1 No such user"
    await calendar.add(REVIEW)
    await work()

    assert mailbox.taken() == [("bo@example.com", "REQUEST", 0)]
    assert await rows(JOBS) == [("failed", 1)]
    [(_, error, sequence, sent), _] = await rows(ERRORS)
    assert ("550" in error, sequence, sent) == (True, None, False)
    assert notices == [("client:otto", Notice("undelivered", "one", "Review", "Ana"))]

    await calendar.cancel("one")
    await work()
    assert mailbox.taken() == [("bo@example.com", "CANCEL", 1)]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("ana@example.com", "451 4.7.1 Greylisted"),
        (
            "meetingmuse@localhost",
            "550 5.7.1 Nobody here may send as that",
        ),  # of the settings: a person is needed
    ],
)
async def test_a_refusal_for_now_is_repeated(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows, address: str, answer: str
) -> None:
    mailbox.answers[address] = answer
    await calendar.add(REVIEW)
    await work()
    assert set(await rows(JOBS)) == {("todo", 1)}
    waits = "SELECT DISTINCT scheduled_at > now() FROM procrastinate_jobs WHERE strpos(task_name, 'invitation') > 0"
    assert await rows(waits) == [(True,)]

    mailbox.answers.clear()
    await rows(AT_ONCE)
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 0), ("bo@example.com", "REQUEST", 0)]


async def test_it_is_given_up_after_a_day_and_the_owner_hears_of_it(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows, notices: list[tuple[str, Notice]]
) -> None:
    mailbox.answers["ana@example.com"] = "451 4.7.1 Greylisted"
    await calendar.add(REVIEW)
    await work()
    await rows(AT_ONCE)
    await rows("UPDATE procrastinate_jobs SET attempts = 100")
    await work()

    assert await rows(JOBS) == [("failed", 101)]
    assert notices == [("client:otto", Notice("undelivered", "one", "Review", "Ana"))]


async def test_a_mail_whose_fate_is_unknown_is_followed_by_a_cancellation(
    calendar: DatabaseCalendar, work: Work, mailbox: Mailbox, rows: Rows
) -> None:
    """As after a SIGKILL between the server's yes and the note of it: ana may have got the invitation."""
    await calendar.add(REVIEW)
    await work()
    mailbox.taken()
    await rows("UPDATE scheduling_invitation SET told = NULL, sent_at = NULL WHERE email = 'ana@example.com'")

    await calendar.cancel("one")
    await work()

    assert mailbox.taken() == [("ana@example.com", "CANCEL", 1), ("bo@example.com", "CANCEL", 1)]


async def test_staff_see_what_was_sent(calendar: DatabaseCalendar, work: Work, mailbox: Mailbox) -> None:
    mailbox.answers["ana@example.com"] = "550 5.1.1 No such user"
    await calendar.add(REVIEW)
    await work()

    def look() -> str:
        browser = Client()
        browser.force_login(get_user_model().objects.create_superuser("boss", password="x"))
        page = reverse("admin:scheduling_meeting_change", args=[Meeting.objects.get().pk])
        return browser.get(page).content.decode()

    page = await sync_to_async(look)()
    assert "What they were told" in page
    assert "No such user" in page
    assert "REQUEST" in page
