"""A hundred thousand conversations that have been over for long are purged while others talk to the server.

Runs beside the server, in a process of its own over the server's database: `python -m benchmarks.purge fill|purge`.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from benchmarks import servers
from benchmarks.probes import quantile

CONVERSATIONS = 100_000
TALKING = 20
BEFORE_SECONDS, MEANWHILE_SECONDS = 5.0, 20.0

# as they were left two months ago: two messages, a checkpoint with a blob and a write
FILL = (
    "INSERT INTO conversations_conversation (client_id, owner_key, thread_id, status, intent, summary, message_count, "
    "timezone, seq, created_at, last_activity_at) SELECT 'old-' || n, 'client:old-' || n, gen_random_uuid(), 'expired', "
    "'schedule', 'over', 2, 'UTC', 0, now() - interval '60 days', now() - interval '60 days' "
    f"FROM generate_series(1, {CONVERSATIONS}) n",
    "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
    "SELECT id, 'user', 'answered', repeat('a question ', 8), '', created_at FROM conversations_conversation "
    "WHERE client_id LIKE 'old-%%'",
    "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at, reply_to_id) "
    "SELECT conversation_id, 'assistant', 'delivered', repeat('an answer ', 16), '', created_at, id "
    "FROM conversations_message WHERE content LIKE 'a question%%'",
    "INSERT INTO checkpoints (thread_id, checkpoint_id, checkpoint) SELECT thread_id::text, '1', "
    '\'{"channel_versions": {"draft": "1"}}\' FROM conversations_conversation WHERE client_id LIKE \'old-%%\'',
    "INSERT INTO checkpoint_blobs (thread_id, channel, version, type, blob) SELECT thread_id::text, 'draft', '1', "
    "'msgpack', convert_to(repeat('x', 600), 'UTF8') FROM conversations_conversation WHERE client_id LIKE 'old-%%'",
    "INSERT INTO checkpoint_writes (thread_id, checkpoint_id, task_id, idx, channel, blob) SELECT thread_id::text, '1', "
    "'t', 0, 'draft', convert_to(repeat('x', 200), 'UTF8') FROM conversations_conversation WHERE client_id LIKE 'old-%%'",
    "ANALYZE",
)


def measure() -> dict[str, float]:
    """Return the seconds of the purge, its longest transaction (and the p99) in milliseconds, by how many MiB it grew,
    how many were left, and the turns a second of the others before it and meanwhile."""
    with (
        tempfile.TemporaryDirectory(prefix="meetingmuse-bench-", ignore_cleanup_errors=True) as folder,
        servers.product(DATA_DIR=folder) as product,
        ThreadPoolExecutor() as beside,
    ):
        _run("fill", folder)
        before = product.load("turns", connections=TALKING, seconds=BEFORE_SECONDS)
        purging = beside.submit(_run, "purge", folder)
        meanwhile = product.load("turns", connections=TALKING, seconds=MEANWHILE_SECONDS)
        purged = purging.result()
    return {**purged, "before": before["per_second"], "meanwhile": meanwhile["per_second"]}


def _run(what: str, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.purge", what],
        env={**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "meetingmuse.settings"},
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise RuntimeError(f"the purge benchmark failed: {done.stderr.strip()[-600:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _fill() -> dict[str, float]:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement.replace("%%", "%"))
    return {}


def _purge() -> dict[str, float]:
    """What lies between two steps of the purge is one transaction and what was looked up for it: no lock is held longer."""
    from django.utils import timezone

    from conversations import retention
    from conversations.models import Conversation

    day = timedelta(days=1)
    steps = retention.purge(timezone.now(), ttl=day, keep=30 * day, keep_history=False, dry_run=False)
    next(steps)
    gc.collect()
    gc.freeze()  # as in the server's process, which has the worker: a full collection takes 100 ms and no locks
    kib, began = _peak_kib(), time.perf_counter()
    taken, last = [], began
    for _ in steps:
        now = time.perf_counter()
        taken.append(now - last)
        last = now
    left = Conversation.objects.filter(client_id__startswith="old-").count()
    seconds = last - began
    return {
        "seconds": seconds,
        "longest_ms": 1000 * max(taken),
        "p99_ms": 1000 * quantile(taken, 0.99),
        "mib": (_peak_kib() - kib) / 1024,
        "left": left,
    }


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(what: str) -> None:
    import django

    django.setup()
    from django.db import connection

    from meetingmuse import embedded

    try:
        print(json.dumps(_fill() if what == "fill" else _purge()))
    finally:
        connection.close()
        embedded.stop()


if __name__ == "__main__":
    main(sys.argv[1])
