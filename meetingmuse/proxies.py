"""Believes what a trusted proxy says of the client behind it, and nobody else; never who a client is."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

Network = IPv4Network | IPv6Network
FORWARDED = (b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded")


class TrustedProxies:
    """An ASGI application behind proxies in these networks, for HTTP and WebSockets alike.

    From a trusted proxy, `client` of the scope becomes the last address of X-Forwarded-For that no trusted proxy has, and
    `scheme` follows X-Forwarded-Proto. From everybody else these headers are dropped.
    """

    def __init__(self, application: Any, networks: Sequence[Network]) -> None:
        self.application = application
        self.networks = networks

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        if scope["type"] in ("http", "websocket"):
            scope = self._behind(scope) if self._trusts(scope) else self._before(scope)
        return await self.application(scope, receive, send)

    def _trusts(self, scope: dict[str, Any]) -> bool:
        client = scope.get("client")
        return client is None or self._is_proxy(client[0])  # None: a socket in the file system

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        return any(mapped in network for network in self.networks)

    def _behind(self, scope: dict[str, Any]) -> dict[str, Any]:
        changed = dict(scope)
        addresses = [each.strip() for each in _header(scope, b"x-forwarded-for").split(",") if each.strip()]
        for address in reversed(addresses):
            changed["client"] = [address, 0]
            if not self._is_proxy(address):
                break
        if _header(scope, b"x-forwarded-proto").strip().lower() == "https":
            changed["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        return changed

    @staticmethod
    def _before(scope: dict[str, Any]) -> dict[str, Any]:
        """Drop what only a proxy may say; Daphne reads `root_path` from a header of anybody."""
        headers = [each for each in scope["headers"] if each[0] not in FORWARDED]
        return {**scope, "headers": headers, "root_path": ""}


def _header(scope: dict[str, Any], name: bytes) -> str:
    """Return all values of a header as one, as RFC 9110 section 5.3 reads them."""
    return ",".join(value.decode("latin1") for each, value in scope["headers"] if each == name)
