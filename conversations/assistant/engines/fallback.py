"""An Engine over two: the first answers within its time or the second does, and the user is told nothing of it.

Decides when the first is asked, asked again or left alone; never what is said.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from conversations.assistant.acts import Act
from conversations.assistant.engines.base import Engine, Interpretation, Place
from conversations.assistant.engines.breaker import Breaker
from conversations.assistant.engines.language_model import ModelFailed
from conversations.assistant.engines.model import continued
from conversations.assistant.engines.phrases import wording

PAUSE_SECONDS = 0.5  # before a second try when the server names no time


class FallbackEngine:
    """Asks `first` until `margin` seconds before the deadline, then `second`; without one it raises ModelFailed."""

    wants_history = True

    def __init__(self, first: Engine, second: Engine | None, *, margin: float) -> None:
        self.breaker = Breaker()
        self.name = first.name
        self.fallback_available = second is not None
        self._first = first
        self._second = second
        self._margin = margin

    async def interpret(self, text: str, place: Place) -> Interpretation:
        try:
            return await self._asked(text, replace(place, deadline=place.deadline - self._margin))
        except ModelFailed:
            if self._second is None:
                raise
            return await self._second.interpret(text, place)

    async def _asked(self, text: str, place: Place) -> Interpretation:
        """Ask the first engine, again while its server is busy and there is time; the breaker hears how it went."""
        if not self.breaker.admits():
            raise ModelFailed("resting")
        try:
            while True:
                try:
                    read = await self._first.interpret(text, place)
                except ModelFailed as failed:
                    pause = PAUSE_SECONDS if failed.retry_after is None else failed.retry_after
                    if not failed.passing or time.monotonic() + pause >= place.deadline:
                        raise
                    async with place.waiting():
                        await asyncio.sleep(pause)
                else:
                    self.breaker.succeeded()
                    return read
        except ModelFailed as failed:
            self.breaker.failed(failed.outcome)
            raise
        except BaseException:
            self.breaker.abandoned()
            raise

    async def phrase(self, act: Act, place: Place) -> AsyncGenerator[str, None]:
        """Word an act; where a model would have to help that has just failed or rests, by the template."""
        if (place.calls and place.calls[-1].failed) or self.breaker.state != "closed":
            yield wording(act, place.now)
            return
        said = ""
        try:
            place = replace(place, deadline=place.deadline - self._margin)
            async with aclosing(self._first.phrase(act, place)) as pieces:
                async for piece in pieces:
                    said += piece
                    yield piece
        except ModelFailed as failed:
            self.breaker.failed(failed.outcome)
            yield continued(said, wording(act, place.now))
