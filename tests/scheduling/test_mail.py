"""What a mail says, and that nothing in it gets where it does not belong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import get_connection

from scheduling.events import Attendee, Override, Period, VEvent
from scheduling.invitations import Message
from scheduling.mail import compose
from tests.mail_server import Mailbox, event_of, part

NOW = datetime(2027, 1, 2, tzinfo=UTC)
NINE = datetime(2027, 3, 30, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)
ANA, OTTO = Attendee("Ana Lopez", "ana@example.com"), Attendee("Otto Berg", "otto@example.org")
REVIEW = VEvent(
    "one",
    "Design review",
    Period(NINE, NINE + timedelta(minutes=45)),
    "Europe/Berlin",
    "Room 4",
    (ANA, Attendee("", "bo@example.com"), Attendee("Cy")),
    sequence=2,
)


def sent(mailbox: Mailbox, event: VEvent = REVIEW, was: VEvent | None = None, **more: Any) -> EmailMessage:
    """The mail as the server got it."""
    given = {"method": "REQUEST", "to": ANA, "organizer": OTTO, "timezone": "Europe/Berlin", **more}
    compose(Message(event=event, was=was, **given), NOW).send()
    return mailbox.mails.pop()


def text(received: EmailMessage, kind: str = "text/plain") -> str:
    return str(part(received, kind).get_content()).replace("\r\n", "\n")


def test_an_invitation_is_text_html_and_calendar(mailbox: Mailbox) -> None:
    received = sent(mailbox)

    assert received["Subject"] == "Invitation: Design review (Tue, Mar 30, 9:00 AM)"
    assert received["From"] == "MeetingMuse <meetingmuse@localhost>"
    assert received["To"] == "Ana Lopez <ana@example.com>"
    assert received["Reply-To"] == "Otto Berg <otto@example.org>"
    assert received["Auto-Submitted"] == "auto-generated"
    alternative, file = received.iter_parts()
    assert [each.get_content_type() for each in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = part(received, "text/calendar")
    assert calendar["Content-Type"].params == {"method": "REQUEST", "charset": "utf-8"}
    assert (file.get_filename(), file.get_content().decode()) == ("invite.ics", calendar.get_content())
    assert (event_of(received)["UID"], event_of(received)["SEQUENCE"]) == ("one", 2)
    for kind in ("text/plain", "text/html"):
        said = text(received, kind)
        assert "Otto Berg invites you to this meeting." in said
        assert "Tuesday, March 30, 2027, 9:00 AM to 9:45 AM (Europe/Berlin, UTC+2)" in said
        assert "Room 4" in said
        assert "Otto Berg, Ana Lopez, bo@example.com and Cy" in said
        assert said.count("http://localhost:8000/reply/") == 3


def test_the_same_mail_has_the_same_id(mailbox: Mailbox) -> None:
    first = sent(mailbox)

    assert sent(mailbox)["Message-ID"] == first["Message-ID"]
    assert sent(mailbox, replace(REVIEW, sequence=3))["Message-ID"] != first["Message-ID"]
    assert sent(mailbox, to=OTTO)["Message-ID"] != first["Message-ID"]


def test_a_change_tells_what_was(mailbox: Mailbox) -> None:
    hour = timedelta(hours=1)
    now = replace(REVIEW, summary="Final review", location="", period=Period(NINE + hour, NINE + 2 * hour))

    said = text(sent(mailbox, now, REVIEW))

    assert said.startswith(
        "Changed: Final review\n(was: Design review)\n\n"
        "Otto Berg has changed this meeting.\n\n"
        "When: Tuesday, March 30, 2027, 10:00 AM to 11:00 AM (Europe/Berlin, UTC+2)\n"
        "  (was: Tuesday, March 30, 2027, 9:00 AM to 9:45 AM (Europe/Berlin, UTC+2))\n"
        "Where: none\n  (was: Room 4)\n"
    )


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "every 2 weeks on Tuesday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every week from Monday to Friday"),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "every month on the last Friday, 3 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,-1", "every month on day 1 and the last day"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "every month on the first of Monday and Tuesday"),
        ("FREQ=YEARLY;BYMONTH=3", "every year in March"),
        ("FREQ=WEEKLY;UNTIL=20270601T225959Z", "every week until June 2, 2027"),
    ],
)
def test_a_series_is_told_in_words(mailbox: Mailbox, rule: str, words: str) -> None:
    assert f"\nRepeats: {words}\n" in text(sent(mailbox, replace(REVIEW, rrule=rule)))


def test_occurrences_that_differ_are_told_once(mailbox: Mailbox) -> None:
    series = replace(REVIEW, rrule="FREQ=WEEKLY")
    out = replace(series, overrides=(Override(NINE + WEEK, None),))
    day = timedelta(days=1)
    moved = Override(NINE + 2 * WEEK, Period(NINE + 2 * WEEK + day, NINE + 2 * WEEK + day + WEEK / 168))
    both = replace(out, overrides=(*out.overrides, moved))

    assert "Left out: Tuesday, April 6, 2027, 9:00 AM\n" in text(sent(mailbox, out, series))
    assert sent(mailbox, out, series)["Subject"] == "Changed: Design review (Tue, Apr 6, 9:00 AM)"
    assert sent(mailbox, both, out)["Subject"] == "Changed: Design review (Wed, Apr 14, 9:00 AM)"
    assert sent(mailbox, series, out)["Subject"] == "Changed: Design review (Tue, Apr 6, 9:00 AM)"
    said = text(sent(mailbox, both, out))
    assert "Left out" not in said
    assert "Moved: Wednesday, April 14, 2027, 9:00 AM to 10:00 AM" in said
    assert "(was: Tuesday, April 13, 2027, 9:00 AM)" in said
    assert "As planned: Tuesday, April 6, 2027, 9:00 AM" in text(sent(mailbox, series, out))


def test_a_cancellation_asks_nothing(mailbox: Mailbox) -> None:
    off = sent(mailbox, replace(REVIEW, status="CANCELLED"), REVIEW, method="CANCEL")
    removed = sent(mailbox, replace(REVIEW, attendees=(ANA,)), REVIEW, method="CANCEL")

    assert off["Subject"] == "Cancelled: Design review (Tue, Mar 30, 9:00 AM)"
    assert "Otto Berg has cancelled this meeting." in text(off)
    assert "Otto Berg no longer expects you at this meeting." in text(removed)
    for received in (off, removed):
        assert "/reply/" not in text(received) + text(received, "text/html")
        assert event_of(received)["STATUS"] == "CANCELLED"


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: evil@example.com", "x\nBcc: evil@example.com\n\nbody", "x\r\n\r\n--"]
)
def test_no_text_becomes_a_header(mailbox: Mailbox, evil: str) -> None:
    event = replace(REVIEW, summary=evil, location=evil, attendees=(Attendee(evil, "ana@example.com"),))

    received = sent(
        mailbox, event, to=Attendee(evil, "ana@example.com"), organizer=Attendee(evil, "o@example.org")
    )

    assert received["Bcc"] is None
    assert [each.addr_spec for each in received["To"].addresses] == ["ana@example.com"]
    assert [each.addr_spec for each in received["Reply-To"].addresses] == ["o@example.org"]
    assert len(list(received.walk())) == 6


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: x@example.com", "a@b.example, x@example.com"])
def test_an_address_that_is_none_is_never_mailed(mailbox: Mailbox, address: str) -> None:
    with pytest.raises(ValueError, match=r"address|Header"):
        sent(mailbox, to=Attendee("", address))
    assert mailbox.mails == []


def test_titles_are_text_in_every_part(mailbox: Mailbox) -> None:
    title = '<script>alert("1")</script> & 🎉 פגישה'

    received = sent(mailbox, replace(REVIEW, summary=title))

    assert title in text(received)
    assert title in str(received["Subject"])
    assert "<script>" not in text(received, "text/html")
    assert event_of(received)["SUMMARY"] == title


def test_without_a_mail_server_mails_become_files(tmp_path: Path, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = (
        "scheduling.mailfolder.MailFolder",
        str(tmp_path / "mail"),
    )

    message = compose(Message("REQUEST", REVIEW, None, ANA, OTTO, "Europe/Berlin"), NOW)
    get_connection().send_messages([message, message])

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=policy.default)
    assert read["To"] == "Ana Lopez <ana@example.com>"
