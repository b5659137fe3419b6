"""Hears from the database what calendars and staff tell and that agendas changed, in whichever process it happened.

One connection a process; the channel layer would not do: without Redis it reaches no other. Never words or stores a notice.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from django.utils import timezone
from psycopg import AsyncConnection, sql

from conversations import connections, groups, notice_records, queues, records, stopping, telling
from conversations.audience import Exchange, Nobody
from conversations.frames import AgendaChanged, utc_timestamp
from conversations.groups import Key
from conversations.records import NOTICES
from conversations.revocation import REVOKED
from scheduling import database
from scheduling.database import DATABASE_GONE
from scheduling.notices import AGENDA_CHANGED

log = structlog.get_logger(__name__)

PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
PATIENCE_SECONDS = 300.0  # how long a notice is tried that the database has no time for
NOT_AUTHENTICATED = 4401
MOST_TOLD_AT_ONCE = 4  # conversations, so that turns find free connections after a break


class Listening:
    """The connection of one event loop, and what is being told over it."""

    def __init__(self) -> None:
        self.telling: set[asyncio.Task[None]] = set()
        self.changed: set[Key] = set()  # conversations that are about to hear that their agenda changed
        self.room = asyncio.Semaphore(MOST_TOLD_AT_ONCE)
        self.listens = asyncio.Event()  # set while the database would tell us
        # not in the name of the socket that came first
        self.task = asyncio.create_task(self._listen(), context=Context())

    def tell(self, key: Key, message: int | None = None) -> None:
        """Tell a conversation's sockets when its turn is over: an answer that is stored already has a lower number."""
        self._begin(self._tell(key, message))

    def tell_change(self, owner: str) -> None:
        """Tell every open conversation of a calendar that it is not as it was; several changes are told as one."""
        for key in groups.conversations():
            if key[0] == owner and key not in self.changed:
                self.changed.add(key)
                self._begin(self._tell_change(key))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)

    async def stop(self) -> None:
        await stopping.stop([self.task, *self.telling])

    async def _tell_change(self, key: Key) -> None:
        await _rest(key)
        self.changed.discard(key)
        if group := groups.find(key):
            await group.send(AgendaChanged(timestamp=utc_timestamp(timezone.now())))

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
        await _rest(key)
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
        missed = False
        while True:
            try:
                async with await database.connect("meetingmuse notices") as db:
                    for name in (NOTICES, AGENDA_CHANGED, REVOKED):
                        await db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(name)))
                    self.listens.set()
                    pause = PAUSE_SECONDS
                    for key in groups.conversations():
                        self.tell(key)
                        if missed:
                            self.tell_change(key[0])
                    missed = True
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
            if notification.channel == AGENDA_CHANGED:
                self.tell_change(notification.payload)
            elif notification.channel == REVOKED:
                await connections.revoke(notification.payload, NOT_AUTHENTICATED)
            else:
                self._take(json.loads(notification.payload))

    def _take(self, told: dict[str, Any]) -> None:
        match told:
            case {"stop": turn, "message": message}:
                queues.cancel_turn(UUID(turn), message)
            case {"broadcast": number, "content": content}:
                self._begin(_logged(_broadcast(number, content, self.tell), "broadcast not told"))
            case {"owner": owner, "client": client, "again": message}:
                self._begin(_logged(_ask_again((owner, client), message), "message not asked again"))
            case {"owner": owner, "client": client, "message": message} if groups.find((owner, client)):
                self.tell((owner, client), message)


async def _rest(key: Key) -> None:
    """Wait until no turn of a conversation runs here: what it has stored already has lower numbers."""
    while queue := queues.find(key):
        await queue.finished()


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
