"""Static files are served before Django is asked, and sent again only when they have changed."""

from pathlib import Path
from typing import Any

import pytest

from meetingmuse.staticfiles import static_files

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
    scope = {"type": "http", "path": path, "method": method, "headers": named, "query_string": b""}
    await static_files(elsewhere)(scope, None, send)
    start, *body = sent
    return (
        start["status"],
        {name.decode(): value.decode() for name, value in start["headers"]},
        b"".join(each.get("body", b"") for each in body),
    )


@pytest.mark.parametrize("debug", [True, False])
async def test_a_script_comes_whole_with_its_type(settings: Any, debug: bool) -> None:
    settings.DEBUG = debug

    status, headers, body = await ask(SCRIPT)

    assert (status, body) == (200, SOURCE.read_bytes())
    assert "javascript" in headers["content-type"]
    assert headers["content-length"] == str(len(body))
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == ("max-age=0, public" if debug else "max-age=60, public")


async def test_what_is_known_already_is_not_sent_again() -> None:
    _, headers, _ = await ask(SCRIPT)

    status, _, body = await ask(SCRIPT, if_none_match=headers["etag"])

    assert (status, body) == (304, b"")


async def test_head_has_the_length_and_no_body() -> None:
    status, headers, body = await ask(SCRIPT, "HEAD")

    assert (status, headers["content-length"], body) == (200, str(SOURCE.stat().st_size), b"")


async def test_a_file_of_django_s_admin_is_served_too() -> None:
    status, headers, _ = await ask("/static/admin/css/base.css")

    assert (status, headers["content-type"].split(";")[0]) == (200, "text/css")


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/static/nothing.js",
        "/static/../manage.py",
        "/static/conversations/../../../manage.py",
        "/static/%2e%2e/manage.py",
    ],
)
async def test_everything_else_is_for_the_application_behind(settings: Any, path: str, debug: bool) -> None:
    settings.DEBUG = debug

    assert await ask(path) == (404, {}, b"elsewhere")
