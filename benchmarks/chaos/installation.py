"""An installation as in production: two server processes and a worker over one PostgreSQL, Redis, model and mail server."""

import contextlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.chaos.services import (
    START_SECONDS,
    Mailbox,
    Postgres,
    Process,
    free_port,
    is_ready,
    mail_server,
    redis,
    stand_in,
)
from benchmarks.servers import UNLIMITED, UNSET

PROCESSES = 2
MANAGE = (sys.executable, "manage.py")


def environment(folder: Path, postgres: Postgres, redis: Process) -> dict[str, str]:
    """Return the settings of processes that share all that can be shared, without limits."""
    settings = {name: value for name, value in os.environ.items() if name not in UNSET}
    return (
        settings
        | UNLIMITED
        | {
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": postgres.url,
            "DJANGO_SETTINGS_MODULE": "meetingmuse.settings",
            "REDIS_URL": f"redis://127.0.0.1:{redis.port}/0",
            "SECRET_KEY": secrets.token_urlsafe(48),
        }
    )


def web(number: int, folder: Path, settings: dict[str, str]) -> Process:
    """Return a server process without a worker."""
    port = free_port()
    command = [*MANAGE, "serve", "--no-worker", "--host", "127.0.0.1", "--port", str(port)]
    return Process(f"web {number}", command, settings, folder / f"web-{number}.log", port)


def until_ready(web: Process) -> None:
    """Wait until the server would take clients. Raises RuntimeError."""
    deadline = time.monotonic() + START_SECONDS
    while not is_ready(web.port):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{web.name} is not ready: {web.log.read_text()[-600:]}")
        time.sleep(0.1)


class Installation:
    """All parts, which run from `start` to `stop`."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.postgres = Postgres(folder)
        self.redis, self.model = redis(folder), stand_in(folder)
        settings = environment(folder, self.postgres, self.redis) | {
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "HUGGINGFACE_ENDPOINT_URL": f"http://127.0.0.1:{self.model.port}/v1",
            "HUGGINGFACE_MODEL": "stand-in",
            "INVITATION_DELAY_SECONDS": "0",
            "MAX_MAILS_PER_DAY": "0",
        }
        self.webs = [web(number, folder, settings) for number in range(1, PROCESSES + 1)]
        port = free_port()  # where its metrics are, from when it works
        settings = settings | {"WORKER_METRICS_PORT": str(port), "METRICS_TOKEN": secrets.token_urlsafe(48)}
        self.worker = Process("worker", [*MANAGE, "work"], settings, folder / "worker.log", port)
        self.processes = [self.redis, self.model, *self.webs, self.worker]

    def start(self) -> None:
        self.postgres.start()
        for process in self.processes:
            process.start()
        for web in self.webs:
            until_ready(web)

    def stop(self) -> None:
        """Stop everything, also when a part does not want to."""
        with contextlib.ExitStack() as stack:
            stack.callback(self.postgres.stop)
            for process in self.processes:
                stack.callback(process.end, signal.SIGTERM)


@contextlib.contextmanager
def running(mailbox: Mailbox, folder: Path) -> Iterator[Installation]:
    """Run an installation whose data and logs are in the folder, which is empty."""
    with mail_server(mailbox) as port:
        installation = Installation(folder, port)
        try:
            installation.start()
            yield installation
        finally:
            installation.stop()
