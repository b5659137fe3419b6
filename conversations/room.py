"""A turn's place among those that work at the same time, given up while it waits for a model. Knows no turn."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import TracebackType


class Seat:
    """One place of a semaphore: taken on entering, free again on leaving and while `waiting`."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room = room
        self._taken = False

    async def __aenter__(self) -> "Seat":
        await self._take()
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
            await self._take()

    async def _take(self) -> None:
        await self._room.acquire()
        self._taken = True

    def _leave(self) -> None:
        if self._taken:
            self._taken = False
            self._room.release()
