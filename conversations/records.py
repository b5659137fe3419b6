"""Every read and write of conversations on the way of a message, as async functions; never what to answer.

One statement each over the pool: the ORM's single thread would be the bottleneck of a process.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from conversations.assistant.engines.base import Line, ModelCall
from conversations.checkpoints import LOAD, SAVE, Held
from conversations.errors import ConversationEnded, ConversationError, TurnLost
from scheduling.database import pool

LEASE = timedelta(seconds=5)
# Numbers of frames are set aside in blocks, so that frames without a record of their own need no statement. A turn takes
# two: small enough that numbers fall behind the clock they start from, see first_number.
BLOCK = 2**12


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
    answer: str | None = None
    answer_status: str | None = None
    answered_at: datetime | None = None
    answer_seq: int | None = None
    waiting_for: dict[str, Any] | None = None
    facts: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to a turn: the conversation, and the row of its thread's latest checkpoint for TurnSaver.hold."""

    conversation: Conversation
    checkpoint: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What has been given when a turn ends: the message's own number, if it has one, and the last of any frame."""

    message: int | None = None
    last: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """What a turn leaves behind, stored together."""

    answer: str
    intent: str
    summary: str
    waiting_for: dict[str, Any] | None
    latency_ms: int
    delivered: bool
    engine: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    seq: int | None = None


def first_number(now: datetime) -> int:
    """Return where the numbers of a conversation begin that begins now: at its birth in microseconds since 1970.

    So they go on upwards when it takes the place of one that expired or was deleted, and JavaScript can hold them.
    """
    return int(now.timestamp() * 1_000_000)


_CONVERSATION = "id, thread_id, timezone, summary, message_count, waiting_for"
_LIVE = "WHERE client_id = %(client)s AND owner_id IS NOT DISTINCT FROM %(owner)s AND status <> 'expired'"
_FIND = f"SELECT {_CONVERSATION} FROM conversations_conversation {_LIVE}"
_NUMBERED = (
    f"UPDATE conversations_conversation SET seq = seq + {BLOCK} {_LIVE} "
    f"RETURNING {_CONVERSATION}, seq - {BLOCK} AS base"
)


async def find_conversation(
    owner: int | None, client_id: str, *, ttl: timedelta | None, numbered: bool, now: datetime
) -> Conversation | None:
    """Return the live conversation of this client, expiring it when it rested longer than `ttl`.

    With `numbered`, numbers are set aside for frames of the caller.
    """
    async with (await pool()).connection() as db:
        if ttl is not None:
            await db.execute(
                "UPDATE conversations_conversation SET status = 'expired' "
                "WHERE client_id = %s AND owner_id IS NOT DISTINCT FROM %s AND status <> 'expired' "
                "AND last_activity_at < %s",
                (client_id, owner, now - ttl),
            )
        cursor = await db.execute(_NUMBERED if numbered else _FIND, {"client": client_id, "owner": owner})
        row = await cursor.fetchone()
    return Conversation(**row) if row else None


_OPEN_AND_ADD = (
    "WITH opened AS (INSERT INTO conversations_conversation (client_id, owner_id, thread_id, status, intent, summary, "
    "message_count, timezone, created_at, last_activity_at, seq) "
    "VALUES (%(client)s, %(owner)s, %(thread)s, 'active', '', '', 0, %(timezone)s, %(now)s, %(now)s, %(first)s) "
    "ON CONFLICT (owner_id, client_id) WHERE status <> 'expired' "
    "DO UPDATE SET last_activity_at = excluded.last_activity_at RETURNING id) "
)
_ADD = (
    "INSERT INTO conversations_message "
    "(conversation_id, role, status, content, client_message_id, error_code, created_at) "
    "SELECT opened.id, 'user', 'received', %(content)s, %(message)s, '', %(now)s FROM opened "
    "ON CONFLICT (conversation_id, client_message_id) WHERE client_message_id IS NOT NULL "
    "DO UPDATE SET status = 'received', error_code = '' WHERE conversations_message.status = 'failed' "
    "RETURNING id, content, status, created_at, client_message_id, conversation_id"
)
_arriving = 0


def arriving() -> bool:
    """Tell whether a message is being stored at this moment."""
    return _arriving > 0


