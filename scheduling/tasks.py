"""When invitations leave: jobs, deferred in the transaction of the rows they are about. What they do is in delivery.py."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from scheduling import delivery
from scheduling.models import Meeting

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 100  # a day and some hours
LONGEST_WAIT_SECONDS = 900


class Backoff(BaseRetryStrategy):
    """Again after 2, 4, 8 … seconds, then every quarter of an hour for a day; at a named time where there is one."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, delivery.Later):
            return RetryDecision(retry_at=exception.at)
        if isinstance(exception, delivery.Refused) or job.attempts >= MOST_ATTEMPTS:
            return None
        wait = min(2 ** (job.attempts + 1), LONGEST_WAIT_SECONDS)
        log.warning("job is tried again", job=job.id, error=type(exception).__name__, wait_seconds=wait)
        return RetryDecision(retry_in={"seconds": wait})


def deliver_later(meeting: Meeting) -> None:
    """Have what people were told of the meeting compared with its rows, when those have rested for a while."""
    if meeting.attendees.exclude(email="").exists() or meeting.invitations.exists():
        wait = timedelta(seconds=settings.INVITATION_DELAY_SECONDS)
        deliver_invitations.configure(schedule_at=timezone.now() + wait).defer(meeting=meeting.pk)


# without a queueing lock: a job that waits for its next attempt would meet the one of a later change there
@app.task(retry=Backoff())
def deliver_invitations(meeting: int) -> None:
    """Defer a mail for each address that does not know what it ought to know."""
    for invitation in delivery.find_due(meeting, timezone.now()):
        send_invitation.configure(lock=f"invitation:{invitation}").defer(invitation=invitation)


@app.task(retry=Backoff(), pass_context=True)
def send_invitation(context: JobContext, invitation: int) -> None:
    """Send one address what is due to it; a second run finds that nothing is."""
    delivery.send(invitation, timezone.now(), last=context.job.attempts >= MOST_ATTEMPTS)
