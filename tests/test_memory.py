"""Memory is given back when most of many connections have gone, once, and not in the middle of a storm."""

import gc
import weakref

from meetingmuse.memory import CALM_LOOKS, MANY, Ebb, give_back


class Knot:
    def __init__(self) -> None:
        self.self = self


def test_it_is_over_once_when_few_of_many_are_left_for_a_while() -> None:
    ebb = Ebb()
    looks = [ebb.is_over(count) for count in [MANY, *[MANY // 4] * (3 * CALM_LOOKS)]]
    assert [number for number, over in enumerate(looks) if over] == [CALM_LOOKS]


def test_it_is_not_over_while_they_come_back() -> None:
    ebb = Ebb()
    for _ in range(10):
        assert not any(ebb.is_over(count) for count in [10 * MANY, *[0] * (CALM_LOOKS - 1)])
    assert ebb.is_over(0)


def test_few_that_go_are_nothing() -> None:
    ebb = Ebb()
    assert not any(ebb.is_over(count) for count in [MANY - 1, *[0] * (3 * CALM_LOOKS)])


def test_what_closed_connections_leave_behind_is_collected() -> None:
    gc.disable()
    try:
        left = weakref.ref(Knot())
        assert left() is not None
        give_back()
        assert left() is None
    finally:
        gc.enable()
