"""A place among the turns at work: given up while waiting, and never freed twice."""

import asyncio

import pytest

from conversations.room import Seat


async def test_others_work_while_one_waits() -> None:
    room = asyncio.Semaphore(1)
    async with Seat(room) as seat:
        assert room.locked()
        async with seat.waiting(), Seat(room):
            pass
        assert room.locked()
    assert room._value == 1


async def test_whoever_waits_for_the_place_again_gets_it_after_the_others() -> None:
    room = asyncio.Semaphore(1)
    done: list[str] = []

    async def other() -> None:
        async with Seat(room):
            done.append("other")

    async with Seat(room) as seat:
        async with seat.waiting():
            working = asyncio.create_task(other())
            await asyncio.sleep(0)
        done.append("first")
    await working
    assert done == ["other", "first"]


@pytest.mark.parametrize("inside", [True, False])
async def test_a_turn_that_is_cancelled_while_it_waits_frees_nothing_twice(inside: bool) -> None:
    room = asyncio.Semaphore(1)
    left = asyncio.Event()

    async def turn() -> None:
        async with Seat(room) as seat, seat.waiting():
            left.set()
            await asyncio.sleep(3600 if inside else 0)

    waiting = asyncio.create_task(turn())
    await left.wait()
    async with Seat(room):
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.sleep(0.01)
        assert room._value == 0
        if not inside:
            assert waiting.cancelled()
    await asyncio.wait([waiting])
    assert room._value == 1


async def test_an_error_while_waiting_comes_through() -> None:
    room = asyncio.Semaphore(1)
    with pytest.raises(ValueError, match="oh"):
        async with Seat(room) as seat, seat.waiting():
            raise ValueError("oh")
    assert room._value == 1
