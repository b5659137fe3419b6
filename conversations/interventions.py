"""What staff do in conversations that go on: say something in one or in all, have a failed message answered after all.

What is said is stored; servers hear of it by NOTIFY at commit (listening.py), in whichever process this runs.
"""

import json
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F

from conversations.models import Conversation, Message
from conversations.records import NOTICES

LONGEST = 1000  # characters: what NOTIFY carries has to stay under 8000 bytes
STAFF = {"notice": {"kind": "staff"}}


def notify(what: dict[str, Any]) -> None:
    """Let every server know at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (NOTICES, json.dumps(what)))


def say(conversation: Conversation, text: str) -> Message:
    """Store a notice from staff in a conversation: open v2 sockets are told at once, others before the next answer."""
    with transaction.atomic():
        message = conversation.messages.create(
            role=Message.Role.ASSISTANT, status=Message.Status.UNDELIVERED, content=text, facts=STAFF
        )
        Conversation.objects.filter(pk=conversation.pk).update(message_count=F("message_count") + 1)
        notify({"owner": conversation.owner_key, "client": conversation.client_id, "message": message.pk})
    return message


def broadcast(text: str) -> str:
    """Have every server say this in the chats that are open there, and return its number.

    A conversation keeps it like any notice; a chat in which nothing was said yet only shows it. At most LONGEST characters.
    """
    number = uuid4().hex
    notify({"broadcast": number, "content": text[:LONGEST]})
    return number


def ask_again(conversation: Conversation) -> Message | None:
    """Have the last message answered after all, if its turn failed; None when there is nothing to be asked again.

    It waits in every server; the one that claims the turn answers it.
    """
    with transaction.atomic():
        held = Conversation.objects.select_for_update(no_key=True, of=("self",)).get(pk=conversation.pk)
        last = held.messages.filter(role=Message.Role.USER).last()
        if held.status == Conversation.Status.EXPIRED or last is None or last.status != Message.Status.FAILED:
            return None
        last.status, last.error_code, last.reference = Message.Status.RECEIVED, "", ""
        last.save(update_fields=["status", "error_code", "reference"])
        held.status = Conversation.Status.WAITING if held.waiting_for else Conversation.Status.ACTIVE
        held.save(update_fields=["status"])
        notify({"owner": held.owner_key, "client": held.client_id, "again": last.pk})
    return last
