"""How a conversation stands, in the words of the list: each is in exactly one state. Never changes one."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from conversations.assistant.intents import INTENTS
from conversations.models import Conversation, Message

LIVE = timedelta(minutes=15)
STATES = {
    "live": "live",
    "waiting": "waiting for input",
    "idle": "idle",
    "failed": "failed",
    "expired": "expired",
}
_Status = Conversation.Status


def state_of(conversation: Conversation, now: datetime) -> str:
    """Return the state's name; an active conversation is live for LIVE after its last activity, then idle."""
    if conversation.status != _Status.ACTIVE:
        return conversation.status
    return "live" if conversation.last_activity_at >= now - LIVE else "idle"


def in_state(state: str, now: datetime) -> Q:
    """Return the condition for conversations that `state_of` says this of."""
    if state not in ("live", "idle"):
        return Q(status=state)
    live = Q(last_activity_at__gte=now - LIVE)
    return Q(status=_Status.ACTIVE) & (live if state == "live" else ~live)


class Choice(admin.SimpleListFilter):
    """A filter whose choices are written down, so that none has to be looked for in the table."""

    choices_of: dict[str, str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.choices_of.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return (
            queryset.filter(self.condition(value)) if (value := self.value()) in self.choices_of else queryset
        )

    def condition(self, value: Any) -> Q:
        raise NotImplementedError


class StateFilter(Choice):
    title, parameter_name, choices_of = "status", "state", STATES

    def condition(self, value: Any) -> Q:
        return in_state(value, timezone.now())


class IntentFilter(Choice):
    title, parameter_name = "last intent", "intent"
    choices_of = {name: name for name in (*INTENTS, "prefer", "undo")}

    def condition(self, value: Any) -> Q:
        return Q(intent=value)


class OwnerFilter(Choice):
    title, parameter_name = "owner", "whose"
    choices_of = {"user": "signed in", "browser": "a browser", "client": "a client id"}

    def condition(self, value: Any) -> Q:
        return Q(owner_key__startswith=f"{value}:")


class ErrorsFilter(Choice):
    title, parameter_name, choices_of = "errors", "errors", {"some": "with errors", "none": "without errors"}

    def condition(self, value: Any) -> Q:
        return Q(errors__gt=0) if value == "some" else Q(errors=0)


class MessageStatusFilter(Choice):
    title, parameter_name, choices_of = "status", "status", dict(Message.Status.choices)

    def condition(self, value: Any) -> Q:
        return Q(status=value)
