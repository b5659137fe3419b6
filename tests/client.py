"""A chat client for tests: speaks the protocol to the real ASGI application, and reads frames like a person would."""

import json
from typing import Any

from channels.testing import WebsocketCommunicator

from meetingmuse.asgi import application

Frame = dict[str, Any]
SECONDS = 10


class ChatClient:
    """One socket of one client id."""

    def __init__(self, client_id: str, *, headers: list[tuple[bytes, bytes]] | None = None) -> None:
        self.client_id = client_id
        self.socket = WebsocketCommunicator(application, f"/ws/{client_id}", headers=headers)
        self.waiting: Frame | None = None
        self._peeked: list[Frame] = []

    async def connect(self) -> "ChatClient":
        """Connect and swallow connection_established."""
        connected, _ = await self.socket.connect(timeout=SECONDS)
        assert connected
        frame = await self.receive()
        assert (frame["type"], frame["content"]) == ("system", "connection_established")
        return self

    async def receive(self) -> Frame:
        if self._peeked:
            return self._peeked.pop()
        return json.loads(await self.socket.receive_from(timeout=SECONDS))

    async def settle(self) -> None:
        """Wait until the server has done what a connection makes it do; what it said meanwhile is still received."""
        await self.send_raw("no frame")
        while (frame := json.loads(await self.socket.receive_from(timeout=SECONDS)))["type"] != "error":
            self._peeked.insert(0, frame)

    async def send(self, content: str, **fields: Any) -> None:
        await self.send_raw({"content": content, "session_id": self.client_id, **fields})

    async def send_raw(self, frame: Any) -> None:
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.socket.send_input({"type": "websocket.receive", "text": text})

    async def say(self, content: str, **fields: Any) -> str:
        """Send a message, check the order of frames, return the answer."""
        await self.send(content, **fields)
        return await self.hear()

    async def hear(self) -> str:
        """Return the next answer; what it waits for, if anything, is in `waiting`."""
        processing = await self.receive()
        assert processing.get("content") == "processing", processing
        answer = await self.receive()
        assert "type" not in answer, answer
        assert answer["session_id"] == self.client_id
        self.waiting = None
        if not await self.nothing():
            frame = await self.receive()
            if frame.get("content") == "waiting_for_input":
                self.waiting = frame["metadata"]
            else:
                self._peeked.append(frame)
        return answer["content"]

    async def error(self) -> Frame:
        """Return the next frame, which has to be an error."""
        frame = await self.receive()
        assert frame["type"] == "error", frame
        return frame

    async def nothing(self) -> bool:
        """Tell whether no frame is there; an answer and what follows it are sent in one go."""
        return not self._peeked and await self.socket.receive_nothing(timeout=0.02, interval=0.005)

    async def disconnect(self) -> None:
        await self.socket.disconnect(timeout=SECONDS)
