"""iCalendar files, read back by icalendar and by a CalDAV server of another make."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from scheduling.events import Attendee, Override, Period, VEvent
from scheduling.ics import vcalendar
from scheduling.recurrence import occurrences
from scheduling.vtimezone import vtimezone
from tests.scheduling.radicale_server import CalDavServer

STAMP = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"
ORGANIZER = Attendee("Otto", "otto@example.org")


def meeting(starts: datetime, rule: str = "", **more: object) -> VEvent:
    """A meeting of an hour at an aware local time."""
    assert isinstance(starts.tzinfo, ZoneInfo)
    period = Period(starts, starts + HOUR).utc
    return VEvent("one@example.org", "Review", period, starts.tzinfo.key, rrule=rule, **more)  # type: ignore[arg-type]


def local(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[misc, arg-type]


def read(file: bytes) -> list[Event]:
    return list(Calendar.from_ical(file).events)


@pytest.fixture
def caldav(tmp_path: Path) -> Iterator[CalDavServer]:
    with CalDavServer(tmp_path) as server:
        yield server


def test_a_request_says_everything_that_a_calendar_needs() -> None:
    people = (Attendee("Ana", "ana@example.com", "ACCEPTED"), Attendee("", "bo@example.com"), Attendee("Cy"))
    event = meeting(local(BERLIN, 2027, 3, 29, 9), attendees=people, location="Room 4", sequence=3)

    file = vcalendar([event], stamp=STAMP, method="REQUEST", organizer=ORGANIZER)

    assert Calendar.from_ical(file)["METHOD"] == "REQUEST"
    [found] = read(file)
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("one@example.org", 3, "CONFIRMED")
    assert (found["SUMMARY"], found["LOCATION"]) == ("Review", "Room 4")
    assert found.decoded("dtstamp") == STAMP
    assert (found.start, found.end) == (event.local_start, event.local_end)
    assert found["DTSTART"].params["TZID"] == BERLIN
    assert (found["ORGANIZER"], found["ORGANIZER"].params["CN"]) == ("mailto:otto@example.org", "Otto")
    ana, bo = found["ATTENDEE"]
    assert (ana, ana.params["CN"]) == ("mailto:ana@example.com", "Ana")
    assert (ana.params["PARTSTAT"], ana.params["RSVP"]) == ("ACCEPTED", "FALSE")
    assert (bo.params["PARTSTAT"], bo.params["RSVP"]) == ("NEEDS-ACTION", "TRUE")
    assert found["DESCRIPTION"] == "With Cy"


def test_a_cancellation_says_cancelled_of_a_meeting_that_goes_on_for_others() -> None:
    file = vcalendar([meeting(local(BERLIN, 2027, 3, 29, 9))], stamp=STAMP, method="CANCEL")

    assert Calendar.from_ical(file)["METHOD"] == "CANCEL"
    assert read(file)[0]["STATUS"] == "CANCELLED"


def test_a_series_is_a_rule_days_left_out_and_days_moved() -> None:
    second, third = local(BERLIN, 2027, 4, 5, 9), local(BERLIN, 2027, 4, 12, 9)
    elsewhere = Period(third + timedelta(days=1), third + timedelta(days=1, hours=2)).utc
    event = meeting(
        local(BERLIN, 2027, 3, 29, 9),
        "FREQ=WEEKLY;UNTIL=20270601",
        overrides=(Override(second.astimezone(UTC), None), Override(third.astimezone(UTC), elsewhere)),
    )

    master, moved = read(vcalendar([event], stamp=STAMP))

    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270601T215959Z"
    assert [each.dt for each in master["EXDATE"].dts] == [second]
    assert "RECURRENCE-ID" not in master
    assert (moved["UID"], moved["RECURRENCE-ID"].dt) == (master["UID"], third)
    assert (moved.start, moved.end) == (elsewhere.starts, elsewhere.ends)


@pytest.mark.parametrize(
    "text",
    [
        "Line one\r\nATTENDEE:mailto:evil@example.com",
        "a;b,c\\n:d",
        '<b onload="x">&amp;</b>',
        "Tea 🫖🎉",
        "פגישה עם דנה",
        "x" * 500,
    ],
)
def test_no_text_gets_out_of_its_property(text: str) -> None:
    people = (Attendee(text[:200], "ana@example.com"),)
    event = meeting(local(BERLIN, 2027, 3, 29, 9), attendees=people, location=text)
    event = replace(event, summary=text)

    file = vcalendar([event], stamp=STAMP, organizer=Attendee(text[:200], "otto@example.org"))

    [found] = read(file)
    shown = text.replace("\r\n", "\n")
    assert (found["SUMMARY"], found["LOCATION"]) == (shown, shown)
    assert found["ATTENDEE"] == "mailto:ana@example.com"
    assert b"\nATTENDEE:mailto:evil" not in file
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        (BERLIN, {"-1SU"}),
        ("America/New_York", {"2SU", "1SU"}),
        ("Asia/Jerusalem", {"FR", "-1SU"}),
        ("Asia/Tokyo", set()),
    ],
)
def test_a_zone_is_written_with_rules(zone: str, rules: set[str]) -> None:
    parts = vtimezone(zone, 2027).subcomponents

    written = [part["RRULE"].to_ical().decode() for part in parts if "RRULE" in part]
    assert {re.findall("BYDAY=([^;]*)", rule)[0] for rule in written} == rules
    assert not any("RDATE" in part for part in parts)


def test_a_zone_without_rules_lists_its_changes() -> None:
    parts = vtimezone("Africa/Casablanca", 2027).subcomponents

    assert not any("RRULE" in part for part in parts)
    zone = ZoneInfo("Africa/Casablanca")
    assert len(parts) > 20
    for part in parts[1:]:
        after = (part["DTSTART"].dt - part["TZOFFSETFROM"].td).replace(tzinfo=UTC)
        assert after.astimezone(zone).utcoffset() == part["TZOFFSETTO"].td
        assert (after - timedelta(minutes=1)).astimezone(zone).utcoffset() == part["TZOFFSETFROM"].td


@pytest.mark.parametrize(
    ("starts", "rule"),
    [
        (local(BERLIN, 2027, 3, 22, 9), "FREQ=WEEKLY;COUNT=40"),
        (local(BERLIN, 2027, 3, 1, 0), "FREQ=DAILY;UNTIL=20270410"),
        (local("America/New_York", 2027, 2, 23, 18), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=60"),
        (local("Australia/Sydney", 2027, 3, 5, 8), "FREQ=MONTHLY;BYDAY=1FR;COUNT=12"),
        (local("Asia/Jerusalem", 2027, 1, 12, 10), "FREQ=WEEKLY;COUNT=50"),
        (local("Africa/Casablanca", 2027, 1, 12, 10), "FREQ=WEEKLY;COUNT=50"),
        (local("Asia/Kolkata", 2027, 1, 12, 10), "FREQ=YEARLY;COUNT=3"),
        (local("UTC", 2027, 1, 12, 10), "FREQ=WEEKLY;COUNT=5"),
        (local(BERLIN, 2027, 7, 1, 23), ""),
    ],
)
def test_a_caldav_server_reads_the_same_times(caldav: CalDavServer, starts: datetime, rule: str) -> None:
    event = meeting(starts, rule)
    year = Period(datetime(2027, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))

    caldav.put("one", vcalendar([event], stamp=STAMP))

    expected = [each.period.utc for each in occurrences(event, year)]
    assert len(expected) >= (3 if rule else 1)
    assert caldav.busy(year) == expected


def test_a_caldav_server_reads_moved_and_missing_occurrences(caldav: CalDavServer) -> None:
    def at(day: int) -> datetime:
        return local(BERLIN, 2027, 3, day, 9).astimezone(UTC)

    event = meeting(
        local(BERLIN, 2027, 3, 1, 9),
        "FREQ=WEEKLY;COUNT=8",
        overrides=(Override(at(8), None), Override(at(29), Period(at(30), at(30) + 2 * HOUR))),
    )
    spring = Period(datetime(2027, 2, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))

    caldav.put("one", vcalendar([event], stamp=STAMP))

    assert caldav.busy(spring) == [each.period.utc for each in occurrences(event, spring)]
