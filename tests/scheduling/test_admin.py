"""Staff see a meeting with its people, mails and history, and change it only as its owner could: with SEQUENCE and mails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Meeting
from tests.mail_server import Mailbox
from tests.scheduling.conftest import Work

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
ANA, BO = Attendee("Ana", "ana@example.com"), Attendee("Bo", "bo@example.com")
REVIEW = VEvent(
    "one",
    "Design <b>review</b>",
    Period(THREE, THREE + timedelta(hours=1)),
    "Europe/Berlin",
    attendees=(ANA, BO),
)
LIST = reverse("admin:scheduling_meeting_changelist")
AGENDA = reverse("admin:scheduling_meeting_agenda")


@pytest.fixture
async def meeting(work: Work, mailbox: Mailbox) -> Meeting:
    """A meeting whose invitations have left."""
    calendar = DatabaseCalendar("client:otto")
    await calendar.set_organizer(Attendee("Otto", "otto@example.org"))
    await calendar.add(REVIEW)
    await work()
    mailbox.taken()
    return await Meeting.objects.aget()


def signed_in(*rights: str) -> Client:
    user = get_user_model().objects.create_user("helper", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    browser = Client()
    browser.force_login(user)
    return browser


async def helper() -> Client:
    return await sync_to_async(signed_in)("view_meeting", "change_meeting")


def page_of(meeting: Meeting, name: str = "change") -> str:
    return reverse(f"admin:scheduling_meeting_{name}", args=[meeting.pk])


async def shown(browser: Client, page: str) -> str:
    response = await sync_to_async(browser.get)(page)
    assert response.status_code == 200
    return response.content.decode()


async def act(browser: Client, action: str, meeting: Meeting, **fields: str) -> Any:
    return await sync_to_async(browser.post)(
        LIST, {"action": action, "_selected_action": meeting.pk, **fields}
    )


async def test_the_page_tells_who_comes_what_they_know_and_how_it_became_so(meeting: Meeting) -> None:
    await DatabaseCalendar("client:otto").change(
        VEvent(
            "one",
            "Design review",
            Period(THREE + timedelta(hours=1), THREE + timedelta(hours=2)),
            "Europe/Berlin",
            attendees=(ANA,),
        )
    )
    page = await shown(await helper(), page_of(meeting))
    for known in (
        "ana@example.com",
        "none yet",
        "REQUEST is to leave",
        "CANCEL is to leave",
        "4:00 PM to 5:00 PM",
        "Design &lt;b&gt;review",
        "Ana and Bo",
        "SEQUENCE",
        "Cancel …",
    ):
        assert known in page, known
    assert "<b>review" not in page


async def test_cancelling_tells_everybody_by_mail(meeting: Meeting, work: Work, mailbox: Mailbox) -> None:
    browser = await helper()
    asked = await act(browser, "cancel_meetings", meeting)
    assert b"told by mail" in asked.content
    await meeting.arefresh_from_db()
    assert meeting.status == "CONFIRMED"
    await act(browser, "cancel_meetings", meeting, sure="yes")
    await meeting.arefresh_from_db()
    assert (meeting.status, meeting.sequence) == ("CANCELLED", 1)
    await work()
    assert mailbox.taken() == [("ana@example.com", "CANCEL", 1), ("bo@example.com", "CANCEL", 1)]
    page = await shown(browser, page_of(meeting))
    assert "by helper" in page
    assert "Cancel …" not in page
    assert await LogEntry.objects.filter(object_id=str(meeting.pk), user__username="helper").acount() == 1
    await act(browser, "cancel_meetings", meeting, sure="yes")
    await meeting.arefresh_from_db()
    assert meeting.sequence == 1


async def test_invitations_are_sent_again_with_the_sequence_they_have(
    meeting: Meeting, work: Work, mailbox: Mailbox
) -> None:
    browser = await helper()
    await act(browser, "resend_invitations", meeting)
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 0), ("bo@example.com", "REQUEST", 0)]
    await work()
    assert mailbox.taken() == []
    assert await LogEntry.objects.acount() == 1
    await act(browser, "cancel_meetings", meeting, sure="yes")
    await work()
    mailbox.taken()
    await act(browser, "resend_invitations", meeting)
    await work()
    assert mailbox.taken() == []


async def test_a_change_raises_sequence_and_is_told(meeting: Meeting, work: Work, mailbox: Mailbox) -> None:
    browser = await helper()
    form = await shown(browser, page_of(meeting, "edit"))
    assert 'value="2030-03-05T16:00"' in form
    said = {"summary": "Plan", "location": "Room 2", "starts": "2030-03-05T17:30", "minutes": "30"}
    done = await sync_to_async(browser.post)(page_of(meeting, "edit"), said)
    assert done.status_code == 302
    await meeting.arefresh_from_db()
    half_past_four = THREE + timedelta(hours=1, minutes=30)
    assert (meeting.summary, meeting.location, meeting.sequence) == ("Plan", "Room 2", 1)
    assert (meeting.starts, meeting.ends) == (half_past_four, half_past_four + timedelta(minutes=30))
    await work()
    assert mailbox.taken() == [("ana@example.com", "REQUEST", 1), ("bo@example.com", "REQUEST", 1)]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"starts": "2030-03-05T18:00"}, "Another meeting of this calendar is at that time: Dinner"),
        ({"starts": "2020-03-05T18:00"}, "Not stored: that is in the past"),
        ({"summary": " "}, "This field is required"),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"starts": "9999-12-31T23:59", "minutes": "1440"}, "Not stored: no calendar goes that far"),
        ({"starts": "tomorrow"}, "Enter a valid date/time"),
    ],
)
async def test_what_the_calendar_refuses_is_said(meeting: Meeting, said: dict[str, str], reason: str) -> None:
    six = datetime(2030, 3, 5, 17, tzinfo=UTC)
    await DatabaseCalendar("client:otto").add(
        VEvent("two", "Dinner", Period(six, six + timedelta(hours=1)), "Europe/Berlin")
    )
    fields = {"summary": "Review", "location": "", "starts": "2030-03-05T16:00", "minutes": "60", **said}
    answer = await sync_to_async((await helper()).post)(page_of(meeting, "edit"), fields)
    assert reason in answer.content.decode()
    await meeting.arefresh_from_db()
    assert meeting.sequence == 0


async def test_a_series_keeps_its_times(meeting: Meeting) -> None:
    calendar = DatabaseCalendar("client:otto")
    at = Period(THREE + timedelta(days=1), THREE + timedelta(days=1, hours=1))
    await calendar.add(VEvent("weekly", "Standup", at, "Europe/Berlin", rrule="FREQ=WEEKLY"))
    series = await Meeting.objects.aget(uid="weekly")
    browser = await helper()
    assert "datetime-local" not in await shown(browser, page_of(series, "edit"))
    await sync_to_async(browser.post)(page_of(series, "edit"), {"summary": "Daily", "location": ""})
    await series.arefresh_from_db()
    assert (series.summary, series.sequence, series.starts, series.rrule) == (
        "Daily",
        1,
        at.starts,
        "FREQ=WEEKLY",
    )


async def test_who_may_only_look_changes_nothing(meeting: Meeting) -> None:
    browser = await sync_to_async(signed_in)("view_meeting")
    assert "Cancel …" not in await shown(browser, page_of(meeting))
    await act(browser, "cancel_meetings", meeting, sure="yes")
    await act(browser, "resend_invitations", meeting)
    assert (await sync_to_async(browser.get)(page_of(meeting, "edit"))).status_code == 403
    assert (await sync_to_async(browser.post)(page_of(meeting, "edit"), {"summary": "x"})).status_code == 403
    await meeting.arefresh_from_db()
    assert (meeting.status, meeting.sequence) == ("CONFIRMED", 0)
    assert await LogEntry.objects.acount() == 0


async def test_without_the_right_to_look_nothing_is_shown(meeting: Meeting) -> None:
    browser = await sync_to_async(signed_in)("view_conversation")
    for page in (LIST, AGENDA, page_of(meeting)):
        assert (await sync_to_async(browser.get)(page)).status_code == 403


async def test_the_agenda_of_a_day_has_each_occurrence_by_its_own_clocks(meeting: Meeting) -> None:
    browser = await helper()
    page = await shown(browser, f"{AGENDA}?day=2030-03-05")
    assert "16:00\N{EN DASH}17:00" in page
    assert page_of(meeting) in page
    for other in ("2030-03-04", "2030-03-06"):
        assert "No meetings on this day" in await shown(browser, f"{AGENDA}?day={other}")
    for strange in ("", "?day=x", "?day=9999-99-99", "?day=0001-01-01", "?day=9999-12-31"):
        assert "Today" in await shown(browser, f"{AGENDA}{strange}")


@pytest.mark.parametrize("text", ["design", "ANA@example.com", "one"])
async def test_a_meeting_is_found_by(meeting: Meeting, text: str) -> None:
    assert page_of(meeting) in await shown(await helper(), f"{LIST}?q={text}")


async def test_and_not_by_other_words(meeting: Meeting) -> None:
    browser = await helper()
    assert page_of(meeting) not in await shown(browser, f"{LIST}?q=dentist")


@pytest.mark.parametrize(
    "query",
    ["starts__year=9999", "starts__year=99999999999", "starts__year=9999&starts__month=12&starts__day=31"],
)
async def test_a_year_that_cannot_be_shows_the_list(meeting: Meeting, query: str) -> None:
    answer = await sync_to_async((await helper()).get)(f"{LIST}?{query}")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?e=1")
