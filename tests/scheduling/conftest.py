"""Fixtures of what leaves by mail."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from meetingmuse import worker
from tests.mail_server import Mailbox, listening

Work = Callable[[], Awaitable[None]]


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """What a real SMTP server got."""
    box = Mailbox()
    with listening(box, settings):
        yield box


@pytest.fixture
async def work(rows: Callable[..., Any], settings: Any) -> Work:
    """Run the jobs that are due, with those that they defer. Meetings rest for no time unless a test says so."""
    settings.INVITATION_DELAY_SECONDS = 0
    await rows("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")
    due = (
        "SELECT id FROM procrastinate_jobs "
        "WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now() AND task_name LIKE 'scheduling%%'"
    )

    async def run() -> None:
        while await rows(due):
            await worker.run(wait=False)

    return run
