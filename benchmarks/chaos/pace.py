"""Lets clients and faults go side by side: neither is done before the other, however fast the machine is."""

import asyncio


class Pace:
    """Counts answers; each of `shares` is a like part of all turns, and the next begins when `go_on` is called."""

    def __init__(self, turns: int, shares: int) -> None:
        self.turns, self.shares = turns, shares
        self.begun, self.said, self.count = 1, 0, 0
        self._changed = asyncio.Condition()
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    async def may_say(self, messages: int) -> None:
        """Wait until so many messages more belong to a share that has begun."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.said < self.turns * self.begun / self.shares)
            self.said += messages

    async def go_on(self) -> None:
        """Begin the next share."""
        async with self._changed:
            self.begun += 1
            self._changed.notify_all()

    def answered(self) -> None:
        self.count += 1
        for count, future in self._waiting:
            if self.count >= count and not future.done():
                future.set_result(None)

    async def until(self, count: int) -> None:
        """Wait until so many messages are answered."""
        if self.count < count:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((count, future))
            await future
