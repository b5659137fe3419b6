"""Gives memory back after many connections have closed at once. Never while as many are open as before."""

import ctypes
import gc

MANY = 200  # connections; what fewer leave behind is not worth a pause
CALM_LOOKS = 5  # in a row, before it counts as over


class Ebb:
    """Watches how many connections are open, and knows when most of many have gone for good."""

    def __init__(self) -> None:
        self.most = 0  # since the last time
        self.calm = 0

    def is_over(self, count: int) -> bool:
        """Take note that so many are open now; tell, once for each ebb, whether few are left of many."""
        self.most = max(self.most, count)
        self.calm = self.calm + 1 if self.most >= MANY and count * 4 <= self.most else 0
        if self.calm < CALM_LOOKS:
            return False
        self.most, self.calm = count, 0
        return True


def give_back() -> None:
    """Collect the cycles that closed connections are (between Twisted, Autobahn and Daphne), and return what is free."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc's, which keeps what is freed otherwise
    if trim:
        trim(0)
