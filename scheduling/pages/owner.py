"""Whose page is asked for, by the same rule as the chat: the signed-in user's, the browser's, or that of a client id."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from scheduling.browsers import browser_of
from scheduling.calendars.database import DatabaseCalendar
from scheduling.owners import browser_key, client_key, user_key
from scheduling.preferences import Preferences
from scheduling.validation import is_zone


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a calendar: its key, and the client id that the addresses of their pages carry, or ""."""

    key: str
    client_id: str

    @property
    def calendar(self) -> DatabaseCalendar:
        return DatabaseCalendar(self.key)

    def address(self, page: str, *arguments: str) -> str:
        """Return the address of one of the owner's pages."""
        return reverse(page, args=[*([self.client_id] if self.client_id else []), *arguments])

    @property
    def agenda(self) -> str:
        return self.address("agenda")

    @property
    def contacts(self) -> str:
        return self.address("contacts")

    @property
    def reminders(self) -> str:
        return self.address("reminders")

    @property
    def feed(self) -> str:
        return self.address("feed")


Page = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def owned(page: Page) -> Page:
    """Hand the page its owner, and let nobody keep what it returns; without an owner say where to begin."""

    @wraps(page)
    async def guarded(request: HttpRequest, client_id: str = "", **named: Any) -> HttpResponseBase:
        key = await owner_key(request, client_id)
        if not (key or settings.ALLOW_ANONYMOUS_CLIENTS):
            response: HttpResponseBase = redirect_to_login(request.get_full_path())
        elif not key:
            response = render(request, "whose.html", status=404)
        else:
            response = await page(request, Owner(key, client_id), **named)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


async def owner_key(request: HttpRequest, client_id: str = "") -> str:
    """Return the owner that asks: that of a token, a user signed in, the client of the address, the browser; "" for none."""
    if by_token := getattr(request, "token_owner", ""):  # conversations/bearers.py
        return str(by_token)
    user = request.user = await request.auser()  # templates ask for it where nothing may be looked up
    if user.pk is not None:
        return user_key(user.pk)
    if not settings.ALLOW_ANONYMOUS_CLIENTS:
        return ""
    if client_id:
        return client_key(client_id)
    browser = browser_of(request.COOKIES)
    return browser_key(browser) if browser else ""


def zone_of(request: HttpRequest, preferences: Preferences) -> tuple[ZoneInfo, bool]:
    """Return the owner's zone, else the one their browser told of, and whether a browser may still tell another."""
    if preferences.timezone:
        return ZoneInfo(preferences.timezone), False
    told = unquote(request.COOKIES.get("timezone", ""))
    return ZoneInfo(told if is_zone(told) else settings.DEFAULT_TIMEZONE), True


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """Return the page that says what is wrong with a request and what to do."""
    return render(request, "refused.html", {"sentence": sentence}, status=400)
