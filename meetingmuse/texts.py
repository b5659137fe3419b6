"""Refuses requests with a NUL character where text is expected: PostgreSQL stores none. Never looks at what a text says."""

from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponseBadRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


class StorableText:
    """Answers 400 when the address or a cookie has a NUL; queries and forms are read by pages, which know what to say."""

    async_capable, sync_capable = True, False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any("\0" in text for text in (request.path, *request.COOKIES.values())):
            return HttpResponseBadRequest(
                "A NUL character is no text.", content_type="text/plain; charset=utf-8"
            )
        return await self.get_response(request)
