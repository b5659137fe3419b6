"""How long staff wait for a search over a million messages, beside looking at each of them.

Runs in a process of its own over a database of its own: `python -m benchmarks.finding`.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

CONVERSATIONS, EACH = 100_000, 10
MESSAGES = CONVERSATIONS * EACH
ROUNDS = 5
SECONDS = 400
# a word that a few messages have, one in a twelfth and one in all of them, two together, an address, and nothing
SOUGHT = ("person4711", "3pm", "my", "person4711 3pm", "p4711@example.com", "nowhere")

FILL = (
    "INSERT INTO conversations_conversation (client_id, owner_key, thread_id, status, intent, summary, message_count, "
    "timezone, created_at, last_activity_at) SELECT 'old-' || n, 'client:old-' || n, gen_random_uuid(), 'active', "
    "'schedule', '', 10, 'UTC', now() - n * interval '30 s', now() - n * interval '30 s' "
    f"FROM generate_series(1, {CONVERSATIONS}) n",
    "INSERT INTO conversations_message (conversation_id, role, status, content, error_code, created_at) "
    "SELECT c.id, 'user', 'answered', (ARRAY['move', 'book', 'cancel', 'list'])[1 + n % 4] || ' my ' || 1 + n % 12 || "
    "'pm review with person' || c.id % 50000 || ' and p' || c.id % 50000 || '@example.com', '', c.created_at "
    f"FROM conversations_conversation c, generate_series(1, {EACH}) n",
    "VACUUM ANALYZE",
)


def measure() -> dict[str, float]:
    """Return the milliseconds of each search, the median of ROUNDS, and of `everything`: ILIKE over the table."""
    with tempfile.TemporaryDirectory(prefix="meetingmuse-bench-", ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.finding"],
            env={**os.environ, "DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "meetingmuse.settings"},
            cwd=Path(__file__).resolve().parent.parent,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
    if done.returncode:
        raise RuntimeError(f"the search benchmark failed: {done.stderr.strip()[-600:]}")
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _milliseconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return median(taken)


def _measure() -> dict[str, float]:
    from django.core.management import call_command
    from django.db import connection

    from conversations.models import Message
    from conversations.searching import find_conversations

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement)
    if not find_conversations(SOUGHT[0]) or find_conversations(SOUGHT[-1]):
        raise RuntimeError("the search finds something else")
    taken = {text: _milliseconds(lambda text=text: find_conversations(text)) for text in SOUGHT}  # type: ignore[misc]
    naive = Message.objects.filter(content__icontains=SOUGHT[0]).order_by("-id").values_list("conversation")
    return {**taken, "everything": _milliseconds(lambda: list(naive[:1000]))}


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    from meetingmuse import embedded

    try:
        print(json.dumps(_measure()))
    finally:
        connection.close()
        embedded.stop()


if __name__ == "__main__":
    main()
