"""Names every HTTP request and socket, so that what is logged on its way can be found by what its client was told.

Never decides whether a request is served.
"""

import re
from secrets import token_hex
from typing import Any

from structlog.contextvars import bound_contextvars

HEADER = b"x-request-id"
_NAME = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class NamedRequests:
    """Puts `request_id` into the scope, onto every line logged on the way, and into the answer's X-Request-ID.

    The name that a proxy gave is kept when it is a plain one.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        request = given.decode() if _NAME.fullmatch(given) else token_hex(8)

        async def answer(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (HEADER, request.encode())]
            await send(message)

        with bound_contextvars(request=request):
            named = {**scope, "request_id": request}
            return await self.application(named, receive, answer if scope["type"] == "http" else send)
