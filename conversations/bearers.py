"""Lets API clients in over HTTP by their token, as identity.py does on sockets; never what they may do."""

from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponseBase, JsonResponse

from conversations.errors import AuthenticationRequired
from conversations.identity import BEARER, by_token

GetResponse = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


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
        if scheme.lower() == BEARER:
            try:
                request.token_owner = (await by_token(token.strip())).owner  # type: ignore[attr-defined]
            except AuthenticationRequired as error:
                challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
                return JsonResponse({"error": error.message}, status=401, headers=challenge)
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        return await self.get_response(request)