async def add_first_message(
    owner: int | None,
    client_id: str,
    content: str,
    *,
    client_message_id: str | None,
    timezone: str,
    now: datetime,
) -> StoredMessage:
    """Store a message of a client whose conversation is not known yet, in a new one when it has none; see add_message."""
    return await _add(
        _OPEN_AND_ADD + _ADD,
        f"(SELECT id FROM conversations_conversation {_LIVE})",
        {
            "client": client_id,
            "owner": owner,
            "thread": uuid4(),
            "timezone": timezone,
            "first": first_number(now),
        },
        content,
        client_message_id,
        now,
    )


async def add_message(
    conversation: int, content: str, *, client_message_id: str | None, now: datetime
) -> StoredMessage:
    """Store a user message and return it.

    A message whose client's id is stored already comes back as it is; one that failed is opened again.
    Raises ConversationEnded when it was to be stored and the conversation has expired or been deleted.
    """
    known = (
        "WITH opened AS (SELECT id FROM conversations_conversation "
        "WHERE id = %(conversation)s AND status <> 'expired' FOR KEY SHARE) "
    )
    parameters = {"conversation": conversation}
    return await _add(known + _ADD, "%(conversation)s", parameters, content, client_message_id, now)


async def _add(
    statement: str,
    which: str,
    parameters: dict[str, Any],
    content: str,
    client_message_id: str | None,
    now: datetime,
) -> StoredMessage:
    """Run a statement that adds a message; one that is there already is read from the conversation `which` selects."""
    global _arriving
    _arriving += 1
    try:
        async with (await pool()).connection() as db:
            cursor = await db.execute(
                statement, {**parameters, "content": content, "message": client_message_id, "now": now}
            )
            row = await cursor.fetchone()
            if row is None:
                cursor = await db.execute(
                    f"{_EXCHANGE} WHERE m.client_message_id = %(message)s AND m.conversation_id = {which}",
                    {**parameters, "message": client_message_id},
                )
                row = await cursor.fetchone()
    finally:
        _arriving -= 1
    if row is None:
        raise ConversationEnded
    return StoredMessage(**row)


_EXCHANGE = (
    "SELECT m.id, m.content, m.status, m.created_at, m.client_message_id, m.conversation_id, m.seq, "
    "m.failure_seq, m.error_code, a.content AS answer, a.status AS answer_status, a.created_at AS answered_at, "
    "a.seq AS answer_seq, a.waiting_for, a.facts "
    "FROM conversations_message m LEFT JOIN conversations_message a ON a.reply_to_id = m.id"
)


