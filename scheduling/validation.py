"""What a meeting may be, checked where it enters the domain; never whether its time is free."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from scheduling.errors import InvalidAttendees, InvalidPeriod, InvalidText, InvalidZone
from scheduling.events import Attendee, VEvent
from scheduling.rules import read_rule

LONGEST = timedelta(hours=24)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
MOST_ATTENDEES = 100
MOST_TITLE, MOST_NAME, MOST_ADDRESS, MOST_RULE = 500, 200, 254, 500
# an address that every mail server takes (RFC 5321 without quoted names); the domain may be international
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,62}")


def checked(event: VEvent, *, now: datetime | None = None) -> VEvent:
    """Return the meeting as it may be stored: texts on one line, without control characters, everything within bounds.

    `now` is given when its period is new: one that has begun is refused then. Raises InvalidPeriod, InvalidZone,
    InvalidText, InvalidAttendees and InvalidRule.
    """
    if not is_zone(event.timezone):
        raise InvalidZone("%(zone)s is not a time zone", zone=event.timezone[:64])
    period = event.period.utc
    if period.duration > LONGEST:
        raise InvalidPeriod("a meeting takes at most 24 hours")
    if period.ends > LATEST:
        raise InvalidPeriod("a calendar ends with the year %(year)d", year=LATEST.year - 1)
    if now is not None and period.starts < now:
        raise InvalidPeriod("that is in the past")
    if len(event.rrule) > MOST_RULE:
        raise InvalidText("a recurrence rule has at most %(most)d characters", most=MOST_RULE)
    if event.rrule:
        read_rule(event.rrule)
    summary = one_line(event.summary, MOST_TITLE)
    if not summary:
        raise InvalidText("a meeting needs a title")
    people = tuple(dict.fromkeys(checked_person(person) for person in event.attendees))
    if len(people) > MOST_ATTENDEES:
        raise InvalidAttendees("at most %(most)d people can be invited", most=MOST_ATTENDEES)
    return replace(
        event,
        summary=summary,
        location=one_line(event.location, MOST_TITLE),
        attendees=people,
        period=period,
    )


def one_line(text: str, most: int) -> str:
    """Return the text on one line without control characters; emoji and right-to-left text stay. Raises InvalidText."""
    spaced = "".join(
        " " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each
        for each in text
        if unicodedata.category(each) != "Cs"
    )
    line = " ".join(spaced.split())
    if len(line) > most:
        raise InvalidText("that is longer than %(most)d characters", most=most)
    return line


def checked_organizer(person: Attendee) -> Attendee:
    """Return who may invite others: somebody with an address. Raises InvalidAttendees and InvalidText."""
    if not person.email:
        raise InvalidAttendees("whoever invites needs an address")
    return checked_person(person)


def checked_person(person: Attendee) -> Attendee:
    """Return the person as they may be stored. Raises InvalidAttendees and InvalidText."""
    if person.email and (len(person.email) > MOST_ADDRESS or not _ADDRESS.fullmatch(person.email)):
        raise InvalidAttendees("%(address)s is not a mail address", address=one_line(person.email[:80], 80))
    cleaned = replace(person, name=one_line(person.name, MOST_NAME))
    if not str(cleaned):
        raise InvalidAttendees("a person needs a name or an address")
    return cleaned


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Tell whether the name is an IANA time zone that this machine knows.

    What means another zone on each machine, or none, is not one.
    """
    return name in available_timezones() - {"localtime", "posixrules", "Factory"}
