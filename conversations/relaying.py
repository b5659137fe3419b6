"""Keeps the groups of one conversation together that are in several processes: over the channel layer, and the database.

What is stored is read from the database, so that nothing is missing; what is not (steps, pieces of an answer) is passed on,
and may be lost. Without REDIS_URL there is no other process to pass anything on to.
"""

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary, WeakSet

import structlog
from channels.layers import get_channel_layer
from django.conf import settings
from django.utils import timezone
from redis.exceptions import RedisError

from conversations import groups, records, returning, stopping
from conversations.frames import Frame
from conversations.groups import Group, Key
from conversations.records import BLOCK
from scheduling.database import DATABASE_GONE

log = structlog.get_logger(__name__)

LAYER_GONE = (RedisError, OSError, TimeoutError)
DEADLINE_SECONDS = 2.0
PAUSE_SECONDS = 1.0
PULSE_SECONDS = 5.0  # how often a process listens whether it still hears itself
MOST_WAITING = (
    500  # of one conversation, each way: what is dropped of it is read from the database where it is stored
)


# of a conversation: up to which number the sender knows them, the frame's number, and its text, None for what is stored
Item = tuple[int, int, int, str | None]


class Passed(Frame):
    """A frame of another process, as it is sent there."""

    text: str

    def to_text(self) -> str:
        return self.text


async def keep_up(
    key: Key, group: Group, conversation: int, base: int, *, anyhow: bool = False, known: int = 0
) -> None:
    """Tell what is stored with numbers up to `base` and was not told here, before a higher number is sent.

    Asks the database only when another process has set numbers aside meanwhile, or `anyhow`. Up to `known` (else to the
    end of the block that begins after `base`) numbers are set aside that are known here now.
    """
    async with group.keeping_up:
        # a conversation that begins here has nothing stored, unless it began elsewhere at the same time
        missed = base > group.known if group.conversation == conversation else bool(settings.REDIS_URL)
        if (missed or anyhow) and not await _tell_stored(key, group, conversation, base):
            return
        group.conversation = conversation
        group.known = max(group.known, known or base + BLOCK)
        group.advance(base)


async def _tell_stored(key: Key, group: Group, conversation: int, up_to: int) -> bool:
    """Tell what is stored up to this number and was not told; return whether the database could be asked."""
    if up_to <= group.shown:
        return True
    try:
        frames = await returning.missed_since(
            group.shown,
            conversation=conversation,
            client_id=key[1],
            joined=up_to,
            last=up_to,
            numbers={},
            now=timezone.now(),
        )
    except DATABASE_GONE as error:
        log.warning("not told what other processes stored: database gone", client=key[1], error=str(error))
        return False
    await group.tell(frames)
    return True


