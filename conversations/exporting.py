"""A conversation with all that is known of it, as plain JSON. Changes nothing."""

from typing import Any

from django.db.models import Q

from conversations.models import Conversation, Message, ModelCall
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
    """Return its row, messages with their model calls, the assistant's state, and what was written to meetings in it."""
    from conversations.checkpoints import (
        state_of,  # LangGraph: nothing that starts a command should wait for it
    )

    calls: dict[int, list[dict[str, Any]]] = {}
    for call in ModelCall.objects.filter(message__conversation=conversation).values():
        calls.setdefault(call["message_id"], []).append({**call})
    changes = Change.objects.filter(thread=str(conversation.thread_id)).order_by("id")
    return {
        "conversation": Conversation.objects.filter(pk=conversation.pk).values().get(),
        "messages": [
            {**row, "model_calls": calls.get(row["id"], [])}
            for row in Message.objects.filter(conversation=conversation).values()
        ],
        "state": state_of(conversation.thread_id).values,
        "changes": list(changes.values("kind", "at", "turn", "sequence", "before", "after")),
    }
