"""The load generator, in a process of its own: `python -m benchmarks.load turns '{"port": 8200, "pid": 77, …}'`.

Speaks the classic protocol, watches the server's CPU and memory from outside, prints one JSON object. An error frame or
a lost socket ends it with exit code 1: a server that refuses work is not measured.
"""

import asyncio
import gc
import json
import secrets
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql as psql

from benchmarks.client import Socket, connect
from benchmarks.probes import cpu_seconds, quantile, steady_kib
from benchmarks.script import SCRIPT

ANSWER_SECONDS = 60.0
OPENED_AT_ONCE = 50
WINDOWS = (10, 100, 150, 200)  # turns of a conversation up to which growth measures
Result = dict[str, float]


@dataclass(slots=True)
class Log:
    """What was heard. `processing` and `answers` are seconds from sending a message to that frame.

    `begun` tells by message when the first words of its answer came, in seconds of time.monotonic.
    """

    processing: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    begun: dict[str, float] = field(default_factory=dict)
    ended: float = 0.0


class Conversation:
    """One socket that says the script line by line, each line once the last is answered."""

    protocol = ""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.client_id = f"bench-{secrets.token_hex(8)}"
        self.greeting = "connection_established"
        self.said = 0
        self.last = ""
        self.sent_at = 0.0
        self.socket: Socket | None = None
        self.established: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answered = self.established

    async def open(self, port: int) -> "Conversation":
        self.socket = await connect(port, f"/ws/{self.client_id}", self._hear, self._lose, self.protocol)
        await asyncio.wait_for(self.established, ANSWER_SECONDS)
        return self

    def line(self) -> str:
        self.said += 1
        return SCRIPT[(self.said - 1) % len(SCRIPT)]

    async def turn(self) -> None:
        """Say the next line and wait for its answer."""
        assert self.socket is not None
        self.answered = asyncio.get_running_loop().create_future()
        self.last = self.line()
        line = {"content": self.last, "session_id": self.client_id}
        self.sent_at = time.perf_counter()
        self.socket.send(json.dumps(line).encode())
        await asyncio.wait_for(self.answered, ANSWER_SECONDS)

    async def turns(self, count: int) -> None:
        for _ in range(count):
            await self.turn()

    async def turns_until(self, moment: float) -> None:
        while time.perf_counter() < moment:
            await self.turn()

    async def come_back(self, port: int, greeting: str) -> None:
        """Open another socket after the last, until this greeting comes."""
        self.greeting, self.established = greeting, asyncio.get_running_loop().create_future()
        self.answered = self.established
        await self.open(port)

    def _hear(self, text: bytes) -> None:
        now = time.perf_counter()
        frame = json.loads(text)
        if frame.get("content") == self.greeting:
            self.established.set_result(None)
        elif frame.get("content") == "processing":
            self.log.processing.append(now - self.sent_at)
        elif "type" not in frame:
            self._answered(now)
        elif frame["type"] == "error":
            self._lose(f"refused: {frame}")

    def _answered(self, now: float) -> None:
        self.log.answers.append(now - self.sent_at)
        self.log.ended = now
        self.answered.set_result(None)

    def _lose(self, reason: str) -> None:
        for waited in (self.established, self.answered):
            if not waited.done():
                waited.set_exception(ConnectionError(reason))
                waited.exception()  # seen, also when another one has ended the run already


async def opened(
    port: int, count: int, log: Log, kind: type[Conversation] = Conversation
) -> list[Conversation]:
    conversations: list[Conversation] = []
    while len(conversations) < count:
        batch = range(min(OPENED_AT_ONCE, count - len(conversations)))
        conversations += await asyncio.gather(*(kind(log).open(port) for _ in batch))
    return conversations


