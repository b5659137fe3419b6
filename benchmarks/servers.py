"""Start, pin and stop the servers under test and run the load generator against them; everything on loopback.

One core for the server under test, the others for the load generator and PostgreSQL. Never measures anything itself.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS, STOP_SECONDS, LOAD_SECONDS = 60.0, 20.0, 150.0
UNLIMITED = {
    "MESSAGE_RATE_PER_MINUTE": "0",
    "NEW_CONVERSATIONS_PER_MINUTE": "0",
    "REQUESTS_PER_MINUTE": "0",
    "MAX_CONNECTIONS_PER_ADDRESS": "0",
    "MAX_CONCURRENT_CONVERSATIONS": "0",
    "LOG_LEVEL": "WARNING",
}
# these would move the server away from its own folder, or change what is measured
UNSET = (
    "DATABASE_URL",
    "REDIS_URL",
    "HUGGINGFACE_ENDPOINT_URL",
    "HUGGINGFACE_API_TOKEN",
    "LANGGRAPH_ENABLED",
)

CORES = sorted(os.sched_getaffinity(0))
PINNED = len(CORES) > 1


@dataclass(frozen=True, slots=True)
class Server:
    """A running server process, the port it listens on, and the file it writes what it says into."""

    port: int
    pid: int
    output: IO[str]

    def said(self) -> str:
        """Return all that it has written so far; the place in the file, which the process shares, stays."""
        number = self.output.fileno()
        return os.pread(number, os.fstat(number).st_size, 0).decode()

    def load(self, mode: str, **options: Any) -> dict[str, float]:
        """Run one mode of the load generator. Raises RuntimeError with its last words when it fails."""
        given = json.dumps({"port": self.port, "pid": self.pid, **options})
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.load", mode, given],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=LOAD_SECONDS,
        )
        if done.returncode:
            raise RuntimeError(f"the {mode} load failed: {done.stderr.strip()[:600]}")
        result: dict[str, float] = json.loads(done.stdout)
        return result


def leave_one_core() -> None:
    """Move this process, and so all it starts, off the core that the server under test will have for itself."""
    if PINNED:
        os.sched_setaffinity(0, CORES[1:])


@contextlib.contextmanager
def product(**settings: str) -> Iterator[Server]:
    """Run the whole server with its own data folder, PostgreSQL and port, and no limits."""
    with tempfile.TemporaryDirectory(prefix="meetingmuse-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name not in UNSET}
        environment |= UNLIMITED | {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "meetingmuse.settings"}
        environment |= settings
        try:
            with _process(["manage.py", "serve", "--host", "127.0.0.1", "--port"], environment) as server:
                yield server
        finally:
            _stop_database(Path(folder) / "postgres")


def embedded(folder: Path) -> str:
    """Return the parameters of a connection to the embedded PostgreSQL of a server with this data folder."""
    lines = (folder / "postgres" / "postmaster.pid").read_text().splitlines()
    return f"host={lines[4]} port={lines[3]} user=postgres dbname=postgres"


@contextlib.contextmanager
def floor(kind: str) -> Iterator[Server]:
    """Run one of the floors: `graph` or `echo`."""
    with _process(["-m", "benchmarks.floors", kind], dict(os.environ)) as server:
        yield server


@contextlib.contextmanager
def stand_in() -> Iterator[Server]:
    """Run the stand-in for a language model, beside the load generator and not on the core of what is measured."""
    with _process(["-m", "benchmarks.stand_in"], dict(os.environ), alone=False) as server:
        yield server


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str], *, alone: bool = True) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [sys.executable, *command, str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for this process, which then stops it
        )
        try:
            if not _listens(process, port):
                output.seek(0)
                raise RuntimeError(f"{' '.join(command)} did not start: {output.read()[-600:]}")
            if alone:
                _pin(process.pid)
            yield Server(port, process.pid, output)
        finally:
            _stop(process)


def _listens(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        time.sleep(0.1)
    return False


def _pin(pid: int) -> None:
    """Give every thread of a process the first core; PostgreSQL, which it has started by now, stays where it is."""
    if PINNED:
        for thread in psutil.Process(pid).threads():
            os.sched_setaffinity(thread.id, CORES[:1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _stop_database(folder: Path) -> None:
    """A server that was killed leaves its PostgreSQL running."""
    pid_file = folder / "postmaster.pid"
    if pid_file.exists():
        with contextlib.suppress(psutil.Error):
            postmaster = psutil.Process(int(pid_file.read_text().split("\n", 1)[0]))
            postmaster.send_signal(signal.SIGINT)
            postmaster.wait(STOP_SECONDS)
