"""Ends what let somebody in before its time: tokens that are taken back, sessions that are signed out of.

Every server hears of it at commit and closes the sockets that came in by it (listening.py).
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpRequest

from conversations.models import RevokedToken
from conversations.tokens import Bearer

REVOKED = "meetingmuse_revoked"  # the name under which PostgreSQL notifies of them


def is_good(bearer: Bearer) -> bool:
    """Tell whether nobody took the token back and the user it speaks for may still sign in."""
    if bearer.token_id and RevokedToken.objects.filter(token_id=bearer.token_id).exists():
        return False
    return bearer.user is None or get_user_model().objects.filter(pk=bearer.user, is_active=True).exists()


def revoke_token(token_id: str, now: datetime, *, lifetime: timedelta) -> bool:
    """Take a token back for as long as it could be good; return False when it was taken back already."""
    with transaction.atomic():
        RevokedToken.objects.filter(forget_after__lt=now).delete()
        _, new = RevokedToken.objects.get_or_create(
            token_id=token_id, defaults={"forget_after": now + lifetime}
        )
        tell(token_credential(token_id))
    return new


def end_session(sender: object, *, request: HttpRequest, **_: Any) -> None:
    """Close the sockets of the session that is signed out of."""
    if key := request.session.session_key:
        tell(session_credential(key))


def session_credential(session: str) -> str:
    """Return how a session is named where its key must not be."""
    return f"session:{sha256(session.encode()).hexdigest()}"


def token_credential(token_id: str) -> str:
    return f"token:{token_id}"


def tell(credential: str) -> None:
    """Let every server know, at commit, that nobody is let in by this credential any more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (REVOKED, credential))
