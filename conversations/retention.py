"""How long conversations are kept: they expire when they rest, and are deleted or emptied when they have been over for long.

Also what staff do to a single one. Never touches meetings, and never by itself a conversation in which something goes on.
"""

import contextlib
import time
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from conversations import checkpoint_rows
from conversations.models import Conversation, Message, ModelCall
from scheduling.models import Occupancy, Reminder
from scheduling.owners import ALL_CLIENTS

LOCK = "purge_conversations"
BATCH_SIZE = 500
PATIENCE = timedelta(hours=1)  # in which a message is answered, if it ever is
HOLD_SECONDS = 0.02  # what a transaction aims at: others may have to wait for it
Counts = dict[str, int]


class Pace:
    """How many messages one transaction takes, so that none holds its locks for much longer than HOLD_SECONDS."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.rows = min(most, 50)

    @property
    def conversations(self) -> int:
        """How many conversations those may be of: some messages each."""
        return -(-self.rows // 4)

    def took(self, seconds: float) -> None:
        """Take the time of the last transaction into account; half as many at once, but only slowly more."""
        self.rows = max(1, min(self.most, int(self.rows * max(0.5, min(1.2, HOLD_SECONDS / seconds))) + 1))


def promised() -> tuple[timedelta | None, timedelta | None]:
    """Return after how long conversations expire, and how much later they are deleted, by the settings; None: never."""
    hours, days = settings.CONVERSATION_TTL_HOURS, settings.CONVERSATION_KEEP_DAYS
    return timedelta(hours=hours) if hours else None, timedelta(days=days) if days else None


def purge(
    now: datetime,
    *,
    ttl: timedelta | None,
    keep: timedelta | None,
    keep_history: bool,
    dry_run: bool,
    batch_size: int = BATCH_SIZE,
) -> Iterator[Counts]:
    """Expire what rested longer than `ttl`, and delete what has rested for `keep` more; yield what each transaction did.

    With `keep_history` the rows stay without what was said, and so does the last conversation of an owner whose calendar
    has something to tell, because it is told there. None: no conversation expires by itself, none is deleted. At most
    `batch_size` messages are taken at once. A second run finds nothing to do.
    """
    if ttl is not None:
        yield from _expire_rested(now, ttl, keep, dry_run, batch_size)
    if keep is None:
        return
    over = Conversation.objects.filter(
        status=Conversation.Status.EXPIRED, last_activity_at__lt=now - (ttl or timedelta()) - keep
    )
    spoken_to = over.all() if keep_history else over.filter(_still_to_be_told(now))
    emptied = spoken_to.filter(emptied_at=None)
    deleted = over.none() if keep_history else over.exclude(_still_to_be_told(now))
    if dry_run:
        said = Message.objects.filter(Q(conversation__in=emptied) | Q(conversation__in=deleted))
        yield {"emptied": emptied.count(), "deleted": deleted.count(), "messages": said.count()}
        return
    pace = Pace(batch_size)
    for batch in _batches(emptied, pace):
        yield from _empty(over.filter(pk__in=batch, emptied_at=None), now, pace)
    for batch in _batches(deleted, pace):
        yield from _delete(batch, pace)


def expire(conversations: Collection[int]) -> int:
    """End these conversations; return how many were live. Their clients start afresh, and a turn that runs is answered."""
    live = Conversation.objects.filter(pk__in=conversations).exclude(status=Conversation.Status.EXPIRED)
    return live.update(status=Conversation.Status.EXPIRED)


def delete(conversations: Collection[int]) -> Counts:
    """Delete these conversations with all that belongs to them, live or not; return how much of each kind that was.

    Meetings stay. A turn that runs is lost, and its client is told that it failed.
    """
    total: Counts = {}
    for done in _delete(list(conversations), Pace(BATCH_SIZE), live=True):
        total = {name: total.get(name, 0) + count for name, count in done.items()}
    return total


def prune_checkpoints(*, keep: int, dry_run: bool, batch_size: int) -> Iterator[Counts]:
    """Delete all but the latest `keep` checkpoints of each thread, and the threads that belong to no conversation.

    A turn needs the latest one alone; the others serve replay_turn. At most `batch_size` threads are looked at at once.
    """
    pace, last = Pace(batch_size), ""
    while threads := checkpoint_rows.threads_after(last, pace.rows):
        last = threads[-1]
        owned = Conversation.objects.filter(thread_id__in=threads).values_list("thread_id", flat=True)
        mine = {str(thread) for thread in owned}
        with _brief(pace):
            pruned = checkpoint_rows.prune(sorted(mine), keep)
            orphaned = checkpoint_rows.forget([thread for thread in threads if thread not in mine])
            if dry_run:
                transaction.set_rollback(True)
        yield {"threads": len(threads), "pruned": pruned, "orphaned": orphaned}


def _still_to_be_told(now: datetime) -> Q:
    """The last conversation of a user or browser whose calendar has something to come: notices.py goes on from there."""
    of_owner = {"calendar__key": OuterRef("owner_key")}
    coming = Exists(Reminder.objects.filter(rung_at=None, **of_owner)) | Exists(
        Occupancy.objects.filter(ends__gt=now, **of_owner)
    )
    later = Conversation.objects.filter(
        owner_key=OuterRef("owner_key"), last_activity_at__gt=OuterRef("last_activity_at")
    )
    return ~Q(owner_key__startswith=ALL_CLIENTS) & ~Exists(later) & Q(coming)


def _batches(rows: QuerySet[Conversation], pace: Pace) -> Iterator[list[int]]:
    """The ids of the rows, some for a transaction; what is passed by once is not come back to."""
    last, ids = 0, rows.order_by("pk").values_list("pk", flat=True)
    while batch := list(ids.filter(pk__gt=last)[: pace.conversations]):
        last = batch[-1]
        yield batch


def _expire_rested(
    now: datetime, ttl: timedelta, keep: timedelta | None, dry_run: bool, batch_size: int
) -> Iterator[Counts]:
    """What find_conversation does when a client returns, for those that do not."""
    rested = Conversation.objects.exclude(status=Conversation.Status.EXPIRED).filter(
        last_activity_at__lt=now - ttl
    )
    of_it = Message.objects.filter(conversation=OuterRef("pk"))
    unanswered = of_it.filter(status=Message.Status.RECEIVED, created_at__gte=now - max(ttl, PATIENCE))
    untold = of_it.filter(status=Message.Status.UNDELIVERED, reply_to=None)
    if keep is not None:
        untold = untold.filter(created_at__gte=now - ttl - keep)
    quiet = ~(Exists(unanswered) | Exists(untold) | Q(turn_expires_at__gt=Now()))
    if dry_run:
        yield {"expired": rested.filter(quiet).count()}
        return
    pace, last = Pace(batch_size), 0
    while True:
        with _brief(pace):
            # whoever stores a message holds the row: it is looked for only when nobody can store one any more
            held = rested.select_for_update(skip_locked=True).filter(pk__gt=last).order_by("pk")
            batch = list(held.values_list("pk", flat=True)[: pace.conversations])
            expired = expire(list(rested.filter(quiet, pk__in=batch).values_list("pk", flat=True)))
        if not batch:
            return
        last = batch[-1]
        yield {"expired": expired}


# One statement, so that its locks last for as long as the server works on it, and not while it is spoken to; and as in
# _brief, not until it is on the disk, unless somebody is told that it is done.
# test_retention.py knows whether a table is missing here.
_DELETE = """
WITH held AS (SELECT id, thread_id::text AS thread FROM conversations_conversation
    WHERE id = ANY(%(ids)s) AND (status = 'expired' OR %(live)s) ORDER BY id FOR UPDATE {}),
