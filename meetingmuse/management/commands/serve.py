"""Set everything up and serve with Daphne; stops cleanly on Ctrl-C and SIGTERM."""

import asyncio
import errno
import gc
import secrets
import signal
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

# daphne installs the asyncio reactor when it is imported, before anything else may bring in Twisted's default
from daphne.server import Server  # isort: skip
import structlog
from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from conversations import answering, connections, engine, limits, listening, presence, queues, relaying
from meetingmuse import embedded
from meetingmuse.memory import Ebb, give_back
from meetingmuse.worker import run as run_worker
from scheduling import database

log = structlog.get_logger(__name__)

GOING_AWAY = 1001
BACKLOG = 1024  # who comes when so many wait to be let in is not heard for a second; Twisted's own is 50
DRAIN_SECONDS = 10.0
FINISH_SECONDS = 5.0
PING_SECONDS, PONG_SECONDS = 20, 30  # who does not answer a ping has gone without saying so, and is closed
# a run of the graph leaves some 200 objects in cycles: collected soon, they are still in the processor's cache; a socket that
# has gone leaves some 50, which the third number keeps to those of a few thousand sockets
GC_THRESHOLDS = (1_000, 20, 10)
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Command(BaseCommand):
    help = (
        "Migrate, prepare the checkpoint tables, create the development admin account, and serve with Daphne."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default=settings.HOST, help="address to listen on (default: %(default)s)"
        )
        parser.add_argument("--port", type=int, default=settings.PORT, help="port (default: %(default)s)")
        parser.add_argument(
            "--no-worker", action="store_true", help="run no jobs here: `manage.py work` does it elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if settings.DEBUG and host not in LOOPBACK:
            raise ImproperlyConfigured(
                f"HOST cannot be {host!r} when DEBUG=true: allowed is localhost, or set DEBUG=false."
            )
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the server listens to it
        addresses = _addresses(host, port)
        try:
            self._prepare()
            self._say(host, port)
            self._serve(addresses, port, worker=not options["no_worker"])
        finally:
            connection.close()
            embedded.stop()
        self.stdout.write("MeetingMuse has stopped.")

    def _prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("prepare_checkpoints", verbosity=0)
        users = get_user_model().objects
        if settings.DEBUG and not users.filter(is_staff=True).exists():
            password = secrets.token_urlsafe(12)
            users.create_superuser("admin", "", password)
            self.stdout.write(f"Staff account made: user admin, password {password} (shown only now)")

    def _say(self, host: str, port: int) -> None:
        shown = "localhost" if host in LOOPBACK else host
        stored = "DATABASE_URL" if not settings.DATABASES["default"].get("EMBEDDED") else settings.DATA_DIR
        for what, where in (
            ("Chat page", f"http://{shown}:{port}/"),
            ("WebSocket", f"ws://{shown}:{port}/ws/{{client_id}}"),
            ("Admin", f"http://{shown}:{port}/admin/"),
            ("Health", f"http://{shown}:{port}/health"),
            ("Data", stored),
            ("Mail", _mail()),
        ):
            self.stdout.write(f"{what:<10} {where}")
        self.stdout.write("Stop with Ctrl-C.")
        self.stdout.flush()

    def _serve(self, addresses: Sequence[str], port: int, *, worker: bool) -> None:
        from meetingmuse.asgi import application

        server: BoundedServer = BoundedServer(
            application,
            endpoints=[
                f"{endpoint}:backlog={BACKLOG}"
                for address in addresses
                for endpoint in build_endpoint_description_strings(host=address, port=port)
            ],
            signal_handlers=False,
            websocket_timeout=-1,
            ping_interval=PING_SECONDS,
            ping_timeout=PONG_SECONDS,
            websocket_max_message_size=settings.MAX_FRAME_BYTES,
            websocket_max_frame_size=settings.MAX_FRAME_BYTES,
            ready_callable=lambda: _started(server, worker=worker),
        )
        server.run()
        _finish_tasks(asyncio.get_event_loop())
        if server.abort_start:
            sys.exit(_taken(port))


def _mail() -> str:
    """Tell where mail goes; never with a password."""
    if settings.EMAIL_BACKEND.endswith(".MailFolder"):
        return f"{settings.EMAIL_FILE_PATH} (nothing is sent: set EMAIL_URL for that)"
    return (
        f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        if "smtp" in settings.EMAIL_BACKEND
        else "see EMAIL_URL"
    )


def _addresses(host: str, port: int) -> Sequence[str]:
    """Return the addresses to listen on; `localhost` is both loopback addresses where there are both."""
    if host != "localhost":
        return [host] if _can_listen(host, port) else []
    return [address for address in ("127.0.0.1", "::1") if _can_listen(address, port)]


def _can_listen(address: str, port: int) -> bool:
    """Tell whether this machine has the loopback address; exit with a sentence when the port cannot be had."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sys.exit(_taken(port))
        if address != "::1":
            sys.exit(f"Cannot listen on {address}:{port} ({error.strerror}): choose another HOST or PORT.")
        return False
    return True


def _taken(port: int) -> str:
    return f"Port {port} is taken: stop what listens there, or choose another with PORT=8010 make run."


class BoundedServer(Server):  # type: ignore[misc]
    """Daphne, which gives up a client that leaves more than MAX_UNSENT_BYTES unread instead of keeping them for it.

    It also gives back the memory of many connections when they have gone.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.ebb = Ebb()

    def application_checker(self) -> None:
        """Do what Daphne does every second, and look how many connections there are, with those it has yet to forget."""
        count = len(self.connections)
        super().application_checker()
        if self.ebb.is_over(count):
            give_back()

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send" and settings.MAX_UNSENT_BYTES:
            transport = protocol.transport
            # Twisted has no name for both what it is about to write and what was added since
            unsent = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
            if unsent > settings.MAX_UNSENT_BYTES:
                log.warning("connection cut: the client does not read", unsent_bytes=unsent)
                protocol.dropConnection(abort=True)
        await super().handle_reply(protocol, message)


def _started(server: Server, *, worker: bool) -> None:
    """Warm up, so that the first message finds everything in place, start the worker, and listen to signals."""
    loop = asyncio.get_event_loop()
    server.warming = loop.create_task(_warm_up())  # kept, or it could be collected
    server.working = loop.create_task(run_worker()) if worker else None
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, lambda: loop.create_task(_drain(server)))


