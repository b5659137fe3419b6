"""User messages on their way into the database: those that come at the same moment are stored by one statement.

Never what is answered to them.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings

from conversations.errors import ConversationEnded
from conversations.records import BLOCK, EXCHANGE, LIVE, StoredMessage, first_number
from conversations.sealing import opened_row, sealed
from conversations.together import MOST_TOGETHER, Together, fail, tell
from scheduling.database import Connection, pool
from scheduling.owners import user_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as its client sent it; `last` is the highest number that a frame of its conversation has here."""

    content: str
    client_message_id: str | None
    at: datetime
    last: int = 0


Said = tuple[int, Arrival]  # in which conversation
Waiting = tuple[Said, asyncio.Future[StoredMessage]]

_GIVEN = (
    "WITH given AS (SELECT * FROM unnest(%(conversations)s::bigint[], %(contents)s::text[], %(messages)s::text[], "
    "%(moments)s::timestamptz[], %(lasts)s::bigint[]) AS g (conversation, content, message, moment, last)), "
)
_OPEN = (
    "opened AS (INSERT INTO conversations_conversation (client_id, owner_key, owner_id, thread_id, status, intent, summary, "
    "message_count, timezone, created_at, last_activity_at, seq) SELECT %(client)s, %(owner)s, %(user)s, %(thread)s, "
    "'active', '', '', 0, %(timezone)s, moment, moment, %(first)s + %(block)s FROM given "
    "ON CONFLICT (owner_key, client_id) WHERE status <> 'expired' DO UPDATE SET last_activity_at = excluded.last_activity_at, "
    "seq = greatest(conversations_conversation.seq, (SELECT last FROM given)) + %(block)s "
    "RETURNING id, CASE WHEN %(block)s > 0 THEN seq - %(block)s END AS base), "
    "whole AS (SELECT opened.id, base, content, message, moment FROM opened CROSS JOIN given) "
)
# {} says what is done about a conversation that somebody else has locked
_KNOWN = (
    "whole AS (SELECT c.id, NULL::bigint AS base, content, message, moment FROM given JOIN conversations_conversation c "
    "ON c.id = given.conversation WHERE c.status <> 'expired' FOR KEY SHARE OF c {}) "
)
_KNOWN_NUMBERED = (
    "locked AS (SELECT c.id FROM given JOIN conversations_conversation c ON c.id = given.conversation "
    "WHERE c.status <> 'expired' FOR NO KEY UPDATE OF c {}), "
    f"whole AS (UPDATE conversations_conversation c SET seq = greatest(c.seq, given.last) + {BLOCK} FROM given JOIN locked "
    "ON locked.id = given.conversation WHERE c.id = locked.id "
    f"RETURNING c.id, c.seq - {BLOCK} AS base, content, message, moment) "
)
_ADD = (
    "INSERT INTO conversations_message "
    "(conversation_id, role, status, content, client_message_id, error_code, created_at, seq) "
    "SELECT id, 'user', 'received', content, message, '', moment, base + 1 FROM whole "
    "ON CONFLICT (conversation_id, client_message_id) WHERE client_message_id IS NOT NULL "
    "DO UPDATE SET status = 'received', error_code = '', reference = '', failure_untold = false, seq = excluded.seq "
    "WHERE conversations_message.status = 'failed' "
    "RETURNING id, content, status, created_at, client_message_id, conversation_id, seq"
)


def _numbered() -> bool:
    """Whether messages are numbered as they are stored: other processes are to show them with the same number."""
    return bool(settings.REDIS_URL)


async def add_first(owner: str, client_id: str, arrival: Arrival, *, timezone: str) -> StoredMessage:
    """Store a message of a client whose conversation is not known yet, in a new one when it has none; see add."""
    whose = {"client": client_id, "owner": owner}
    async with (await pool()).connection() as db:
        rows = await _insert(
            db,
            _OPEN,
            [(None, arrival)],
            **whose,
            user=user_of(owner),
            thread=uuid4(),
            timezone=timezone,
            first=first_number(arrival.at),
            block=BLOCK if _numbered() else 0,
        )
        if rows:
            return StoredMessage(**opened_row(rows[0]))
        # nothing new: it is there already, in the conversation that was open
        cursor = await db.execute(f"SELECT id FROM conversations_conversation {LIVE}", whose)
        opened = await cursor.fetchone()
        message = await _there_already(db, opened["id"], arrival) if opened else None
    if message is None:
        raise ConversationEnded
    return message


