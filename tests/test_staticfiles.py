"""Static files come from memory, packed, and are sent again only when they have changed."""

import gzip
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import get_finder

from meetingmuse import staticfiles
from meetingmuse.staticfiles import StaticFiles

SCRIPT = "/static/conversations/chat.js"
SOURCE = Path(__file__).parent.parent / "conversations/static/conversations/chat.js"


async def elsewhere(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b"elsewhere"})


async def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return the status, the headers and the body of an answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "path": path, "method": method, "headers": named}
    await StaticFiles(elsewhere)(scope, None, send)
    start, body = sent
    return start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body.get("body", b"")


async def test_a_script_comes_whole_with_its_type() -> None:
    status, headers, body = await ask(SCRIPT)

    assert (status, body) == (200, SOURCE.read_bytes())
    assert headers["content-type"].endswith("/javascript; charset=utf-8")
    assert headers["content-length"] == str(len(body))
    assert headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in headers


async def test_who_takes_gzip_gets_less() -> None:
    _, headers, body = await ask(SCRIPT, accept_encoding="gzip, deflate, br")

    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(body) == SOURCE.read_bytes()
    assert len(body) < len(SOURCE.read_bytes()) / 2


async def test_what_is_known_already_is_not_sent_again() -> None:
    _, headers, _ = await ask(SCRIPT)

    status, _, body = await ask(SCRIPT, if_none_match=f'"another", {headers["etag"]}')

    assert (status, body) == (304, b"")


async def test_head_has_the_length_and_no_body() -> None:
    status, headers, body = await ask(SCRIPT, "HEAD")

    assert (status, headers["content-length"], body) == (200, str(SOURCE.stat().st_size), b"")


async def test_a_file_of_django_s_admin_is_served_too() -> None:
    status, headers, _ = await ask("/static/admin/css/base.css")

    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/", "GET"),
        ("/static/nothing.js", "GET"),
        ("/static/../manage.py", "GET"),
        ("/static/conversations/../conversations/chat.js", "GET"),
        (SCRIPT, "POST"),
    ],
)
async def test_everything_else_is_for_the_application_behind(path: str, method: str) -> None:
    assert await ask(path, method) == (404, {}, b"elsewhere")


@pytest.mark.parametrize(("debug", "told"), [(True, "no-cache"), (False, "public, max-age=60")])
async def test_a_browser_asks_again_each_time_only_in_development(
    settings: Any, debug: bool, told: str
) -> None:
    settings.DEBUG = debug
    staticfiles._read.cache_clear()

    _, headers, _ = await ask(SCRIPT)

    assert headers["cache-control"] == told
    staticfiles._read.cache_clear()


async def test_a_file_that_changes_is_read_again(tmp_path: Path, settings: Any) -> None:
    settings.STATICFILES_DIRS = [tmp_path]
    get_finder.cache_clear()
    file = tmp_path / "page.css"
    file.write_text("a {}")
    _, before, _ = await ask("/static/page.css")
    file.write_text("b {}")
    os.utime(file, ns=(1, 1))  # a clock may be too coarse to tell the two apart

    _, after, body = await ask("/static/page.css")
    file.unlink()
    gone, _, _ = await ask("/static/page.css")

    assert (body, gone) == (b"b {}", 404)
    assert before["etag"] != after["etag"]
    get_finder.cache_clear()
