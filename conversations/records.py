"""Conversations and their messages as they are stored and looked up, as async functions; never what to answer.

How messages are stored is in arrivals.py, what a turn reads and writes in turn_records.py.

One statement each over the pool: the ORM's single thread would be the bottleneck of a process.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from conversations.sealing import opened_row
from conversations.together import Lookup
from scheduling.database import pool

# Numbers of frames are set aside in blocks, so that frames without a record of their own need no statement. A turn takes
# two: small enough that numbers fall behind the clock they start from, see first_number.
BLOCK = 2**12
NOTICES = "meetingmuse_notices"  # the name under which PostgreSQL notifies every server


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as its turns need it; after `base` BLOCK numbers are set aside for frames of the caller."""

    id: int
    thread_id: UUID
    timezone: str
    summary: str
    message_count: int
    waiting_for: dict[str, Any] | None
    base: int = 0


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A user message, and its answer once it has one."""

    id: int
    conversation_id: int
    content: str
    status: str
    created_at: datetime
    client_message_id: str | None = None
    seq: int | None = None
    failure_seq: int | None = None
    error_code: str = ""
    reference: str = ""
    answer: str | None = None
    answer_status: str | None = None
    answered_at: datetime | None = None
    answer_seq: int | None = None
    waiting_for: dict[str, Any] | None = None
    facts: dict[str, Any] | None = None
    failure_untold: bool = False


def first_number(now: datetime) -> int:
    """Return where the numbers of a conversation begin that begins now: at its birth in microseconds since 1970.

    So they go on upwards when it takes the place of one that expired or was deleted, and JavaScript can hold them.
    """
    return int(now.timestamp() * 1_000_000)


LIVE = "WHERE client_id = %(client)s AND owner_key = %(owner)s AND status <> 'expired'"
_CONVERSATION = "c.id, c.thread_id, c.timezone, c.summary, c.message_count, c.waiting_for"
# one that has notices left to tell is not over
_OVER = (
    "c.status <> 'expired' AND c.last_activity_at < {} AND NOT EXISTS (SELECT 1 FROM conversations_message n "
    "WHERE n.conversation_id = c.id AND n.status = 'undelivered' AND n.reply_to_id IS NULL)"
)
_FIND = (
    f"SELECT given.number, {_CONVERSATION}, {_OVER.format('given.before')} AS over "
    "FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) WITH ORDINALITY AS given (owner, client, before, number) "
    "JOIN conversations_conversation c ON c.owner_key = given.owner AND c.client_id = given.client "
    "WHERE c.status <> 'expired'"
)
_EXPIRE = (
    f"UPDATE conversations_conversation c SET status = 'expired' WHERE c.id = %s AND {_OVER.format('%s')}"
)
# {} says what is done about a conversation that somebody else has locked
_NUMBER = (
    "WITH given AS (SELECT c.id, blocks FROM unnest(%s::bigint[], %s::bigint[]) AS g (id, blocks) "
    "JOIN conversations_conversation c ON c.id = g.id WHERE c.status <> 'expired' FOR NO KEY UPDATE OF c {}) "
    f"UPDATE conversations_conversation c SET seq = c.seq + {BLOCK} * blocks FROM given WHERE given.id = c.id "
    f"RETURNING {_CONVERSATION}, c.seq - {BLOCK} * blocks AS base"
)


class _Found(Lookup[tuple[str, str, datetime | None], dict[str, Any] | None]):
    """The live conversations of owners and their client ids, and whether they rested since before that moment."""

    async def look(
        self, asked: Sequence[tuple[str, str, datetime | None]]
    ) -> Sequence[dict[str, Any] | None]:
        async with (await pool()).connection() as db:
            cursor = await db.execute(_FIND, [list(column) for column in zip(*asked, strict=True)])
            rows = {row.pop("number"): row for row in await cursor.fetchall()}
        return [rows.get(number) for number in range(1, len(asked) + 1)]


class _Numbered(Lookup[int, dict[str, Any] | None]):
    """Conversations with a block of numbers for each who asks; None for one that somebody else has locked, or that is gone."""

    async def look(self, asked: Sequence[int]) -> Sequence[dict[str, Any] | None]:
        rows = await _number(Counter(asked), "SKIP LOCKED")
        told: list[dict[str, Any] | None] = []
        for conversation in asked:
            row = rows.get(conversation)
            told.append(row and {**row})
            if row:
                row["base"] += BLOCK
        return told


class _Standing(Lookup[int, tuple[list[dict[str, Any]], dict[str, Any] | None]]):
    """What a client that comes back to a conversation is told of; see standing."""

    async def look(
        self, asked: Sequence[int]
    ) -> Sequence[tuple[list[dict[str, Any]], dict[str, Any] | None]]:
        async with (await pool()).connection() as db:
            cursor = await db.execute(_OUTSTANDING, {"conversations": list(asked)})
            outstanding: dict[int, list[dict[str, Any]]] = {}
            for row in await cursor.fetchall():
                outstanding.setdefault(row["conversation_id"], []).append(row)
            cursor = await db.execute(_LAST_ANSWERS, (list(set(asked)),))
            last = {row.pop("id"): row for row in await cursor.fetchall()}
        return [(outstanding.get(each, []), last.get(each)) for each in asked]


async def find_conversation(
    owner: str, client_id: str, *, ttl: timedelta | None, numbered: bool, now: datetime
) -> Conversation | None:
    """Return the live conversation of this client, expiring it when it rested longer than `ttl`.

    One that has notices left to tell is not over. With `numbered`, numbers are set aside for frames of the caller.
    """
    before = now - ttl if ttl else None
    while (row := await _Found.here().ask((owner, client_id, before))) and row.pop("over"):
        async with (await pool()).connection() as db:
            await db.execute(_EXPIRE, (row["id"], before))
    if row and numbered:
        row = await _Numbered.here().ask(row["id"]) or (await _number({row["id"]: 1}, "")).get(row["id"])
    return Conversation(**opened_row(row)) if row else None


async def _number(blocks: Mapping[int, int], locked: str) -> dict[int, dict[str, Any]]:
    async with (await pool()).connection() as db:
        cursor = await db.execute(_NUMBER.format(locked), [list(blocks), list(blocks.values())])
        return {row["id"]: row for row in await cursor.fetchall()}


async def numbered_up_to(owner: str, client_id: str) -> tuple[int, int] | None:
    """Return the id of the live conversation, and up to which number all have been given or set aside."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"SELECT id, seq FROM conversations_conversation {LIVE}", {"client": client_id, "owner": owner}
        )
        row = await cursor.fetchone()
    return (row["id"], row["seq"]) if row else None


