"""Probes of the parts a conversation needs; each really uses its part. Never repairs anything."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from django.conf import settings

from conversations import connections
from conversations.answering import assistant
from conversations.engine import model_state
from conversations.frames import utc_timestamp
from scheduling.database import pool

DEADLINE_SECONDS = 3.0

_probed: WeakKeyDictionary[asyncio.AbstractEventLoop, str] = WeakKeyDictionary()


async def _database() -> None:
    async with (await pool()).connection() as db:
        await db.execute("SELECT 1 FROM conversations_conversation LIMIT 1")


async def _checkpointer() -> None:
    async with (await pool()).connection() as db:
        await db.execute("SELECT 1 FROM checkpoints LIMIT 1")


async def _processor() -> None:
    await assistant()


async def _channel_layer() -> None:
    loop = asyncio.get_running_loop()
    layer = get_channel_layer()
    if loop not in _probed:  # layers keep a channel for ever, so one serves all probes
        _probed[loop] = await layer.new_channel("health")
    await layer.send(_probed[loop], {"type": "health.probe"})
    await layer.receive(_probed[loop])


PROBES: dict[str, Callable[[], Awaitable[None]]] = {
    "database": _database,
    "checkpointer": _checkpointer,
    "langgraph_processor": _processor,
    "channel_layer": _channel_layer,
}


async def report(now: Callable[[], Any]) -> dict[str, Any]:
    """Return the body of /health: every component with its status and the milliseconds it took to answer.

    `status` is unhealthy when the database or the checkpointer is gone, degraded when another part is. A model is not
    asked anything, because each of its answers has a price: it is degraded while the circuit to it is not closed.
    """
    results = await asyncio.gather(*(_probe(probe) for probe in PROBES.values()))
    components = dict(zip(PROBES, results, strict=True))
    if model := model_state():
        components["model"] = model
    well = {name: component["status"] == "healthy" for name, component in components.items()}
    status = "healthy" if all(well.values()) else "degraded"
    if not (well["database"] and well["checkpointer"]):
        status = "unhealthy"
    ready = settings.LANGGRAPH_ENABLED and well["langgraph_processor"]
    return {
        "status": status,
        "timestamp": utc_timestamp(now()),
        "active_connections": connections.count(),
        "active_conversations": connections.conversation_count(),
        "langgraph_processor_ready": ready,
        "streaming_handler_ready": ready and settings.STREAMING_ENABLED,
        "components": components,
    }


async def readiness() -> dict[str, Any]:
    """Return the body of /health/ready: what keeps this process from taking a message now, by component.

    `status` is ready, or not_ready when the process stops or the database or the checkpointer is gone.
    """
    probes = {name: PROBES[name] for name in ("database", "checkpointer")}
    components = dict(zip(probes, await asyncio.gather(*map(_probe, probes.values())), strict=True))
    well = all(component["status"] == "healthy" for component in components.values())
    ready = well and connections.reading()
    return {
        "status": "ready" if ready else "not_ready",
        "stopping": not connections.reading(),
        "components": components,
    }


async def _probe(probe: Callable[[], Awaitable[None]]) -> dict[str, Any]:
    started = time.monotonic()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            await probe()
    except Exception as error:  # a probe reports every failure by its kind, and no detail that could leak
        return {"status": "unhealthy", "error": type(error).__name__}
    return {"status": "healthy", "latency_ms": round((time.monotonic() - started) * 1000, 1)}
