"""Serves the apps' static files from memory, before Django is asked: a page fetches a dozen of them at once.

Never serves a file that was not in an app's `static` folder at the start.
"""

import gzip
import hashlib
import os
from dataclasses import dataclass
from functools import cache
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.utils.http import parse_etags

TYPES = MimeTypes()  # the same on every machine: Python's own table
TEXTS = ("application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent: its bytes, the same packed with gzip (None when that is no shorter), and headers of both."""

    content: bytes
    packed: bytes | None
    tag: str
    headers: tuple[tuple[bytes, bytes], ...]


class StaticFiles:
    """An ASGI application in front of another one, which gets all that is not GET or HEAD of a static file."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.paths: dict[str, str] = {}
        for finder in get_finders():
            for name, storage in finder.list([]):
                self.paths.setdefault(settings.STATIC_URL + Path(name).as_posix(), storage.path(name))

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        file = self._find(scope["path"]) if scope["method"] in ("GET", "HEAD") else None
        if file is None:
            return await self.application(scope, receive, send)
        asked = {name: value.decode("latin1") for name, value in scope["headers"]}
        await _send(file, asked, send, head=scope["method"] == "HEAD")

    def _find(self, address: str) -> File | None:
        path = self.paths.get(address)
        return _read(path, os.stat(path).st_mtime_ns) if path and os.path.exists(path) else None


async def _send(file: File, asked: dict[bytes, str], send: Any, *, head: bool) -> None:
    headers = list(file.headers)
    known = parse_etags(asked.get(b"if-none-match", ""))
    if "*" in known or file.tag in known:
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body"})
        return
    content = file.content
    if file.packed and "gzip" in asked.get(b"accept-encoding", ""):
        content = file.packed
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(content)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else content})


@cache
def _read(path: str, _changed: int) -> File:
    """Read a file; once it has `_changed` (its time in nanoseconds), again."""
    content = Path(path).read_bytes()
    kind, encoding = TYPES.guess_type(path)
    kind = kind if kind and not encoding else "application/octet-stream"
    is_text = kind.startswith("text/") or kind in TEXTS
    packed = gzip.compress(content, mtime=0) if is_text else content
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {
        "content-type": f"{kind}; charset=utf-8" if is_text else kind,
        "cache-control": "no-cache" if settings.DEBUG else "public, max-age=60",
        "etag": tag,
        "vary": "Accept-Encoding",
        "x-content-type-options": "nosniff",
    }
    return File(
        content,
        packed if len(packed) < len(content) else None,
        tag,
        tuple((name.encode(), value.encode()) for name, value in headers.items()),
    )