async def set_aside(conversation: int, last: int) -> int | None:
    """Set a block of numbers aside above `last` and return where it begins; None when the conversation is gone."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"UPDATE conversations_conversation SET seq = greatest(seq, %s) + {BLOCK} WHERE id = %s "
            f"RETURNING seq - {BLOCK} AS base",
            (last, conversation),
        )
        row = await cursor.fetchone()
    return row["base"] if row else None


EXCHANGE = (
    "SELECT m.id, m.content, m.status, m.created_at, m.client_message_id, m.conversation_id, m.seq, "
    "m.failure_seq, m.failure_untold, m.error_code, m.reference, "
    "a.content AS answer, a.status AS answer_status, a.created_at AS answered_at, "
    "a.seq AS answer_seq, a.waiting_for, a.facts "
    "FROM conversations_message m LEFT JOIN conversations_message a ON a.reply_to_id = m.id"
)


async def exchange(message: int) -> StoredMessage | None:
    """Return a stored message with its answer."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(f"{EXCHANGE} WHERE m.id = %s", (message,))
        row = await cursor.fetchone()
    return StoredMessage(**opened_row(row)) if row else None


_OUTSTANDING = (
    f"{EXCHANGE} WHERE m.id IN (SELECT id FROM conversations_message WHERE conversation_id = ANY(%(conversations)s) "
    "AND status = 'received' UNION SELECT reply_to_id FROM conversations_message "
    "WHERE conversation_id = ANY(%(conversations)s) AND status = 'undelivered' UNION SELECT id FROM conversations_message "
    "WHERE conversation_id = ANY(%(conversations)s) AND failure_untold) ORDER BY m.id"
)
_LAST_ANSWERS = (
    "SELECT given.id, last.* FROM unnest(%s::bigint[]) AS given (id) CROSS JOIN LATERAL ("
    "SELECT a.content, a.created_at, m.client_message_id AS reply_to FROM conversations_message a "
    "JOIN conversations_message m ON m.id = a.reply_to_id "
    "WHERE a.conversation_id = given.id AND a.role = 'assistant' ORDER BY a.id DESC LIMIT 1) AS last"
)


async def standing(conversation: int) -> tuple[list[StoredMessage], dict[str, Any] | None]:
    """Return the messages without an answer and those of whose end nobody heard, oldest first; and the newest answer.

    The answer is content, created_at and reply_to (the client's own message id, if it gave one).
    """
    outstanding, last = await _Standing.here().ask(conversation)
    return [StoredMessage(**opened_row(row)) for row in outstanding], last and opened_row(last)


async def latest(conversation: int, most: int) -> list[StoredMessage]:
    """Return the messages of the user without an answer and the latest of the others with what came of them, newest first."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"{EXCHANGE} WHERE m.conversation_id = %s AND m.role = 'user' ORDER BY m.id DESC LIMIT %s + "
            "(SELECT count(*) FROM conversations_message WHERE conversation_id = %s AND status = 'received')",
            (conversation, most, conversation),
        )
        return [StoredMessage(**opened_row(row)) for row in await cursor.fetchall()]


async def mark_heard(conversation: int, up_to: int) -> None:
    """Note that somebody has received every answer numbered up to this one."""
    async with (await pool()).connection() as db:
        await db.execute(
            "UPDATE conversations_message SET status = 'delivered' "
            "WHERE conversation_id = %s AND status = 'undelivered' AND seq <= %s",
            (conversation, up_to),
        )


async def mark_failure_told(message: int) -> bool:
    """Note that somebody heard that a message failed; return whether that was not known."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "UPDATE conversations_message SET failure_untold = false WHERE id = %s AND failure_untold",
            (message,),
        )
    return cursor.rowcount == 1


async def is_last(message: int) -> bool:
    """Tell whether nothing was answered after the answer to this message."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "SELECT FROM conversations_message a JOIN conversations_message later ON later.conversation_id = a.conversation_id "
            "AND later.id > a.id AND later.role = 'assistant' AND later.reply_to_id IS NOT NULL WHERE a.reply_to_id = %s LIMIT 1",
            (message,),
        )
    return cursor.rowcount == 0


async def mark_answer(message: int, *, delivered: bool) -> bool:
    """Note whether the answer to a message reached somebody; return whether that changed anything."""
    before, after = ("undelivered", "delivered") if delivered else ("delivered", "undelivered")
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "UPDATE conversations_message SET status = %s WHERE reply_to_id = %s AND status = %s",
            (after, message, before),
        )
    return cursor.rowcount == 1
