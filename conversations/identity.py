"""Who is asking: the browser's origin and the signed-in user of a socket. Never what they may do."""

from importlib import import_module
from typing import Any

from channels.db import database_sync_to_async
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.contrib.auth import get_user
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.cookie import parse_cookie


class AllowedOrigin(OriginValidator):  # type: ignore[misc]
    """Refuses a foreign Origin header; a client that sends none (wscat, a program) is no browser and passes."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))


class SignedInUser:
    """Puts `owner_id` into the scope: the signed-in user's, or None. Without a session cookie nothing is looked up.

    `identified` is False when the session could not be looked up: nobody may then be taken for somebody else.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
        session = parse_cookie(cookies.decode("latin1")).get(settings.SESSION_COOKIE_NAME)
        found: dict[str, Any] = {"owner_id": None, "identified": True}
        if session:
            try:
                found["owner_id"] = await database_sync_to_async(_user_of)(session)
            except (OperationalError, InterfaceError):
                found["identified"] = False
        return await self.application({**scope, **found}, receive, send)


def _user_of(session: str) -> int | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return get_user(request).pk
