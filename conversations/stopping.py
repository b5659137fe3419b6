"""Ends tasks, and knows how long it waits for one that does not end. Never begins any."""

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog

log = structlog.get_logger(__name__)

STOP_SECONDS = 2.0
TRIES = 2  # a cancellation can be lost where something was just about to end by itself


async def stop(tasks: Iterable[asyncio.Task[Any]], *, seconds: float = STOP_SECONDS) -> None:
    """Cancel these tasks and wait `seconds` for them, twice; log those that run even then, and leave them."""
    running = set(tasks)
    for _ in range(TRIES):
        if not running:
            return
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=seconds)
    for task in running:
        log.error("task does not stop", task=repr(task.get_coro()))
