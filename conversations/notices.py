"""Takes what calendars tell by themselves into the owner's conversation, in the transaction of what happened.

Runs in whichever process that is, often a worker's; never sends a frame: the servers hear of it at commit (listening.py).
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from conversations.assistant.engines.announcements import announcement
from conversations.models import Conversation, Message
from conversations.notice_records import NOTICES
from conversations.records import first_number
from scheduling.notices import Notice
from scheduling.owners import owner_of


def take_notice(sender: object, *, key: str, notice: Notice, **_: Any) -> None:
    """Store the notice as a message of the owner's latest conversation and let every server know.

    An owner who never talked to the assistant is told nothing.
    """
    if not settings.LANGGRAPH_ENABLED:
        return
    now = timezone.now()
    with transaction.atomic():
        conversation = _latest(*owner_of(key), now)
        if conversation is None:
            return
        message = conversation.messages.create(
            role=Message.Role.ASSISTANT,
            status=Message.Status.UNDELIVERED,
            content=announcement(notice),
            facts={"notice": notice.as_json()},
        )
        Conversation.objects.filter(pk=conversation.pk).update(
            message_count=F("message_count") + 1, last_activity_at=now
        )
        where = {"owner": conversation.owner_id, "client": conversation.client_id, "message": message.pk}
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", (NOTICES, json.dumps(where)))


def _latest(owner: int | None, client_id: str, now: datetime) -> Conversation | None:
    """Return the conversation the owner was last seen in, a new one in place of one that rested too long."""
    mine = Conversation.objects.filter(owner_id=owner)
    if owner is None:
        mine = mine.filter(client_id=client_id)
    live = mine.exclude(status=Conversation.Status.EXPIRED).order_by("-last_activity_at")
    last = live.first() or mine.order_by("-last_activity_at").first()
    if last is None and owner is not None:
        return None
    hours = settings.CONVERSATION_TTL_HOURS
    if last and last.status != Conversation.Status.EXPIRED:
        if not hours or last.last_activity_at >= now - timedelta(hours=hours):
            return last
        mine.filter(pk=last.pk).update(status=Conversation.Status.EXPIRED)
    begun = Conversation(
        owner_id=owner,
        client_id=last.client_id if last else client_id,
        thread_id=uuid4(),
        timezone=last.timezone if last else settings.DEFAULT_TIMEZONE,
        seq=first_number(now),
        last_activity_at=now,
    )
    # its client may open one at this moment
    Conversation.objects.bulk_create([begun], ignore_conflicts=True)
    return live.filter(client_id=begun.client_id).first()
