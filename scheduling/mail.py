"""Writes the mail of an invitation: plain text, HTML and iCalendar of the same facts. Never sends it, never reads a row."""

import hashlib
from datetime import datetime
from email.utils import formataddr, parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from scheduling.events import Attendee
from scheduling.ics import vcalendar
from scheduling.invitations import Message
from scheduling.links import Link, reply_url
from scheduling.wording import clock, in_header, lines, listed

ANSWERS = (("accepted", "Accept"), ("tentative", "Maybe"), ("declined", "Decline"))


def compose(message: Message, now: datetime) -> EmailMultiAlternatives:
    """Return the mail. Raises ValueError for an address that no header takes."""
    event, organizer = message.event, message.organizer
    shown = _shown(message)
    sender = parseaddr(settings.MAIL_FROM)[1]
    mail = EmailMultiAlternatives(
        subject=in_header(f"{shown['heading']}: {event.summary} ({_short(message)})"),
        body=render_to_string("mail/invitation.txt", shown),
        from_email=settings.MAIL_FROM,
        to=[_address(message.to)],
        reply_to=[_address(organizer)],
        headers={
            "Message-ID": f"<{_fingerprint(message)}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("mail/invitation.html", shown), "text/html")
    file = vcalendar([event], stamp=now, method=message.method, organizer=organizer).decode()
    mail.attach_alternative(file, f"text/calendar; method={message.method}")
    mail.attach("invite.ics", file, "application/ics")
    return mail


def _shown(message: Message) -> dict[str, object]:
    """What both templates show."""
    event, zone = message.event, ZoneInfo(message.timezone)
    cancelled = message.method == "CANCEL"
    was = None if cancelled else message.was
    url = reply_url(Link(event.uid, message.to.email.lower(), event.sequence))
    return {
        "title": event.summary,
        "was_title": was.summary if was and was.summary != event.summary else "",
        "heading": "Cancelled" if cancelled else "Changed" if was else "Invitation",
        "lines": lines(event, was, zone),
        "people": "" if cancelled else listed([str(message.organizer), *map(str, event.attendees)]),
        "sentence": _sentence(message),
        "cancelled": cancelled,
        "answers": [] if cancelled else [(f"{url}?answer={name}", label) for name, label in ANSWERS],
        "url": url,
        "organizer": message.organizer,
    }


def _sentence(message: Message) -> str:
    who = str(message.organizer)
    if message.method == "REQUEST":
        return f"{who} has changed this meeting." if message.was else f"{who} invites you to this meeting."
    if message.event.status == "CANCELLED":
        return f"{who} has cancelled this meeting."
    return f"{who} no longer expects you at this meeting."


def _short(message: Message) -> str:
    starts = _meant(message).astimezone(ZoneInfo(message.timezone))
    return f"{starts:%a}, {starts:%b} {starts.day}, {clock(starts)}"


def _meant(message: Message) -> datetime:
    """Return the start of what the mail is about: the first occurrence that alone changed, else the meeting."""
    event, was = message.event, message.was
    if was is None or message.method == "CANCEL" or (event.period, event.rrule) != (was.period, was.rrule):
        return event.period.starts
    before, after = ({each.recurrence_id: each.period for each in one.overrides} for one in (was, event))
    changed = [
        each for each in before.keys() | after.keys() if before.get(each, each) != after.get(each, each)
    ]
    if not changed:
        return event.period.starts
    period = after.get(min(changed))
    return period.starts if period else min(changed)


def _address(person: Attendee) -> str:
    return formataddr((in_header(person.name), person.email))


def _fingerprint(message: Message) -> str:
    """The same mail has the same Message-ID, so that one sent twice is recognised."""
    event = message.event
    told = f"{event.uid}\n{message.to.email.lower()}\n{event.sequence}\n{message.method}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]
