"""What is stopped ends, or is left after a while: nothing waits for it for ever."""

import asyncio

import pytest

from conversations import stopping


class Stubborn:
    """A task that goes on after so many cancellations, until it is let go."""

    def __init__(self, cancellations: int) -> None:
        self.left = cancellations
        self.let_go = asyncio.Event()
        self.task = asyncio.create_task(self._go_on())

    async def _go_on(self) -> None:
        while not self.let_go.is_set():
            try:
                await self.let_go.wait()
            except asyncio.CancelledError:
                if not self.left:
                    raise
                self.left -= 1


async def begun(*cancellations: int) -> list[Stubborn]:
    made = [Stubborn(each) for each in cancellations]
    await asyncio.sleep(0)
    return made


async def test_a_task_that_misses_one_cancellation_does_not_hang_the_stop() -> None:
    ready, deaf = await begun(0, 1)
    async with asyncio.timeout(10):
        await stopping.stop([ready.task, deaf.task], seconds=0.05)
    assert ready.task.cancelled()
    assert deaf.task.cancelled()


async def test_a_task_that_goes_on_is_told_of_and_left(caplog: pytest.LogCaptureFixture) -> None:
    (deaf,) = await begun(9)
    async with asyncio.timeout(10):
        await stopping.stop([deaf.task], seconds=0.05)
    assert not deaf.task.done()
    assert "task does not stop" in caplog.text
    assert "Stubborn._go_on" in caplog.text
    deaf.let_go.set()
    await deaf.task


async def test_nothing_to_stop_is_nothing_to_wait_for() -> None:
    await stopping.stop([])
