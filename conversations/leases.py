"""The right to a conversation's turn, renewed for as long as something works under it; a dead process loses it by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID

from conversations import turn_records
from scheduling.database import DATABASE_GONE

RENEWAL_SECONDS = turn_records.LEASE.total_seconds() / 3


@contextlib.asynccontextmanager
async def kept(conversation: int, token: UUID) -> AsyncIterator[None]:
    """Renew the turn's lease for as long as the block runs."""

    async def renew() -> None:
        while True:
            with contextlib.suppress(*DATABASE_GONE):  # finish_turn will find out whether it is still ours
                await turn_records.renew_turn(conversation, token=token)
            await asyncio.sleep(RENEWAL_SECONDS)

    renewing: list[asyncio.Task[None]] = []
    # most turns end before their first renewal is due: a timer is cheaper than a task
    timer = asyncio.get_running_loop().call_later(
        RENEWAL_SECONDS, lambda: renewing.append(asyncio.create_task(renew()))
    )
    try:
        yield
    finally:
        timer.cancel()
        for task in renewing:
            task.cancel()