async def exchange(message: int) -> StoredMessage | None:
    """Return a stored message with its answer."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(f"{_EXCHANGE} WHERE m.id = %s", (message,))
        row = await cursor.fetchone()
    return StoredMessage(**row) if row else None


async def outstanding(conversation: int) -> list[StoredMessage]:
    """Return the messages without an answer and those whose answer nobody received, oldest first."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"{_EXCHANGE} WHERE m.conversation_id = %s AND (m.id IN (SELECT id FROM conversations_message "
            "WHERE conversation_id = %s AND status = 'received') OR m.id IN (SELECT reply_to_id "
            "FROM conversations_message WHERE conversation_id = %s AND status = 'undelivered')) ORDER BY m.id",
            (conversation, conversation, conversation),
        )
        return [StoredMessage(**row) for row in await cursor.fetchall()]


async def latest(conversation: int, most: int) -> list[StoredMessage]:
    """Return the latest messages of the user with what came of them, newest first."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            f"{_EXCHANGE} WHERE m.conversation_id = %s AND m.role = 'user' ORDER BY m.id DESC LIMIT %s",
            (conversation, most),
        )
        return [StoredMessage(**row) for row in await cursor.fetchall()]


async def last_answer(conversation: int) -> dict[str, Any] | None:
    """Return content, created_at and reply_to (the client's own message id, if it gave one) of the newest answer."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "SELECT a.content, a.created_at, m.client_message_id AS reply_to FROM conversations_message a "
            "JOIN conversations_message m ON m.id = a.reply_to_id "
            "WHERE a.conversation_id = %s AND a.role = 'assistant' ORDER BY a.id DESC LIMIT 1",
            (conversation,),
        )
        return await cursor.fetchone()


_CLAIM = (
    "WITH claimed AS (UPDATE conversations_conversation SET turn_token = %(token)s, "
    f"turn_expires_at = now() + %(lease)s, seq = seq + {BLOCK}, timezone = coalesce(%(timezone)s, timezone) "
    "WHERE id = %(conversation)s "
    "AND (turn_token IS NULL OR turn_token = %(token)s OR turn_expires_at < now()) "
    "AND EXISTS (SELECT 1 FROM conversations_message WHERE id = %(message)s AND status = 'received') "
    f"RETURNING id, thread_id AS thread, timezone, summary, message_count, waiting_for, seq - {BLOCK} AS base) "
    f"SELECT claimed.*, latest.* FROM claimed {LOAD}"
)


async def claim_turn(conversation: int, message: int, *, token: UUID, timezone: str | None) -> Claim | None:
    """Take the conversation's turn for this message, note the zone the client named, and read the checkpoint.

    The turn belongs to `token` for LEASE, renewed while it runs; a dead process loses it by itself.
    Returns None when somebody else holds it or the message has been answered meanwhile.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _CLAIM,
            {
                "token": token,
                "lease": LEASE,
                "timezone": timezone,
                "conversation": conversation,
                "message": message,
            },
            binary=True,
        )
        row = await cursor.fetchone()
    if row is None:
        return None
    names = ("id", "timezone", "summary", "message_count", "waiting_for", "base")
    claimed = Conversation(**{name: row[name] for name in names}, thread_id=row["thread"])
    return Claim(claimed, row)


async def renew_turn(conversation: int, *, token: UUID) -> None:
    """Keep the turn for another LEASE."""
    async with (await pool()).connection() as db:
        await db.execute(
            "UPDATE conversations_conversation SET turn_expires_at = now() + %s WHERE id = %s AND turn_token = %s",
            (LEASE, conversation, token),
        )


async def message_status(message: int) -> str | None:
    """Return the status of a stored message, None when it is gone."""
    async with (await pool()).connection() as db:
        cursor = await db.execute("SELECT status FROM conversations_message WHERE id = %s", (message,))
        row = await cursor.fetchone()
    return row["status"] if row else None


_FINISH = (
    "WITH held AS (UPDATE conversations_conversation SET turn_token = NULL, turn_expires_at = NULL, "
    "status = %(status)s, intent = %(intent)s, summary = %(summary)s, waiting_for = %(waiting_for)s, "
    f"message_count = message_count + 2, last_activity_at = %(now)s, seq = greatest(seq, %(last)s) + {BLOCK} "
    f"WHERE id = %(conversation)s AND turn_token = %(token)s RETURNING id, seq - {BLOCK} AS base), "
    "asked AS (UPDATE conversations_message SET status = 'answered', latency_ms = %(latency)s, "
    "seq = coalesce(%(message_seq)s, held.base + 1) FROM held "
    f"WHERE conversations_message.id = %(message)s), {SAVE} "
    "INSERT INTO conversations_message (conversation_id, role, status, content, reply_to_id, waiting_for, "
    "latency_ms, error_code, engine, created_at, seq, facts) SELECT held.id, 'assistant', %(answer_status)s, "
    "%(answer)s, %(message)s, %(waiting_for)s, %(latency)s, '', %(engine)s, %(now)s, held.base + 2, %(facts)s "
    "FROM held RETURNING seq"
)


async def finish_turn(
    conversation: int,
    message: int,
    finished: Finished,
    *,
    token: UUID,
    held: Held,
    numbers: Numbers,
    now: datetime,
) -> int:
    """Store the checkpoint, the answer and the conversation's new standing in one statement, so all or nothing.

    Returns the answer's number; those after it are set aside, and every one before it is lower.
    Raises TurnLost, with nothing stored, when `token` no longer holds the turn.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _FINISH,
            {
                "conversation": conversation,
                "message": message,
                "token": token,
                "status": "waiting" if finished.waiting_for else "active",
                "intent": finished.intent,
                "summary": finished.summary,
                "waiting_for": Jsonb(finished.waiting_for) if finished.waiting_for else None,
                "answer_status": "delivered" if finished.delivered else "undelivered",
                "answer": finished.answer,
                "latency": finished.latency_ms,
                "engine": finished.engine,
                "facts": Jsonb(finished.facts),
                "message_seq": numbers.message,
                "last": numbers.last,
                "now": now,
                **held.parameters(),
            },
        )
        row = await cursor.fetchone()
    if row is None:
        raise TurnLost
    return int(row["seq"])


