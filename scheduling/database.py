"""One psycopg connection pool per event loop, for turns and checkpoints; never SQL of its own.

Django's ORM serves everything that is not on the way of a message.
"""

import asyncio
import time
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import orjson
import psycopg
import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row
from psycopg.types.json import set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout

log = structlog.get_logger(__name__)

DATABASE_GONE = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    PoolClosed,
    InterfaceError,
    OperationalError,
)
TIMEOUT_SECONDS = 5.0
APPLICATION_NAME = "meetingmuse turns"  # as it is seen in pg_stat_activity
TRUSTED_SECONDS = 1.0

# a connection that is silently cut is noticed within a minute
_NOTICES_A_CUT: dict[str, Any] = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}

Connection = AsyncConnection[dict[str, Any]]
Pool = AsyncConnectionPool[Connection]

_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[Pool]] = WeakKeyDictionary()
_closed: WeakSet[asyncio.AbstractEventLoop] = WeakSet()
_mending: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()
_handed_out: WeakKeyDictionary[Connection, float] = WeakKeyDictionary()


async def pool() -> Pool:
    """Return the open pool of the running loop.

    Raises psycopg.OperationalError when the database cannot be reached; the next call tries again. Raises
    PoolClosed once it was closed.
    """
    loop = asyncio.get_running_loop()
    if loop in _closed:
        raise PoolClosed("the process is stopping")
    if loop not in _pools:
        _pools[loop] = loop.create_task(_open())
    try:
        return await asyncio.shield(_pools[loop])
    except Exception:
        _pools.pop(loop, None)
        raise


async def connect(name: str) -> Connection:
    """Open a connection of its own, for a caller that keeps it; one that is silently cut is noticed within a minute."""
    given = await asyncio.to_thread(conninfo, direct=True)
    return await AsyncConnection.connect(
        given,
        autocommit=True,
        row_factory=dict_row,
        connect_timeout=5,
        application_name=name,
        **_NOTICES_A_CUT,
    )


async def close_pool() -> None:
    """Close the pool of the running loop for good."""
    loop = asyncio.get_running_loop()
    _closed.add(loop)
    if task := _pools.pop(loop, None):
        await (await task).close()


async def replace_broken() -> None:
    """Check the idle connections and replace those that lost their server; call it after one turned out broken.

    The embedded server is started again when it has died: asking for its parameters does so. Thousands may find the same
    server gone at once: those that call while connections are checked wait for that.
    """
    loop = asyncio.get_running_loop()
    if loop not in _mending:
        _mending[loop] = loop.create_task(_replace_broken())
        _mending[loop].add_done_callback(lambda _: _mending.pop(loop, None))
    await asyncio.shield(_mending[loop])


async def _replace_broken() -> None:
    try:
        await asyncio.to_thread(conninfo)
    except OperationalError as error:
        log.error("the embedded database cannot be started", error=str(error))
        return
    if task := _pools.get(asyncio.get_running_loop()):
        await (await task).check()


async def _open() -> Pool:
    # the parameters may start the embedded server, which blocks
    parameters = await asyncio.to_thread(conninfo)
    opened: Pool = AsyncConnectionPool(
        parameters,
        min_size=min(2, settings.DATABASE_POOL_SIZE),
        max_size=settings.DATABASE_POOL_SIZE,
        timeout=TIMEOUT_SECONDS,
        kwargs={
            "autocommit": True,
            # a pooler in transaction mode need not know prepared statements
            "prepare_threshold": None if settings.DATABASE_DIRECT_URL else 0,
            "row_factory": dict_row,
            "connect_timeout": 5,
            "application_name": APPLICATION_NAME,
            **_NOTICES_A_CUT,
        },
        configure=_configure,
        check=_check,
        open=False,
    )
    await opened.open()
    return opened


def conninfo(*, direct: bool = False) -> str:
    """Return the parameters of a connection as one text."""
    return make_conninfo(**parameters(direct=direct))


def parameters(*, direct: bool = False) -> dict[str, Any]:
    """Return Django's own connection parameters, so that tests use the test database; may start the embedded server.

    What needs a session asks for the `direct` ones, which lead past a pooler (DATABASE_DIRECT_URL).
    """
    if direct and settings.DATABASE_DIRECT_URL:
        return dict(conninfo_to_dict(settings.DATABASE_DIRECT_URL))
    given = connection.get_connection_params()
    for django_only in ("cursor_factory", "context", "client_encoding", "prepare_threshold", "pool"):
        given.pop(django_only, None)
    return given


async def _configure(connection: Connection) -> None:
    """Write and read JSON with orjson, which takes a fraction of the time of the standard library."""
    set_json_dumps(orjson.dumps, connection)
    set_json_loads(orjson.loads, connection)


async def _check(candidate: Connection) -> None:
    """A connection that rested may have lost its server; asking costs a round trip, so a fresh one is trusted."""
    if time.monotonic() - _handed_out.get(candidate, 0.0) > TRUSTED_SECONDS:
        await AsyncConnectionPool.check_connection(candidate)
    # noted here and not in a `reset`: with one the pool takes every connection back in a task of its own
    _handed_out[candidate] = time.monotonic()
