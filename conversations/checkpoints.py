"""The Postgres checkpointer: a turn's checkpoint is held back until the turn is stored with it.

Writes LangGraph's own tables in LangGraph's own format; never decides what the state is.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.types.json import Jsonb

from conversations.database import Pool, conninfo


@dataclass(slots=True)
class Held:
    """What a run wants to save, as rows of LangGraph's tables keyed by what makes them unique; the last one counts."""

    checkpoints: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    blobs: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    writes: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """Return the parameters of SAVE: the columns of each table as one array."""
        tables = (("checkpoints", self.checkpoints, 6), ("blobs", self.blobs, 6), ("writes", self.writes, 9))
        return {
            f"{table}_{number}": [row[number] for row in rows.values()]
            for table, rows, width in tables
            for number in range(width)
        }


# Common table expressions that store what was held, for a statement whose first expression `held` has a row when it may.
# The tables are LangGraph's (checkpoint.postgres 3); one statement for all of them is one round trip and one commit.
# The arrays go in binary: as text every quote in them would have to be escaped.
SAVE = """
saved_blobs AS (
    INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    SELECT b.* FROM held, unnest(%(blobs_0)b::text[], %(blobs_1)b::text[], %(blobs_2)b::text[], %(blobs_3)b::text[],
        %(blobs_4)b::text[], %(blobs_5)b::bytea[]) b
    ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING),
saved_checkpoints AS (
    INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    SELECT c.* FROM held, unnest(%(checkpoints_0)b::text[], %(checkpoints_1)b::text[], %(checkpoints_2)b::text[],
        %(checkpoints_3)b::text[], %(checkpoints_4)b::jsonb[], %(checkpoints_5)b::jsonb[]) c
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = excluded.checkpoint, metadata = excluded.metadata),
saved_writes AS (
    INSERT INTO checkpoint_writes
        (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
    SELECT w.* FROM held, unnest(%(writes_0)b::text[], %(writes_1)b::text[], %(writes_2)b::text[], %(writes_3)b::text[],
        %(writes_4)b::text[], %(writes_5)b::int[], %(writes_6)b::text[], %(writes_7)b::text[], %(writes_8)b::bytea[]) w
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    DO UPDATE SET channel = excluded.channel, type = excluded.type, blob = excluded.blob)
"""


class TurnSaver(AsyncPostgresSaver):
    """AsyncPostgresSaver over a pool whose writes are collected per thread and stored with the answer.

    LangGraph also saves when a node fails or a run is cancelled; holding the writes back means that a turn that
    was not finished leaves no trace, and that the answer and the state it came from become visible together.
    The library's one lock around every operation is for a single connection; a pool needs none. Its thread for
    each serialisation costs more than serialising a small state.
    """

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.lock = contextlib.nullcontext()  # type: ignore[assignment]
        self._held: dict[str, Held] = {}

    @contextlib.contextmanager
    def hold(self, thread_id: UUID) -> Iterator[Held]:
        """Collect what the run of this thread wants to save; whoever holds it stores it by SAVE or drops it."""
        held = Held()
        self._held[str(thread_id)] = held
        try:
            yield held
        finally:
            del self._held[str(thread_id)]

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
        versions = {channel: version for channel, version in new_versions.items() if channel in blobs}
        held = self._held[thread]
        if versions:
            held.blobs |= {row[:4]: row for row in self._dump_blobs(thread, namespace, blobs, versions)}
        held.checkpoints[thread, namespace, checkpoint["id"]] = (
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


def prepare_tables() -> None:
    """Create or migrate LangGraph's tables, on a connection without a transaction: it builds indexes concurrently."""
    with PostgresSaver.from_conn_string(conninfo()) as saver:
        saver.setup()
