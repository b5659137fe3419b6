"""How long conversations are kept: they expire when they rest, and are deleted or emptied when they have been over for long.

Also what staff do to a single one. Never touches meetings, and never by itself a conversation in which something goes on.
"""

import time
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from conversations import checkpoints
from conversations.models import Conversation, Message, ModelCall
from scheduling.models import Occupancy, Reminder
from scheduling.owners import ALL_CLIENTS

LOCK = "purge_conversations"
BATCH_SIZE = 500
PATIENCE = timedelta(hours=1)  # in which a message is answered, if it ever is
HOLD_SECONDS = 0.03  # what a transaction aims at: others may have to wait for it
Counts = dict[str, int]


class Pace:
    """How many messages one transaction takes, so that none holds its locks for much longer than HOLD_SECONDS."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.rows = min(most, 50)

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
    for batch in _batches(emptied, batch_size):
        yield from _empty(emptied.filter(pk__in=batch), now, pace)
    for batch in _batches(deleted, batch_size):
        yield from _delete(deleted.filter(pk__in=batch), pace)


def expire(conversations: Collection[int]) -> int:
    """End these conversations, whatever goes on in them; return how many were live. Their clients start afresh."""
    live = Conversation.objects.filter(pk__in=conversations).exclude(status=Conversation.Status.EXPIRED)
    return live.update(status=Conversation.Status.EXPIRED)


def delete(conversations: Collection[int]) -> Counts:
    """Delete these conversations with all that belongs to them, live or not; return how much of each kind that was.

    Meetings stay. A turn that runs is lost, and its client is told that it failed.
    """
    total: Counts = {}
    for done in _delete(Conversation.objects.filter(pk__in=conversations), Pace(BATCH_SIZE), wait=True):
        total = {name: total.get(name, 0) + count for name, count in done.items()}
    return total


def prune_checkpoints(*, keep: int, dry_run: bool, batch_size: int) -> Iterator[Counts]:
    """Delete all but the latest `keep` checkpoints of each thread, and the threads that belong to no conversation.

    A turn needs the latest one alone; the others serve replay_turn. `batch_size` threads are looked at at once.
    """
    last = ""
    while threads := checkpoints.threads_after(last, batch_size):
        last = threads[-1]
        owned = Conversation.objects.filter(thread_id__in=threads).values_list("thread_id", flat=True)
        mine = {str(thread) for thread in owned}
        with transaction.atomic():
            pruned = checkpoints.prune(sorted(mine), keep)
            orphaned = checkpoints.forget([thread for thread in threads if thread not in mine])
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


def _batches(rows: QuerySet[Conversation], size: int) -> Iterator[list[int]]:
    """The ids of the rows, as they are found; what is passed by once is not come back to."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
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
        began = time.monotonic()
        with transaction.atomic():
            # whoever stores a message holds the row: it is looked for only when nobody can store one any more
            held = rested.select_for_update(skip_locked=True).filter(pk__gt=last).order_by("pk")
            batch = list(held.values_list("pk", flat=True)[: pace.rows])
            expired = expire(list(rested.filter(quiet, pk__in=batch).values_list("pk", flat=True)))
        pace.took(time.monotonic() - began)
        if not batch:
            return
        last = batch[-1]
        yield {"expired": expired}


def _delete(rows: QuerySet[Conversation], pace: Pace, *, wait: bool = False) -> Iterator[Counts]:
    """Delete the conversations of `rows`, messages first: one of them may have more than one transaction should take."""
    while True:
        began = time.monotonic()
        with transaction.atomic():
            held = _hold(rows, pace, wait=wait)
            said = Message.objects.filter(conversation__in=list(held))
            # the latest first, so that no answer outlives its question
            messages = list(said.order_by("-pk").values_list("pk", flat=True)[: pace.rows])
            Message.objects.filter(pk__in=messages).delete()
            done = {"messages": len(messages), "deleted": 0, "checkpoints": 0}
            if len(messages) < pace.rows:
                done["checkpoints"] = checkpoints.forget(list(map(str, held.values())))
                done["deleted"] = (
                    Conversation.objects.filter(pk__in=list(held))
                    .delete()[1]
                    .get("conversations.Conversation", 0)
                )
        pace.took(time.monotonic() - began)
        if not held:
            return
        yield done


def _empty(rows: QuerySet[Conversation], now: datetime, pace: Pace) -> Iterator[Counts]:
    """Take away what was said in the conversations of `rows`, and keep that and when something was said."""
    while True:
        began = time.monotonic()
        with transaction.atomic():
            held = _hold(rows, pace)
            full = Message.objects.filter(conversation__in=list(held)).exclude(content="")
            messages = list(full.values_list("pk", flat=True)[: pace.rows])
            Message.objects.filter(pk__in=messages).update(
                content="", client_message_id=None, waiting_for=None, facts=None
            )
            ModelCall.objects.filter(message__in=messages).exclude(prompt="").update(prompt="")
            done = {"messages": len(messages), "emptied": 0, "checkpoints": 0}
            if len(messages) < pace.rows:
                done["checkpoints"] = checkpoints.forget(list(map(str, held.values())))
                done["emptied"] = Conversation.objects.filter(pk__in=list(held)).update(
                    summary="", waiting_for=None, emptied_at=now
                )
        pace.took(time.monotonic() - began)
        if not held:
            return
        yield done


def _hold(rows: QuerySet[Conversation], pace: Pace, *, wait: bool = False) -> dict[int, object]:
    """Lock some conversations and return their threads by id; those that somebody else holds are passed by."""
    held = rows.select_for_update(skip_locked=not wait).order_by("pk")
    return dict(held.values_list("pk", "thread_id")[: pace.rows])
