"""A real CalDAV server (Radicale) on a real socket: the second reader of what we write."""

import re
import threading
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
import vobject
from radicale import Application, config

from scheduling.events import Period

COLLECTION = "/ana/calendar/"


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


class CalDavServer:
    """One collection; `put` a file in, ask when it is `busy`."""

    def __init__(self, folder: Path) -> None:
        configuration = config.load()
        configuration.update(
            {
                "storage": {"filesystem_folder": str(folder)},
                "auth": {"type": "none"},
                "rights": {"type": "authenticated"},
                "logging": {"level": "critical"},
                "reporting": {"max_freebusy_occurrence": "100000"},
            },
            "test",
            privileged=True,
        )
        self._server: WSGIServer = make_server(
            "127.0.0.1", 0, Application(configuration), handler_class=_Silent
        )
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> "CalDavServer":
        self._thread.start()
        url = f"http://127.0.0.1:{self._server.server_port}"
        self._client = httpx.Client(base_url=url, auth=("ana", ""), timeout=30)
        made = self._client.request("MKCALENDAR", COLLECTION)
        assert made.status_code == 201, made.text
        return self

    def __exit__(self, *_: object) -> None:
        # the library under Radicale keeps the first rules of a zone that any file of the process brought
        known = vars(vobject.icalendar)["__tzidMap"]
        for zone in known.keys() - {"UTC"}:
            del known[zone]
        self._client.close()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def put(self, name: str, file: bytes) -> None:
        answer = self._client.put(
            f"{COLLECTION}{name}.ics", content=file, headers={"Content-Type": "text/calendar"}
        )
        assert answer.status_code == 201, answer.text

    def busy(self, within: Period) -> list[Period]:
        """Return the busy periods that overlap the period, in order."""
        body = (
            '<?xml version="1.0"?><C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range '
            f'start="{within.utc.starts:%Y%m%dT%H%M%SZ}" end="{within.utc.ends:%Y%m%dT%H%M%SZ}"/></C:free-busy-query>'
        )
        answer = self._client.request("REPORT", COLLECTION, content=body, headers={"Depth": "1"})
        assert answer.status_code == 200, answer.text
        found = re.findall(r"^FREEBUSY;FBTYPE=BUSY:(\S+)/(\S+)\s*$", answer.text, flags=re.MULTILINE)
        moments = [
            [datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for text in pair] for pair in found
        ]
        return [Period(*pair) for pair in moments]
