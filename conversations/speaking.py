"""Somebody who talks to the assistant without a socket: in a terminal, in a demo. The same queue and turns as a socket's.

Knows how a message gets there and its answer back; never what either means.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone as clocks

from conversations import answering, arrivals, engine, listening, queues, records, relaying, retention
from conversations.arrivals import Arrival
from conversations.audience import Exchange
from conversations.frames import Frame
from scheduling import database
from scheduling.owners import client_key


class Speaker:
    """One who speaks as a client id, and hears each answer as the classic frames of it."""

    v2 = False
    listening = True
    request_id = "terminal"

    def __init__(
        self, client_id: str, *, timezone: str = "", clock: Callable[[], datetime] = clocks.now
    ) -> None:
        self.key = (client_key(client_id), client_id)
        self.timezone = timezone or settings.DEFAULT_TIMEZONE
        self.clock = clock
        self._heard: list[Frame] = []

    async def send_frame(self, frame: Frame) -> None:
        self._heard.append(frame)

    async def say(self, text: str) -> list[Frame]:
        """Say something and return the frames that answer it."""
        ttl, _ = retention.promised()
        await records.find_conversation(*self.key, ttl=ttl, numbered=False, now=self.clock())
        stored = await arrivals.add_first(
            *self.key, Arrival(text, None, self.clock()), timezone=self.timezone
        )
        exchange = Exchange(stored, self.timezone, self)
        await queues.put(self.key, stored.conversation_id, exchange, self.clock)
        if queue := queues.find(self.key):
            await queue.finished()
        heard, self._heard = self._heard, []
        return heard


async def close() -> None:
    """Let go of what turns keep open, at the end of a process without a server."""
    await listening.stop()
    await relaying.stop()
    answering.forget_assistant()
    await engine.close()
    await database.close_pool()
