"""How often one address may ask for what costs most over HTTP; never what it is shown. Sign-in counts by itself."""

import math
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from conversations.errors import RateLimited
from conversations.limits import Flooding, take

# the routes that are counted, by name: those of one kind together
KINDS = {
    "conversations": "history",
    "one-conversation": "history",
    "messages": "history",
    "feed-file": "feeds",
    "reply": "replies",
}
AFTER_FLOOD_SECONDS = 60


class RatedRequests:
    """Refuses with 429 and Retry-After what one address asks for more often than REQUESTS_PER_MINUTE of each kind."""

    async_capable, sync_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponseBase]]) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return await self.get_response(request)

    async def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name not in KINDS:
            return None
        try:
            await take(f"{KINDS[name]}:{request.META.get('REMOTE_ADDR', '')}", settings.REQUESTS_PER_MINUTE)
        except RateLimited as error:
            return _refused(KINDS[name], math.ceil(error.metadata["retry_after_seconds"]))
        except Flooding:
            return _refused(KINDS[name], AFTER_FLOOD_SECONDS)
        return None


def _refused(kind: str, seconds: int) -> HttpResponse:
    sentence = _("Too many requests. Please try again in a minute.")
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if kind == "history":
        return JsonResponse({"error": sentence}, status=429, headers=headers)
    return HttpResponse(sentence, "text/plain; charset=utf-8", status=429, headers=headers)
