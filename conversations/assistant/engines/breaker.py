"""The circuit breaker: after failures in a row a model is left alone for a while, then one request tries it. Pure."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["closed", "open", "half_open"]
FAILURES = 3
REST_SECONDS = 30.0


@dataclass(slots=True)
class Breaker:
    """Closed while all is well; open after FAILURES in a row; half open once REST_SECONDS are over."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    last_failure: str = ""
    _opened: float | None = field(default=None)
    _probing: bool = False

    @property
    def state(self) -> State:
        if self._opened is None:
            return "closed"
        return "half_open" if self.clock() - self._opened >= REST_SECONDS else "open"

    def admits(self) -> bool:
        """Tell whether a request may be made; one that may while half open is the probe, and the only one."""
        if self.state == "half_open" and not self._probing:
            self._probing = True
            return True
        return self.state == "closed"

    def succeeded(self) -> None:
        self.failures, self._opened, self._probing = 0, None, False

    def failed(self, outcome: str) -> None:
        self.failures += 1
        self.last_failure = outcome
        if self._probing or self.failures >= FAILURES:
            self._opened = self.clock()
        self._probing = False

    def abandoned(self) -> None:
        """The request was given up by the user, which tells nothing of the model."""
        self._probing = False