async def add(conversation: int, arrival: Arrival) -> StoredMessage:
    """Store a user message and return it, with others that come meanwhile; numbered, it has the first number of a block.

    A message whose client's id is stored already comes back as it is; one that failed is opened again.
    Raises ConversationEnded when it was to be stored and the conversation has expired or been deleted.
    """
    return await _Messages.here().ask((conversation, arrival))


async def quiet(seconds: float) -> None:
    """Wait until no message of a known conversation is being stored, so many seconds at most."""
    if task := _Messages.here().task:
        await asyncio.wait([task], timeout=seconds)


class _Messages(Together[Said, StoredMessage]):
    """The messages of known conversations on their way: those that wait while others are stored go together."""

    def take(self) -> list[Waiting]:
        """Take at most one message of a conversation, so that its next one comes after it."""
        batch: dict[int, Waiting] = {}
        left: list[Waiting] = []
        for waiting in self.waiting:
            (conversation, _), stored = waiting
            if stored.done():  # its client has gone, or was told that it cannot be kept
                continue
            if conversation in _alone:
                _begin_alone(waiting)
                continue
            full = len(batch) == MOST_TOGETHER
            if full or batch.setdefault(conversation, waiting) is not waiting:
                left.append(waiting)
        self.waiting = left
        return list(batch.values())

    async def answer(self, batch: Sequence[Waiting]) -> None:
        """Store messages of different conversations by one statement, and hand each to whoever waits for it.

        What is not stored so is stored alone, beside those that come next: it may be there already, or its conversation is
        over, or somebody else has locked it, which is nobody else's trouble.
        """
        left = {asked[0]: (asked, stored) for asked, stored in batch}
        async with (await pool()).connection() as db:
            rows = await _insert(db, _known("SKIP LOCKED"), [asked for asked, _ in batch])
        for row in rows:
            waiting = left.pop(row["conversation_id"])
            try:
                tell(waiting[1], StoredMessage(**opened_row(row)))
            except Exception as error:  # such as that no key opens it, which is nobody else's trouble either
                fail(error, waiting)
        while left:
            _, waiting = left.popitem()
            _begin_alone(waiting)


def _begin_alone(waiting: Waiting) -> None:
    """Store a message in a task of its own, after those of its conversation that are stored so already."""
    (conversation, _), _ = waiting
    task = _alone[conversation] = asyncio.create_task(_add_alone(waiting, after=_alone.get(conversation)))

    def forget(done: asyncio.Task[None]) -> None:
        if _alone.get(conversation) is done:
            del _alone[conversation]

    task.add_done_callback(forget)


async def _add_alone(waiting: Waiting, *, after: asyncio.Task[None] | None) -> None:
    (conversation, arrival), stored = waiting
    if after:
        await asyncio.wait([after])
    try:
        async with (await pool()).connection() as db:
            rows = await _insert(db, _known(""), [(conversation, arrival)])
            message = (
                StoredMessage(**opened_row(rows[0]))
                if rows
                else await _there_already(db, conversation, arrival)
            )
        if message is None:
            raise ConversationEnded
        tell(stored, message)
    except Exception as error:
        fail(error, waiting)


def _known(locked: str) -> str:
    return (_KNOWN_NUMBERED if _numbered() else _KNOWN).format(locked)


async def _insert(
    db: Connection, opening: str, given: Sequence[tuple[int | None, Arrival]], **parameters: Any
) -> list[dict[str, Any]]:
    columns = {
        "conversations": [conversation for conversation, _ in given],
        "contents": [sealed(arrival.content) for _, arrival in given],
        "messages": [arrival.client_message_id for _, arrival in given],
        "moments": [arrival.at for _, arrival in given],
        "lasts": [arrival.last for _, arrival in given],
    }
    cursor = await db.execute(_GIVEN + opening + _ADD, columns | parameters)
    return await cursor.fetchall()


async def _there_already(db: Connection, conversation: int, arrival: Arrival) -> StoredMessage | None:
    """Return the message that has been stored before under the id its client gave it."""
    if arrival.client_message_id is None:
        return None
    cursor = await db.execute(
        f"{EXCHANGE} WHERE m.client_message_id = %s AND m.conversation_id = %s",
        (arrival.client_message_id, conversation),
    )
    row = await cursor.fetchone()
    return StoredMessage(**opened_row(row)) if row else None


_alone: dict[int, asyncio.Task[None]] = {}  # by conversation
