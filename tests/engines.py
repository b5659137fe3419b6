"""Engines that fail in one way each, for the tests of what the user is told then."""

import asyncio
import re
import time
from collections.abc import AsyncGenerator

from conversations.assistant.acts import Act
from conversations.assistant.engines.base import Interpretation, Place
from conversations.assistant.engines.rules import RuleEngine
from scheduling.database import APPLICATION_NAME, pool


class BreaksAtWord(RuleEngine):
    """Fails in its own way at any message with the word "break", otherwise answers by the rules."""

    async def interpret(self, text: str, place: Place) -> Interpretation:
        if "break" in text:
            await self.fail()
        return await super().interpret(text, place)

    async def fail(self) -> None:
        raise NotImplementedError


class Exploding(BreaksAtWord):
    async def fail(self) -> None:
        raise RuntimeError("secret detail")


class Hanging(BreaksAtWord):
    async def fail(self) -> None:
        await asyncio.sleep(3600)


class Stalling(BreaksAtWord):
    """As Hanging; `cancelled_at` is when its wait was cancelled, in the seconds of time.monotonic."""

    cancelled_at = 0.0

    async def fail(self) -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            Stalling.cancelled_at = time.monotonic()
            raise


class Pausing(BreaksAtWord):
    """Waits until the test lets it go on, and then answers."""

    begun: asyncio.Event
    going_on: asyncio.Event

    async def fail(self) -> None:
        Pausing.begun.set()
        await Pausing.going_on.wait()


class WordByWord(RuleEngine):
    """Words its answers like a model that streams: word by word."""

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        async for text in super().phrase(act, place):
            for piece in re.findall(r"\S+\s*|\s+", text):
                yield piece


class StallingInMidAnswer(RuleEngine):
    """Begins to word its answer and never goes on."""

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        async for text in super().phrase(act, place):
            yield text[:3]
            await asyncio.sleep(3600)


class LosingTheDatabase(BreaksAtWord):
    """The server closes every connection of the turn's pool while the engine thinks."""

    async def fail(self) -> None:
        async with (await pool()).connection() as db:
            await db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = %s "
                "ORDER BY pid = pg_backend_pid()",  # its own last
                (APPLICATION_NAME,),
            )
