"""Finds meetings by words of their title and by who is invited, over indexes; never how they are shown."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Lower

from scheduling.models import Attendee, Meeting

MOST = 1000  # a look-up stops at the latest so many, so that a common word costs no more than a rare one
SHORTEST_BEGINNING = 3  # characters of a word that may go on
LONGEST = 200
# by the number alone, PostgreSQL would rather read the table from its end than trust the index of words
LATEST = (F("id") + 0).desc()


def query_of(text: str) -> SearchQuery | None:
    """Return the query for texts that have every word of `text`, or one that begins so; None when it has no word.

    Without stemming and stop words, as in the indexes: people write in several languages.
    """
    terms = []
    for word in text[:LONGEST].replace("\0", " ").split():
        quoted = word.replace("\\", "\\\\").replace("'", "''")
        terms.append(f"'{quoted}':*" if len(word) >= SHORTEST_BEGINNING else f"'{quoted}'")
    return SearchQuery(" & ".join(terms), config="simple", search_type="raw") if terms else None


def first(rows: "QuerySet[Model]", column: str) -> list[int]:
    """Return a column of the first MOST rows that have some words, over the index of words whatever PostgreSQL guesses.

    It takes reading all texts for cheap where a word is in most of them, because it thinks of them as read already.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        found = list(rows.values_list(column, flat=True)[:MOST])
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return found


def titled(text: str) -> QuerySet[Meeting]:
    """Return the meetings whose title has every word of `text`, the latest first."""
    query = query_of(text)
    if query is None:
        return Meeting.objects.none()
    words = SearchVector("summary", config="simple")
    return Meeting.objects.alias(words=words).filter(words=query).order_by(LATEST)


def inviting(address: str) -> QuerySet[Attendee]:
    """Return the attendees with this address, the latest first."""
    sought = address.replace("\0", "").strip().lower()
    return Attendee.objects.alias(address=Lower("email")).filter(address=sought).order_by("-id")
