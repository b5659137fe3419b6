"""The Postgres checkpointer: a turn's checkpoint is held back until the turn is stored with it.

Writes LangGraph's own tables through LangGraph's own statements; never decides what the state is.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from conversations.database import Connection, Pool, conninfo

Held = list[tuple[Any, ...]]


class TurnSaver(AsyncPostgresSaver):
    """AsyncPostgresSaver over a pool whose writes are collected per thread and stored with the answer.

    LangGraph also saves when a node fails or a run is cancelled; holding the writes back means that a turn that
    was not finished leaves no trace, and that the answer and the state it came from become visible together.
    The library's one lock around every operation is for a single connection; a pool needs none.
    """

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool)
        self.lock = contextlib.nullcontext()  # type: ignore[assignment]
        self._held: dict[str, Held] = {}

    @contextlib.contextmanager
    def hold(self, thread_id: UUID) -> Iterator[Held]:
        """Collect what the run of this thread wants to save; whoever holds it passes it to `write` or drops it."""
        held: Held = []
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
        self._held[place["thread_id"]].append(("aput", config, checkpoint, metadata, new_versions))
        return {"configurable": {**place, "checkpoint_id": checkpoint["id"]}}

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._held[config["configurable"]["thread_id"]].append(
            ("aput_writes", config, writes, task_id, task_path)
        )

    async def write(self, connection: Connection, held: Held) -> None:
        """Store what was held, on a connection whose transaction the caller controls."""
        saver = AsyncPostgresSaver(connection, serde=self.serde)
        for method, *arguments in held:
            await getattr(saver, method)(*arguments)


def prepare_tables() -> None:
    """Create or migrate LangGraph's tables, on a connection without a transaction: it builds indexes concurrently."""
    with PostgresSaver.from_conn_string(conninfo()) as saver:
        saver.setup()
