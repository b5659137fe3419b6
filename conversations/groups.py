"""The v2 sockets of each conversation in this process, and the numbers of what they are sent. Never what it says.

Sockets of other processes are in groups of their own, which relaying.py keeps together.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from conversations.frames import Frame
from conversations.records import BLOCK

Key = tuple[str, str]  # whose the conversation is (scheduling/owners.py), and its client id


class Socket(Protocol):
    """A v2 socket. What is numbered up to `joined` was sent before it came: it asks for that with `resume`."""

    listening: bool
    joined: int

    async def send_frame(self, frame: Frame) -> None: ...


class Group:
    """The v2 sockets of one conversation. `last` is the highest number that any of them was sent.

    What is stored is sent in the order of its numbers: up to `shown` all of it was. Up to `known` no process but this one
    sets numbers aside any more; what begins above that tells that another process did, and may have stored something.
    """

    def __init__(self, last: int) -> None:
        self.last = self.shown = last
        self.known = last + BLOCK
        self.conversation: int | None = None
        self.keeping_up = asyncio.Lock()
        self.sockets: list[Socket] = []

    def next(self) -> int:
        """Give a number to a frame that is sent now."""
        self.last += 1
        return self.last

    def advance(self, number: int) -> None:
        """Number what comes next above this one."""
        self.last = max(self.last, number)

    @property
    def exhausted(self) -> bool:
        """Whether numbers run out that nobody else gives."""
        return self.last > self.known - BLOCK // 2

    @property
    def listening(self) -> bool:
        return any(socket.listening for socket in self.sockets)

    async def send(self, frame: Frame, besides: object = None) -> None:
        """Send a frame to every socket but one, numbered next where it has no number of its own."""
        frame.seq = frame.seq or self.next()
        self.advance(frame.seq)
        for socket in list(self.sockets):
            if socket is not besides and socket.joined < frame.seq:
                await socket.send_frame(frame)

    async def tell(self, frames: Sequence[Frame], besides: object = None) -> None:
        """Send frames that are stored and numbered, unless that was done already."""
        for frame in frames:
            assert frame.seq is not None
            if frame.seq > self.shown:
                self.shown = frame.seq
                await self.send(frame, besides)


_groups: dict[Key, Group] = {}


def find(key: Key) -> Group | None:
    """Return the group of a conversation that has v2 sockets here."""
    return _groups.get(key)


def conversations() -> list[Key]:
    """Return the conversations that have v2 sockets here."""
    return list(_groups)


def join(key: Key, socket: Socket, *, base: int, turn_runs: bool) -> Group:
    """Add a socket to its conversation's group; numbers above `base` have been set aside for it.

    While a turn runs here the group keeps to the numbers it has: the answer may be stored already with a lower one than
    `base`, and is yet to be sent.
    """
    if key not in _groups:
        _groups[key] = Group(base)
    elif not turn_runs:
        _groups[key].advance(base)
    _groups[key].sockets.append(socket)
    return _groups[key]


def leave(key: Key, socket: Socket) -> None:
    """Remove a socket; one that never joined is none of its business."""
    group = _groups.get(key)
    if group is not None and socket in group.sockets:
        group.sockets.remove(socket)
        if not group.sockets:
            del _groups[key]
