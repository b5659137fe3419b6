"""The open sockets of this process: who is connected, from where. Never what they talk about.

Of the other processes it knows how many conversations they have open, as far as they have told (presence.py).
"""

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import Any, Protocol


class Socket(Protocol):
    """What the registry knows of a consumer; `credential` is what let it in, "" when nothing has to be good for that."""

    client_id: str
    address: str
    v2: bool
    since: datetime
    key: tuple[str, str]
    credential: str

    async def hang_up(self, code: int) -> None: ...


_sockets: dict[Socket, tuple[str, str] | None] = {}  # None until it is known whose conversation it has
_by_address: Counter[str] = Counter()
_by_conversation: Counter[tuple[str, str]] = Counter()
_elsewhere = 0


_reading = True


def stop_reading() -> bool:
    """Have every socket ignore what still comes in, because the process stops; return whether it was so already."""
    global _reading
    stopped, _reading = not _reading, False
    return stopped


def reading() -> bool:
    return _reading


def has_room(address: str, *, per_address: int) -> bool:
    """Tell whether one more socket from this address fits the limit; 0 means no limit."""
    return not per_address or _by_address[address] < per_address


def has_room_for(key: tuple[str, str], *, conversations: int) -> bool:
    """Tell whether one more socket of this conversation fits the limit of all processes together; 0 means no limit."""
    return not conversations or key in _by_conversation or len(_by_conversation) + _elsewhere < conversations


def note_elsewhere(conversations: int) -> None:
    """Take note of how many conversations the other processes have open."""
    global _elsewhere
    _elsewhere = conversations


def add(socket: Socket) -> None:
    """Count a socket that has come; it counts for its conversation from `admit` on."""
    _sockets[socket] = None
    _by_address[socket.address] += 1


def admit(socket: Socket, key: tuple[str, str]) -> None:
    _sockets[socket] = key
    _by_conversation[key] += 1


def remove(socket: Socket) -> None:
    """Forget a socket; one that was never added is none of its business."""
    if socket not in _sockets:
        return
    key = _sockets.pop(socket)
    _discount(_by_address, socket.address)
    if key is not None:
        _discount(_by_conversation, key)


def _discount(counter: Counter[Any], name: Any) -> None:
    counter[name] -= 1
    if not counter[name]:
        del counter[name]


def count() -> int:
    return len(_sockets)


def sockets(most: int) -> list[Socket]:
    """Return open sockets, at most so many."""
    return list(islice(_sockets, most))


def v2_count() -> int:
    return sum(socket.v2 for socket in _sockets)


def conversation_count() -> int:
    return len(_by_conversation)


def conversations() -> list[tuple[str, str]]:
    """Return the open conversations: whose each is, and its client id."""
    return list(_by_conversation)


def clients() -> list[str]:
    """Return the client ids of open sockets, sorted, one for each socket."""
    return sorted(socket.client_id for socket in _sockets)


def conversation_clients() -> list[str]:
    """Return the client ids of open conversations, sorted."""
    return sorted({client for _, client in _by_conversation})


async def revoke(credential: str, code: int) -> None:
    """Close the sockets that came in by this credential."""
    for socket in [each for each in _sockets if each.credential == credential]:
        await socket.hang_up(code)


async def close_all(code: int) -> None:
    """Close every open socket with a close code."""
    for socket in list(_sockets):
        await socket.hang_up(code)
