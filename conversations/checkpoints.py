"""The Postgres checkpointer: a turn's checkpoint is read when the turn is claimed and stored when it is finished.

Writes LangGraph's own tables in LangGraph's own format; never decides what the state is.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from psycopg.types.json import Jsonb

from conversations.ciphers import Cipher
from scheduling.database import Pool, conninfo


@dataclass(slots=True)
class Held:
    """What a run wants to save: rows of LangGraph's tables, keyed by what makes them unique; the last one counts.

    A run with durability "exit" saves one checkpoint, at its end.
    """

    checkpoint: tuple[Any, ...] = ()
    blobs: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    writes: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of SAVE: the checkpoint's columns, and those of the other tables as arrays."""
        thread, namespace, *checkpoint = self.checkpoint
        parameters: dict[str, Any] = {"thread": thread, "namespace": namespace}
        for number, value in enumerate(checkpoint):
            parameters[f"checkpoint_{number}"] = value
        for table, rows, width in (("blobs", self.blobs, 4), ("writes", self.writes, 7)):
            for number in range(width):
                parameters[f"{table}_{number}"] = [row[number + 2] for row in rows.values()]
        return parameters


INTERRUPT = "__interrupt__"  # the channel of questions that wait for their answer

# A join that finds the latest checkpoint of the thread in the column `thread` of `claimed`; its row goes to `hold`.
LOAD = (
    f"LEFT JOIN LATERAL ({AsyncPostgresSaver.SELECT_SQL} WHERE thread_id = claimed.thread::text "
    "AND checkpoint_ns = '' ORDER BY checkpoint_id DESC LIMIT 1) latest ON true"
)

# Common table expressions that store what was held, for a statement whose first expression `held` has a row when it may.
# The tables are LangGraph's (checkpoint.postgres 3); one statement for all of them is one round trip and one commit.
# The arrays go in binary: as text every quote in them would have to be escaped.
SAVE = """
saved_blobs AS (
    INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    SELECT %(thread)s, %(namespace)s, b.* FROM held,
        unnest(%(blobs_0)b::text[], %(blobs_1)b::text[], %(blobs_2)b::text[], %(blobs_3)b::bytea[]) b
    ON CONFLICT (thread_id, checkpoint_ns, channel, version)
    DO UPDATE SET type = excluded.type, blob = excluded.blob),
saved_checkpoint AS (
    INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    SELECT %(thread)s, %(namespace)s, %(checkpoint_0)s, %(checkpoint_1)s, %(checkpoint_2)s, %(checkpoint_3)s FROM held
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata),
saved_writes AS (
    INSERT INTO checkpoint_writes
        (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
    SELECT %(thread)s, %(namespace)s, w.* FROM held,
        unnest(%(writes_0)b::text[], %(writes_1)b::text[], %(writes_2)b::text[], %(writes_3)b::int[],
            %(writes_4)b::text[], %(writes_5)b::text[], %(writes_6)b::bytea[]) w
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    DO UPDATE SET channel = excluded.channel, type = excluded.type, blob = excluded.blob)
"""


