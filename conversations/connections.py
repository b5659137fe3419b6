"""The open sockets of this process: who is connected, from where. Never what they talk about."""

from collections import Counter
from datetime import datetime
from itertools import islice
from typing import Any, Protocol


class Socket(Protocol):
    """What the registry knows of a consumer."""

    client_id: str
    address: str
    v2: bool
    since: datetime
    key: tuple[str, str]

    async def hang_up(self, code: int) -> None: ...


_sockets: set[Socket] = set()
_by_address: Counter[str] = Counter()
_by_conversation: Counter[tuple[str, str]] = Counter()


_reading = True


def stop_reading() -> bool:
    """Have every socket ignore what still comes in, because the process stops; return whether it was so already."""
    global _reading
    stopped, _reading = not _reading, False
    return stopped


def reading() -> bool:
    return _reading


def has_room(socket: Socket, *, conversations: int, per_address: int) -> bool:
    """Tell whether one more socket fits the limits; 0 means no limit."""
    if per_address and _by_address[socket.address] >= per_address:
        return False
    return not conversations or socket.key in _by_conversation or len(_by_conversation) < conversations


def add(socket: Socket) -> None:
    _sockets.add(socket)
    _by_address[socket.address] += 1
    _by_conversation[socket.key] += 1


def remove(socket: Socket) -> None:
    """Forget a socket; one that was never added is none of its business."""
    if socket not in _sockets:
        return
    _sockets.remove(socket)
    _discount(_by_address, socket.address)
    _discount(_by_conversation, socket.key)


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


async def close_all(code: int) -> None:
    """Close every open socket with a close code."""
    for socket in list(_sockets):
        await socket.hang_up(code)
