"""One statement for all who ask at the same moment: each hears its own, nobody another's fate."""

import asyncio
import traceback
from collections.abc import Sequence

import pytest
from psycopg import OperationalError

from conversations.together import MOST_TOGETHER, Lookup


class Doubled(Lookup[int, int]):
    """Tells the double of a number, when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[int]] = []
        self.may = asyncio.Event()
        self.gone = False

    async def look(self, asked: Sequence[int]) -> Sequence[int]:
        self.batches.append(list(asked))
        await self.may.wait()
        if self.gone:
            raise OperationalError("the connection is lost")
        if 0 in asked:
            raise ZeroDivisionError("0 has no double here")
        return [2 * each for each in asked]


async def begun(doubled: Doubled, asked: Sequence[int]) -> list[asyncio.Task[int]]:
    """Ask for the first, and for the others while it is being looked up."""
    tasks = [asyncio.create_task(doubled.ask(each)) for each in asked]
    async with asyncio.timeout(10):
        while not doubled.batches:
            await asyncio.sleep(0)
    return tasks


async def test_those_who_come_while_one_is_looked_up_go_together() -> None:
    doubled = Doubled()
    first = await begun(doubled, [1])
    others = [asyncio.create_task(doubled.ask(each)) for each in (5, 3, 5)]
    await asyncio.sleep(0)
    doubled.may.set()
    assert await asyncio.gather(*first, *others) == [2, 10, 6, 10]
    assert doubled.batches == [[1], [5, 3, 5]]
    assert doubled.task is None


async def test_a_batch_has_a_bound() -> None:
    doubled = Doubled()
    doubled.may.set()
    many = range(1, 2 * MOST_TOGETHER + 2)
    assert await asyncio.gather(*map(doubled.ask, many)) == [2 * each for each in many]
    assert max(map(len, doubled.batches)) == MOST_TOGETHER


async def test_who_gave_up_waiting_is_not_asked_for() -> None:
    doubled = Doubled()
    [first] = await begun(doubled, [1])
    gone, stays = (asyncio.create_task(doubled.ask(each)) for each in (2, 3))
    await asyncio.sleep(0)
    first.cancel()
    gone.cancel()
    doubled.may.set()
    assert await stays == 6
    assert doubled.batches == [[1], [3]]


async def test_what_goes_wrong_is_told_to_those_of_the_batch_and_to_nobody_after() -> None:
    doubled = Doubled()
    doubled.may.set()
    first, *failed = await asyncio.gather(*map(doubled.ask, [1, 0, *range(2, 50)]), return_exceptions=True)
    assert isinstance(failed[0], ZeroDivisionError)
    assert {type(each) for each in (first, *failed)} == {ZeroDivisionError}
    assert "look" in [frame.name for frame in traceback.extract_tb(failed[0].__traceback__)]
    assert await doubled.ask(4) == 8


async def test_a_database_that_is_gone_is_told_to_all_who_wait_at_once() -> None:
    doubled = Doubled()
    asked = await begun(doubled, [1])
    asked += [asyncio.create_task(doubled.ask(each)) for each in range(3 * MOST_TOGETHER)]
    await asyncio.sleep(0)
    doubled.gone = True
    doubled.may.set()
    failed = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(each) for each in failed} == {OperationalError}
    assert len(doubled.batches) == 1
    doubled.gone = False
    assert await doubled.ask(4) == 8


async def test_who_asks_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conversations.together.MOST_SECONDS", 0.05)
    with pytest.raises(OperationalError, match="no answer within"):
        await Doubled().ask(1)


async def test_who_is_asked_for_when_the_process_stops_does_not_wait_for_ever() -> None:
    doubled = Doubled()
    asked = await begun(doubled, [1, 2])
    assert doubled.task
    doubled.task.cancel()
    await asyncio.wait(asked, timeout=5)
    assert all(each.cancelled() for each in asked)


async def test_each_loop_has_its_own() -> None:
    here = Doubled.here()
    assert Doubled.here() is here
    assert await asyncio.to_thread(lambda: asyncio.run(_of_another())) is not here


async def _of_another() -> Doubled:
    return Doubled.here()
