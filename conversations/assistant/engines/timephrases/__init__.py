"""Read English time expressions into dates, times, lengths and recurrences by a grammar of our own.

This room never asks what time it is (`now` is handed in) and never settles an ambiguity silently.
"""

from __future__ import annotations

from datetime import datetime

from .readings import Problem, Reading, TimePhrase, When


def find(text: str, *, now: datetime) -> tuple[TimePhrase, ...]:
    """Return the time phrases of `text` in order, not overlapping."""
    return ()


def read(text: str, *, now: datetime) -> When:
    """Return what the whole of `text` says about time."""
    return When((), (), ())


__all__ = ["Problem", "Reading", "TimePhrase", "When", "find", "read"]
