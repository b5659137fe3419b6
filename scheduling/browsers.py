"""The signed cookie by which a browser that nobody is signed in with owns what it began; never who sits before it."""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "meetingmuse_browser"
KEPT = timedelta(days=400)  # browsers keep no cookie longer (RFC 6265bis, section 5.5)

_signer = Signer(salt="meetingmuse.browser")


def browser_of(cookies: Mapping[str, str]) -> str | None:
    """Return the browser that these cookies tell of, None when they tell of none or were made up."""
    try:
        return _signer.unsign(cookies.get(COOKIE, ""))
    except BadSignature:
        return None


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser keep who it is, from now on for as long as it may; a new one becomes somebody."""
    browser = browser_of(request.COOKIES) or token_hex(16)
    response.set_cookie(
        COOKIE,
        _signer.sign(browser),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
