"""A chat client for tests: speaks the protocol to the real ASGI application, and reads frames like a person would."""

import json
from typing import Any

from channels.testing import WebsocketCommunicator

from meetingmuse.asgi import application

Frame = dict[str, Any]
SECONDS = 10
V2 = "meetingmuse.v2"


class ChatClient:
    """One socket of one client id; without `subprotocols` it speaks the classic protocol."""

    def __init__(
        self,
        client_id: str,
        *,
        headers: list[tuple[bytes, bytes]] | None = None,
        subprotocols: list[str] | None = None,
    ) -> None:
        self.client_id = client_id
        self.socket = WebsocketCommunicator(
            application, f"/ws/{client_id}", headers=headers, subprotocols=subprotocols
        )
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
        while (frame := json.loads(await self.socket.receive_from(timeout=SECONDS))).get("type") != "error":
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


class V2Client(ChatClient):
    """A socket that negotiates meetingmuse.v2. `frames` are those received, and their numbers only ever rise."""

    def __init__(
        self,
        client_id: str,
        *,
        headers: list[tuple[bytes, bytes]] | None = None,
        subprotocols: list[str] | None = None,
    ) -> None:
        super().__init__(client_id, headers=headers, subprotocols=subprotocols or [V2])
        self.established: Frame = {}
        self.frames: list[Frame] = []

    @property
    def last_seq(self) -> int:
        return self.frames[-1]["seq"] if self.frames else self.established["seq"]

    async def connect(self) -> "V2Client":
        connected, chosen = await self.socket.connect(timeout=SECONDS)
        assert (connected, chosen) == (True, V2)
        self.established = await super().receive()
        assert self.established["content"] == "connection_established"
        return self

    async def receive(self, *, replayed: bool = False) -> Frame:
        """Return the next frame; unless it is `replayed`, it has to be numbered above those before."""
        frame = await super().receive()
        if not replayed:
            assert frame["seq"] > self.last_seq, (frame, self.last_seq)
            self.frames.append(frame)
        return frame

    async def until(self, name: str) -> Frame:
        """Return the next frame of this type or content, and read those before."""
        while True:
            frame = await self.receive()
            if name in (frame.get("type"), frame.get("content")):
                return frame

    async def say(self, content: str, **fields: Any) -> str:
        """Send a message and return its answer; nothing is left unread."""
        await self.send(content, **fields)
        return await self.hear()

    async def hear(self) -> str:
        answer = await self.until("bot_response")
        self.waiting = None
        while not await self.nothing():  # also a word that the agenda has changed
            frame = await self.receive()
            if frame.get("content") == "waiting_for_input":
                self.waiting = frame["metadata"]
        return str(answer["content"])

    async def fence(self) -> list[Frame]:
        """Return the frames that come before a pong to a ping sent now."""
        await self.send_raw({"type": "ping", "nonce": "fence"})
        frames: list[Frame] = []
        while (frame := await super().receive())["type"] != "pong":
            frames.append(frame)
        self.frames += [frame, *frames]
        self.frames.sort(key=lambda each: each["seq"])
        return frames

    async def resume(self, last_seq: int) -> list[Frame]:
        """Ask for what was missed, and return it."""
        await self.send_raw({"type": "resume", "last_seq": last_seq})
        return await self.fence()
