"""Takes what calendars tell by themselves into the owner's conversation, in the transaction of what happened.

Runs in whichever process that is, often a worker's; never sends a frame: the servers hear of it at commit (listening.py).
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from conversations.assistant.engines.announcements import announcement
from conversations.interventions import notify
from conversations.models import Conversation, Message
from conversations.records import first_number
from scheduling.notices import Notice
from scheduling.owners import client_key, user_of


def take_notice(sender: object, *, key: str, notice: Notice, **_: Any) -> None:
    """Store the notice as a message of the owner's latest conversation and let every server know.

    To be told something is no activity: the conversation rests on. An owner who never talked to the assistant is told
    nothing, nor is somebody known by a client id alone whose conversation has expired. An answer by link takes the place
    of the same person's earlier one that nobody was told yet.
    """
    if not settings.LANGGRAPH_ENABLED:
        return
    now = timezone.now()
    with transaction.atomic():
        conversation = _latest(key, now)
        if conversation is None:
            return
        message = _outdated(conversation, notice)
        if message is None:
            message = Message(
                conversation=conversation, role=Message.Role.ASSISTANT, status=Message.Status.UNDELIVERED
            )
            Conversation.objects.filter(pk=conversation.pk).update(message_count=F("message_count") + 1)
        message.content, message.facts = announcement(notice), {"notice": notice.as_json()}
        message.save()
        notify({"owner": key, "client": conversation.client_id, "message": message.pk})


def _outdated(conversation: Conversation, notice: Notice) -> Message | None:
    """The untold answer of the same person that this one replaces, locked: nobody takes it meanwhile."""
    if notice.kind != "reply":
        return None
    untold = conversation.messages.filter(status=Message.Status.UNDELIVERED, reply_to=None)
    same = {name: getattr(notice, name) for name in ("kind", "uid", "person")}
    for each in untold.select_for_update(of=("self",)):
        if each.facts and same.items() <= each.facts["notice"].items():
            return each
    return None


def _latest(key: str, now: datetime) -> Conversation | None:
    """Return the conversation the owner was last seen in; a new one when all have expired of an owner who has several."""
    mine = Conversation.objects.filter(owner_key=key).order_by("-last_activity_at")
    live = mine.exclude(status=Conversation.Status.EXPIRED)
    found = live.first()
    last = found or mine.first()
    if found is not None or last is None or key == client_key(last.client_id):
        return found
    begun = Conversation(
        owner_key=key,
        owner_id=user_of(key),
        client_id=last.client_id,
        thread_id=uuid4(),
        timezone=last.timezone,
        seq=first_number(now),
        last_activity_at=now,
    )
    # its client may open one at this moment
    Conversation.objects.bulk_create([begun], ignore_conflicts=True)
    return live.filter(client_id=begun.client_id).first()
