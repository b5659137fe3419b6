"""Hears from the database what calendars tell by themselves, in whichever process it happened; one connection a process.

The channel layer would not do: without Redis it reaches no other process. Never words or stores a notice.
"""

import asyncio
import json
from weakref import WeakKeyDictionary

import structlog
from psycopg import AsyncConnection, sql

from conversations import connections, groups, queues, telling
from conversations.groups import Key
from conversations.notice_records import NOTICES
from conversations.revocation import REVOKED
from conversations.turns import DATABASE_GONE
from scheduling import database

log = structlog.get_logger(__name__)

PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
PATIENCE_SECONDS = 300.0  # how long a notice is tried that the database has no time for
NOT_AUTHENTICATED = 4401
MOST_TOLD_AT_ONCE = 4  # conversations, so that turns find free connections after a break


class Listening:
    """The connection of one event loop, and what is being told over it."""

    def __init__(self) -> None:
        self.telling: set[asyncio.Task[None]] = set()
        self.room = asyncio.Semaphore(MOST_TOLD_AT_ONCE)
        self.task = asyncio.create_task(self._listen())

    def tell(self, key: Key, message: int | None = None) -> None:
        """Tell a conversation's sockets when its turn is over: an answer that is stored already has a lower number."""
        task = asyncio.create_task(self._tell(key, message))
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)

    async def stop(self) -> None:
        for task in (self.task, *self.telling):
            task.cancel()
        await asyncio.wait([self.task, *self.telling])

    async def _tell(self, key: Key, message: int | None) -> None:
        """Tell, trying again while the database has no time: this connection may be well all the while."""
        loop = asyncio.get_running_loop()
        pause, deadline = PAUSE_SECONDS, loop.time() + PATIENCE_SECONDS
        try:
            while not await self._told(key, message):
                if loop.time() + pause > deadline:  # it is told when its conversation is next looked at
                    log.error("notice not told: database gone", client=key[1])
                    return
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        except Exception:
            log.exception("notice not told", client=key[1])

    async def _told(self, key: Key, message: int | None) -> bool:
        """Tell, and return whether the database could be asked."""
        while queue := queues.find(key):
            await queue.finished()
        try:
            async with self.room:
                if message is None:
                    await telling.tell(key)
                else:
                    await telling.tell_of(key, message)
        except DATABASE_GONE as error:
            log.warning("notice not told yet: database gone", client=key[1], error=str(error))
            return False
        return True

    async def _listen(self) -> None:
        """Listen for ever; after a break look for what was said meanwhile."""
        pause = PAUSE_SECONDS
        while True:
            try:
                async with await database.connect("meetingmuse notices") as db:
                    for name in (NOTICES, REVOKED):
                        await db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
                    pause = PAUSE_SECONDS
                    for key in groups.conversations():
                        self.tell(key)
                    await self._hear(db)
            except DATABASE_GONE as error:
                log.warning("notices are not heard: database gone", error=str(error))
            except Exception:  # whatever was heard, the next is to be heard too
                log.exception("notices are not heard")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _hear(self, db: AsyncConnection[object]) -> None:
        async for notification in db.notifies():
            if notification.channel == REVOKED:
                await connections.revoke(notification.payload, NOT_AUTHENTICATED)
                continue
            said = json.loads(notification.payload)
            key = (said["owner"], said["client"])
            if groups.find(key):
                self.tell(key, said["message"])


_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, Listening] = WeakKeyDictionary()


def tell(key: Key) -> None:
    """Tell a conversation whose v2 socket has just come what is still to be told, and listen from now on."""
    loop = asyncio.get_running_loop()
    if loop not in _listening:
        _listening[loop] = Listening()
    _listening[loop].tell(key)


async def stop() -> None:
    """Close the connection of the running loop."""
    if listening := _listening.pop(asyncio.get_running_loop(), None):
        await listening.stop()
