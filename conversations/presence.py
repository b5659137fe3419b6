"""Lets every process see which server processes are alive and who is connected to them. Never what is talked about.

Each writes its row now and then; the row of one that died is taken away by the others, and its messages are taken over.
"""

import asyncio
import os
import socket
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import structlog
from psycopg.types.json import Jsonb

from conversations import connections, queues, recovery, stopping
from conversations.engine import model_state
from conversations.frames import utc_timestamp
from conversations.models import DEAD
from conversations.turn_records import SILENT
from scheduling.database import DATABASE_GONE, Connection, pool

log = structlog.get_logger(__name__)

BEAT_SECONDS = 5.0
MOST_SOCKETS = 2000  # that are listed; all are counted

_BEAT = (
    "WITH dead AS (DELETE FROM conversations_process WHERE seen_at < now() - %(dead)s AND id <> %(id)s) "
    "INSERT INTO conversations_process "
    "(id, name, began_at, seen_at, connections, conversations, unanswered, queued, sockets, model) VALUES (%(id)s, %(name)s, "
    "now(), now(), %(connections)s, %(conversations)s, %(unanswered)s, %(queued)s, %(sockets)s, %(model)s) "
    "ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, connections = excluded.connections, "
    "conversations = excluded.conversations, unanswered = excluded.unanswered, queued = excluded.queued, "
    "sockets = excluded.sockets, model = excluded.model "
    "RETURNING (SELECT coalesce(sum(conversations), 0)::int FROM conversations_process "
    "WHERE id <> %(id)s AND seen_at >= now() - %(silent)s) AS elsewhere"
)


class Presence:
    """The row of one event loop."""

    def __init__(self) -> None:
        self.id = uuid4()
        self.host = socket.gethostname()
        self.name = f"{self.host} {os.getpid()}"
        self.tidied = False  # whether what is left of killed processes of this machine has been taken away
        self.task = asyncio.create_task(self._go_on())

    async def beat(self) -> None:
        """Write the row as things are now, and take note of what the others have written in theirs."""
        state = model_state()
        async with (await pool()).connection() as db:
            if not self.tidied:
                await self._take_away_the_killed(db)
                self.tidied = True
            cursor = await db.execute(
                _BEAT,
                {
                    "id": self.id,
                    "name": self.name,
                    "dead": DEAD,
                    "silent": SILENT,
                    "connections": connections.count(),
                    "conversations": connections.conversation_count(),
                    "unanswered": len(queues.unanswered()),
                    "queued": queues.queued(),
                    "sockets": Jsonb(_sockets()),
                    "model": state and Jsonb(state),
                },
            )
            row = await cursor.fetchone()
        assert row
        connections.note_elsewhere(row["elsewhere"])

    async def _take_away_the_killed(self, db: Connection) -> None:
        """Take away the rows of this machine's processes that are no more: who starts again is not to wait for DEAD."""
        cursor = await db.execute(
            "SELECT id, name FROM conversations_process WHERE starts_with(name, %s) AND id <> %s",
            (f"{self.host} ", self.id),
        )
        gone = [row["id"] for row in await cursor.fetchall() if not _runs(row["name"])]
        await db.execute("DELETE FROM conversations_process WHERE id = ANY(%s)", (gone,))

    async def stop(self) -> None:
        """Take the row away."""
        await stopping.stop([self.task])
        connections.note_elsewhere(0)
        try:
            async with (await pool()).connection() as db:
                await db.execute("DELETE FROM conversations_process WHERE id = %s", (self.id,))
        except DATABASE_GONE as error:
            log.warning("presence not taken back: database gone", error=str(error))

    async def _go_on(self) -> None:
        while True:
            try:
                await self.beat()
                if connections.reading():
                    await recovery.take_over(self.id)
            except DATABASE_GONE as error:
                log.warning("presence not told: database gone", error=str(error))
            except Exception:  # whatever one beat met, the next is told
                log.exception("presence not told")
            await asyncio.sleep(BEAT_SECONDS)


_present: WeakKeyDictionary[asyncio.AbstractEventLoop, Presence] = WeakKeyDictionary()


def begin() -> Presence:
    """Tell from now on that the running loop is there."""
    loop = asyncio.get_running_loop()
    if loop not in _present:
        _present[loop] = Presence()
    return _present[loop]


async def stop() -> None:
    """Tell that the running loop is there no more."""
    if present := _present.pop(asyncio.get_running_loop(), None):
        await present.stop()


def _runs(name: str) -> bool:
    """Tell whether the process of this machine that has this name runs; this one's row is not written yet."""
    pid = name.rpartition(" ")[2]
    if (
        not pid.isdecimal() or int(pid) == os.getpid()
    ):  # a container's process often has the number of the one before
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _sockets() -> list[dict[str, Any]]:
    return [
        {
            "client_id": each.client_id,
            "protocol": "meetingmuse.v2" if each.v2 else "classic",
            "since": utc_timestamp(each.since),
        }
        for each in connections.sockets(MOST_SOCKETS)
    ]
