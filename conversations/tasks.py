"""Jobs of conversations that come by themselves: what has been over for long is purged, what happened is counted.

How is in retention.py and figures.py.
"""

from collections import Counter
from collections.abc import Callable

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from conversations import figures, metrics, retention
from scheduling.alone import alone

log = structlog.get_logger(__name__)


@app.periodic(cron="*/2 * * * *")
@app.task
def count_what_happened(timestamp: int) -> None:
    """Bring the figures up to this minute."""
    figures.roll_up(timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(pass_context=True)
def purge_conversations(context: JobContext, timestamp: int) -> None:
    """Do what `manage.py purge_conversations` does, every hour; a worker that stops leaves the rest to the next hour."""
    purge_until(context.should_abort)


def purge_until(stopped: Callable[[], bool]) -> None:
    """Purge until all is done, or until it is `stopped` between two transactions."""
    ttl, keep = retention.promised()
    total: Counter[str] = Counter()
    with alone(retention.LOCK) as got:
        if not got:
            return
        for done in retention.purge(
            timezone.now(),
            ttl=ttl,
            keep=keep,
            keep_history=settings.CONVERSATION_KEEP_HISTORY,
            dry_run=False,
        ):
            total.update(done)
            for what, count in done.items():
                metrics.PURGED.labels(what).inc(count)
            if stopped():
                break
    metrics.LAST_PURGE.set_to_current_time()
    log.info("conversations purged", **total)
