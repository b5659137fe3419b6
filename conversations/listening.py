"""Hears from the database what calendars and staff tell, in whichever process it happened; one connection a process.

The channel layer would not do: without Redis it reaches no other process. Never words or stores a notice.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from django.utils import timezone
from psycopg import AsyncConnection, sql

from conversations import connections, groups, notice_records, queues, records, telling
from conversations.audience import Exchange
from conversations.frames import Frame
from conversations.groups import Key
from conversations.notice_records import NOTICES
from conversations.turns import DATABASE_GONE
from scheduling import database

log = structlog.get_logger(__name__)

PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
PATIENCE_SECONDS = 300.0  # how long a notice is tried that the database has no time for
MOST_TOLD_AT_ONCE = 4  # conversations, so that turns find free connections after a break


class Nobody:
    """Who asked for a message that is asked again: whoever hears the conversation hears the answer."""

    listening = False
    v2 = True
    request_id = ""

    async def send_frame(self, frame: Frame) -> None:
        pass


class Listening:
    """The connection of one event loop, and what is being told over it."""

    def __init__(self) -> None:
        self.telling: set[asyncio.Task[None]] = set()
        self.room = asyncio.Semaphore(MOST_TOLD_AT_ONCE)
        self.listens = asyncio.Event()  # set while the database would tell us
        # not in the name of the socket that came first
        self.task = asyncio.create_task(self._listen(), context=Context())

    def tell(self, key: Key, message: int | None = None) -> None:
        """Tell a conversation's sockets when its turn is over: an answer that is stored already has a lower number."""
        self._begin(self._tell(key, message))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
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
                    await db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(NOTICES)))
                    self.listens.set()
                    pause = PAUSE_SECONDS
                    for key in groups.conversations():
                        self.tell(key)
                    await self._hear(db)
            except DATABASE_GONE as error:
                log.warning("notices are not heard: database gone", error=str(error))
            except Exception:  # whatever was heard, the next is to be heard too
                log.exception("notices are not heard")
            self.listens.clear()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _hear(self, db: AsyncConnection[object]) -> None:
        async for notification in db.notifies():
            match json.loads(notification.payload):
                case {"broadcast": number, "content": content}:
                    self._begin(_logged(_broadcast(number, content, self.tell), "broadcast not told"))
                case {"owner": owner, "client": client, "again": message}:
                    self._begin(_logged(_ask_again((owner, client), message), "message not asked again"))
                case {"owner": owner, "client": client, "message": message} if groups.find((owner, client)):
                    self.tell((owner, client), message)


async def _logged(work: Coroutine[Any, Any, None], failure: str) -> None:
    """Whatever goes wrong is for staff to read, and to be tried again by them."""
    try:
        await work
    except Exception:
        log.exception(failure)


async def _ask_again(key: Key, message: int) -> None:
    """Have a message answered that failed before; each server tries, and one of them gets the turn."""
    stored = await records.exchange(message)
    if stored is not None and stored.status == "received":
        await queues.put(key, stored.conversation_id, Exchange(stored, None, Nobody()), timezone.now)


async def _broadcast(number: str, content: str, tell: Callable[[Key, int], None]) -> None:
    """Store what staff say to all in the conversations that are open here, and tell it; the others only show it."""
    posted = await notice_records.post(number, content, connections.conversations(), timezone.now())
    for key in groups.conversations():
        if key in posted:
            tell(key, posted[key])
        else:
            await telling.show(key, number, content, timezone.now())


_listening: WeakKeyDictionary[asyncio.AbstractEventLoop, Listening] = WeakKeyDictionary()


def begin() -> Listening:
    """Listen from now on, whoever is connected."""
    loop = asyncio.get_running_loop()
    if loop not in _listening:
        _listening[loop] = Listening()
    return _listening[loop]


def tell(key: Key) -> None:
    """Tell a conversation whose v2 socket has just come what is still to be told, and listen from now on."""
    begin().tell(key)


async def stop() -> None:
    """Close the connection of the running loop."""
    if listening := _listening.pop(asyncio.get_running_loop(), None):
        await listening.stop()
