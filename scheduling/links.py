"""Signed links by which somebody invited answers without an account; never what the answer does."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

_SALT = "scheduling.reply"
VALID_FOR = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Link:
    """Whose answer to which meeting a link is for, and the SEQUENCE of the mail that it stood in."""

    uid: str
    email: str
    sequence: int


def reply_url(link: Link) -> str:
    """Return the address of the page on which the answer is given."""
    token = signing.dumps([link.uid, link.email, link.sequence], salt=_SALT, compress=True)
    return settings.PUBLIC_URL.rstrip("/") + reverse("reply", args=[token])


def read_link(token: str) -> Link:
    """Return what the link says. Raises signing.SignatureExpired, and signing.BadSignature for one that is not ours."""
    uid, email, sequence = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    return Link(uid, email, sequence)
