"""Run a worker by itself, beside servers started with --no-worker; stops cleanly on Ctrl-C and SIGTERM."""

import asyncio
import contextlib
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from meetingmuse import embedded, worker
from meetingmuse.metricsport import serve_metrics


class Command(BaseCommand):
    help = (
        "Run the jobs of this installation: mail and tidying. Any number of workers may run, on any machine."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()  # a database that cannot be reached at the start is said at once
            connection.close()
            if port := settings.WORKER_METRICS_PORT:
                serve_metrics(settings.HOST, port, settings.METRICS_TOKEN)
            self.stdout.write("MeetingMuse works on its jobs. Stop with Ctrl-C.")
            self.stdout.flush()
            asyncio.run(self._work())
        finally:
            embedded.stop()
        self.stdout.write("MeetingMuse's worker has stopped.")

    async def _work(self) -> None:
        working = asyncio.ensure_future(worker.run())
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, working.cancel)
        with contextlib.suppress(asyncio.CancelledError):
            await working
