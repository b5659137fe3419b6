"""Finds conversations by what was said in them and by what they are about, over indexes alone; never how they are shown."""

import re
from collections.abc import Iterable, Iterator

from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchVector
from django.db.models import QuerySet

from conversations.models import Conversation, Message
from conversations.sealing import MARK, is_on
from scheduling.models import Change
from scheduling.owners import user_key
from scheduling.searching import LATEST, LONGEST, MOST, first, inviting, query_of, titled

_REFERENCE = re.compile(r"\A[0-9A-F]{8}\Z")


def saying(text: str) -> QuerySet[Message]:
    """Return the messages that have every word of `text`, the latest first; none of those that are encrypted."""
    query = query_of(text)
    if query is None:
        return Message.objects.none()
    words = SearchVector("content", config="simple")
    found = Message.objects.alias(words=words).filter(words=query).order_by(LATEST)
    return found.exclude(content__startswith=MARK) if is_on() else found


def find_conversations(text: str) -> set[int]:
    """Return the conversations that staff mean by `text`, at most MOST by each of its meanings, the latest ones.

    It may be the beginning of a client id, an owner, a user's name or address, words of one message, the reference of
    an error, words of a booked meeting's title, or the address of somebody invited.
    """
    text = text.replace("\0", " ").strip()[:LONGEST]
    return {pk for found in _lookups(text) for pk in found} if text else set()


def _lookups(text: str) -> Iterator[Iterable[int]]:
    latest = Conversation.objects.order_by("-last_activity_at").values_list("pk", flat=True)
    users = get_user_model().objects
    named = (*users.filter(username=text), *users.filter(email__iexact=text)[:MOST])
    yield latest.filter(owner_key__in={text, *(user_key(user.pk) for user in named)})[:MOST]
    yield latest.filter(client_id__startswith=text)[:MOST]
    yield first(saying(text), "conversation")
    meetings = set(first(titled(text), "pk"))
    if "@" in text:
        meetings |= set(inviting(text).values_list("meeting", flat=True)[:MOST])
    if meetings:
        threads = Change.objects.filter(meeting__in=meetings).exclude(thread="")
        written_by = [each for each in threads.values_list("thread", flat=True)[:MOST] if _is_thread(each)]
        yield latest.filter(thread_id__in=set(written_by))
    if _REFERENCE.match(text.upper()):
        yield Message.objects.filter(reference=text.upper()).values_list("conversation", flat=True)[:MOST]


def _is_thread(name: str) -> bool:
    """Tell whether a write was a conversation's: staff write too (scheduling/admin/editing.py)."""
    return not name.startswith("staff:")
