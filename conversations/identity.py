"""Who is asking: the browser's origin, and the user, token subject or browser of a socket. Never what they may do."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.contrib.auth import get_user
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from conversations import tokens
from conversations.errors import AuthenticationRequired, ConversationError, PersistenceLost
from conversations.revocation import is_good, session_credential, token_credential
from scheduling.browsers import browser_of
from scheduling.owners import browser_key, user_key

BEARER = "bearer"  # the scheme of a header (RFC 6750), and the subprotocol before the one that is the token
NOT_FOUND_NOW = (
    "This conversation could not be looked up just now. Nothing is lost; please try again shortly."
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who connects, as owners.py names owners, "" for nobody; `credential` names what vouches for them, until when."""

    owner: str = ""
    credential: str = ""
    expires_at: datetime | None = None


class AllowedOrigin(OriginValidator):  # type: ignore[misc]
    """Refuses a foreign Origin header; a client that sends none (wscat, a program) is no browser and passes."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))


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
        except (OperationalError, InterfaceError):
            identity = PersistenceLost(NOT_FOUND_NOW)
        return await self.application({**scope, "identity": identity}, receive, send)


async def by_token(token: str) -> Identity:
    """Return whom a token speaks for. Raises AuthenticationRequired when it is not good, or the database is gone."""
    bearer = await tokens.read(token)
    if not await database_sync_to_async(is_good)(bearer):
        raise AuthenticationRequired
    return Identity(bearer.owner, token_credential(bearer.token_id), bearer.expires_at)


async def _identify(scope: dict[str, Any]) -> Identity:
    if token := _token(scope):
        return await by_token(token)
    cookies = parse_cookie(_header(scope, b"cookie", joined_by=";"))
    if session := cookies.get(settings.SESSION_COOKIE_NAME):
        user = await database_sync_to_async(_user_of)(session)
        if user is not None:
            return Identity(user_key(user), session_credential(session))
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