async def _warm_up() -> None:
    """Make what turns share; then spare the garbage collector the libraries, which stay as long as the process."""
    await answering.assistant()
    if settings.LANGGRAPH_ENABLED:
        listening.begin()
        presence.begin()
        relaying.begin()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def _finish_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """End what still waits on the loop: the interpreter crashes when it has to collect a waiting task at exit."""
    if tasks := asyncio.all_tasks(loop):
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.wait(tasks, timeout=FINISH_SECONDS))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(asyncio.wait_for(loop.shutdown_default_executor(), FINISH_SECONDS))
    loop.close()


async def _drain(server: Server) -> None:
    """Take no more connections and messages, let running turns finish, tell clients to come back later, and stop."""
    if connections.stop_reading():
        return  # it is stopping already
    for listener in server.listeners:
        listener.addCallback(lambda port: port.stopListening())
    if server.working:
        server.working.cancel()  # what it is at may finish beside the turns
    await queues.all_finished(DRAIN_SECONDS)
    await queues.stop()
    if server.working:
        await asyncio.wait([server.working], timeout=DRAIN_SECONDS)
    await connections.close_all(GOING_AWAY)
    await listening.stop()
    await relaying.stop()
    await presence.stop()
    await limits.close()
    answering.forget_assistant()
    await engine.close()
    await database.close_pool()
    server.stop()
