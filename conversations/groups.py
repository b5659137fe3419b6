"""The v2 sockets of each conversation in this process, and the numbers of what they are sent. Never what it says.

Sockets of other processes are in groups of their own: notices alone reach them all (listening.py).
"""

from typing import Protocol

from conversations.frames import Frame

Key = tuple[str, str]  # whose the conversation is (scheduling/owners.py), and its client id


class Socket(Protocol):
    """A v2 socket. What is numbered up to `joined` was sent before it came: it asks for that with `resume`."""

    listening: bool
    joined: int

    async def send_frame(self, frame: Frame) -> None: ...


class Group:
    """The v2 sockets of one conversation. `last` is the highest number that any of them was sent."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.told: set[int] = set()  # notices, which other processes may have told too
        self.sockets: list[Socket] = []

    def next(self) -> int:
        """Give a number to a frame that is sent now."""
        self.last += 1
        return self.last

    def advance(self, number: int) -> None:
        """Number what comes next above this one."""
        self.last = max(self.last, number)

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
