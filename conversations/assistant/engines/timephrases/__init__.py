"""Read English time expressions into dates, times, lengths and recurrences by a grammar of our own.

This room never asks what time it is (`now` is handed in) and never settles an ambiguity silently.
"""

from __future__ import annotations

from .phrases import find, read
from .readings import Problem, Reading, TimePhrase, When
from .resolve import resolve_local

__all__ = ["Problem", "Reading", "TimePhrase", "When", "find", "read", "resolve_local"]