said AS (SELECT id FROM conversations_message WHERE conversation_id IN (SELECT id FROM held)),
calls AS (DELETE FROM conversations_modelcall WHERE message_id IN (SELECT id FROM said)),
messages AS (DELETE FROM conversations_message WHERE id IN (SELECT id FROM said) RETURNING 1),
writes AS (DELETE FROM checkpoint_writes WHERE thread_id IN (SELECT thread FROM held)),
blobs AS (DELETE FROM checkpoint_blobs WHERE thread_id IN (SELECT thread FROM held)),
kept AS (DELETE FROM checkpoints WHERE thread_id IN (SELECT thread FROM held) RETURNING 1),
deleted AS (DELETE FROM conversations_conversation WHERE id IN (SELECT id FROM held) RETURNING 1)
SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM deleted), (SELECT count(*) FROM kept),
set_config('synchronous_commit', CASE WHEN %(live)s THEN current_setting('synchronous_commit') ELSE 'off' END, true)
"""
_DELETE_FREE, _DELETE_ALL = _DELETE.format("SKIP LOCKED"), _DELETE.format("")


def _delete(conversations: list[int], pace: Pace, *, live: bool = False) -> Iterator[Counts]:
    """Delete these conversations, those that are `live` too or else those that have expired and nobody holds."""
    large = Conversation.objects.filter(pk__in=conversations, message_count__gt=pace.most)
    for conversation in large.values_list("pk", flat=True):
        yield from _thin(conversation, pace, lasting=live)
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_ALL if live else _DELETE_FREE, {"ids": conversations, "live": live})
        messages, deleted, kept, _ = cursor.fetchone() or (0, 0, 0, "")
    pace.took(time.monotonic() - began)
    yield {"messages": messages, "deleted": deleted, "checkpoints": kept}


def _thin(conversation: int, pace: Pace, *, lasting: bool) -> Iterator[Counts]:
    """Delete messages of a conversation that has too many for one transaction, the latest first: no answer outlives its
    question."""
    said = Message.objects.filter(conversation=conversation).order_by("-pk").values_list("pk", flat=True)
    while len(some := list(said[: pace.rows])) == pace.rows:
        with _brief(pace, lasting=lasting):
            Message.objects.filter(pk__in=some).delete()
        yield {"messages": len(some), "deleted": 0, "checkpoints": 0}


def _empty(rows: QuerySet[Conversation], now: datetime, pace: Pace) -> Iterator[Counts]:
    """Take away what was said in the conversations of `rows`, and keep that and when something was said."""
    while True:
        with _brief(pace):
            held = _hold(rows, pace)
            full = Message.objects.filter(conversation__in=list(held)).exclude(content="")
            messages = list(full.values_list("pk", flat=True)[: pace.rows])
            Message.objects.filter(pk__in=messages).update(
                content="", client_message_id=None, waiting_for=None, facts=None
            )
            ModelCall.objects.filter(message__in=messages).exclude(prompt="").update(prompt="")
            done = {"messages": len(messages), "emptied": 0, "checkpoints": 0}
            if len(messages) < pace.rows:
                done["checkpoints"] = checkpoint_rows.forget(list(map(str, held.values())))
                done["emptied"] = Conversation.objects.filter(pk__in=list(held)).update(
                    summary="", waiting_for=None, emptied_at=now
                )
        if not held:
            return
        yield done


def _hold(rows: QuerySet[Conversation], pace: Pace) -> dict[int, object]:
    """Lock some conversations and return their threads by id; those that somebody else holds are passed by."""
    held = rows.select_for_update(skip_locked=True).order_by("pk")
    return dict(held.values_list("pk", "thread_id")[: pace.conversations])


@contextlib.contextmanager
def _brief(pace: Pace, *, lasting: bool = False) -> Iterator[None]:
    """A transaction whose time `pace` is told.

    Its locks are held until it is on the disk only when it is to be `lasting`: what a crash undoes, the next run does.
    """
    began = time.monotonic()
    with transaction.atomic():
        if not lasting:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
        yield
    pace.took(time.monotonic() - began)
