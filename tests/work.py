"""Work counted in calls, for tests of growth: the same on every machine, unlike time, which is for benchmarks."""

import sys
from collections.abc import Callable
from typing import Any


def calls_made(function: Callable[..., Any], *arguments: Any, **options: Any) -> int:
    """Return how many Python and C functions the call makes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(*arguments, **options)
    finally:
        sys.setprofile(before)
    return count


def assert_linear(function: Callable[[str], Any], noise: str) -> None:
    """Assert that twice the text takes no more than about twice the calls."""
    half, whole = calls_made(function, noise[: len(noise) // 2]), calls_made(function, noise)
    assert whole <= 2.4 * half + 400, (half, whole)
