"""Takes what a browser had over to the user who signs in with it for the first time; never merges two calendars."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest

from conversations.models import Conversation
from scheduling.browsers import browser_of
from scheduling.models import Calendar
from scheduling.owners import browser_key, user_key


def adopt(sender: object, *, request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    """Let conversations and calendar of the browser be the user's, if the user has none of their own yet.

    Who has some finds those; the browser's are there again after signing out.
    """
    browser = browser_of(request.COOKIES)
    if browser is None:
        return
    mine, theirs = user_key(user.pk), browser_key(browser)
    with transaction.atomic():
        known = (
            Calendar.objects.filter(key=mine).exists() or Conversation.objects.filter(owner_key=mine).exists()
        )
        if not known:
            Calendar.objects.filter(key=theirs).update(key=mine)
            Conversation.objects.filter(owner_key=theirs).update(owner_key=mine, owner=user.pk)
