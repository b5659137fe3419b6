"""How a running turn is stopped from outside: while its graph runs, and no longer once its answer is being stored."""

import asyncio
import contextlib
from collections.abc import Iterator

from conversations.errors import TurnCancelled


class Cancellation:
    """The wish to stop one turn, and whether it can still come true."""

    def __init__(self) -> None:
        self.asked = False
        self._too_late = False
        self._task: asyncio.Task[object] | None = None

    @property
    def runs(self) -> bool:
        """Whether the block of `possible` runs."""
        return self._task is not None

    def ask(self) -> bool:
        """Stop the turn, at the latest when its graph is about to run; return False when it is too late for that."""
        if self._too_late:
            return False
        if self._task is not None and not self.asked:
            self._task.cancel()
        self.asked = True
        return True

    @contextlib.contextmanager
    def possible(self) -> Iterator[None]:
        """Let the block be stopped: what it waits for is cancelled and TurnCancelled comes out of it.

        After it the turn cannot be stopped any more. A cancellation of the task that nobody asked for here goes on.
        """
        if self.asked:
            raise TurnCancelled
        self._too_late = False
        task = self._task = asyncio.current_task()
        assert task is not None
        try:
            yield
        except BaseException:
            # whatever the block made of being cancelled
            if not self.asked:
                raise
        finally:
            self._task, self._too_late = None, True
        if self.asked:
            if task.uncancel() > 0:
                raise asyncio.CancelledError
            raise TurnCancelled
