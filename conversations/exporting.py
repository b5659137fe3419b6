"""One conversation as plain JSON, with all that is kept of it. Never changes it."""

from typing import Any

from conversations import checkpoints
from conversations.models import Conversation, Message
from scheduling.models import Change


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