class TurnSaver(AsyncPostgresSaver):
    """AsyncPostgresSaver for runs that read and write their checkpoint with the records of their turn.

    LangGraph also saves when a node fails or a run is cancelled; holding the writes back means that a turn that
    was not finished leaves no trace, and that the answer and the state it came from become visible together.
    The library's one lock around every operation is for a single connection; a pool needs none. Its thread for
    each serialisation costs more than serialising a small state.
    """

    def __init__(self, pool: Pool, encrypted: EncryptedSerializer | None = None) -> None:
        super().__init__(pool, serde=encrypted)
        self.encrypts = encrypted is not None
        self.lock = contextlib.nullcontext()  # type: ignore[assignment]
        self._held: dict[str, Held] = {}
        self._loaded: dict[str, CheckpointTuple | None] = {}

    @contextlib.contextmanager
    def hold(self, thread_id: UUID, latest: dict[str, Any]) -> Iterator[Held]:
        """Run the thread from its `latest` row (see LOAD; all None for a new thread) and collect what it saves.

        Whoever holds it stores it by SAVE or drops it.
        """
        held = Held()
        thread = str(thread_id)
        self._held[thread] = held
        self._loaded[thread] = self._tuple(latest) if latest["checkpoint_id"] else None
        try:
            yield held
        finally:
            del self._held[thread], self._loaded[thread]

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        thread = config["configurable"]["thread_id"]
        return self._loaded[thread] if thread in self._loaded else await super().aget_tuple(config)

    def _tuple(self, row: dict[str, Any]) -> CheckpointTuple:
        place = {"thread_id": row["thread_id"], "checkpoint_ns": row["checkpoint_ns"]}
        parent = row["parent_checkpoint_id"]
        checkpoint = row["checkpoint"]
        values = {**(checkpoint.get("channel_values") or {}), **self._load_blobs(row["channel_values"])}
        return CheckpointTuple(
            {"configurable": {**place, "checkpoint_id": row["checkpoint_id"]}},
            cast(Checkpoint, {**checkpoint, "channel_values": values}),
            row["metadata"],
            {"configurable": {**place, "checkpoint_id": parent}} if parent else None,
            self._load_writes(row["pending_writes"]),
        )

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        place = config["configurable"]
        thread, namespace = place["thread_id"], place["checkpoint_ns"]
        inline, blobs = _split(checkpoint["channel_values"])
        stored = new_versions
        if self.encrypts:  # all of it with the present key, and nothing in the row where it would be plain
            inline, blobs, stored = {}, checkpoint["channel_values"], checkpoint["channel_versions"]
        versions = {channel: version for channel, version in stored.items() if channel in blobs}
        held = self._held[thread]
        if versions:
            held.blobs |= {row[:4]: row for row in self._dump_blobs(thread, namespace, blobs, versions)}
        held.checkpoint = (
            thread,
            namespace,
            checkpoint["id"],
            place.get("checkpoint_id"),
            Jsonb({**checkpoint, "channel_values": inline}),
            Jsonb(get_serializable_checkpoint_metadata(config, metadata)),
        )
        return {"configurable": {**place, "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        place = config["configurable"]
        rows = self._dump_writes(
            place["thread_id"], place["checkpoint_ns"], place["checkpoint_id"], task_id, task_path, writes
        )
        self._held[place["thread_id"]].writes |= {(*row[:4], row[5]): row for row in rows}


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Simple values stand in the checkpoint's own row; the others are blobs of their own."""
    inline: dict[str, Any] = {}
    blobs: dict[str, Any] = {}
    for channel, value in values.items():
        simple = value is None or isinstance(value, str | int | float | bool)
        (inline if simple else blobs)[channel] = value
    return inline, blobs


@dataclass(frozen=True, slots=True)
class Thought:
    """What a thread's latest checkpoint holds: the values of the state, and the questions that it waits with."""

    values: dict[str, Any]
    questions: list[dict[str, Any]]


def serializer(keys: Sequence[bytes]) -> EncryptedSerializer | None:
    """Return what encrypts, None without keys; what was stored before there were any it reads as it is."""
    return EncryptedSerializer(Cipher(keys)) if keys else None


@contextlib.contextmanager
def reading() -> Iterator[PostgresSaver]:
    """A saver over a connection of its own that reads what is there, encrypted or not."""
    with PostgresSaver.from_conn_string(conninfo(direct=True)) as saver:
        saver.serde = serializer(settings.CHECKPOINT_ENCRYPTION_KEYS) or saver.serde
        yield saver


def state_of(thread_id: UUID) -> Thought:
    """Read the latest checkpoint of a thread, over a connection of its own; empty when it has none."""
    with reading() as saver:
        found = saver.get_tuple({"configurable": {"thread_id": str(thread_id), "checkpoint_ns": ""}})
    if found is None:
        return Thought({}, [])
    pending = [value for _, channel, value in found.pending_writes or () if channel == INTERRUPT]
    # LangGraph has channels of its own beside those of the state
    channels = found.checkpoint["channel_values"].items()
    values = {name: value for name, value in channels if not name.startswith(("__", "branch:"))}
    return Thought(values, [each.value for value in pending for each in value])


def prepare_tables() -> None:
    """Create or migrate LangGraph's tables, on a connection without a transaction: it builds indexes concurrently.

    A role that may alter no table can do it where nothing is left to be done.
    """
    with PostgresSaver.from_conn_string(conninfo(direct=True)) as saver:
        if not _is_up_to_date(saver):
            saver.setup()


def _is_up_to_date(saver: PostgresSaver) -> bool:
    with saver._cursor() as cursor:
        [row] = cursor.execute("SELECT to_regclass('checkpoint_migrations') IS NOT NULL AS there").fetchall()
        if not row["there"]:
            return False
        [row] = cursor.execute("SELECT max(v) AS last FROM checkpoint_migrations").fetchall()
    return bool(row["last"] == len(saver.MIGRATIONS) - 1)
