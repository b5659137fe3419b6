"""Serves the apps' static files before Django is asked: a page fetches a dozen of them at once."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from servestatic import ServeStaticASGI

MAX_AGE_SECONDS = 60


def static_files(application: Any) -> Any:
    """Return an ASGI application that serves GET and HEAD of static files, and leaves the rest to this one."""
    served = ServeStaticASGI(
        application,
        autorefresh=settings.DEBUG,
        max_age=0 if settings.DEBUG else MAX_AGE_SECONDS,
        add_headers_function=_add_headers,
    )
    folders = dict.fromkeys(storage.location for finder in get_finders() for _, storage in finder.list([]))
    for folder in reversed(folders):  # Django takes a file from the first that has it, and this from the last
        served.add_files(folder, prefix=settings.STATIC_URL)
    return served


def _add_headers(headers: Any, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
