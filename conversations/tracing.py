"""The course of one turn in milliseconds, for those who look into it later; never stores or decides anything."""

import re
import time
from typing import Any

from conversations.errors import ConversationError

# LangGraph notes on an exception which task it came from
_TASK = re.compile(r"During task with name '(\w+)'")


class Trace:
    """When a turn got its right to run and when each node of the graph was done, counted from its beginning.

    `ended`: it got as far as to store its end.
    """

    __slots__ = ("_claimed", "_nodes", "_started", "ended")

    def __init__(self, started: float) -> None:
        self._started = started  # of time.monotonic
        self._claimed: float | None = None
        self._nodes: list[list[Any]] = []
        self.ended = False

    def claimed(self) -> None:
        self._claimed = self.elapsed()

    def passed(self, node: str) -> None:
        self._nodes.append([node, self.elapsed()])

    def elapsed(self) -> float:
        return round((time.monotonic() - self._started) * 1000, 1)

    def as_json(self) -> dict[str, Any]:
        """Return `claimed` and, of each node in order, its name and when it was done."""
        return {"claimed": self._claimed, "nodes": self._nodes}

    def of_failure(self, error: BaseException) -> dict[str, Any]:
        """Return it with how the turn ended: the kind of `error` and, where that is known, the node it came from."""
        if isinstance(error, ConversationError) and error.__cause__:
            error = error.__cause__
        found = (_TASK.search(note) for note in getattr(error, "__notes__", ()))
        node = next((match[1] for match in found if match), None)
        return {
            **self.as_json(),
            "failed": {"error": type(error).__name__, "node": node, "at": self.elapsed()},
        }
