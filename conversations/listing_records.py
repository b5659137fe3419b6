"""An owner's conversations looked through, renamed and deleted; never what is being said just now.

Statements over the pool, and each begins with the owner: only their messages are looked at. Several conversations of one
client id, expired ones and the one that lives, are one to whoever had them.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.notice_records import NOTICE, StoredNotice
from conversations.records import EXCHANGE, StoredMessage
from conversations.sealing import beginning, is_plain, opened, opened_row
from scheduling.database import pool


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as a list shows it; `title` is the one it was given, or its whole first message.

    `excerpt` is the last message in which something was found, "" when there is none.
    """

    client_id: str
    title: str
    last_activity_at: datetime
    message_count: int
    waiting: bool
    excerpt: str


LIST = f"""
WITH rows AS (SELECT * FROM conversations_conversation WHERE owner_key = %(owner)s),
mine AS (
    SELECT client_id, min(id) AS first, max(last_activity_at) AS last_activity_at,
        sum(message_count)::int AS message_count, bool_or(status = 'waiting') AS waiting,
        (array_agg(title ORDER BY id DESC) FILTER (WHERE title <> ''))[1] AS title
    FROM rows GROUP BY client_id)
SELECT client_id, title, begun.content AS begun, last_activity_at, message_count, waiting,
    coalesce(CASE WHEN %(sought)s::text IS NOT NULL THEN (
        SELECT m.content FROM conversations_message m JOIN rows ON rows.id = m.conversation_id
        WHERE rows.client_id = mine.client_id AND m.content ILIKE %(sought)s AND {is_plain("m.content")}
        ORDER BY m.id DESC LIMIT 1) END, '') AS excerpt
FROM mine
LEFT JOIN LATERAL (
    SELECT {beginning("content", "200")} AS content FROM conversations_message
    WHERE conversation_id = mine.first AND role = 'user' ORDER BY id LIMIT 1) begun ON mine.title IS NULL
WHERE (%(moment)s::timestamptz IS NULL OR (last_activity_at, client_id) < (%(moment)s, %(client)s))
AND (%(sought)s::text IS NULL OR client_id IN (
    SELECT client_id FROM rows WHERE title ILIKE %(sought)s OR EXISTS (
        SELECT 1 FROM conversations_message m WHERE m.conversation_id = rows.id
        AND m.content ILIKE %(sought)s AND {is_plain("m.content")})))
ORDER BY last_activity_at DESC, client_id DESC LIMIT %(most)s
"""


def parameters(owner: str, sought: str, before: tuple[datetime, str] | None, most: int) -> dict[str, object]:
    """Return the parameters of LIST."""
    literally = sought.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    moment, client_id = before or (None, None)
    return {
        "owner": owner,
        "sought": f"%{literally}%" if sought else None,
        "moment": moment,
        "client": client_id,
        "most": most,
    }


async def conversations(
    owner: str, sought: str, *, before: tuple[datetime, str] | None, most: int
) -> list[Listed]:
    """Return the conversations in which a text is found, latest first; `before` names the last one seen already.

    In messages that are encrypted nothing is found.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(LIST, parameters(owner, sought, before, most))
        rows = await cursor.fetchall()
    for row in rows:
        begun = opened(row.pop("begun"))
        row["title"] = row["title"] or begun or ""
    return [Listed(**row) for row in rows]


EXCHANGES = (
    f"SELECT found.* FROM unnest(%(rows)s::bigint[]) mine CROSS JOIN LATERAL ({EXCHANGE} "
    "WHERE m.conversation_id = mine AND m.role = 'user' AND (%(before)s::bigint IS NULL OR m.id < %(before)s) "
    "ORDER BY m.id DESC LIMIT %(most)s) found ORDER BY found.id DESC LIMIT %(most)s"
)


async def exchanges(
    owner: str, client_id: str, *, before: int | None, most: int
) -> tuple[list[StoredMessage], list[StoredNotice], bool]:
    """Return the latest messages below `before` with what came of them, the notices among them, and whether there are older ones.

    Oldest first; nothing when the owner has no such conversation.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "SELECT id FROM conversations_conversation WHERE owner_key = %s AND client_id = %s",
            (owner, client_id),
        )
        rows = [row["id"] for row in await cursor.fetchall()]
        if not rows:
            return [], [], False
        cursor = await db.execute(EXCHANGES, {"rows": rows, "before": before, "most": most + 1})
        found = [StoredMessage(**opened_row(row)) for row in await cursor.fetchall()]
        older = len(found) > most
        found = found[:most][::-1]
        cursor = await db.execute(
            f"{NOTICE} AND conversation_id = ANY(%(rows)s) AND role = 'assistant' AND seq IS NOT NULL "
            "AND id > %(from)s AND (%(before)s::bigint IS NULL OR id < %(before)s)",
            {"rows": rows, "from": found[0].id if older else 0, "before": before},
        )
        notices = [StoredNotice(**opened_row(row)) for row in await cursor.fetchall()]
    return found, notices, older


async def rename(owner: str, client_id: str, title: str) -> bool:
    """Give a conversation another title; return whether there is one."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "UPDATE conversations_conversation SET title = %s WHERE owner_key = %s AND client_id = %s",
            (title, owner, client_id),
        )
    return cursor.rowcount > 0


# what a turn that runs would store finds its conversation gone, and is not stored
_DELETE = (
    "DELETE FROM conversations_modelcall WHERE message_id IN "
    "(SELECT id FROM conversations_message WHERE conversation_id = ANY(%(rows)s))",
    "DELETE FROM conversations_message WHERE conversation_id = ANY(%(rows)s)",
    "DELETE FROM conversations_conversation WHERE id = ANY(%(rows)s)",
    "DELETE FROM checkpoint_writes WHERE thread_id = ANY(%(threads)s)",
    "DELETE FROM checkpoint_blobs WHERE thread_id = ANY(%(threads)s)",
    "DELETE FROM checkpoints WHERE thread_id = ANY(%(threads)s)",
)


async def delete(owner: str, client_id: str) -> bool:
    """Delete a conversation with all that was said and what the assistant remembers of it; return whether there was one.

    What was booked in it stays.
    """
    async with (await pool()).connection() as db, db.transaction():
        cursor = await db.execute(
            "SELECT id, thread_id::text AS thread FROM conversations_conversation "
            "WHERE owner_key = %s AND client_id = %s FOR UPDATE",
            (owner, client_id),
        )
        found = await cursor.fetchall()
        gone = {"rows": [row["id"] for row in found], "threads": [row["thread"] for row in found]}
        for statement in _DELETE if found else ():
            await db.execute(statement, gone)
    return bool(found)
