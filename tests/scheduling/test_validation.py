"""Bad input at the domain's edge: what is refused, what is cleaned, what stays."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.calendars.base import Calendar
from scheduling.calendars.database import DatabaseCalendar
from scheduling.changes import Origin
from scheduling.errors import (
    InvalidAttendees,
    InvalidMeeting,
    InvalidPeriod,
    InvalidRule,
    InvalidText,
    InvalidZone,
)
from scheduling.events import Attendee, Period, VEvent
from scheduling.models import Change, Meeting, Occupancy
from scheduling.validation import checked

THREE = datetime(2030, 3, 5, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVENT = VEvent("one", "Review", Period(THREE, THREE + HOUR), "Europe/Berlin")


def mail(address: str) -> tuple[Attendee, ...]:
    return (Attendee("", address),)


REFUSED = [
    (replace(EVENT, period=Period(THREE, THREE + 24 * HOUR + timedelta(seconds=1))), InvalidPeriod),
    (
        replace(
            EVENT, period=Period(datetime(9999, 12, 31, tzinfo=UTC), datetime(9999, 12, 31, 1, tzinfo=UTC))
        ),
        InvalidPeriod,
    ),
    (replace(EVENT, timezone="Europe/Atlantis"), InvalidZone),
    (replace(EVENT, timezone=""), InvalidZone),
    (replace(EVENT, timezone="../../etc/passwd"), InvalidZone),
    (replace(EVENT, timezone="UTC\r\n"), InvalidZone),
    (replace(EVENT, summary=" \r\n\x00 "), InvalidText),
    (replace(EVENT, summary="x" * 501), InvalidText),
    (replace(EVENT, location="x" * 501), InvalidText),
    (replace(EVENT, attendees=tuple(Attendee(f"Guest {n}") for n in range(1000))), InvalidAttendees),
    (replace(EVENT, attendees=(Attendee("\x07"),)), InvalidAttendees),
    (replace(EVENT, attendees=mail("ana@example.com\r\nBcc: eve@example.com")), InvalidAttendees),
    (replace(EVENT, attendees=mail("ana")), InvalidAttendees),
    (replace(EVENT, attendees=mail("ana@")), InvalidAttendees),
    (replace(EVENT, attendees=mail("@example.com")), InvalidAttendees),
    (replace(EVENT, attendees=mail("ana@example.com,bob@example.com")), InvalidAttendees),
    (replace(EVENT, attendees=mail("Ana <ana@example.com>")), InvalidAttendees),
    (replace(EVENT, attendees=mail("a" * 250 + "@example.com")), InvalidAttendees),
    (replace(EVENT, rrule="FREQ=SECONDLY"), InvalidRule),
    (replace(EVENT, rrule="FREQ=DAILY;COUNT=1000000000"), InvalidRule),
    (replace(EVENT, rrule="FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 300)), InvalidText),
]


@pytest.mark.parametrize(("event", "error"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_what_cannot_be_is_refused(event: VEvent, error: type[InvalidMeeting]) -> None:
    with pytest.raises(error):
        checked(event)


@pytest.mark.parametrize("length", [timedelta(0), -HOUR])
def test_a_meeting_has_a_length(length: timedelta) -> None:
    with pytest.raises(InvalidPeriod):
        Period(THREE, THREE + length)


def test_what_is_new_lies_ahead() -> None:
    assert checked(EVENT, now=THREE) == EVENT
    assert checked(EVENT) == EVENT
    with pytest.raises(InvalidPeriod):
        checked(EVENT, now=THREE + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Review\r\nBcc: eve@example.com", "Review Bcc: eve@example.com"),
        ("Tab\tand\x0bother\x1b controls\x7f", "Tab and other controls"),
        ("line\u2028separators\u2029too", "line separators too"),
        ("<b>Review</b> & co", "<b>Review</b> & co"),
        ("🎉 Party 👩\u200d👧", "🎉 Party 👩\u200d👧"),
        ("פגישה עם דנה", "פגישה עם דנה"),
        ("\u200fדנה\u200f", "\u200fדנה\u200f"),
        ("half \ud83d pair", "half pair"),
    ],
)
def test_texts_are_one_line_and_otherwise_as_written(written: str, stored: str) -> None:
    event = checked(replace(EVENT, summary=written, location=written, attendees=(Attendee(written),)))
    assert (event.summary, event.location, event.attendees) == (stored, stored, (Attendee(stored),))


@pytest.mark.parametrize(
    "address", ["ana@example.com", "ana+work@mail.example.co.uk", "o'neil@example.org", "ana@bücher.example"]
)
def test_good_addresses_are_taken(address: str) -> None:
    assert checked(replace(EVENT, attendees=mail(address))).attendees == mail(address)


def test_the_same_person_is_invited_once() -> None:
    assert checked(replace(EVENT, attendees=(Attendee("Ana"), Attendee("Ana")))).attendees == (
        Attendee("Ana"),
    )


async def test_nothing_of_it_is_stored(assistant_database: None) -> None:
    calendar: Calendar = DatabaseCalendar("client:bad")
    await calendar.add(EVENT)
    for event, error in REFUSED:
        with pytest.raises(error):
            await calendar.add(replace(event, uid="two"))
        with pytest.raises(error):
            await calendar.change(event)
    late = Origin("thread", 1, THREE + 2 * HOUR)
    with pytest.raises(InvalidPeriod):
        await calendar.add(replace(EVENT, uid="two"), origin=late)
    assert await calendar.get("one") == EVENT
    assert (
        await Meeting.objects.acount(),
        await Occupancy.objects.acount(),
        await Change.objects.acount(),
    ) == (1, 1, 1)
