"""The counts of a worker for Prometheus, on a port of its own: a worker has no other. Never more than that."""

import hmac
from collections.abc import Iterable
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.exceptions import ImproperlyConfigured
from prometheus_client import make_wsgi_app


class _Quiet(WSGIRequestHandler):
    """Writes no line for each look."""

    timeout = 5  # one that says nothing is not waited for

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve_metrics(host: str, port: int, token: str) -> WSGIServer:
    """Answer on this port in a thread, to those who have the token; return the server, which its caller shuts down.

    Raises ImproperlyConfigured without a token or when the port cannot be had.
    """
    if not token:
        raise ImproperlyConfigured(
            "METRICS_TOKEN cannot be empty when WORKER_METRICS_PORT is set: allowed is a secret text."
        )
    metrics = make_wsgi_app()

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        given = environ.get("HTTP_AUTHORIZATION", "")
        if hmac.compare_digest(given.encode("latin1"), f"Bearer {token}".encode()):
            shown: Iterable[bytes] = metrics(environ, start_response)
            return shown
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"Metrics are read with METRICS_TOKEN.\n"]

    try:
        server = make_server(host, port, guarded, handler_class=_Quiet)
    except OSError as error:
        raise ImproperlyConfigured(
            f"WORKER_METRICS_PORT cannot be {port} ({error.strerror}): choose another."
        ) from error
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
