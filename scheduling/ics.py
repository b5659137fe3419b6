"""Meetings as iCalendar files (RFC 5545) and scheduling messages (RFC 5546); never mail, never a database.

A series is its rule, the days left out (EXDATE) and a VEVENT for each occurrence that was moved.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDuration, vRecur, vText

from scheduling.changes import CANCELLED
from scheduling.events import Attendee, VEvent
from scheduling.rules import read_rule
from scheduling.vtimezone import vtimezone

PRODUCT = "-//MeetingMuse//MeetingMuse//EN"
REFRESH = timedelta(hours=1)


def vcalendar(
    events: Iterable[VEvent],
    *,
    stamp: datetime,
    method: str = "PUBLISH",
    organizer: Attendee | None = None,
    name: str = "",
) -> bytes:
    """Return the meetings as one file, `stamp` being when it was made.

    `method` is PUBLISH, REQUEST or CANCEL; the last says CANCELLED of each meeting, whatever it is for others. `name` is
    what programs call a feed, which they read again after REFRESH.
    """
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", method)
    if name:
        file.add("name", name)
        file.add("x-wr-calname", name)
        file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})  # RFC 7986 section 5.7
        file.add("x-published-ttl", vDuration(REFRESH))  # Outlook's name for it
    zones: dict[str, int] = {}
    components = []
    for event in events:
        told = replace(event, status=CANCELLED) if method == "CANCEL" else event
        components += _components(told, stamp, organizer)
        first = min([event.local_start, *(each.recurrence_id for each in event.overrides)]).year
        zones[event.timezone] = min(zones.get(event.timezone, first), first)
    for zone, year in sorted(zones.items()):
        if zone != "UTC":
            file.add_component(vtimezone(zone, year))
    for component in components:
        file.add_component(component)
    return bytes(file.to_ical())


def _components(event: VEvent, stamp: datetime, organizer: Attendee | None) -> list[Event]:
    """The VEVENT of a meeting, and one for each of its occurrences that was moved."""
    zone = ZoneInfo(event.timezone)
    master = _component(event, stamp, organizer)
    if event.recurrence_id is not None:
        master.add("recurrence-id", event.recurrence_id.astimezone(zone))
    if not event.rrule or event.recurrence_id is not None:
        return [master]
    master.add("rrule", vRecur.from_ical(_with_until_in_utc(event.rrule, zone)))
    moved = []
    for override in event.overrides:
        if override.period is None:
            master.add("exdate", override.recurrence_id.astimezone(zone))
        else:
            component = _component(replace(event, period=override.period), stamp, organizer)
            component.add("recurrence-id", override.recurrence_id.astimezone(zone))
            moved.append(component)
    return [master, *moved]


def _component(event: VEvent, stamp: datetime, organizer: Attendee | None) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", stamp.astimezone(UTC))
    component.add("dtstart", event.local_start)
    component.add("dtend", event.local_end)
    component.add("summary", event.summary)
    component.add("status", event.status)
    component.add("transp", "OPAQUE")
    if event.location:
        component.add("location", event.location)
    if organizer and organizer.email:
        component.add("organizer", _address(organizer))
    for person in event.attendees:
        if person.email:
            component.add("attendee", _attendee(person))
    nameless = [str(person) for person in event.attendees if not person.email]
    if nameless:  # an ATTENDEE has to have an address
        component.add("description", f"With {', '.join(nameless)}")
    return component


def _attendee(person: Attendee) -> vCalAddress:
    address = _address(person)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(person.partstat)
    address.params["RSVP"] = vText("TRUE" if person.partstat == "NEEDS-ACTION" else "FALSE")
    return address


def _address(person: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    if person.name:
        # a parameter has no way to write a quotation mark (RFC 5545 section 3.2)
        address.params["CN"] = vText(person.name.replace('"', "'"))
    return address


def _with_until_in_utc(text: str, zone: ZoneInfo) -> str:
    """The rule as it may stand beside a DTSTART with a zone: UNTIL in UTC (RFC 5545 section 3.3.10)."""
    until = read_rule(text).until
    if until is None or (isinstance(until, datetime) and until.tzinfo):
        return text.removeprefix("RRULE:")
    last = until if isinstance(until, datetime) else _end_of(until)
    moment = last.replace(tzinfo=zone).astimezone(UTC)
    parts = text.upper().removeprefix("RRULE:").split(";")
    return ";".join(f"UNTIL={moment:%Y%m%dT%H%M%SZ}" if part.startswith("UNTIL=") else part for part in parts)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min) - timedelta(seconds=1)
