"""Reminds owners by mail of what has rung; never decides what rings."""

import hashlib
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from scheduling import metrics
from scheduling.delivery import Refused, count, is_for_good, organizer_of
from scheduling.events import Attendee
from scheduling.models import Calendar, Occupancy, Reminder
from scheduling.notices import Notice
from scheduling.wording import Line, clock, day, in_header, offset

LATEST = timedelta(days=1)


def remind_by_mail(key: str, notice: Notice, now: datetime) -> None:
    """Mail the notice to the owner of the calendar, if it still holds and they have an address.

    Raises Later beyond MAX_MAILS_PER_DAY, Refused for good, and what the mail server makes of it otherwise.
    """
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update(no_key=True).get(key=key)
        owner = organizer_of(key)
        if owner is None or not _still_holds(calendar, notice, now):
            return
        count(calendar, now)
    try:
        compose(notice, owner).send()
    except Exception as error:
        given_up = is_for_good(error) or isinstance(error, (ValueError, UnicodeError))
        metrics.MAILS.labels("reminder", "refused" if given_up else "failed").inc()
        if given_up:
            raise Refused(f"{type(error).__name__}: {error}"[:300]) from error
        raise
    metrics.MAILS.labels("reminder", "sent").inc()


def compose(notice: Notice, to: Attendee) -> EmailMultiAlternatives:
    """Return the mail."""
    assert notice.starts is not None
    starts = notice.starts.astimezone(ZoneInfo(notice.timezone))
    shown = {
        "heading": "Reminder",
        "title": notice.summary,
        "sentence": "This meeting begins soon."
        if notice.kind == "upcoming"
        else "You wanted to be reminded.",
        "lines": [Line("When", f"{day(starts)}, {clock(starts)} ({notice.timezone}, {offset(starts)})")],
    }
    told = f"{notice.kind}\n{notice.uid}\n{starts.timestamp()}\n{to.email}"
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
    mail = EmailMultiAlternatives(
        subject=in_header(
            f"Reminder: {notice.summary} ({starts:%a}, {starts:%b} {starts.day}, {clock(starts)})"
        ),
        body=render_to_string("mail/reminder.txt", shown),
        from_email=settings.MAIL_FROM,
        to=[formataddr((in_header(to.name), to.email))],
        headers={
            "Message-ID": f"<{hashlib.sha256(told.encode()).hexdigest()[:32]}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(render_to_string("mail/invitation.html", shown), "text/html")
    return mail


def _still_holds(calendar: Calendar, notice: Notice, now: datetime) -> bool:
    """Tell whether the reminder is there and not of yesterday, or the meeting still at that time and not over."""
    assert notice.starts is not None
    if notice.kind == "reminder":
        kept = Reminder.objects.filter(calendar=calendar, uid=notice.uid, moment=notice.starts)
        return kept.filter(moment__gt=now - LATEST).exists()
    there = Occupancy.objects.filter(calendar=calendar, meeting__uid=notice.uid, starts=notice.starts)
    return there.filter(ends__gt=now).exists()
