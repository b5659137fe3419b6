"""Fixtures of the journeys: the time at which a story happens."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient

from conversations.consumers import ChatConsumer
from tests.client import ChatClient
from tests.conftest import Connect

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


@pytest.fixture
def signed_in(connect: Connect, settings: Any) -> Connect:
    """As `connect`, with the session of a user of this server."""

    async def open_socket() -> ChatClient:
        browser, cookie = AsyncClient(), settings.SESSION_COOKIE_NAME
        await browser.aforce_login(await User.objects.acreate_user("me"))
        return await connect(headers=[(b"cookie", f"{cookie}={browser.cookies[cookie].value}".encode())])

    return open_socket
