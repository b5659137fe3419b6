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

from scheduling.browsers import browser_of
from scheduling.owners import browser_key, user_key


class AllowedOrigin(OriginValidator):  # type: ignore[misc]
    """Refuses a foreign Origin header; a client that sends none (wscat, a program) is no browser and passes."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))


class Identity:
    """Puts `owner` into the scope: the signed-in user, else the browser, as owners.py names them; "" for neither.

    `identified` is False when the session could not be looked up: nobody may then be taken for somebody else.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
        sent = parse_cookie(cookies.decode("latin1"))
        browser = browser_of(sent)
        found = {"owner": browser_key(browser) if browser else "", "identified": True}
        if session := sent.get(settings.SESSION_COOKIE_NAME):
            try:
                user = await database_sync_to_async(_user_of)(session)
                found["owner"] = user_key(user) if user else found["owner"]
            except (OperationalError, InterfaceError):
                found["identified"] = False
        return await self.application({**scope, **found}, receive, send)


def _user_of(session: str) -> int | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session)
    return get_user(request).pk
