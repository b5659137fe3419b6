"""Lets API clients in over HTTP by their token, as identity.py does on sockets; never what they may do."""

import hmac
from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from conversations.errors import AuthenticationRequired
from conversations.identity import BEARER, by_token

GetResponse = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def _is_of_a_service(token: str) -> bool:
    """Tell whether it is one of the tokens that open a page to a program; that page looks at it by itself."""
    known = filter(None, (settings.SERVICE_TOKEN, settings.METRICS_TOKEN))
    return any(hmac.compare_digest(token.encode(), each.encode()) for each in known)


class BearerTokens:
    """Sets `token_owner` of a request that brings a token, as owners.py names owners; a bad one is answered with 401.

    What a token authorises no browser sends by itself: such a request needs no CSRF token.
    """

    async_capable, sync_capable = True, False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == BEARER and not _is_of_a_service(token.strip()):
            try:
                request.token_owner = (await by_token(token.strip())).owner  # type: ignore[attr-defined]
            except AuthenticationRequired as error:
                challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
                return JsonResponse({"error": error.message}, status=401, headers=challenge)
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return await self.get_response(request)