class Relay:
    """What one event loop passes on, and the conversations of which it hears what other processes do."""

    def __init__(self) -> None:
        self.layer = get_channel_layer()
        self.channel = f"meetingmuse.{uuid4().hex}"
        self.outbox: dict[Key, deque[Item]] = {}
        self.inbox: dict[Key, deque[Item | None]] = {}
        self.changed: set[Key] = set()  # conversations whose group has come or gone
        self.followed: set[Key] = set()
        self.busy = asyncio.Event()
        self.well = True
        self.heard = True  # itself, since the last pulse
        self.telling: set[asyncio.Task[None]] = set()
        self.tasks = [asyncio.create_task(work()) for work in (self._receive, self._work, self._pulse)]

    def pass_on(self, key: Key, item: Item) -> None:
        self.outbox.setdefault(key, deque(maxlen=MOST_WAITING)).append(item)
        self.busy.set()

    def look(self, key: Key) -> None:
        """Begin or end to follow a conversation, as there is a group of it or not."""
        self.changed.add(key)
        self.busy.set()

    async def stop(self) -> None:
        await stopping.stop([*self.tasks, *self.telling])

    async def _work(self) -> None:
        """Send what is to be passed on, in order, and follow the conversations that are open here."""
        while True:
            await self.busy.wait()
            self.busy.clear()
            try:
                while self.changed or self.outbox:
                    await self._follow()
                    if self.outbox:
                        key = next(iter(self.outbox))
                        await self._send(_name(key), key=key, items=list(self.outbox.pop(key)))
            except LAYER_GONE as error:
                self._lost(error)
                self.outbox.clear()
                await asyncio.sleep(PAUSE_SECONDS)
                self.busy.set()
            except Exception:  # whatever could not be passed on, the next is to be
                log.exception("not passed on to other processes")
                await asyncio.sleep(PAUSE_SECONDS)
                self.busy.set()

    async def _send(self, group: str, **what: Any) -> None:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await self.layer.group_send(group, {"type": "relayed", "sender": self.channel, **what})

    async def _follow(self) -> None:
        for key in list(self.changed):
            wanted = groups.find(key) is not None
            async with asyncio.timeout(DEADLINE_SECONDS):
                if wanted and key not in self.followed:
                    await self.layer.group_add(_name(key), self.channel)
                    self.followed.add(key)
                    self._take(key, [None])  # what was stored before
                elif not wanted and key in self.followed:
                    self.followed.discard(key)
                    await self.layer.group_discard(_name(key), self.channel)
            if wanted == (groups.find(key) is not None):
                self.changed.discard(key)

    async def _pulse(self) -> None:
        """Find out whether the layer is there; when it is there again, read what was not heard meanwhile."""
        while True:
            try:
                async with asyncio.timeout(DEADLINE_SECONDS):
                    await self.layer.group_add(self.channel, self.channel)
                if not self.heard:
                    self._lost("nothing comes back")
                self.heard = False
                await self._send(self.channel)
            except LAYER_GONE as error:
                self._lost(error)
            except Exception:  # whatever one pulse met, the next is felt
                log.exception("not known whether other processes are heard")
            await asyncio.sleep(PULSE_SECONDS if self.well else PAUSE_SECONDS)

    def _lost(self, error: object) -> None:
        if self.well:
            log.error("other processes are not heard: channel layer gone", error=str(error))
        self.well = False

    async def _receive(self) -> None:
        while True:
            try:
                message = await self.layer.receive(self.channel)
                if message["sender"] != self.channel:
                    self._take(tuple(message["key"]), message["items"])
                elif "key" not in message:
                    self._hear_itself()
            except LAYER_GONE as error:  # at the first time: it is waited for anyway
                self._lost(error)
            except Exception:  # whatever was heard, the next is to be heard too
                log.exception("not heard what another process passed on")
                await asyncio.sleep(PAUSE_SECONDS)

    def _hear_itself(self) -> None:
        self.heard = True
        if not self.well:
            log.info("other processes are heard again")
            self.well = True
            for key in self.followed:
                self._take(key, [None])

    def _take(self, key: Key, items: Sequence[Item | None]) -> None:
        """Have the group told, in order, by a task of its own: none waits for another, and this one not for any."""
        if groups.find(key) is None:
            return
        if waiting := self.inbox.get(key):
            waiting.extend(items)
            return
        self.inbox[key] = deque(items, maxlen=MOST_WAITING)
        task = asyncio.create_task(self._tell(key, self.inbox[key]))
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)

    async def _tell(self, key: Key, items: "deque[Item | None]") -> None:
        try:
            while items:
                if group := groups.find(key):
                    await _hear(key, group, items[0])
                items.popleft()
        except Exception:
            log.exception("not told what another process passed on", client=key[1])
        finally:
            del self.inbox[key]


async def _hear(key: Key, group: Group, item: Item | None) -> None:
    """Tell a group what another process did: a frame it sent, or that something is stored; None: look what is stored."""
    if item is None or item[0] != group.conversation:
        try:
            stored = await records.numbered_up_to(*key)
        except DATABASE_GONE as error:
            log.warning("not told what is stored: database gone", client=key[1], error=str(error))
            return
        if stored is not None and item is None:
            await keep_up(key, group, stored[0], stored[1], anyhow=True)
        if (
            item is None or stored is None or item[0] != stored[0]
        ):  # of a conversation that is over, or not ours
            return
    conversation, known, up_to, text = item
    if text is None:
        await keep_up(key, group, conversation, up_to, anyhow=up_to > group.shown, known=known)
    else:
        await keep_up(key, group, conversation, known - BLOCK, known=known)
        if up_to > group.last:
            await group.send(Passed(timestamp="", seq=up_to, text=text))


def _name(key: Key) -> str:
    """Return what the layer calls the group of a conversation."""
    return f"conversation.{hashlib.sha256(json.dumps(key).encode()).hexdigest()}"


_relays: WeakKeyDictionary[asyncio.AbstractEventLoop, Relay] = WeakKeyDictionary()
_closed: WeakSet[asyncio.AbstractEventLoop] = WeakSet()


def begin() -> Relay | None:
    """Keep in touch with other processes from now on; None when there are none, or the process stops."""
    loop = asyncio.get_running_loop()
    if not settings.REDIS_URL or loop in _closed:
        return None
    if loop not in _relays:
        _relays[loop] = Relay()
    return _relays[loop]


def look(key: Key) -> None:
    """Take notice that a conversation's first socket here has come, or its last one has gone."""
    if relay := begin():
        relay.look(key)


def tell_stored(key: Key, conversation: int, number: int, base: int) -> None:
    """Let other processes know what is stored up to this number, which belongs to the block after `base`."""
    if relay := begin():
        relay.pass_on(key, (conversation, base + BLOCK, number, None))


def pass_on(key: Key, group: Group, frame: Frame) -> None:
    """Have a frame that is not stored sent in other processes too."""
    if group.conversation is not None and (relay := begin()):
        relay.pass_on(key, (group.conversation, group.known, frame.seq or 0, frame.to_text()))


async def stop() -> None:
    """Listen to no other process any more, for good."""
    loop = asyncio.get_running_loop()
    _closed.add(loop)
    if relay := _relays.pop(loop, None):
        await relay.stop()
