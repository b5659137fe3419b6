"""Answers by signed link: who has it may answer, nobody else, and only by pressing a button."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scheduling.links import VALID_FOR, Link, read_link, reply_url
from scheduling.models import Attendee, Calendar, Invitation, Meeting
from scheduling.notices import Notice, noticed
from scheduling.pages.reply import ANSWERS_WITHIN, MOST_ANSWERS

pytestmark = pytest.mark.django_db
THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)


@pytest.fixture
def meeting() -> Meeting:
    calendar = Calendar.objects.create(
        key="client:otto", organizer_name="Otto", organizer_email="otto@example.org"
    )
    meeting = Meeting.objects.create(
        calendar=calendar,
        uid="one",
        summary="<b>Review</b>",
        starts=THREE,
        ends=THREE + timedelta(hours=1),
        local_starts=THREE.replace(tzinfo=None),
        timezone="UTC",
        sequence=3,
    )
    Attendee.objects.create(meeting=meeting, name="Ana", email="Ana@example.com")
    Attendee.objects.create(meeting=meeting, name="Bo", email="bo@example.com")
    return meeting


@pytest.fixture
def notices() -> Iterator[list[tuple[str, Notice]]]:
    heard: list[tuple[str, Notice]] = []

    def hear(sender: object, key: str, notice: Notice, **_: Any) -> None:
        heard.append((key, notice))

    noticed.connect(hear)
    yield heard
    noticed.disconnect(hear)


def path(email: str = "ana@example.com", uid: str = "one", sequence: int = 3) -> str:
    return reply_url(Link(uid, email, sequence)).removeprefix("http://localhost:8000")


def partstats() -> list[str]:
    return list(Attendee.objects.values_list("partstat", flat=True))


@pytest.mark.parametrize(
    ("answer", "partstat", "sentence"),
    [
        ("accepted", "ACCEPTED", "You have accepted."),
        ("tentative", "TENTATIVE", "You have said maybe."),
        ("declined", "DECLINED", "You have declined."),
    ],
)
def test_an_answer_is_stored_and_told(
    client: Client, meeting: Meeting, notices: list[Any], answer: str, partstat: str, sentence: str
) -> None:
    page = client.post(path(), {"answer": answer}, follow=True)

    assert sentence in page.content.decode()
    assert partstats() == [partstat, "NEEDS-ACTION"]
    notice = Notice("reply", "one", "<b>Review</b>", person="Ana", partstat=partstat)
    assert notices == [("client:otto", notice)]


def test_the_same_answer_twice_is_told_once(client: Client, meeting: Meeting, notices: list[Any]) -> None:
    for _ in range(2):
        client.post(path(), {"answer": "declined"})

    assert len(notices) == 1


def test_an_answer_is_changed_so_often_an_hour(client: Client, meeting: Meeting, notices: list[Any]) -> None:
    for number in range(MOST_ANSWERS):
        client.post(path(), {"answer": ("accepted", "declined")[number % 2]})
    refused = client.post(path(), {"answer": "accepted"})

    assert (refused.status_code, "very often" in refused.content.decode()) == (429, True)
    assert partstats() == ["DECLINED", "NEEDS-ACTION"]
    assert len(notices) == MOST_ANSWERS
    assert client.post(path("bo@example.com"), {"answer": "accepted"}).status_code == 302

    Invitation.objects.update(answers_since=timezone.now() - ANSWERS_WITHIN)
    assert client.post(path(), {"answer": "accepted"}).status_code == 302
    assert partstats() == ["ACCEPTED", "ACCEPTED"]


def test_two_people_of_one_name_are_told_apart(client: Client, meeting: Meeting, notices: list[Any]) -> None:
    Attendee.objects.filter(name="Bo").update(name="Ana")
    client.post(path(), {"answer": "declined"})
    client.post(path("bo@example.com"), {"answer": "accepted"})

    assert [notice.person for _, notice in notices] == ["Ana (Ana@example.com)", "Ana (bo@example.com)"]


def test_following_a_link_answers_nothing(client: Client, meeting: Meeting, notices: list[Any]) -> None:
    page = client.get(path() + "?answer=accepted").content.decode()

    assert "Otto invites you" in page
    assert "&lt;b&gt;Review&lt;/b&gt;" in page
    assert "Press the button once more" in page
    assert partstats() == ["NEEDS-ACTION", "NEEDS-ACTION"]
    assert notices == []


@pytest.mark.parametrize("answer", ["", "ACCEPTED", "yes", "accepted\r\n"])
def test_an_answer_that_is_none_changes_nothing(client: Client, meeting: Meeting, answer: str) -> None:
    for said in ({"answer": answer}, {}):
        page = client.post(path(), said)
        assert page.status_code == 400
        assert "Will you be there?" in page.content.decode()
    assert partstats() == ["NEEDS-ACTION", "NEEDS-ACTION"]


def test_a_page_needs_no_cookie_and_lets_nothing_in(meeting: Meeting) -> None:
    page = Client(enforce_csrf_checks=True).post(path(), {"answer": "accepted"}, follow=True)

    assert "You have accepted." in page.content.decode()
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert page.cookies == {}
    assert "style=" not in page.content.decode()
    assert "<script" not in page.content.decode()


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_link_that_was_cut_or_changed_is_refused(client: Client, meeting: Meeting, cut: int) -> None:
    whole = path()
    changed = whole[:-cut] + "".join("B" if each == "A" else "A" for each in whole[-cut:])
    for address in (whole[:-cut], changed, reverse("reply", args=["x"])):
        page = client.post(address, {"answer": "accepted"})
        assert page.status_code == 404
        assert "This link cannot be read" in page.content.decode()
    assert partstats() == ["NEEDS-ACTION", "NEEDS-ACTION"]


def test_no_link_is_written_to_the_log(
    client: Client, meeting: Meeting, caplog: pytest.LogCaptureFixture
) -> None:
    client.get(path()[:-1])
    client.get(path(uid="gone"))

    assert caplog.text == ""


def test_a_link_of_something_else_that_we_signed_is_refused(client: Client, meeting: Meeting) -> None:
    token = signing.dumps(["one", "ana@example.com", 3], salt="another purpose")

    assert client.get(reverse("reply", args=[token])).status_code == 404


def test_an_old_link_is_refused(client: Client, meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = (timezone.now() - VALID_FOR - timedelta(minutes=1)).timestamp()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: long_ago)
        old = path()

    page = client.post(old, {"answer": "accepted"})

    assert page.status_code == 410
    assert "This link has run out" in page.content.decode()
    assert partstats() == ["NEEDS-ACTION", "NEEDS-ACTION"]


def test_a_link_says_whose_it_is() -> None:
    token = path("ana@example.com").rpartition("/")[2]

    assert read_link(token) == Link("one", "ana@example.com", 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "CANCELLED"}, "This meeting has been cancelled"),
        (
            {"starts": THREE.replace(year=2020), "ends": THREE.replace(year=2020, hour=16)},
            "This meeting is over.",
        ),
    ],
)
def test_what_cannot_be_answered_any_more_is_said(
    client: Client, meeting: Meeting, notices: list[Any], change: dict[str, Any], sentence: str
) -> None:
    Meeting.objects.update(**change)

    page = client.post(path(), {"answer": "accepted"}, follow=True).content.decode()

    assert sentence in page
    assert 'name="answer"' not in page
    assert partstats() == ["NEEDS-ACTION", "NEEDS-ACTION"]
    assert notices == []


def test_somebody_removed_is_told_so(client: Client, meeting: Meeting) -> None:
    Attendee.objects.filter(name="Ana").delete()

    assert "You are no longer invited" in client.get(path()).content.decode()


def test_a_meeting_that_is_gone_is_said_to_be(client: Client) -> None:
    page = client.post(path(), {"answer": "accepted"}, follow=True)

    assert page.status_code == 404
    assert "There is no such meeting any more." in page.content.decode()


def test_a_mail_that_another_has_followed_shows_what_is_now(client: Client, meeting: Meeting) -> None:
    Invitation.objects.create(meeting=meeting, email="Ana@example.com", method="REQUEST", sequence=3)

    assert "has changed since" in client.get(path(sequence=2)).content.decode()
    assert "has changed since" not in client.get(path(sequence=3)).content.decode()
