"""A v2 client as PROTOCOL allows it: it reconnects, asks for what it missed and sends again what was not taken."""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.chaos.pace import Pace
from benchmarks.chaos.talk import Booking, Words
from benchmarks.client import Socket

V2 = "meetingmuse.v2"
OPENING_SECONDS = 10.0
FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS = 0.25, 4.0
AGAIN_SECONDS = 1.0  # until what was refused is sent again
QUIET_SECONDS, PATIENCE_SECONDS = 10.0, 8.0  # until a silent connection is asked, and given up
ALL_TOLD, TOLD_SECONDS = "all told", 60.0
Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the client shows it."""

    seq: int
    reply_to: str
    content: str


class Client:
    """One conversation over one socket after the other."""

    def __init__(self, client_id: str, ports: list[int], pace: Pace, chance: random.Random) -> None:
        self.client_id, self.pace = client_id, pace
        self._ports, self._chance = ports, chance
        self._port = chance.randrange(len(ports))
        self.answers: dict[str, Answer] = {}  # by their message_id
        self.differing: list[str] = []  # message_ids that came with different words or numbers
        self.said: list[str] = []
        self.unanswered: dict[str, str] = {}
        self.bookings: list[Booking] = []
        self.sent_at: dict[str, float] = {}
        self.answered_at: dict[str, float] = {}
        self.errors: list[str] = []
        self.reconnected = 0
        self.socket: Socket | None = None
        self._all_answered, self._all_told = asyncio.Event(), asyncio.Event()
        self._lost, self._heard = asyncio.Event(), asyncio.Event()
        self._seen = self._highest = 0
        self._ready = False
        self._taken: set[str] = set()
        self._heard_at = 0.0

    async def talk(self, words: Iterable[Words]) -> None:
        """Say everything and hear all answers."""
        async with self.connected():
            for each in words:
                await self.pace.may_say(len(each.messages))
                for message in each.messages:
                    self._say(message)
                await self._all_answered.wait()
                if each.booked:
                    self.bookings.append(each.booked)

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Stay connected, whatever happens."""
        connection = asyncio.create_task(self._stay_connected())
        try:
            yield
        finally:
            connection.cancel()
            await asyncio.wait([connection])
            self.cut()

    async def told(self) -> dict[str, Answer]:
        """Return the answers that a client which comes for the first time is told of."""
        async with self.connected(), asyncio.timeout(TOLD_SECONDS):
            await self._all_told.wait()
        return self.answers

    async def until_answered(self, name: str) -> None:
        """Wait until a message that was said is answered."""
        while name in self.unanswered:
            await self._heard.wait()

    def cut(self) -> None:
        """Lose the connection without a word."""
        if self.socket:
            self.socket.abort()

    def _say(self, message: str) -> None:
        name = f"{self.client_id}-{len(self.said)}"
        self.said.append(name)
        self.unanswered[name] = message
        self._all_answered.clear()
        self.sent_at[name] = time.monotonic()
        if self._ready:
            self._send_message(name)

    def _send_message(self, name: str) -> None:
        content = self.unanswered[name]
        self._send({"type": "user_message", "id": name, "content": content, "session_id": self.client_id})

    def _send(self, frame: Frame) -> None:
        if self.socket:
            self.socket.send(json.dumps(frame).encode())

    async def _stay_connected(self) -> None:
        delay = FIRST_DELAY_SECONDS
        while True:
            try:
                await self._open(self._ports[self._port])
                await self._until_lost()
            except OSError:  # TimeoutError is one: it is the other process's turn
                self.cut()
            if self._ready:
                delay = FIRST_DELAY_SECONDS
            self.socket, self._ready = None, False
            self.reconnected += 1
            self._port = (self._port + 1) % len(self._ports)
            await asyncio.sleep(delay * self._chance.uniform(0.5, 1.0))
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)

    async def _open(self, port: int) -> None:
        """Connect. Raises OSError."""
        self._lost, self._taken = asyncio.Event(), set()
        lost = self._lost  # of this connection alone
        socket = Socket(f"/ws/{self.client_id}", self._hear, lambda _: lost.set(), V2)
        self.socket = socket  # it may hear something before this goes on
        async with asyncio.timeout(OPENING_SECONDS):
            await asyncio.get_running_loop().create_connection(lambda: socket, "127.0.0.1", port)
            await socket.opened
        self._heard_at = time.monotonic()

    async def _until_lost(self) -> None:
        """Return when the connection is lost, or has been silent for too long."""
        asked = False
        while True:
            quiet = time.monotonic() - self._heard_at
            if quiet > QUIET_SECONDS + PATIENCE_SECONDS:
                self.cut()
                return
            if quiet > QUIET_SECONDS and not asked:
                self._send({"type": "ping", "nonce": "alive"})
            asked = quiet > QUIET_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._lost.wait(), 1.0)
                return

    def _hear(self, text: bytes) -> None:
        self._heard_at = time.monotonic()
        frame: Frame = json.loads(text)
        self._highest = max(self._highest, frame.get("seq", 0))
        kind = frame["type"] if frame["type"] != "system" else frame["content"]
        if kind == "connection_established":
            self._send({"type": "resume", "last_seq": self._seen})
            self._send({"type": "ping", "nonce": ALL_TOLD})
        elif kind == "conversation_resumed":
            self._taken = set(frame["metadata"]["unanswered"])
        elif kind == "history":
            for each in frame["metadata"]["messages"]:
                self._show(each)
        elif kind == "pong" and frame["nonce"] == ALL_TOLD:
            self._ready = True
            self._all_told.set()
            for name in self.unanswered:
                if name not in self._taken:
                    self._send_message(name)
        elif kind == "error":
            self._refused(frame)
        else:
            self._show(frame)
        # what was missed comes after what is new: until all is told, the next connection has to begin where this one did
        if self._ready:
            self._seen = self._highest

    def _show(self, frame: Frame) -> None:
        if frame["type"] != "bot_response":
            return
        name, asked = frame["message_id"], frame.get("reply_to", "")
        answer = Answer(frame["seq"], asked, frame["content"])
        if self.answers.setdefault(name, answer) != answer:
            self.differing.append(name)
        if asked in self.unanswered:
            del self.unanswered[asked]
            self.answered_at[asked] = time.monotonic()
            self._heard.set()
            self._heard = asyncio.Event()
            self.pace.answered()
            if not self.unanswered:
                self._all_answered.set()

    def _refused(self, frame: Frame) -> None:
        """Send again what an error speaks of, in a while; one that names no message speaks of any."""
        self.errors.append(frame["error_code"])
        asked = frame["metadata"].get("reply_to")
        names = [asked] if asked else list(self.unanswered)
        asyncio.get_running_loop().call_later(AGAIN_SECONDS, self._send_again, names, self.socket)

    def _send_again(self, names: list[str], socket: Socket | None) -> None:
        if socket is self.socket and self._ready:
            for name in names:
                if name in self.unanswered:
                    self._send_message(name)
