"""The private feed of a calendar: its address is made, renewed and taken back here. What is read there: files.py."""

import secrets

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from scheduling.models import Calendar, Feed
from scheduling.pages.owner import Owner, owned, refused

TOKEN_BYTES = 32


async def feed_of(owner: Owner) -> str:
    """Return the whole address of the owner's feed, or "" when there is none."""
    found = await Feed.objects.filter(calendar__key=owner.key).afirst()
    return settings.PUBLIC_URL.rstrip("/") + reverse("feed-file", args=[found.token]) if found else ""


@require_POST
@owned
async def feed(request: HttpRequest, owner: Owner) -> HttpResponseBase:
    """Give the calendar a new address for its feed, or take the one it has away: the old one ends at once."""
    action = request.POST.get("action")
    if action == "renew":
        await sync_to_async(_renew)(owner.key)
    elif action == "revoke":
        await Feed.objects.filter(calendar__key=owner.key).adelete()
    else:
        sentence = _("A feed can be renewed or revoked: use the buttons of the agenda page.")
        return refused(request, sentence)
    return HttpResponseRedirect(f"{owner.agenda}#feed")


def _renew(key: str) -> None:
    with transaction.atomic():
        calendar, _ = Calendar.objects.get_or_create(key=key)
        Feed.objects.update_or_create(
            calendar=calendar, defaults={"token": secrets.token_urlsafe(TOKEN_BYTES)}
        )
