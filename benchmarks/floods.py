"""What the server does under a flood: `python -m benchmarks.floods [--quick]`, which prints figures and writes nothing.

Two thousand connections, one client that sends a thousand messages a second beside fifty that behave, slow and silent
connections, and thousands of reconnects. Limits are the defaults, but for those of one address: all come from this machine.
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import struct
import time
from collections import Counter
from typing import Any

import psutil

from benchmarks.client import HANDSHAKE, Socket, connect
from benchmarks.load import Conversation, Log, close, opened
from benchmarks.probes import quantile, steady_kib
from benchmarks.servers import leave_one_core, product

CONNECTIONS, BEHAVED, RECONNECTS, HALF_OPEN = 2000, 50, 10_000, 200
FLOOD_PER_SECOND, THINKING_SECONDS = 1000, 2.0
SETTLE_SECONDS = 90.0
REST_SECONDS = 10.0  # after which the server gives memory back
MOST_KEPT = 1.3  # times the memory before, when nobody is connected any more


async def descriptors(pid: int, most: int) -> int:
    """Wait until the process has no more descriptors than this, for so long and no longer; return how many it has."""
    process, tries = psutil.Process(pid), int(SETTLE_SECONDS / 0.25)
    for _ in range(tries):
        if process.num_fds() <= most:
            break
        await asyncio.sleep(0.25)
    return process.num_fds()


async def crowd(port: int, pid: int, count: int) -> str:
    """Open so many connections that say nothing, and close them."""
    close(await opened(port, 50, Log()))
    await asyncio.sleep(2)
    files, before = psutil.Process(pid).num_fds(), await steady_kib(pid)
    began = time.perf_counter()
    all_of_them = await opened(port, count, Log())
    seconds, most = time.perf_counter() - began, await steady_kib(pid)
    close(all_of_them)
    left = await descriptors(pid, files + 2)
    return (
        f"{count} connections: opened in {seconds:.1f} s, {(most - before) / count:.1f} KiB each; "
        f"descriptors before {files}, after {left}; "
        f"memory before {before / 1024:.0f} MiB, after {await steady_kib(pid) / 1024:.0f} MiB"
    )


class Flooder:
    """One client id that sends as fast as told, whatever the server says, and comes back when it is closed."""

    def __init__(self, port: int) -> None:
        self.port, self.sent = port, 0
        self.heard: Counter[str] = Counter()
        self.socket: Socket | None = None

    async def run(self, until: float) -> None:
        message = json.dumps({"content": "hello", "session_id": "flood"}).encode()
        began = time.perf_counter()
        while (now := time.perf_counter()) < until:
            if self.socket is None:
                with contextlib.suppress(OSError):
                    self.socket = await connect(self.port, "/ws/flood", self._hear, self._end)
            due = int((now - began) * FLOOD_PER_SECOND) - self.sent
            for _ in range(min(due, 100)):
                if self.socket:
                    self.socket.send(message)
            self.sent += min(due, 100)
            await asyncio.sleep(0.01)
        if self.socket:
            self.socket.abort()

    def _hear(self, text: bytes) -> None:
        frame = json.loads(text)
        self.heard[frame.get("error_code") or frame.get("content", "")[:24]] += 1

    def _end(self, reason: str) -> None:
        if self.socket and "closed by" in reason:
            self.heard[reason] += 1
        self.socket = None


async def behaving(port: int, seconds: float, flooder: Flooder | None = None) -> float:
    """Return the p95 in milliseconds of fifty clients that think between their messages."""
    log = Log()
    conversations = await opened(port, BEHAVED, log)
    until = time.perf_counter() + seconds
    flood = asyncio.create_task(flooder.run(until)) if flooder else None
    await asyncio.gather(*(_think_and_say(each, until, n) for n, each in enumerate(conversations)))
    if flood:
        await flood
    close(conversations)
    return 1000 * quantile(log.answers, 0.95)


async def _think_and_say(conversation: Conversation, until: float, number: int) -> None:
    await asyncio.sleep(THINKING_SECONDS * number / BEHAVED)
    while time.perf_counter() < until:
        await conversation.turn()
        await asyncio.sleep(THINKING_SECONDS)


async def flood(port: int, seconds: float, rounds: int) -> str:
    """Let fifty behave in quiet and beside a flood, in turn."""
    await behaving(port, 3)
    quiet, loud = list[float](), list[float]()
    flooder = Flooder(port)
    for _ in range(rounds):
        quiet.append(await behaving(port, seconds))
        loud.append(await behaving(port, seconds, flooder))
        flooder.sent = 0
    middle = [sorted(each)[len(each) // 2] for each in (quiet, loud)]
    return (
        f"{FLOOD_PER_SECOND} messages a second beside {BEHAVED} clients: p95 quiet {middle[0]:.0f} ms, flooded "
        f"{middle[1]:.0f} ms, ratio {middle[1] / middle[0]:.2f}; the flood heard {dict(flooder.heard)}"
    )


async def half_open(port: int, pid: int, count: int) -> str:
    """Send half a request on some connections, and never answer a ping on others; wait until they are closed."""
    files = psutil.Process(pid).num_fds()
    request = HANDSHAKE.format(path="/ws/silent", protocol="").encode()
    sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
    for number, each in enumerate(sockets):
        each.sendall(request if number % 2 else request[:40])
    began = time.perf_counter()
    left = await descriptors(pid, files + 2)
    seconds = time.perf_counter() - began
    for each in sockets:
        each.close()
    return f"{count} half-open connections: closed by the server within {seconds:.0f} s; descriptors {files}, then {left}"


async def reconnects(port: int, pid: int, count: int) -> str:
    """Connect and leave without goodbye, again and again."""

    async def come_and_go(times: int) -> None:
        for _ in range(times):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HANDSHAKE.format(path="/ws/hasty", protocol="").encode())
            await reader.readuntil(b"\r\n\r\n")
            handle: socket.socket = writer.get_extra_info("socket")
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.close()

    await come_and_go(200)
    await asyncio.sleep(3)
    files, before, began = psutil.Process(pid).num_fds(), await steady_kib(pid), time.perf_counter()
    await asyncio.gather(*(come_and_go(count // 20) for _ in range(20)))
    seconds = time.perf_counter() - began
    left = await descriptors(pid, files + 2)
    most = await steady_kib(pid)
    await asyncio.sleep(REST_SECONDS)
    after = await steady_kib(pid)
    return (
        f"{count} reconnects in {seconds:.0f} s: descriptors before {files}, after {left}; "
        f"memory before {before / 1024:.0f} MiB, right after {most / 1024:.0f} MiB, at rest {after / 1024:.0f} MiB: "
        f"{after / before:.2f} of it, {'within' if after <= MOST_KEPT * before else 'NOT WITHIN'} {MOST_KEPT}"
    )


async def _all(server: Any, quick: bool) -> None:
    port, pid = server.port, server.pid
    for work in (
        flood(port, 6 if quick else 20, 1 if quick else 3),
        crowd(port, pid, 200 if quick else CONNECTIONS),
        half_open(port, pid, HALF_OPEN),
        reconnects(port, pid, 500 if quick else RECONNECTS),
    ):
        print(await work, flush=True)
    print(f"tracebacks in the server's log: {server.said().count('Traceback')}; load {os.getloadavg()}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floods", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short and rough")
    quick: bool = parser.parse_args().quick
    leave_one_core()
    with product(MESSAGE_RATE_PER_MINUTE="120", MAX_CONCURRENT_CONVERSATIONS="5000") as server:
        asyncio.run(_all(server, quick))


if __name__ == "__main__":
    main()
