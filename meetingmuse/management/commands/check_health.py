"""Ask the server of this machine, or the workers, whether they do their work: for containers and service managers."""

import http.client
import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

from meetingmuse.tasks import DEAD_SECONDS

PATHS = {"live": "/health/live", "ready": "/health/ready"}


class Command(BaseCommand):
    help = "End with 0 when the server on PORT is ready (or a worker is alive), and with 1 and a sentence otherwise."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="localhost", help="address of the server (%(default)s)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="its port (%(default)s)")
        parser.add_argument("--live", action="store_true", help="only whether it answers at all")
        parser.add_argument(
            "--worker", action="store_true", help="instead whether some worker is alive, by the database"
        )
        parser.add_argument("--timeout", type=float, default=5.0, help="seconds to wait (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["worker"]:
            self._look_for_a_worker()
            return
        path = PATHS["live" if options["live"] else "ready"]
        try:
            status, body = _ask(options["host"], options["port"], path, options["timeout"])
        except (OSError, http.client.HTTPException, ValueError) as error:
            where = f"{options['host']}, port {options['port']} (PORT, or --port)"
            raise CommandError(f"No server answers at {where}: {type(error).__name__}.") from error
        if status != http.client.OK:
            raise CommandError(f"The server is not well: {json.dumps(body)}")
        self.stdout.write(body["status"])

    def _look_for_a_worker(self) -> None:
        alive = timezone.now() - timedelta(seconds=DEAD_SECONDS)
        count = ProcrastinateWorker.objects.filter(last_heartbeat__gte=alive).count()
        if not count:
            raise CommandError(f"No worker has been heard of for {DEAD_SECONDS:.0f} seconds.")
        self.stdout.write(f"{count} {'worker' if count == 1 else 'workers'} alive")


def _ask(host: str, port: int, path: str, timeout: float) -> tuple[int, dict[str, Any]]:
    """Return status and body of the answer. The server hears a host that it serves, whatever its address."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": settings.ALLOWED_HOSTS[0].lstrip(".")})
        answer = connection.getresponse()
        body: dict[str, Any] = json.loads(answer.read())
        return answer.status, body
    finally:
        connection.close()
