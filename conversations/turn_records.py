"""What a turn reads and writes: the right to it, its end or failure, what was said before, the model's calls.

One statement each over the pool: the ORM's single thread would be the bottleneck of a process. Never what to answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from conversations.assistant.engines.base import Line, ModelCall
from conversations.checkpoints import LOAD, SAVE, Held
from conversations.errors import ConversationError, TurnElsewhere, TurnLost
from conversations.records import BLOCK, NOTICES, Conversation
from conversations.sealing import beginning, opened, opened_row, sealed
from scheduling.database import pool

LEASE = timedelta(seconds=5)
# where the answer is in the block of numbers that a turn's end sets aside; before it is the message, if it has no number
ANSWER_AFTER = 2
# A message that nobody answered for so long waits for its client to return: who waits for it has gone to do something
# else, and would be surprised by what is booked then. No process takes it over, and it holds up no other message unless
# a living one is about to answer it.
ABANDONED = timedelta(minutes=10)
# Two beats of presence.py and a little: by then a living process has told what is in its queues, and a dead one has not.
SILENT = timedelta(seconds=11)
# What is later than a living process can have written it was written before the clock was set back. now() is when a
# transaction began: one that began a little later has written a little more.
ALIVE = "p.seen_at BETWEEN now() - %(silent)s AND now() + %(silent)s"
FREE = "(turn_token IS NULL OR turn_expires_at NOT BETWEEN now() AND now() + 2 * %(lease)s)"
_EXPECTED = (
    "(e.created_at > now() - %(abandoned)s OR EXISTS (SELECT 1 FROM conversations_process p "
    f"WHERE {ALIVE} AND e.id = ANY(p.queued)))"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to a turn: the conversation, the row of its thread's latest checkpoint for TurnSaver.hold, and `before`,
    the lines of the last exchanges, oldest first."""

    conversation: Conversation
    checkpoint: dict[str, Any]
    before: list[Line]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What has been given when a turn ends: the message's own number, if it has one, and the last of any frame."""

    message: int | None = None
    last: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """What a turn leaves behind, stored together; `trace` is its course (tracing.py).

    `noticed`: there are notices that nobody was told yet.
    """

    answer: str
    intent: str
    summary: str
    waiting_for: dict[str, Any] | None
    latency_ms: int
    delivered: bool
    engine: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    timezone: str | None = None
    trace: Mapping[str, Any] | None = None
    seq: int | None = None
    noticed: bool = False


_CLAIM = (
    "WITH claimed AS (UPDATE conversations_conversation SET turn_token = %(token)s, "
    f"turn_expires_at = now() + %(lease)s, seq = seq + {BLOCK}, timezone = coalesce(%(timezone)s, timezone) "
    "WHERE id = %(conversation)s "
    f"AND (turn_token = %(token)s OR {FREE}) "
    "AND EXISTS (SELECT 1 FROM conversations_message WHERE id = %(message)s AND status = 'received') "
    # an earlier one is to be answered first
    "AND NOT EXISTS (SELECT 1 FROM conversations_message e WHERE e.conversation_id = %(conversation)s "
    "AND e.id < %(message)s AND e.status = 'received' AND e.id <> ALL(%(failed)s::bigint[]) "
    f"AND {_EXPECTED}) "
    f"RETURNING id, thread_id AS thread, timezone, summary, message_count, waiting_for, seq - {BLOCK} AS base) "
    "SELECT claimed.*, latest.*, ARRAY(SELECT "
    f"ARRAY[{beginning('m.content', '%(chars)s')}, {beginning('a.content', '%(chars)s')}] "
    "FROM conversations_message m JOIN conversations_message a ON a.reply_to_id = m.id "
    "WHERE m.conversation_id = claimed.id AND m.id < %(message)s ORDER BY m.id DESC LIMIT %(exchanges)s) AS before "
    f"FROM claimed {LOAD}"
)


