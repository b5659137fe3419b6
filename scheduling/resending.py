"""Sends invitations once more, as staff ask for it: with the UID and SEQUENCE they have. Never changes a meeting."""

from datetime import datetime

from django.db import transaction

from scheduling.calendars.values import to_event
from scheduling.delivery import organizer_of
from scheduling.invitations import invited, is_over
from scheduling.models import Calendar, Meeting
from scheduling.tasks import deliver_later


def resend(meeting_id: int, now: datetime) -> int:
    """Have everybody who is invited sent the meeting as it is now; return how many that are.

    Nobody when nobody invites, when it is cancelled, or when nothing of it is to come.
    """
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update(no_key=True).get(meetings=meeting_id)
        meeting = Meeting.objects.get(pk=meeting_id)
        organizer, event = organizer_of(calendar.key), to_event(meeting)
        if organizer is None or is_over(now, event, None):
            return 0
        people = invited(event, organizer)
        known = [each.pk for each in meeting.invitations.all() if each.email.lower() in people]
        meeting.invitations.filter(pk__in=known).update(told=None, error="")
        if people:
            deliver_later(meeting)
    return len(people)
