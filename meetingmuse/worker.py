"""Runs the jobs that were deferred with the rows they are about: mail, reminders, tidying. Never makes a job itself.

Any number of workers on any number of machines share the table of jobs: each job is taken by one of them, and those of
a worker that died are run again (tasks.py).
"""

import asyncio
import random
from typing import Any, LiteralString

import structlog
from django.db import OperationalError as DatabaseGone
from django.db import connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections_async
from procrastinate.exceptions import ConnectorException
from procrastinate.middleware import SyncCallNext
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker
from psycopg import OperationalError
from psycopg_pool import PoolTimeout
from structlog.contextvars import bound_contextvars

from meetingmuse.tasks import DEAD_SECONDS
from scheduling.database import parameters

log = structlog.get_logger(__name__)

APPLICATION_NAME = "meetingmuse worker"  # as it is seen in pg_stat_activity
CONCURRENCY = 4
POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
FINISH_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0


class Connector(PsycopgConnector):
    """Knows when it lost a statement with its connection.

    If that was the note of a job's end, the job would be taken for one that still runs for as long as its worker lives: so
    that worker ends, which gives its jobs back.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.broken = asyncio.Event()

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        try:
            await super().execute_query_async(query, **arguments)
        except ConnectorException as error:
            if isinstance(error.__cause__, OperationalError):
                self.broken.set()
            raise


def close_connections(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Jobs are few and their threads many: none keeps a connection for the next. What a job logs names it."""
    try:
        with bound_contextvars(job=context.job.id):
            return call_next()
    finally:
        connections.close_all()


async def run(*, wait: bool = True) -> None:
    """Work until cancelled, with `wait` False only until no job is due; what runs then may finish.

    A database that goes away is waited for.
    """
    pause = 1.0
    while True:
        try:
            await _work(wait)
            if not wait:
                return
            pause = 1.0
        except (ConnectorException, OperationalError, PoolTimeout, DatabaseGone) as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError from error  # it failed at stopping, which was asked for
            log.warning("worker waits for the database", error=type(error).__name__, pause_seconds=pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 (so that not all workers come back at once)


async def _work(wait: bool) -> None:
    """Work over one pool of connections until that breaks; the jobs themselves use Django's connections."""
    # the parameters may start the embedded server, which blocks
    given = {**await asyncio.to_thread(parameters, direct=True), "application_name": APPLICATION_NAME}
    connector = Connector(kwargs=given, min_size=1, max_size=CONCURRENCY, timeout=5.0)
    # not replace_connector: what this process defers meanwhile belongs into Django's transactions
    working = app.with_connector(connector)
    try:
        await working.open_async()
        running = asyncio.create_task(
            working.run_worker_async(
                concurrency=CONCURRENCY,
                wait=wait,
                # jobs are scheduled for later, which no notification tells; and its listener may outlive a lost connection
                listen_notify=False,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
                task_middleware=[close_connections, close_db_connections_async],
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_SECONDS,
                shutdown_graceful_timeout=FINISH_SECONDS,
            )
        )
        broken = asyncio.create_task(connector.broken.wait())
        try:
            await asyncio.wait({running, broken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            broken.cancel()
            running.cancel()
            await asyncio.wait({running, broken})
        if not running.cancelled():
            running.result()
    finally:
        await working.close_async()
