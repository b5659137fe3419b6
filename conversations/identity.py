"""Who is asking: the browser's origin, and the user, token subject or browser of a socket. Never what they may do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import structlog
from channels.db import database_sync_to_async
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.contrib.auth import get_user
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import validate_host

from conversations import tokens
from conversations.errors import AuthenticationRequired, ConversationError, PersistenceLost
from conversations.revocation import is_good, session_credential, token_credential
from scheduling.browsers import browser_of
from scheduling.owners import browser_key, user_key

log = structlog.get_logger(__name__)

BEARER = "bearer"  # the scheme of a header (RFC 6750), and the subprotocol before the one that is the token
NOT_FOUND_NOW = (
    "This conversation could not be looked up just now. Nothing is lost; please try again shortly."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who connects, as owners.py names owners, "" for nobody; `credential` names what vouches for them, until when.

    `again` asks once more, for what may have been taken back meanwhile; it raises AuthenticationRequired.
    """

    owner: str = ""
    credential: str = ""
    expires_at: datetime | None = None
    again: Callable[[], Awaitable["Identity"]] | None = None


class AllowedOrigin:
    """Refuses a foreign Origin header; a client that sends none (wscat, a program) is no browser and passes."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        origins = [value.decode("latin1") for name, value in scope["headers"] if name == b"origin"]
        served = self.application if all(map(_is_served, origins)) else WebsocketDenier()
        return await served(scope, receive, send)


class Identification:
    """Puts `identity` into the scope: an Identity, or the ConversationError that the socket is to be refused with.

    A token counts before a session, a session before the browser. What cannot be looked up is refused: nobody may then
    be taken for somebody else.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        identity: Identity | ConversationError
        try:
            identity = await _identify(scope)
        except ConversationError as error:
            identity = error
        except (OperationalError, InterfaceError) as error:
            identity = PersistenceLost(NOT_FOUND_NOW)
            log.error("not identified: database gone", error=str(error), reference=identity.reference)
        return await self.application({**scope, "identity": identity}, receive, send)


def _is_served(origin: str) -> bool:
    try:
        host = urlsplit(origin).hostname or ""
    except ValueError:  # such as half an IPv6 address
        return False
    return validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS)


async def by_token(token: str) -> Identity:
    """Return whom a token speaks for. Raises AuthenticationRequired when it is not good, or the database is gone."""
    bearer = await tokens.read(token)
    if not await database_sync_to_async(is_good)(bearer):
        raise AuthenticationRequired
    credential = token_credential(bearer.token_id)
    return Identity(bearer.owner, credential, bearer.expires_at, again=partial(by_token, token))


async def by_session(session: str) -> Identity:
    """Return who is signed in by a session. Raises AuthenticationRequired when nobody is, or the database is gone."""
    user = await database_sync_to_async(_user_of)(session) if session.isalnum() else None
    if user is None:
        raise AuthenticationRequired
    return Identity(user_key(user), session_credential(session), again=partial(by_session, session))


async def _identify(scope: dict[str, Any]) -> Identity:
    if token := _token(scope):
        return await by_token(token)
    cookies = parse_cookie(_header(scope, b"cookie", joined_by=";"))
    try:
        return await by_session(cookies.get(settings.SESSION_COOKIE_NAME, ""))
    except AuthenticationRequired:  # who is signed in no more is still their browser
        browser = browser_of(cookies)
        return Identity(browser_key(browser)) if browser else Identity()


def _token(scope: dict[str, Any]) -> str:
    """Return the token in the Authorization header, or in the subprotocol after `bearer`."""
    scheme, _, token = _header(scope, b"authorization").partition(" ")
    if scheme.lower() == BEARER:
        return token.strip()
    offered = scope.get("subprotocols", [])
    return offered[offered.index(BEARER) + 1] if BEARER in offered[:-1] else ""


def _header(scope: dict[str, Any], name: bytes, joined_by: str = ",") -> str:
    return joined_by.join(value.decode("latin1") for each, value in scope["headers"] if each == name)


def _user_of(session: str) -> int | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return get_user(request).pk
