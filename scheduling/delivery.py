"""Compares meetings with what people were told of them and sends the difference; never decides what a mail says.

Whoever changes a meeting holds the row of its calendar, and so does whoever looks here: a change that is being written is
waited for. What is about to be sent is noted first, so that a mail whose fate is unknown is sent again with the same UID
and SEQUENCE, and never forgotten.
"""

import smtplib
import socket
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction

from scheduling import metrics
from scheduling.calendars import statements
from scheduling.calendars.values import to_event
from scheduling.events import Attendee, VEvent
from scheduling.invitations import Message, Told, concerns, described, due, invited
from scheduling.mail import compose
from scheduling.models import Calendar, Invitation, Meeting
from scheduling.notices import Notice, noticed
from scheduling.owners import ALL_CLIENTS, user_of

log = structlog.get_logger(__name__)


class Later(Exception):
    """The mail may not leave yet; the job is to come back then."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at:%Y-%m-%d %H:%M} UTC")
        self.at = at


class Refused(Exception):
    """The mail will not be sent: it was refused for good, or tried often enough."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A mail that is about to be sent, and what had been noted before."""

    invitation: Invitation
    message: Message
    before: tuple[int | None, str]


def find_due(meeting_id: int, now: datetime) -> list[int]:
    """Return the invitations of the meeting of which something is to be sent. Raises Later when it just changed."""
    with transaction.atomic():
        found = _held(meeting_id)
        if found is None:
            return []
        calendar, meeting = found
        settled = meeting.updated_at + timedelta(seconds=settings.INVITATION_DELAY_SECONDS)
        if settled > now:
            raise Later(settled)
        organizer = organizer_of(calendar.key)
        if organizer is None:
            return []
        event = to_event(meeting)
        known = {each.email.lower(): each for each in meeting.invitations.all()}
        for address, person in invited(event, organizer).items():
            if address not in known:
                known[address] = Invitation(meeting=meeting, email=person.email, name=person.name)
        wanted = [
            each for each in known.values() if due(event, each.email.lower(), _told(each), organizer, now)
        ]
        for each in wanted:
            if each.pk is None:
                each.save()
    return [each.pk for each in wanted]


def send(invitation_id: int, now: datetime, *, last: bool = False) -> None:
    """Send what is due to one address, if anything still is; the owner is told when it failed for good, or the `last` time.

    Raises Later, Refused, and what the mail server makes of it.
    """
    claim = _claim(invitation_id, now)
    if claim is None:
        return
    invitation = Invitation.objects.filter(pk=invitation_id)
    try:
        compose(claim.message, now).send()
    except Exception as error:
        noted: dict[str, Any] = {"error": f"{type(error).__name__}: {error}"[:300]}
        if _never_left(error):
            noted |= {"sequence": claim.before[0], "method": claim.before[1]}
        invitation.update(**noted)
        given_up = last or is_for_good(error)
        metrics.MAILS.labels(claim.message.method, "refused" if given_up else "failed").inc()
        if given_up:
            _tell_of_failure(claim)
            raise Refused(noted["error"]) from error
        raise
    told = concerns(claim.message.event) if claim.message.method == "REQUEST" else None
    invitation.update(told=told, sent_at=now, error="")
    metrics.MAILS.labels(claim.message.method, "sent").inc()
    log.info("mail sent", invitation=invitation_id, method=claim.message.method, uid=claim.message.event.uid)


def organizer_of(key: str) -> Attendee | None:
    """Return who invites for the calendar; None: nobody is invited."""
    with connection.cursor() as cursor:
        cursor.execute(statements.ORGANIZER, {"key": key})
        [(name, email)] = cursor.fetchall()
    return Attendee(name or "", email) if email else None


def is_for_good(error: BaseException) -> bool:
    """Tell whether trying again is in vain: the server wants no such mail (a reply of 5xx), or it cannot be written.

    A server that wants no mail of ours at all, for its sender or a wrong password, waits for a person to see to it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _claim(invitation_id: int, now: datetime) -> _Claim | None:
    """Note what is about to be sent and count it; None when nothing is due. Raises Later beyond MAX_MAILS_PER_DAY."""
    with transaction.atomic():
        invitation = Invitation.objects.filter(pk=invitation_id).first()
        found = _held(invitation.meeting_id) if invitation else None
        invitation = Invitation.objects.filter(
            pk=invitation_id
        ).first()  # as it is now that the calendar is held
        if invitation is None or found is None:
            return None
        calendar, meeting = found
        organizer, event = organizer_of(calendar.key), to_event(meeting)
        if organizer is None:
            return None
        told, address = _told(invitation), invitation.email.lower()
        method = due(event, address, told, organizer, now)
        if method is None:
            return None
        count(calendar, now)
        people = {each.email.lower(): each for each in event.attendees}
        person = people.get(address, Attendee(invitation.name, invitation.email))
        before = (invitation.sequence, invitation.method)
        invitation.sequence, invitation.method, invitation.name = event.sequence, method, person.name
        invitation.save(update_fields=["sequence", "method", "name"])
    shown: VEvent = event if method == "REQUEST" else replace(event, attendees=(person,))
    was = described(told.meeting) if told.meeting else None
    zone = calendar.timezone or event.timezone
    return _Claim(invitation, Message(method, shown, was, person, organizer, zone), before)


def _held(meeting_id: int) -> tuple[Calendar, Meeting] | None:
    """The meeting and its calendar, whose row is held until the transaction ends."""
    calendar = (
        Calendar.objects.select_for_update(no_key=True, of=("self",)).filter(meetings=meeting_id).first()
    )
    meeting = calendar.meetings.filter(pk=meeting_id).first() if calendar else None
    return (calendar, meeting) if calendar and meeting else None


def _told(invitation: Invitation) -> Told:
    return Told(invitation.told, maybe=invitation.method == "REQUEST" and invitation.sequence is not None)


def count(calendar: Calendar, now: datetime) -> None:
    """Count a mail that is about to leave, those of everybody not signed in together. Raises Later beyond MAX_MAILS_PER_DAY.

    The caller holds the row of the calendar; for one not signed in the row of ALL_CLIENTS is held as well, and always after it.
    """
    today = now.date()
    if user_of(calendar.key) is None:  # anybody may be another client or browser in no time
        Calendar.objects.get_or_create(key=ALL_CLIENTS)
        calendar = Calendar.objects.select_for_update(no_key=True).get(key=ALL_CLIENTS)
    sent = calendar.mails if calendar.mails_on == today else 0
    if settings.MAX_MAILS_PER_DAY and sent >= settings.MAX_MAILS_PER_DAY:
        log.warning("the mails of the day are used up", calendar=calendar.key, mails=sent)
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise Later(tomorrow)
    calendar.mails_on, calendar.mails = today, sent + 1
    calendar.save(update_fields=["mails_on", "mails"])


def _never_left(error: BaseException) -> bool:
    """Tell whether the mail certainly did not arrive: it was refused, or no server was reached."""
    refused = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError)
    return isinstance(error, (*refused, ConnectionRefusedError, socket.gaierror))


def _tell_of_failure(claim: _Claim) -> None:
    event, person = claim.message.event, claim.message.to
    key = Calendar.objects.values_list("key", flat=True).get(meetings=claim.invitation.meeting_id)
    with transaction.atomic():
        noticed.send(
            sender=None, key=key, notice=Notice("undelivered", event.uid, event.summary, str(person))
        )
