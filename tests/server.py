"""A real server process for tests: `manage.py serve` on a free port with its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 60


class Server:
    """Starts, stops and kills one installation; its data outlives a restart."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.log = folder / "server.log"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "meetingmuse.settings",
            "DATA_DIR": str(folder / "data"),
            "MESSAGE_RATE_PER_MINUTE": "0",
            "NEW_CONVERSATIONS_PER_MINUTE": "0",
            "REQUESTS_PER_MINUTE": "0",
            "LOG_LEVEL": "INFO",
            **environment,
        }
        self.options: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        self._choose_port()

    def _choose_port(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.environment["PORT"] = str(self.port)

    def start(self) -> None:
        """Start it and wait until it answers; take another port when somebody was faster with this one."""
        while not self._started():
            self._choose_port()

    def _started(self) -> bool:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", *self.options],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                said = self.log.read_text()
                assert said.splitlines()[-1].startswith(f"Port {self.port} is taken"), said
                return False
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=5):
                    return True
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"no answer within {SECONDS} s:\n{self.log.read_text()}")

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def manage(self, *arguments: str) -> None:
        """Run a management command of this installation beside the server."""
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=PROJECT, env=self.environment, check=True, capture_output=True)

    def stop(self) -> int:
        """Ask it to stop, as Ctrl-C and service managers do; return its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """End it in the middle of whatever it does."""
        return self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(SECONDS)
