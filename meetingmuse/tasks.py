"""Jobs that come by themselves: those of a dead worker are run again, old ones are forgotten, series are written further."""

import structlog
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from scheduling import upkeep
from scheduling.alone import alone

log = structlog.get_logger(__name__)

DEAD_SECONDS = 30.0
KEPT_HOURS = 30 * 24


@app.periodic(cron="* * * * * */15")  # the last field is seconds
@app.task(pass_context=True)
async def run_stalled_jobs_again(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers without a heartbeat back; each tick of the clock is one worker's, so nobody does it twice."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD_SECONDS):
        try:
            await jobs.retry_job(job)
            log.warning("job of a dead worker is run again", job=job.id, task=job.task_name)
        except ConnectorException:
            log.info("job was not stalled after all", job=job.id, task=job.task_name)


@app.periodic(cron="17 3 * * *")
@app.task(pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete the failed jobs of a month ago; those that succeeded are deleted at once."""
    await context.app.job_manager.delete_old_jobs(
        KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="43 3 * * 0")
@app.task
def write_series_further(timestamp: int) -> None:
    """Do what `manage.py extend_series` does, once a week; what needs a person is logged."""
    with alone(upkeep.LOCK) as got:
        if not got:
            return
        for finding in upkeep.extend_series(timezone.now(), dry_run=False, batch_size=500):
            say = log.warning if finding.problem else log.info
            say("series written further", uid=finding.uid, found=finding.text)
