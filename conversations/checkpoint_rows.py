"""The rows of LangGraph's tables by thread: finds, counts and deletes them. Never reads a state, and needs no LangGraph."""

from collections.abc import Collection

from django.db import connection


def threads_after(thread: str, most: int) -> list[str]:
    """Return the first threads that have checkpoints, in order, after this one; "" for the very first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT thread_id FROM checkpoints WHERE thread_id > %s ORDER BY thread_id LIMIT %s",
            [thread, most],
        )
        return [thread for (thread,) in cursor.fetchall()]


def threads_with(texts: Collection[str]) -> list[str]:
    """Return the threads whose state holds one of these texts, in small letters or as it is given."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for text in {*texts, *(each.lower() for each in texts)}:
            cursor.execute(
                "SELECT thread_id FROM checkpoint_blobs WHERE position(convert_to(%(text)s, 'UTF8') in blob) > 0 "
                "UNION SELECT thread_id FROM checkpoint_writes WHERE position(convert_to(%(text)s, 'UTF8') in blob) > 0 "
                "UNION SELECT thread_id FROM checkpoints WHERE position(%(text)s in checkpoint::text) > 0",
                {"text": text},
            )
            found.update(thread for (thread,) in cursor.fetchall())
    return sorted(found)


def forget(threads: list[str]) -> int:
    """Delete all that is kept of these threads; return how many checkpoints that were."""
    with connection.cursor() as cursor:
        for table in ("checkpoint_writes", "checkpoint_blobs", "checkpoints"):
            cursor.execute(f"DELETE FROM {table} WHERE thread_id = ANY(%s)", [threads])
        return int(cursor.rowcount)


# A checkpoint, its blobs and its writes are stored by one statement, so what no checkpoint names belongs to none to come.
_PRUNE = (
    "DELETE FROM checkpoint_blobs b WHERE thread_id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM checkpoints c, "
    "jsonb_each_text(c.checkpoint -> 'channel_versions') v WHERE c.thread_id = b.thread_id "
    "AND c.checkpoint_ns = b.checkpoint_ns AND v.key = b.channel AND v.value = b.version)",
    "DELETE FROM checkpoint_writes w WHERE thread_id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM checkpoints c "
    "WHERE c.thread_id = w.thread_id AND c.checkpoint_ns = w.checkpoint_ns AND c.checkpoint_id = w.checkpoint_id)",
)


def prune(threads: list[str], keep: int) -> int:
    """Delete all but the latest `keep` checkpoints of these threads; return how many that were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM checkpoints c USING (SELECT thread_id, checkpoint_ns, checkpoint_id, row_number() OVER "
            "(PARTITION BY thread_id, checkpoint_ns ORDER BY checkpoint_id DESC) AS place FROM checkpoints "
            "WHERE thread_id = ANY(%s)) ranked WHERE ranked.place > %s AND c.thread_id = ranked.thread_id "
            "AND c.checkpoint_ns = ranked.checkpoint_ns AND c.checkpoint_id = ranked.checkpoint_id",
            [threads, keep],
        )
        pruned = int(cursor.rowcount)
        for statement in _PRUNE:
            cursor.execute(statement, [threads])
        return pruned
