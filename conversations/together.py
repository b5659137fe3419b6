"""One statement for all who ask the database the same at the same moment: those that come while one runs are in the next.

A thousand clients that come back at once need one connection of the pool and some ten statements, not a thousand turns at it.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, Self, TypeVar
from weakref import WeakKeyDictionary

from psycopg import OperationalError

from scheduling.database import DATABASE_GONE

MOST_TOGETHER = 100
MOST_SECONDS = 10.0

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Together(ABC, Generic[Asked, Told]):
    """Those who ask on one event loop, in the order they came; whoever gives up waiting is not asked for."""

    _of_loops: ClassVar[WeakKeyDictionary[asyncio.AbstractEventLoop, dict[type, "Together"]]] = (  # type: ignore[type-arg]
        WeakKeyDictionary()
    )

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.waiting: list[tuple[Asked, asyncio.Future[Told]]] = []

    @classmethod
    def here(cls) -> Self:
        """Return the one of the running loop."""
        of_loop = cls._of_loops.setdefault(asyncio.get_running_loop(), {})
        if cls not in of_loop:
            of_loop[cls] = cls()
        found = of_loop[cls]
        assert isinstance(found, cls)
        return found

    async def ask(self, asked: Asked) -> Told:
        """Return what is told of this one. Raises what its statement raised."""
        told: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self.waiting.append((asked, told))
        if self.task is None:
            self.task = asyncio.create_task(self._work())
        return await told

    @abstractmethod
    async def answer(self, batch: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> None:
        """Run the statement and tell each; what is raised is told to all that have heard nothing yet."""

    def take(self) -> list[tuple[Asked, asyncio.Future[Told]]]:
        """Take those of the waiting that go into the next statement, none when nobody waits; who has gone is dropped."""
        left = [each for each in self.waiting if not each[1].done()]
        self.waiting = left[MOST_TOGETHER:]
        return left[:MOST_TOGETHER]

    async def _work(self) -> None:
        batch: list[tuple[Asked, asyncio.Future[Told]]] = []
        try:
            while batch := self.take():
                try:
                    async with asyncio.timeout(MOST_SECONDS):
                        await self.answer(batch)
                except TimeoutError:
                    fail(OperationalError(f"no answer within {MOST_SECONDS:.0f} s"), *batch, *self.waiting)
                except (
                    DATABASE_GONE
                ) as error:  # those who wait are not to find that out one batch after the other
                    fail(error, *batch, *self.waiting)
                except Exception as error:
                    fail(error, *batch)
                batch = []
        finally:
            self.task = None
            for _, told in (*batch, *self.waiting):
                told.cancel()
            self.waiting.clear()


class Lookup(Together[Asked, Told]):
    """Of each batch, what is looked up is told in the order in which it was asked."""

    @abstractmethod
    async def look(self, asked: Sequence[Asked]) -> Sequence[Told]:
        """Return one for each that is asked."""

    async def answer(self, batch: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> None:
        found = await self.look([asked for asked, _ in batch])
        for (_, told), each in zip(batch, found, strict=True):
            tell(told, each)


def tell(told: asyncio.Future[Told], what: Told) -> None:
    if not told.done():  # else its asker has gone
        told.set_result(what)


def fail(error: Exception, *askers: tuple[Asked, asyncio.Future[Told]]) -> None:
    """Let those who have heard nothing yet know what went wrong."""
    for _, told in askers:
        if not told.done():
            told.set_exception(error)