async def claim_turn(
    conversation: int,
    message: int,
    *,
    token: UUID,
    timezone: str | None,
    failed: list[int],
    exchanges: int = 0,
    chars: int = 0,
) -> Claim | None:
    """Take the conversation's turn for this message, note the zone the client named, and read the checkpoint.

    It is taken when every earlier message of the conversation is answered, but for those that have `failed` without being
    marked so yet, and the ABANDONED that no living process is about to answer.

    Of the last `exchanges` before the message it reads the first `chars` characters of each line. The turn belongs to
    `token` for LEASE, renewed while it runs; a dead process loses it by itself.
    Returns None when it is somebody else's or the message has been answered meanwhile.
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
                "failed": failed,
                "abandoned": ABANDONED,
                "silent": SILENT,
                "exchanges": exchanges,
                "chars": chars,
            },
            binary=True,
        )
        row = await cursor.fetchone()
    if row is None:
        return None
    names = ("id", "timezone", "summary", "message_count", "waiting_for", "base")
    claimed = Conversation(**opened_row({name: row[name] for name in names}), thread_id=row["thread"])
    before = [
        line
        for said, answered in reversed(row["before"])
        for line in (Line("user", opened(said)[:chars]), Line("assistant", opened(answered)[:chars]))
    ]
    return Claim(claimed, row, before)


async def renew_turn(conversation: int, *, token: UUID) -> None:
    """Keep the turn for another LEASE."""
    async with (await pool()).connection() as db:
        await db.execute(
            "UPDATE conversations_conversation SET turn_expires_at = now() + %s WHERE id = %s AND turn_token = %s",
            (LEASE, conversation, token),
        )


_NEXT = (
    "SELECT (SELECT min(e.id) FROM conversations_message e WHERE e.conversation_id = m.conversation_id "
    f"AND e.status = 'received' AND (e.id = m.id OR {_EXPECTED})) AS first "
    "FROM conversations_message m WHERE m.id = %(message)s AND m.status = 'received'"
)


async def next_in_line(message: int) -> int | None:
    """Return which message of the conversation is answered next, None when this one has an answer or is gone.

    The ABANDONED are passed over as they are in claim_turn.
    """
    async with (await pool()).connection() as db:
        parameters = {"message": message, "abandoned": ABANDONED, "silent": SILENT}
        cursor = await db.execute(_NEXT, parameters)
        row = await cursor.fetchone()
    return row["first"] if row else None


_STOP = (
    "SELECT pg_notify(%(channel)s, json_build_object('stop', c.turn_token, 'message', first.id)::text) "
    "FROM conversations_conversation c JOIN LATERAL (SELECT min(e.id) AS id FROM conversations_message e "
    f"WHERE e.conversation_id = c.id AND e.status = 'received' AND {_EXPECTED}) first ON first.id IS NOT NULL "
    "WHERE c.id = %(conversation)s AND c.turn_token <> %(token)s AND c.turn_expires_at > now()"
)


async def stop_elsewhere(conversation: int, *, token: UUID) -> bool:
    """Ask the process that has the conversation's turn to stop it; return False when none but `token` has it.

    It names the message that is answered next, so that no later one is stopped when it is heard too late.
    """
    parameters = {"channel": NOTICES, "conversation": conversation, "token": token}
    async with (await pool()).connection() as db:
        cursor = await db.execute(_STOP, {**parameters, "abandoned": ABANDONED, "silent": SILENT})
    return cursor.rowcount == 1


# Stores what was asked of a model for a message that `{}` has a row for.
_CALLS = (
    "INSERT INTO conversations_modelcall (message_id, purpose, model, outcome, latency_ms, prompt_tokens, "
    "completion_tokens, prompt_hash, prompt, created_at) SELECT %(message)s, c.*, now() FROM {}, "
    "unnest(%(calls_0)s::text[], %(calls_1)s::text[], %(calls_2)s::text[], %(calls_3)s::int[], "
    "%(calls_4)s::int[], %(calls_5)s::int[], %(calls_6)s::text[], %(calls_7)s::text[]) c"
)


def _columns(calls: Sequence[ModelCall]) -> dict[str, Any]:
    """Return the parameters of _CALLS."""
    rows = [
        (
            call.purpose,
            call.model[:200],
            call.outcome,
            call.latency_ms,
            call.prompt_tokens,
            call.completion_tokens,
            call.prompt_hash,
            sealed(call.prompt.replace("\0", "")),
        )
        for call in calls
    ]
    return {f"calls_{number}": list(column) for number, column in enumerate(zip(*rows, strict=True))}


_FINISH = (
    "WITH held AS (UPDATE conversations_conversation SET turn_token = NULL, turn_expires_at = NULL, "
    # one that was ended meanwhile stays so: its client may have begun another
    "status = CASE status WHEN 'expired' THEN status ELSE %(status)s END, "
    "intent = %(intent)s, summary = %(summary)s, waiting_for = %(waiting_for)s, "
    "timezone = coalesce(%(timezone)s, timezone), "
    "message_count = message_count + 2 - (SELECT (m.failure_seq IS NOT NULL)::int FROM conversations_message m "
    f"WHERE m.id = %(message)s), last_activity_at = %(now)s, seq = greatest(seq, %(last)s) + {BLOCK} "
    f"WHERE id = %(conversation)s AND turn_token = %(token)s RETURNING id, seq - {BLOCK} AS base), "
    "asked AS (UPDATE conversations_message SET status = 'answered', latency_ms = %(latency)s, trace = %(trace)s, "
    "seq = coalesce(%(message_seq)s, held.base + 1) FROM held "
    f"WHERE conversations_message.id = %(message)s), {SAVE} {{}}"
    "INSERT INTO conversations_message (conversation_id, role, status, content, reply_to_id, waiting_for, "
    "latency_ms, error_code, engine, created_at, seq, facts) SELECT held.id, 'assistant', %(answer_status)s, "
    f"%(answer)s, %(message)s, %(waiting_for)s, %(latency)s, '', %(engine)s, %(now)s, held.base + {ANSWER_AFTER}, %(facts)s "
    "FROM held RETURNING seq, EXISTS (SELECT 1 FROM conversations_message n WHERE n.conversation_id = %(conversation)s "
    "AND n.status = 'undelivered' AND n.reply_to_id IS NULL) AS noticed"
)
_FINISH_ALONE = _FINISH.format("")
_FINISH_WITH_CALLS = _FINISH.format(f", called AS ({_CALLS.format('held')}) ")


async def finish_turn(
    conversation: int,
    message: int,
    finished: Finished,
    *,
    token: UUID,
    held: Held,
    calls: Sequence[ModelCall],
    numbers: Numbers,
    now: datetime,
) -> Finished:
    """Store the checkpoint, the answer, the model's calls and the conversation's new standing together, all or nothing.

    Returns it with the answer's number; those after it are set aside, and every one before it is lower.
    Raises TurnLost, with nothing stored, when `token` no longer holds the turn.
    """
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _FINISH_WITH_CALLS if calls else _FINISH_ALONE,
            {
                "conversation": conversation,
                "message": message,
                "token": token,
                "status": "waiting" if finished.waiting_for else "active",
                "intent": finished.intent,
                "summary": sealed(finished.summary),
                "waiting_for": Jsonb(sealed(finished.waiting_for)) if finished.waiting_for else None,
                "answer_status": "delivered" if finished.delivered else "undelivered",
                "answer": sealed(finished.answer),
                "latency": finished.latency_ms,
                "engine": finished.engine,
                "facts": Jsonb(sealed(finished.facts)),
                "trace": finished.trace and Jsonb(sealed(finished.trace)),
                "timezone": finished.timezone,
                "message_seq": numbers.message,
                "last": numbers.last,
                "now": now,
                **held.parameters(),
                **_columns(calls),
            },
        )
        row = await cursor.fetchone()
    if row is None:
        raise TurnLost
    return replace(finished, seq=row["seq"], noticed=row["noticed"])


async def hold_failed(conversation: int, message: int, *, token: UUID, holder: UUID, wrote: bool) -> None:
    """Give the turn of a message that failed under `token` to `holder`, so that nobody answers it while it is undone.

    While somebody else answers an earlier message, one that `wrote` nothing needs no turn of its own to be marked.
    Raises TurnLost when the message is no longer to be answered: another turn may have ended it, or this one, where the
    connection broke between the commit and the word of it. Raises TurnElsewhere while somebody else may be answering it.
    """
    parameters = {
        "conversation": conversation,
        "message": message,
        "token": token,
        "holder": holder,
        "lease": LEASE,
    }
    async with (await pool()).connection() as db, db.transaction():
        # locked first: what has become of the message is looked at when nobody can end it any more
        cursor = await db.execute(
            f"SELECT turn_token = %(token)s OR {FREE} AS free "
            "FROM conversations_conversation WHERE id = %(conversation)s FOR NO KEY UPDATE",
            parameters,
        )
        held = await cursor.fetchone()
        cursor = await db.execute(
            "SELECT EXISTS (SELECT 1 FROM conversations_message e WHERE e.conversation_id = m.conversation_id "
            "AND e.id < m.id AND e.status = 'received') AS waits "
            "FROM conversations_message m WHERE id = %(message)s AND status = 'received'",
            parameters,
        )
        asked = await cursor.fetchone()
        if held is None or asked is None:
            raise TurnLost
        if not held["free"]:
            if wrote or not asked["waits"]:
                raise TurnElsewhere
            return
        await db.execute(
            "UPDATE conversations_conversation SET turn_token = %(holder)s, turn_expires_at = now() + %(lease)s "
            "WHERE id = %(conversation)s",
            parameters,
        )


_FAIL = (
    "WITH freed AS (UPDATE conversations_conversation SET turn_token = NULL, turn_expires_at = NULL, "
    "status = CASE WHEN status = 'expired' OR %(status)s <> 'failed' THEN status ELSE 'failed' END, "
    "errors = errors + (%(status)s = 'failed')::int, "
    # one that failed before and was sent again is one message all the same
    "message_count = message_count + (SELECT (m.failure_seq IS NULL)::int FROM conversations_message m "
    f"WHERE m.id = %(message)s), last_activity_at = %(now)s, seq = greatest(seq, %(last)s) + {BLOCK} "
    "WHERE id = %(conversation)s AND (turn_token = %(token)s OR turn_token IS NULL) "
    f"RETURNING seq - {BLOCK} AS base) "
    "UPDATE conversations_message SET status = %(status)s, error_code = %(code)s, "
    "reference = %(reference)s, trace = %(trace)s, failure_untold = %(untold)s, "
    f"seq = coalesce(%(message_seq)s, (SELECT base + 1 FROM freed)), failure_seq = (SELECT base + {ANSWER_AFTER} FROM freed) "
    "WHERE id = %(message)s AND status = 'received' RETURNING failure_seq"
)


async def fail_turn(
    conversation: int,
    message: int,
    error: ConversationError,
    *,
    token: UUID,
    numbers: Numbers,
    heard: bool,
    now: datetime,
) -> int | None:
    """Note that the message got an error instead of an answer, which somebody `heard` or is to be told when they come, and
    free the turn; return the error's number."""
    async with (await pool()).connection() as db:
        cursor = await db.execute(
            _FAIL,
            {
                "conversation": conversation,
                "message": message,
                "token": token,
                "status": error.leaves,
                "untold": not heard,
                "code": error.code,
                "reference": error.reference,
                "trace": error.trace and Jsonb(sealed(error.trace)),
                "message_seq": numbers.message,
                "last": numbers.last,
                "now": now,
            },
        )
        row = await cursor.fetchone()
    return row["failure_seq"] if row else None


async def add_calls(message: int, calls: Sequence[ModelCall]) -> None:
    """Store what was asked of a model for a message without an answer; nothing when the message has been deleted."""
    of_message = "(SELECT FROM conversations_message WHERE id = %(message)s) m"
    async with (await pool()).connection() as db:
        await db.execute(_CALLS.format(of_message), {"message": message, **_columns(calls)})
