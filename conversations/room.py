"""Room for so many turns to work at the same time, and a turn's place in it. Knows no turn."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from types import TracebackType


class Room:
    """Places that turns wait for in order; those that had one go first, so that what was begun is soon finished."""

    def __init__(self, places: int) -> None:
        self.free = places
        self._returning: deque[asyncio.Future[None]] = deque()
        self._coming: deque[asyncio.Future[None]] = deque()

    async def enter(self, *, again: bool) -> None:
        """Take a place; whoever is cancelled before has none to free."""
        if self.free:
            self.free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        (self._returning if again else self._coming).append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # it was given at the same moment
                self.leave()
            raise

    def leave(self) -> None:
        """Give a place to whoever is next."""
        for waiting in (self._returning, self._coming):
            while waiting:
                place = waiting.popleft()
                if not place.done():
                    place.set_result(None)
                    return
        self.free += 1


class Seat:
    """One place of a room: taken on entering, free again on leaving and while `waiting`."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._taken = False

    async def __aenter__(self) -> "Seat":
        await self._take(again=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    @contextlib.asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Let others work while the block runs; whoever is cancelled before the place is theirs again has none to free."""
        self._leave()
        try:
            yield
        finally:
            await self._take(again=True)

    async def _take(self, *, again: bool) -> None:
        await self._room.enter(again=again)
        self._taken = True

    def _leave(self) -> None:
        if self._taken:
            self._taken = False
            self._room.leave()
