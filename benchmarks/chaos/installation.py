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


class Installation:
    """All parts, running; `postgres` has run since it was made."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.postgres = Postgres(folder)
        self.redis, self.model = redis(folder), stand_in(folder)
        settings = {name: value for name, value in os.environ.items() if name not in UNSET}
        settings |= UNLIMITED | {
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": self.postgres.url,
            "DJANGO_SETTINGS_MODULE": "meetingmuse.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "HUGGINGFACE_ENDPOINT_URL": f"http://127.0.0.1:{self.model.port}/v1",
            "HUGGINGFACE_MODEL": "stand-in",
            "INVITATION_DELAY_SECONDS": "0",
            "MAX_MAILS_PER_DAY": "0",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "SECRET_KEY": secrets.token_urlsafe(48),
        }
        manage = [sys.executable, "manage.py"]
        self.webs = []
        for number in range(PROCESSES):
            port = free_port()
            command = [*manage, "serve", "--no-worker", "--host", "127.0.0.1", "--port", str(port)]
            name = f"web {number + 1}"
            self.webs.append(Process(name, command, settings, folder / f"web-{number + 1}.log", port))
        self.worker = Process("worker", [*manage, "work"], settings, folder / "worker.log")
        self.processes = [self.redis, self.model, *self.webs, self.worker]

    def start(self) -> None:
        for process in self.processes:
            process.start()
        for web in self.webs:
            self.until_ready(web)

    def until_ready(self, web: Process) -> None:
        """Wait until the server would take clients. Raises RuntimeError."""
        deadline = time.monotonic() + START_SECONDS
        while not is_ready(web.port):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{web.name} is not ready: {web.log.read_text()[-600:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop everything, also when a part does not want to."""
        with contextlib.ExitStack() as stack:
            stack.callback(self.postgres.control, "stop", "-m", "fast")
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
