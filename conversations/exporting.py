"""One conversation as plain JSON, with all that is kept of it. Never changes it."""

from typing import Any

from django.db.models import Q

from conversations import checkpoints
from conversations.models import Conversation, Message
from scheduling.models import Change


def find(name: str) -> Conversation | None:
    """Return the conversation of this id, thread id or client id; of a client id the one that was active last."""
    named = Q(client_id=name)
    if name.isdecimal():
        named |= Q(pk=int(name))
    if len(name.replace("-", "")) == 32 and all(each in "0123456789abcdef-" for each in name.lower()):
        named |= Q(thread_id=name)
    return Conversation.objects.filter(named).order_by("-last_activity_at").first()


def export(conversation: Conversation) -> dict[str, Any]:
    """Return the conversation with its messages, model calls, state and the meetings it wrote; values are JSON or dates."""
    messages = conversation.messages.prefetch_related("model_calls")
    changes = (
        Change.objects.filter(thread=str(conversation.thread_id)).select_related("meeting").order_by("id")
    )
    return {
        "conversation": _columns(conversation),
        "state": checkpoints.state_of(conversation.thread_id).values,
        "messages": [
            {**_columns(message), "model_calls": [_columns(call) for call in message.model_calls.all()]}
            for message in messages
        ],
        "changes": [{**_columns(change), "meeting": change.meeting.uid} for change in changes],
    }


def _columns(row: Conversation | Message | Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
