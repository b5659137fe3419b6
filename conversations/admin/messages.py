"""Messages and model calls in lists of their own: read-only, because the machine writes them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from conversations.admin.states import MessageStatusFilter
from conversations.models import Message, ModelCall
from conversations.searching import saying
from scheduling.admin.readonly import Bounded, ReadOnly
from scheduling.searching import first


class ModelCallInline(ReadOnly, admin.TabularInline):
    model = ModelCall
    fields = (
        "created_at",
        "purpose",
        "model",
        "outcome",
        "latency_ms",
        "prompt_tokens",
        "completion_tokens",
        "prompt_hash",
        "prompt",
    )
    readonly_fields = fields


@admin.register(Message)
class MessageAdmin(ReadOnly, Bounded):
    list_display = [
        "created_at",
        "conversation",
        "role",
        "beginning",
        "status",
        "reference",
        "engine",
        "latency_ms",
    ]
    list_filter = [MessageStatusFilter, "role"]
    list_select_related = ["conversation"]
    ordering = ["-id"]
    search_fields = ["content"]
    search_help_text = "Words of the message, or the beginning of words."
    inlines = [ModelCallInline]

    @admin.display(description="content")
    def beginning(self, message: Message) -> str:
        return message.content[:120]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Message], search_term: str
    ) -> tuple[QuerySet[Message], bool]:
        if not search_term:
            return queryset, False
        return queryset.filter(pk__in=first(saying(search_term), "pk")), False


@admin.register(ModelCall)
class ModelCallAdmin(ReadOnly, Bounded):
    list_display = ["created_at", "message", "purpose", "model", "outcome", "latency_ms", "completion_tokens"]
    list_filter = ["purpose"]
    list_select_related = ["message"]
    ordering = ["-id"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell above the list how the model is doing in this process."""
        from conversations.engine import model_state  # the whole assistant: commands load the admin too

        if state := model_state():
            told = f"circuit {state['circuit']}, failures in a row: {state['consecutive_failures']}"
            extra_context = {**(extra_context or {}), "subtitle": told}
        return super().changelist_view(request, extra_context)
