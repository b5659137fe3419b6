"""Who is asking: the browser's origin and the signed-in user of a socket. Never what they may do."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.security.websocket import OriginValidator
from django.conf import settings


class AllowedOrigin(OriginValidator):  # type: ignore[misc]
    """Refuses a foreign Origin header; a client that sends none (wscat, a program) is no browser and passes."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, settings.ALLOWED_HOSTS)

    def valid_origin(self, parsed_origin: Any) -> bool:
        return parsed_origin is None or bool(self.validate_origin(parsed_origin))


class SignedInUser:
    """Puts `owner_id` into the scope: the signed-in user's, or None. Without a session cookie nothing is looked up."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.with_session = AuthMiddlewareStack(self._from_session)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        cookies = b";".join(value for name, value in scope["headers"] if name == b"cookie")
        if settings.SESSION_COOKIE_NAME.encode() + b"=" in cookies:
            return await self.with_session(scope, receive, send)
        return await self.application({**scope, "owner_id": None}, receive, send)

    async def _from_session(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        return await self.application({**scope, "owner_id": scope["user"].pk}, receive, send)
