"""A place among the turns at work: given up while waiting, and never freed twice."""

import asyncio

import pytest

from conversations.room import Room, Seat


async def test_others_work_while_one_waits() -> None:
    room = Room(1)
    async with Seat(room) as seat:
        assert room.free == 0
        async with seat.waiting(), Seat(room):
            pass
        assert room.free == 0
    assert room.free == 1


async def test_whoever_has_waited_goes_on_before_others_begin() -> None:
    room = Room(1)
    done: list[str] = []

    async def begin(name: str) -> None:
        async with Seat(room):
            done.append(name)
            await asyncio.sleep(0)

    async with Seat(room) as seat:
        async with seat.waiting():
            others = [asyncio.create_task(begin(name)) for name in ("first", "second", "third")]
            await asyncio.sleep(0)
        done.append("back")
    await asyncio.wait(others)
    assert done == ["first", "back", "second", "third"]
    assert room.free == 1


@pytest.mark.parametrize("inside", [True, False])
async def test_a_turn_that_is_cancelled_while_it_waits_frees_nothing_twice(inside: bool) -> None:
    room = Room(1)
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
        assert room.free == 0
        if not inside:
            assert waiting.cancelled()
    await asyncio.wait([waiting])
    assert room.free == 1


async def test_a_place_that_is_given_to_one_who_is_cancelled_goes_to_the_next() -> None:
    room = Room(1)
    await room.enter(again=False)
    cancelled, following = (asyncio.create_task(room.enter(again=False)) for _ in range(2))
    await asyncio.sleep(0)
    room.leave()
    cancelled.cancel()
    await asyncio.wait([cancelled, following])
    assert cancelled.cancelled() and not following.cancelled()
    room.leave()
    assert room.free == 1


async def test_an_error_while_waiting_comes_through() -> None:
    room = Room(1)
    with pytest.raises(ValueError, match="oh"):
        async with Seat(room) as seat, seat.waiting():
            raise ValueError("oh")
    assert room.free == 1
