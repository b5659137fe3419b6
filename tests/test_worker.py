"""The worker: jobs are run, those of a dead worker too, and a lost database is waited for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from conversations.tasks import purge_conversations
from meetingmuse import tasks, worker

SECONDS = 60
Rows = Callable[..., Any]
# the clock of a worker makes jobs of its own at any moment
DEFERRED = (
    "SELECT status::text, worker_id FROM procrastinate_jobs WHERE strpos(task_name, 'forget_old_jobs') > 0"
)


@pytest.fixture
async def no_jobs(rows: Rows) -> AsyncIterator[None]:
    """The library's tables are not Django's to empty between tests; afterwards every worker has let go of the database."""
    await rows("TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE")
    yield
    left = "SELECT * FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
    async with asyncio.timeout(SECONDS):
        while await rows(left, worker.APPLICATION_NAME):
            await asyncio.sleep(0.05)


async def defer() -> None:
    await sync_to_async(tasks.forget_old_jobs.defer)(timestamp=0)


async def test_a_job_that_is_done_leaves_nothing(no_jobs: None, rows: Rows) -> None:
    await defer()

    await worker.run(wait=False)

    assert await rows(DEFERRED) == []
    assert await rows("SELECT * FROM procrastinate_workers") == []


async def test_the_purge_runs_as_a_job(no_jobs: None, rows: Rows) -> None:
    await rows(
        "INSERT INTO conversations_conversation (client_id, owner_key, thread_id, status, intent, summary, message_count, "
        "timezone, created_at, last_activity_at) VALUES ('old', 'client:old', gen_random_uuid(), 'active', '', '', 0, "
        "'UTC', '2020-01-01', '2020-01-01')"
    )
    await sync_to_async(purge_conversations.defer)(timestamp=0)

    await worker.run(wait=False)

    assert await rows("SELECT * FROM conversations_conversation") == []
    assert await rows("SELECT * FROM procrastinate_jobs WHERE strpos(task_name, 'purge') > 0") == []


async def test_a_job_is_deferred_in_the_transaction_of_the_rows(no_jobs: None, rows: Rows) -> None:
    @sync_to_async
    def fail_after_deferring() -> None:
        with suppress(ZeroDivisionError), transaction.atomic():
            tasks.forget_old_jobs.defer(timestamp=0)
            1 / 0  # noqa: B018

    await fail_after_deferring()

    assert await rows(DEFERRED) == []


async def test_the_job_of_a_worker_that_was_killed_is_run_again(no_jobs: None, rows: Rows) -> None:
    await defer()
    [[dead]] = await rows(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
    )
    await rows("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", dead)
    await sync_to_async(tasks.run_stalled_jobs_again.defer)(timestamp=0)

    await worker.run(wait=False)
    await worker.run(wait=False)

    assert await rows(DEFERRED) == []


async def test_the_job_of_a_worker_that_lives_is_left_alone(no_jobs: None, rows: Rows) -> None:
    await defer()
    [[busy]] = await rows("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
    await rows("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", busy)
    await sync_to_async(tasks.run_stalled_jobs_again.defer)(timestamp=0)

    await worker.run(wait=False)

    assert await rows(DEFERRED) == [("doing", busy)]


async def test_a_job_whose_end_could_not_be_noted_is_given_back(no_jobs: None, rows: Rows) -> None:
    await rows(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN OLD; END'"
    )
    await rows("CREATE TRIGGER die BEFORE DELETE ON procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION die()")

    await defer()
    await worker.run(wait=False)
    await rows("DROP FUNCTION die CASCADE")

    assert await rows(DEFERRED) == [("doing", None)]


async def test_a_worker_that_lost_its_database_goes_on(no_jobs: None, rows: Rows) -> None:
    working = asyncio.create_task(worker.run())
    async with asyncio.timeout(SECONDS):
        while not await rows("SELECT * FROM procrastinate_workers"):
            await asyncio.sleep(0.05)

    await rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = %s",
        worker.APPLICATION_NAME,
    )
    await defer()

    async with asyncio.timeout(SECONDS):
        while await rows(DEFERRED):
            await asyncio.sleep(0.05)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
