"""What is dangerous in production about this configuration, for `manage.py check --deploy`; each hint tells the fix.

Looks at settings only: it opens no connection and changes nothing.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

UNSENT = ("MailFolder", "console.EmailBackend", "filebased.EmailBackend", "dummy.EmailBackend")


@register(Tags.security, deploy=True)
def check_secret(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """The secret that is made for development lies beside the data and in every backup of it."""
    if settings.ENVIRONMENT["SECRET_KEY"]:
        return []
    hint = 'Set SECRET_KEY: python -c "import secrets; print(secrets.token_urlsafe(50))"'
    return [
        Error("The development secret in DATA_DIR signs sessions and links.", hint, id="meetingmuse.E001")
    ]


@register(Tags.security, deploy=True)
def check_hosts(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """A page of any origin could open a socket with the visitor's cookies."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the names people use, such as meet.example.com."
    return [Error("Any host and any origin is allowed.", hint, id="meetingmuse.E002")]


@register(Tags.security, deploy=True)
def check_checkpoints(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """A checkpoint could make objects of any class when it is read (CVE-2026-28277)."""
    from langgraph.checkpoint.serde import _msgpack

    if _msgpack.STRICT_MSGPACK_ENABLED:
        return []
    hint = "Import nothing of langgraph before the settings: they set LANGGRAPH_STRICT_MSGPACK=true."
    return [Error("Checkpoints are read without the strict mode.", hint, id="meetingmuse.E003")]


@register(deploy=True)
def check_layer(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """How many processes serve cannot be seen from one of them, so this only warns."""
    if not settings.CHANNEL_LAYERS["default"]["BACKEND"].endswith("InMemoryChannelLayer"):
        return []
    hint = "Set REDIS_URL when more than one process serves; with one, silence this."
    return [Warning("The channel layer is in memory, of one process.", hint, id="meetingmuse.W001")]


@register(deploy=True)
def check_database(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """The embedded server has no backups, and no other machine can use it."""
    if settings.ENVIRONMENT["DATABASE_URL"]:
        return []
    hint = "Set DATABASE_URL to a PostgreSQL that is backed up; see docs/operations.md."
    return [Warning("The embedded PostgreSQL is in use.", hint, id="meetingmuse.W002")]


@register(deploy=True)
def check_mail(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """People would believe to be invited by a mail that never leaves."""
    if not settings.EMAIL_BACKEND.endswith(UNSENT):
        return []
    hint = "Set EMAIL_URL to a mail server, such as smtp+tls://USER:PASSWORD@mail.example.com:587."
    return [Warning("No mail leaves this installation.", hint, id="meetingmuse.W003")]


@register(deploy=True)
def check_address(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Links in mails carry what lets their holder answer; feeds carry what lets theirs read."""
    parts = urlsplit(settings.PUBLIC_URL)
    if parts.scheme == "https" and not _is_this_machine(parts.hostname or ""):
        return []
    hint = "Set PUBLIC_URL to where people reach this server, such as https://meet.example.com."
    message = f"The links in mails lead to {settings.PUBLIC_URL}, which is not private or not reachable."
    return [Warning(message, hint, id="meetingmuse.W004")]


@register(Tags.security, deploy=True)
def check_clients(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:
    """Whoever finds the address may book and have mail sent."""
    if not settings.ALLOW_ANONYMOUS_CLIENTS:
        return []
    hint = "Unset ALLOW_ANONYMOUS_CLIENTS unless everybody may talk here; if so, silence this and mind the limits."
    return [Warning("Nobody has to say who they are.", hint, id="meetingmuse.W005")]


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
