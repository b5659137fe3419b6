"""Finds conversations by what was said in them and by what they are about, over indexes alone; never how they are shown.

Each look-up stops at the latest MOST rows, so that a common word costs no more than a rare one.
"""

import re
from collections.abc import Iterable, Iterator

from django.contrib.auth import get_user_model
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import QuerySet
from django.db.models.functions import Lower

from conversations.models import Conversation, Message
from scheduling.models import Attendee, Change, Meeting
from scheduling.owners import user_key

MOST = 1000
SHORTEST_BEGINNING = 3  # characters of a word that may go on
LONGEST = 200
_REFERENCE = re.compile(r"\A[0-9A-F]{8}\Z")


def query_of(text: str) -> SearchQuery | None:
    """Return the query for texts that have every word of `text`, or one that begins so; None when it has no word.

    Without stemming and stop words, as in the index: people write in several languages.
    """
    terms = []
    for word in text[:LONGEST].replace("\0", " ").split():
        quoted = word.replace("\\", "\\\\").replace("'", "''")
        terms.append(f"'{quoted}':*" if len(word) >= SHORTEST_BEGINNING else f"'{quoted}'")
    return SearchQuery(" & ".join(terms), config="simple", search_type="raw") if terms else None


def saying(text: str) -> QuerySet[Message]:
    """Return the messages that have every word of `text`, the latest first."""
    query = query_of(text)
    if query is None:
        return Message.objects.none()
    return (
        Message.objects.alias(words=SearchVector("content", config="simple"))
        .filter(words=query)
        .order_by("-id")
    )


def titled(text: str) -> QuerySet[Meeting]:
    """Return the meetings whose title has every word of `text`, the latest first."""
    query = query_of(text)
    if query is None:
        return Meeting.objects.none()
    return (
        Meeting.objects.alias(words=SearchVector("summary", config="simple"))
        .filter(words=query)
        .order_by("-id")
    )


def inviting(address: str) -> QuerySet[Attendee]:
    """Return the attendees with this address, the latest first."""
    return Attendee.objects.alias(address=Lower("email")).filter(address=address.lower()).order_by("-id")


def find_conversations(text: str) -> set[int]:
    """Return the conversations that staff mean by `text`.

    It may be the beginning of a client id, an owner, a user's name or address, words of one message, the reference of
    an error, words of a booked meeting's title, or the address of somebody invited.
    """
    text = text.replace("\0", " ").strip()[:LONGEST]
    return {pk for found in _lookups(text) for pk in found} if text else set()


def _lookups(text: str) -> Iterator[Iterable[int]]:
    latest = Conversation.objects.order_by("-last_activity_at").values_list("pk", flat=True)
    users = get_user_model().objects
    keys = {
        user_key(user.pk) for user in (*users.filter(username=text), *users.filter(email__iexact=text)[:MOST])
    }
    yield latest.filter(owner_key__in={text, *keys})[:MOST]
    yield latest.filter(client_id__startswith=text)[:MOST]
    yield saying(text).values_list("conversation", flat=True)[:MOST]
    meetings = set(titled(text).values_list("pk", flat=True)[:MOST])
    if "@" in text:
        meetings |= set(inviting(text).values_list("meeting", flat=True)[:MOST])
    if meetings:
        threads = (
            Change.objects.filter(meeting__in=meetings).exclude(thread="").values_list("thread", flat=True)
        )
        yield latest.filter(thread_id__in=set(threads[:MOST]))
    if _REFERENCE.match(text.upper()):
        yield Message.objects.filter(reference=text.upper()).values_list("conversation", flat=True)[:MOST]
