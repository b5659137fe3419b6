"""What each address was told of a meeting and what it ought to know, for its page. Never sends."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from scheduling.calendars.values import to_event
from scheduling.delivery import organizer_of
from scheduling.invitations import Told, due, invited
from scheduling.models import Invitation, Meeting

MOST_JOBS = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """One address: its row, None before the first mail, and the METHOD of the mail that is still to leave, "" for none."""

    email: str
    row: Invitation | None
    due: str


def deliveries(meeting: Meeting, now: datetime) -> list[Delivery]:
    """Return how the meeting stands with everybody who is or was invited; nobody is while nobody invites."""
    organizer, event = organizer_of(meeting.calendar.key), to_event(meeting)
    rows: dict[str, Invitation | None] = {each.email.lower(): each for each in meeting.invitations.all()}
    if organizer is None:
        return [Delivery(email, row, "") for email, row in rows.items()]
    for email in invited(event, organizer):
        rows.setdefault(email, None)
    return [
        Delivery(email, row, due(event, email, _told(row), organizer, now) or "")
        for email, row in rows.items()
    ]


def jobs_about(meeting: Meeting) -> list[ProcrastinateJob]:
    """Return the jobs of its mails that are not done; those that succeeded are deleted at once."""
    about = Q(task_name="scheduling.tasks.deliver_invitations", args__meeting=meeting.pk)
    invitations = list(meeting.invitations.values_list("pk", flat=True))
    about |= Q(task_name="scheduling.tasks.send_invitation", args__invitation__in=invitations)
    return list(ProcrastinateJob.objects.filter(about).order_by("id")[:MOST_JOBS])


def _told(row: Invitation | None) -> Told:
    if row is None:
        return Told()
    return Told(row.told, maybe=row.method == "REQUEST" and row.sequence is not None)
