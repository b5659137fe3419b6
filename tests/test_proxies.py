"""Whom the server takes a client for behind proxies: what they say is believed from trusted ones alone."""

from ipaddress import ip_network
from typing import Any

import pytest

from meetingmuse.proxies import TrustedProxies

NETWORKS = [ip_network("10.0.0.0/8"), ip_network("::1")]
Headers = list[tuple[bytes, bytes]]


async def seen(
    client: str | None, *headers: tuple[str, str], kind: str = "http"
) -> tuple[str | None, str, Headers]:
    """Return the address, the scheme and the headers that the application sees."""
    found: dict[str, Any] = {}

    async def application(scope: dict[str, Any], *_: Any) -> None:
        found.update(scope)

    scope = {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": client and [client, 4000],
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    await TrustedProxies(application, NETWORKS)(scope, None, None)
    return found["client"] and found["client"][0], found["scheme"], found["headers"]


@pytest.mark.parametrize(
    ("proxy", "said", "address"),
    [
        ("10.1.2.3", "203.0.113.7", "203.0.113.7"),
        ("10.1.2.3", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first one was said by the client
        ("10.1.2.3", "198.51.100.1, 203.0.113.7, 10.9.9.9", "203.0.113.7"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.1.2.3", "203.0.113.7", "203.0.113.7"),
        (None, "203.0.113.7", "203.0.113.7"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("no address", "198.51.100.1", "no address"),
    ],
)
async def test_the_last_address_that_no_trusted_proxy_has_counts(
    proxy: str | None, said: str, address: str
) -> None:
    assert (await seen(proxy, ("x-forwarded-for", said)))[0] == address


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
async def test_a_trusted_proxy_says_that_the_client_speaks_tls(kind: str, scheme: str) -> None:
    said = ("x-forwarded-proto", "https")
    assert (await seen("10.1.2.3", said, kind=kind))[1] == scheme
    assert (await seen("203.0.113.9", said, kind=kind))[1] == ("ws" if kind == "websocket" else "http")


async def test_nobody_else_is_believed_by_what_lies_behind_either() -> None:
    said = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-host", "evil.example"), ("accept", "*/*")]
    assert (await seen("203.0.113.9", *said))[2] == [(b"accept", b"*/*")]


async def test_nobody_else_says_where_the_application_lies() -> None:
    found: dict[str, Any] = {}

    async def application(scope: dict[str, Any], *_: Any) -> None:
        found.update(scope)

    scope = {"type": "http", "client": ["203.0.113.9", 1], "headers": [], "root_path": "//evil.example"}
    await TrustedProxies(application, NETWORKS)(scope, None, None)
    assert found["root_path"] == ""
