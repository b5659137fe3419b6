"""The counts and gauges of this process as Prometheus reads them, for those who may. Counts nothing itself."""

import hmac
import math

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder

from conversations import connections, metrics, queues
from conversations.engine import model_state
from scheduling.database import DATABASE_GONE, pool

log = structlog.get_logger(__name__)

STATES = ("due", "later", "doing", "failed")
# successful jobs are deleted, so the table holds little; a worker is alive that was heard of within half a minute
_JOBS = (
    "SELECT CASE WHEN status = 'todo' THEN CASE WHEN scheduled_at > now() THEN 'later' ELSE 'due' END "
    "ELSE status::text END AS state, count(*) AS count FROM procrastinate_jobs GROUP BY 1 UNION ALL "
    "SELECT 'workers', count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'"
)


async def may_read(request: HttpRequest) -> bool:
    """Tell whether this request has the token; without METRICS_TOKEN it is for staff, and in DEBUG for everybody."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    return bool(settings.DEBUG or (await request.auser()).is_staff)


async def exposition(accept: str) -> tuple[bytes, str]:
    """Return all metrics of this process in the format that is wanted, and its content type."""
    _look_at_this_process()
    await _look_at_jobs()
    encode, content_type = choose_encoder(accept)
    return encode(REGISTRY), content_type


def _look_at_this_process() -> None:
    sockets = connections.count()
    v2 = connections.v2_count()
    metrics.CONNECTIONS.labels("v2").set(v2)
    metrics.CONNECTIONS.labels("classic").set(sockets - v2)
    metrics.OPEN_CONVERSATIONS.set(connections.conversation_count())
    waiting = queues.unanswered()
    metrics.UNANSWERED.set(len(waiting))
    metrics.OLDEST.set((timezone.now() - min(waiting)).total_seconds() if waiting else 0)
    state = model_state()
    metrics.CIRCUIT.set(state is not None and state["circuit"] != "closed")


async def _look_at_jobs() -> None:
    """What cannot be known while the database is gone is not a number."""
    counts: dict[str, float] = {}
    try:
        async with (await pool()).connection() as db:
            rows = await (await db.execute(_JOBS)).fetchall()
        counts = {"workers": 0, **dict.fromkeys(STATES, 0), **{row["state"]: row["count"] for row in rows}}
    except DATABASE_GONE as error:
        log.warning("jobs not counted: database gone", error=type(error).__name__)
    metrics.DATABASE.set(bool(counts))
    metrics.WORKERS.set(counts.get("workers", math.nan))
    for state in STATES:
        metrics.JOBS.labels(state).set(counts.get(state, math.nan))
