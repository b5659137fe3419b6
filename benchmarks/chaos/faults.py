"""What goes wrong in a run, one thing after the other in an order of chance. Never looks at what clients are told."""

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.chaos.client import Client
from benchmarks.chaos.installation import Installation, until_ready
from benchmarks.chaos.pace import Pace

MODEL_AWAY_SECONDS, REDIS_AWAY_SECONDS = 3.0, 1.0
RECOVERY_SECONDS, SHARE_SECONDS = 120.0, 120.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that went wrong, `at` seconds after the run began.

    `back` is how long its part took to be there again; `recovered` the longest that a message waited from then on
    which was unanswered at that moment or was said until the part was back.
    """

    kind: str
    at: float
    detail: str
    unanswered: int
    back: float
    recovered: float


class Faults:
    """All that can go wrong with an installation."""

    def __init__(self, installation: Installation, clients: Sequence[Client], chance: random.Random) -> None:
        self._parts, self._clients, self._chance = installation, clients, chance

    async def kill_web(self) -> str:
        web = self._chance.choice(self._parts.webs)
        await asyncio.to_thread(web.end, signal.SIGKILL)
        await asyncio.to_thread(web.start)
        await asyncio.to_thread(until_ready, web)
        return web.name

    async def kill_worker(self) -> str:
        await asyncio.to_thread(self._parts.worker.end, signal.SIGKILL)
        await asyncio.to_thread(self._parts.worker.start)
        return ""

    async def restart_postgres(self) -> str:
        mode = self._chance.choice(("fast", "immediate"))
        await asyncio.to_thread(self._parts.postgres.control, "restart", "-m", mode)
        return mode

    async def restart_redis(self) -> str:
        how = self._chance.choice((signal.SIGTERM, signal.SIGKILL))
        await asyncio.to_thread(self._parts.redis.end, how)
        await asyncio.sleep(REDIS_AWAY_SECONDS)
        await asyncio.to_thread(self._parts.redis.start)
        return how.name

    async def stop_model(self) -> str:
        await asyncio.to_thread(self._parts.model.end, signal.SIGKILL)
        await asyncio.sleep(MODEL_AWAY_SECONDS)
        await asyncio.to_thread(self._parts.model.start)
        return f"away for {MODEL_AWAY_SECONDS:.0f} s"

    async def cut_connections(self) -> str:
        connected = [client for client in self._clients if client.socket]
        cut = self._chance.sample(connected, (len(connected) + 1) // 2)
        for client in cut:
            client.cut()
        return f"{len(cut)} of {len(connected)}"

    async def rolling_restart(self) -> str:
        killed = 0
        for web in self._parts.webs:
            killed += not await asyncio.to_thread(web.end, signal.SIGTERM)
            await asyncio.to_thread(web.start)
            await asyncio.to_thread(until_ready, web)
        killed += not await asyncio.to_thread(self._parts.worker.end, signal.SIGTERM)
        await asyncio.to_thread(self._parts.worker.start)
        return f"{killed} of {len(self._parts.webs) + 1} processes did not stop"

    async def strike(self, kind: str, began: float) -> Fault:
        """Let one thing go wrong, and wait until all that was asked before it is answered, RECOVERY_SECONDS at most."""
        unanswered = sum(len(client.unanswered) for client in self._clients)
        struck = time.monotonic()
        detail = await KINDS[kind](self)
        back = time.monotonic() - struck
        touched = [
            (client, name)
            for client in self._clients
            for name in client.said
            if client.answered_at.get(name, struck) >= struck
        ]
        answered = [client.until_answered(name) for client, name in touched]
        with contextlib.suppress(TimeoutError):  # what is lost is counted at the end
            await asyncio.wait_for(asyncio.gather(*answered), RECOVERY_SECONDS)
        now = time.monotonic()
        recovered = max(
            (
                client.answered_at.get(name, now) - max(client.sent_at[name], struck)
                for client, name in touched
            ),
            default=0.0,
        )
        return Fault(kind, struck - began, detail, unanswered, back, recovered)


KINDS: dict[str, Callable[[Faults], Coroutine[Any, Any, str]]] = {
    "SIGKILL of a web process": Faults.kill_web,
    "SIGKILL of the worker": Faults.kill_worker,
    "restart of PostgreSQL": Faults.restart_postgres,
    "restart of Redis": Faults.restart_redis,
    "stop of the model server": Faults.stop_model,
    "cut of client connections": Faults.cut_connections,
    "rolling restart (SIGTERM)": Faults.rolling_restart,
}
FULL = dict(zip(KINDS, (20, 5, 5, 5, 5, 5, 3), strict=True))
QUICK = dict(zip(KINDS, (2, 1, 2, 1, 1, 1, 1), strict=True))


def in_order_of_chance(counts: dict[str, int], chance: random.Random) -> list[str]:
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    chance.shuffle(kinds)
    return kinds


async def strike_all(
    faults: Faults, kinds: Sequence[str], pace: Pace, began: float, told: Callable[[Fault], None]
) -> list[Fault]:
    """Let everything go wrong, each in the middle of its share of the turns."""
    struck = []
    for number, kind in enumerate(kinds):
        with contextlib.suppress(TimeoutError):  # a client that waits for ever does not stop the others
            await asyncio.wait_for(pace.until(int(pace.turns * (number + 0.5) / pace.shares)), SHARE_SECONDS)
        struck.append(await faults.strike(kind, began))
        told(struck[-1])
        await pace.go_on()
    return struck
