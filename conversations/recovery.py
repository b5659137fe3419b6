"""Takes over the messages that no living process is about to answer: those of one that was killed, or stopped too early.

Their clients need not come back. Never answers them itself: they are put into the queue of their conversation.
"""

from uuid import UUID

import structlog
from django.utils import timezone

from conversations import queues, records
from conversations.audience import Exchange, Nobody
from conversations.groups import Key
from conversations.turn_records import ABANDONED, ALIVE, FREE, LEASE, SILENT
from scheduling.database import DATABASE_GONE, pool

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 100  # at each beat; the others are taken over by other processes or at the next one
LOCK = 0x4D4D_5251  # one process looks at a time

_TAKE_OVER = (
    "WITH alone AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%(lock)s) AS got), "
    "found AS MATERIALIZED (SELECT m.id, c.owner_key, c.client_id FROM conversations_message m "
    "JOIN conversations_conversation c ON c.id = m.conversation_id "
    "WHERE (SELECT got FROM alone) AND m.status = 'received' AND c.status <> 'expired' "
    "AND m.created_at > now() - %(abandoned)s "
    f"AND m.created_at NOT BETWEEN now() - %(silent)s AND now() + %(abandoned)s AND {FREE} "
    f"AND NOT EXISTS (SELECT 1 FROM conversations_process p WHERE {ALIVE} AND m.id = ANY(p.queued)) "
    "ORDER BY m.id LIMIT %(most)s), "
    # so that the next one who looks leaves them alone
    "noted AS (UPDATE conversations_process SET queued = queued || ARRAY(SELECT id FROM found) "
    "WHERE id = %(process)s AND EXISTS (SELECT 1 FROM found)) "
    "SELECT id, owner_key, client_id FROM found ORDER BY id"
)


async def take_over(process: UUID) -> None:
    """Put what nobody is about to answer into the queues here, in the order in which it was said.

    Left alone is what is younger than SILENT, what is ABANDONED, and conversations whose turn runs. The clock that a message's
    time is from may go before PostgreSQL's, by less than a clock is set back that is worth a word.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _TAKE_OVER,
            {
                "lock": LOCK,
                "abandoned": ABANDONED,
                "silent": SILENT,
                "most": MOST_AT_ONCE,
                "lease": LEASE,
                "process": process,
            },
        )
        found = await cursor.fetchall()
    for row in found:
        try:
            await _take((row["owner_key"], row["client_id"]), row["id"])
        except DATABASE_GONE:
            raise
        except Exception:  # such as one that no key opens: the next is taken over
            log.exception("message not taken over", client=row["client_id"], turn=row["id"])


async def _take(key: Key, message: int) -> None:
    stored = await records.exchange(message)
    if stored is None or stored.status != "received":
        return
    log.warning("message taken over", client=key[1], turn=message)
    exchange, queue = Exchange(stored, None, Nobody()), queues.find(key)
    if queue is None or not queue.holds(exchange):
        await queues.put(key, stored.conversation_id, exchange, timezone.now)
