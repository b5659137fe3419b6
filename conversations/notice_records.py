"""What calendars tell by themselves, as it is stored for a conversation: taken once, numbered, looked up again.

One statement each over the pool. How it gets there is in notices.py; never who hears it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from conversations.records import BLOCK, LIVE
from conversations.sealing import opened_row, sealed
from scheduling.database import pool

MOST_AT_ONCE = 30
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A message that answers none: what a calendar tells by itself."""

    id: int
    content: str
    created_at: datetime
    seq: int
    facts: dict[str, Any]


# locked first, so that of two processes one takes them
_TAKE = (
    f"WITH known AS (SELECT id FROM conversations_conversation {LIVE}), "
    "untold AS (SELECT m.id FROM conversations_message m, known WHERE m.conversation_id = known.id "
    "AND m.status = 'undelivered' AND m.reply_to_id IS NULL ORDER BY m.id LIMIT %(most)s FOR UPDATE OF m), "
    f"numbered AS (UPDATE conversations_conversation SET seq = greatest(seq, %(last)s) + {BLOCK} "
    f"WHERE id = (SELECT id FROM known) AND EXISTS (SELECT 1 FROM untold) RETURNING seq - {BLOCK} AS base), "
    "placed AS (SELECT id, base + row_number() OVER (ORDER BY id) AS seq FROM untold, numbered) "
    "UPDATE conversations_message m SET status = 'delivered', seq = placed.seq FROM placed WHERE m.id = placed.id "
    "RETURNING m.id, m.content, m.created_at, m.seq, m.facts"
)
NOTICE = "SELECT id, content, created_at, seq, facts FROM conversations_message WHERE reply_to_id IS NULL"


async def take(owner: str, client_id: str, *, last: int) -> list[StoredNotice]:
    """Return the notices that the live conversation was not told, oldest first, numbered above `last`: they count as told.

    At most MOST_AT_ONCE at once.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _TAKE, {"owner": owner, "client": client_id, "last": last, "most": MOST_AT_ONCE}
        )
        rows = await cursor.fetchall()
    return sorted((StoredNotice(**opened_row(row)) for row in rows), key=lambda notice: notice.id)


# the number keeps a conversation with sockets in several processes from being told twice
_POST = (
    "WITH known AS (SELECT c.id, c.owner_key, c.client_id FROM conversations_conversation c "
    "JOIN unnest(%(owners)s::text[], %(clients)s::text[]) open(owner, client) "
    "ON c.owner_key = open.owner AND c.client_id = open.client AND c.status <> 'expired'), "
    "posted AS (INSERT INTO conversations_message (conversation_id, role, status, content, client_message_id, "
    "error_code, created_at, facts) SELECT id, 'assistant', 'undelivered', %(content)s, %(number)s, '', %(now)s, "
    "%(facts)s FROM known ON CONFLICT (conversation_id, client_message_id) WHERE client_message_id IS NOT NULL "
    "DO UPDATE SET content = excluded.content RETURNING id, conversation_id, xmax = 0 AS is_new), "
    "counted AS (UPDATE conversations_conversation c SET message_count = message_count + 1 FROM posted "
    "WHERE c.id = posted.conversation_id AND posted.is_new) "
    "SELECT known.owner_key, known.client_id, posted.id FROM posted JOIN known ON known.id = posted.conversation_id"
)


async def post(number: str, content: str, keys: list[Key], now: datetime) -> dict[Key, int]:
    """Store what staff say in those of the conversations that there are, once for each `number`; return its messages."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _POST,
            {
                "owners": [owner for owner, _ in keys],
                "clients": [client for _, client in keys],
                "content": sealed(content),
                "number": f"broadcast-{number}",
                "facts": Jsonb(sealed({"notice": {"kind": "staff"}})),
                "now": now,
            },
        )
        return {(row["owner_key"], row["client_id"]): row["id"] for row in await cursor.fetchall()}


async def renumber(notice: int, seq: int) -> None:
    """Note that a notice went out with a higher number than it was given."""
    async with (await pool()).connection() as db:
        await db.execute("UPDATE conversations_message SET seq = %s WHERE id = %s", (seq, notice))


async def told(message: int) -> StoredNotice | None:
    """Return a notice that was told."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(f"{NOTICE} AND id = %s AND seq IS NOT NULL", (message,))
        row = await cursor.fetchone()
    return StoredNotice(**opened_row(row)) if row else None


async def latest(conversation: int, most: int) -> list[StoredNotice]:
    """Return the latest notices that the conversation was told, newest first."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"{NOTICE} AND conversation_id = %s AND role = 'assistant' AND seq IS NOT NULL "
            "ORDER BY id DESC LIMIT %s",
            (conversation, most),
        )
        return [StoredNotice(**opened_row(row)) for row in await cursor.fetchall()]
