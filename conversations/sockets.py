"""A WebSocket that sends frames: one by one, numbered in v2, held back while the client is told where it stands.

Never knows what the frames it receives mean.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from autobahn.exception import Disconnected
from channels.consumer import get_handler_name
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer

from conversations import metrics
from conversations.frames import CLASSIC, V2, Frame
from conversations.groups import Group


class ChatSocket(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket of the classic protocol or, when the client offers it, of v2."""

    channel_layer_alias = None  # answers go to the socket that asked: a layer that is gone must not refuse it

    def __init__(self) -> None:
        super().__init__()
        self.v2 = False
        self.request_id = ""
        self.group: Group | None = None
        self.joined = 0  # the number up to which everything was sent before this socket came
        self.listening = False
        self.withheld: list[Frame] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Channels first closes old ORM connections in a thread, for each frame; this socket has none."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message: dict[str, Any]) -> None:
        """Channels first leaves groups of its layer and closes old ORM connections in a thread; this socket has neither."""
        await self.disconnect(message["code"])
        raise StopConsumer

    async def negotiate(self) -> None:
        """Accept the socket in the protocol that the client wants."""
        self.request_id = self.scope.get("request_id", "")
        offered = self.scope.get("subprotocols", [])
        self.v2 = V2 in offered
        await self.accept(subprotocol=V2 if self.v2 else CLASSIC if CLASSIC in offered else None)
        self.listening = True

    async def send_frame(self, frame: Frame) -> None:
        """Send a frame, unless the client has gone; while the client is being told where it stands, keep it for after."""
        if self.group is not None and frame.seq is None:
            frame.seq = self.group.next()
        if self.withheld is not None:
            self.withheld.append(frame)
        else:
            await self.send_now(frame)

    async def send_now(self, frame: Frame) -> None:
        if self.listening:
            try:
                await self.send(text_data=frame.to_text())
                metrics.FRAMES.labels("out", type(frame).__name__).inc()
            except Disconnected:  # the client has gone, and `disconnect` is still on its way
                self.listening = False

    async def send_withheld(self) -> None:
        frames, self.withheld = self.withheld or [], None
        for frame in frames:
            await self.send_frame(frame)

    def do_later(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do this after so many seconds, in place of what was to be done later before; a socket that is gone does nothing."""
        self.forget_later()

        def begin() -> None:
            self._late = asyncio.ensure_future(work())

        self._timer = asyncio.get_running_loop().call_later(seconds, begin)

    def forget_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def end(self) -> None:
        """Neither read nor send any more."""
        self.listening = False
        self.forget_later()

    async def hang_up(self, code: int) -> None:
        """Close the socket; nothing is read from it or sent to it any more."""
        self.end()
        await self.close(code)


class NoSuchSocket(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Refuses the handshake of every other address, so that it ends in 403 and not in a traceback."""

    async def connect(self) -> None:
        await self.close()
