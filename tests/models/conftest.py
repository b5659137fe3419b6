"""Fixtures of the journeys: the time at which a story happens."""

from collections.abc import Callable
from datetime import datetime

import pytest

from conversations.consumers import ChatConsumer

WEDNESDAY = "2026-03-04T09:00+00:00"


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the time, as `at("2026-03-04T09:00+00:00")`; it stands still until it is set again."""

    def set_clock(moment: str) -> None:
        fixed = datetime.fromisoformat(moment)
        monkeypatch.setattr(ChatConsumer, "clock", staticmethod(lambda: fixed))

    return set_clock


@pytest.fixture
def wednesday(at: Callable[[str], None]) -> None:
    """It is nine o'clock UTC on Wednesday, March 4, 2026."""
    at(WEDNESDAY)