def close(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        assert conversation.socket is not None
        conversation.socket.close()


async def turns(port: int, pid: int, connections: int, seconds: float) -> Result:
    """Let all conversations talk for so many seconds without a pause, after one unmeasured turn each.

    The clock runs until the last answer: a server that works on many messages at once answers in waves.
    """
    log = Log()
    conversations = await opened(port, connections, log)
    await asyncio.gather(*(conversation.turn() for conversation in conversations))
    log.processing.clear()
    log.answers.clear()
    cpu, began = cpu_seconds(pid), time.perf_counter()
    await asyncio.gather(*(conversation.turns_until(began + seconds) for conversation in conversations))
    cpu = cpu_seconds(pid) - cpu
    close(conversations)
    return {
        "per_second": len(log.answers) / (log.ended - began),
        "cpu_ms": 1000 * cpu / len(log.answers),
        "processing_p99_ms": 1000 * quantile(log.processing, 0.99),
        "answer_p99_ms": 1000 * quantile(log.answers, 0.99),
    }


async def growth(
    port: int, pid: int, conversations: int, rounds: int, seconds: float, database: str
) -> Result:
    """Return the CPU milliseconds and the bytes stored a turn at turns 1 to 10 and at turns 151 to 200 of conversations.

    New conversations every round, so that early and late turns alternate in time; no round begins after `seconds`.
    `database` are the parameters of a connection to the server's own.
    """
    first = await opened(port, 1, Log())
    await first[0].turns(len(SCRIPT))
    close(first)
    spent, stored = dict.fromkeys(WINDOWS, 0.0), dict.fromkeys(WINDOWS, 0)
    began, done = time.perf_counter(), 0
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as db:
        while done < rounds and time.perf_counter() < began + seconds:
            talking = await opened(port, conversations, Log())
            reached = 0
            for turn in WINDOWS:
                cpu, size = cpu_seconds(pid), await _stored_bytes(db)
                await asyncio.gather(*(conversation.turns(turn - reached) for conversation in talking))
                spent[turn] += cpu_seconds(pid) - cpu
                stored[turn] += await _stored_bytes(db) - size
                reached = turn
            close(talking)
            done += 1
    share = 1 / (conversations * done)
    return {
        "early_ms": 1000 * spent[10] * share / 10,
        "late_ms": 1000 * spent[200] * share / 50,
        "middle_bytes": stored[100] * share / 90,
        "late_bytes": stored[200] * share / 50,
    }


async def _stored_bytes(db: psycopg.AsyncConnection[Any]) -> int:
    """Return the size of all rows there are; unlike that of their tables it does not grow by the page."""
    cursor = await db.execute("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
    sizes = [
        psql.SQL("SELECT coalesce(sum(pg_column_size(t.*)), 0)::bigint FROM {} t").format(
            psql.Identifier(name)
        )
        for (name,) in await cursor.fetchall()
    ]
    return sum([(await (await db.execute(each)).fetchone() or (0,))[0] for each in sizes])


async def coming_back(port: int, pid: int, connections: int, resumed: bool) -> Result:
    """Return in how many seconds so many clients that come back at the same moment are all served, the median of three.

    They are `resumed` where they had a conversation before, which has one exchange; else they are greeted.
    """
    conversations = await opened(port, connections, Log())
    if resumed:
        await asyncio.gather(*(conversation.turn() for conversation in conversations))
    seconds = list[float]()
    for _ in range(3):
        close(conversations)
        await steady_kib(pid)
        began = time.perf_counter()
        greeting = "conversation_resumed" if resumed else "connection_established"
        await asyncio.gather(*(conversation.come_back(port, greeting) for conversation in conversations))
        seconds.append(time.perf_counter() - began)
    close(conversations)
    return {"seconds": statistics.median(seconds)}


async def idle(port: int, pid: int, connections: int) -> Result:
    """Return the memory of an open connection that says nothing, in KiB, on a server that has just started."""
    close(await opened(port, OPENED_AT_ONCE, Log()))
    before = await steady_kib(pid)
    conversations = await opened(port, connections, Log())
    kib = (await steady_kib(pid) - before) / connections
    close(conversations)
    return {"kib": kib}


class Talker(Conversation):
    """One v2 socket that greets, each time in words that no other message has."""

    protocol = "meetingmuse.v2"

    def line(self) -> str:
        self.said += 1
        return f"hello from {self.client_id} {self.said}"

    def _hear(self, text: bytes) -> None:
        frame = json.loads(text)
        if frame["type"] == "bot_response":
            self._answered(time.perf_counter())
        elif frame["content"] == "response_delta":
            self.log.begun.setdefault(self.last, time.monotonic())
        elif frame["type"] == "error" or frame["content"] in ("connection_established", "processing"):
            super()._hear(text)


async def talk(port: int, pid: int, model: int, connections: int, seconds: float) -> Result:
    """Return how long after the model's first word the first words of an answer come, while all talk without a pause.

    `model` is the port of the stand-in, which tells when the first words left.
    """
    log = Log()
    conversations = await opened(port, connections, log, Talker)
    await asyncio.gather(*(conversation.turn() for conversation in conversations))
    log.begun.clear()
    until = time.perf_counter() + seconds
    await asyncio.gather(*(conversation.turns_until(until) for conversation in conversations))
    close(conversations)
    with urllib.request.urlopen(f"http://127.0.0.1:{model}/", timeout=ANSWER_SECONDS) as answer:  # noqa: ASYNC210
        left = json.load(answer)
    waited = [moment - left[message] for message, moment in log.begun.items()]
    return {
        "first_delta_p50_ms": 1000 * quantile(waited, 0.5),
        "first_delta_p95_ms": 1000 * quantile(waited, 0.95),
        "begun": len(waited),
    }


MODES: dict[str, Callable[..., Coroutine[Any, Any, Result]]] = {
    "turns": turns,
    "growth": growth,
    "coming_back": coming_back,
    "idle": idle,
    "talk": talk,
}


def main(mode: str, options: dict[str, Any]) -> None:
    gc.disable()  # a short life with little garbage; a pause would be counted as the server's
    try:
        print(json.dumps(asyncio.run(MODES[mode](**options))))
    except (OSError, TimeoutError) as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
