"""How the whole installation is at this moment, from its tables; never of one conversation."""

import shutil
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Avg, Count, Max, Q
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from conversations.models import DEAD, Message, ModelCall, Process

HOUR = timedelta(hours=1)
MOST_TABLES = 8
WORKER_DEAD = timedelta(seconds=30)
_TABLES = (
    "SELECT relname, pg_total_relation_size(oid), greatest(reltuples, 0)::bigint FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT %s"
)


def condition(now: datetime) -> dict[str, Any]:
    """Return what the health page shows beside the probes and the charts."""
    processes = list(Process.objects.filter(seen_at__gte=now - DEAD))
    return {
        "processes": processes,
        "capacity": _capacity(processes),
        "worker": _worker(now),
        "model": _model(now),
        "oldest": Message.objects.filter(status=Message.Status.RECEIVED).order_by("id").first(),
        "storage": _storage(),
    }


def _capacity(processes: list[Process]) -> dict[str, Any]:
    """Open conversations, and how many there may be: the limit is each process's."""
    most = settings.MAX_CONCURRENT_CONVERSATIONS * len(processes)
    used = sum(each.conversations for each in processes)
    return {"used": used, "most": most, "percent": round(100 * used / most, 1) if most else 0.0}


def _worker(now: datetime) -> dict[str, Any]:
    waiting = Q(status="todo")
    later = Q(scheduled_at__gt=now)
    jobs = ProcrastinateJob.objects.aggregate(
        due=Count("pk", filter=waiting & ~later),
        later=Count("pk", filter=waiting & later),
        doing=Count("pk", filter=Q(status="doing")),
        failed=Count("pk", filter=Q(status="failed")),
    )
    seen = ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"]
    alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=now - WORKER_DEAD).count()
    return {**jobs, "seen": seen, "alive": alive}


def _model(now: datetime) -> dict[str, Any]:
    """The calls of the last hour, of all processes."""
    failed = ~Q(outcome="ok") & ~Q(outcome__startswith="withheld")
    told = ModelCall.objects.filter(created_at__gte=now - HOUR).aggregate(
        calls=Count("pk"), failed=Count("pk", filter=failed), latency=Avg("latency_ms")
    )
    return {**told, "rate": round(100 * told["failed"] / told["calls"], 1) if told["calls"] else None}


def _storage() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [(size,)] = cursor.fetchall()
        cursor.execute(_TABLES, [MOST_TABLES])
        tables = [{"name": name, "size": bytes_, "rows": rows} for name, bytes_, rows in cursor.fetchall()]
    disk = shutil.disk_usage(settings.DATA_DIR) if settings.DATA_DIR.exists() else None
    return {"database": size, "tables": tables, "disk": disk}