_FAIL = (
    "WITH freed AS (UPDATE conversations_conversation SET turn_token = NULL, turn_expires_at = NULL, "
    f"message_count = message_count + 1, last_activity_at = %(now)s, seq = greatest(seq, %(last)s) + {BLOCK} "
    "WHERE id = %(conversation)s AND (turn_token = %(token)s OR turn_token IS NULL) "
    f"RETURNING seq - {BLOCK} AS base) "
    "UPDATE conversations_message SET status = %(status)s, error_code = %(code)s, "
    "seq = coalesce(%(message_seq)s, (SELECT base + 1 FROM freed)), failure_seq = (SELECT base + 2 FROM freed) "
    "WHERE id = %(message)s AND status = 'received' RETURNING failure_seq"
)


async def fail_turn(
    conversation: int,
    message: int,
    error: ConversationError,
    *,
    token: UUID,
    numbers: Numbers,
    now: datetime,
) -> int | None:
    """Note that the message got an error instead of an answer, and free the turn; return the error's number."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _FAIL,
            {
                "conversation": conversation,
                "message": message,
                "token": token,
                "status": error.leaves,
                "code": error.code,
                "message_seq": numbers.message,
                "last": numbers.last,
                "now": now,
            },
        )
        row = await cursor.fetchone()
    return row["failure_seq"] if row else None


async def mark_heard(conversation: int, up_to: int) -> None:
    """Note that somebody has received every answer numbered up to this one."""
    async with (await pool()).connection() as db:
        await db.execute(
            "UPDATE conversations_message SET status = 'delivered' "
            "WHERE conversation_id = %s AND status = 'undelivered' AND seq <= %s",
            (conversation, up_to),
        )


async def mark_answer(message: int, *, delivered: bool) -> bool:
    """Note whether the answer to a message reached somebody; return whether that changed anything."""
    before, after = ("undelivered", "delivered") if delivered else ("delivered", "undelivered")
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            "UPDATE conversations_message SET status = %s WHERE reply_to_id = %s AND status = %s",
            (after, message, before),
        )
    return cursor.rowcount == 1


_EXCHANGES = (
    "SELECT left(m.content, %(chars)s) AS said, left(a.content, %(chars)s) AS answered "
    "FROM conversations_message m JOIN conversations_message a ON a.reply_to_id = m.id "
    "WHERE m.conversation_id = %(conversation)s AND m.id < %(message)s ORDER BY m.id DESC LIMIT %(most)s"
)


async def lines_before(conversation: int, message: int, *, most: int, chars: int) -> list[Line]:
    """Return the last exchanges before a message, `most` at most, oldest first, each line's first characters."""
    parameters = {"conversation": conversation, "message": message, "most": most, "chars": chars}
    async with (await pool()).connection() as db:
        cursor = await db.execute(_EXCHANGES, parameters)
        rows = await cursor.fetchall()
    return [
        line
        for row in reversed(rows)
        for line in (Line("user", row["said"]), Line("assistant", row["answered"]))
    ]


_CALLS = (
    "INSERT INTO conversations_modelcall (message_id, purpose, model, outcome, latency_ms, prompt_tokens, "
    "completion_tokens, prompt_hash, prompt, created_at) SELECT m.id, c.*, now() FROM conversations_message m, "
    "unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[], %s::text[], %s::text[]) c "
    "WHERE m.id = %s"
)


async def add_calls(message: int, calls: Sequence[ModelCall]) -> None:
    """Store what was asked of a model for a message; nothing when the message has been deleted meanwhile."""
    columns = (
        [call.purpose for call in calls],
        [call.model[:200] for call in calls],
        [call.outcome for call in calls],
        [call.latency_ms for call in calls],
        [call.prompt_tokens for call in calls],
        [call.completion_tokens for call in calls],
        [call.prompt_hash for call in calls],
        [call.prompt.replace("\0", "") for call in calls],
    )
    async with (await pool()).connection() as db:
        await db.execute(_CALLS, (*columns, message))
