"""Locks by name across all processes and machines, for work of which one run at a time is enough. Never waits for one."""

import contextlib
import zlib
from collections.abc import Iterator

import psycopg

from scheduling.database import conninfo

_OURS = 0x4D4D_5343  # "MMSC": the first half of the number of every lock made here


def lock_of(name: str) -> tuple[int, int]:
    """Return the two 32-bit numbers that PostgreSQL knows the lock of this name by."""
    return _OURS, zlib.crc32(name.encode()) - 2**31


@contextlib.contextmanager
def alone(name: str) -> Iterator[bool]:
    """Hold the lock of this name; yields False when another process has it. PostgreSQL frees that of one that died.

    Over a connection of its own, with which the lock goes.
    """
    with psycopg.connect(conninfo(direct=True), autocommit=True, connect_timeout=5) as db:
        [got] = db.execute("SELECT pg_try_advisory_lock(%s, %s)", lock_of(name)).fetchone() or [False]
        yield bool(got)
