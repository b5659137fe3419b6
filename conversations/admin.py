"""Conversations and messages as staff see them: read-only, because the machine writes them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from conversations.engine import model_state
from conversations.models import Conversation, Message, ModelCall
from scheduling.admin import ReadOnly


class MessageInline(ReadOnly, admin.TabularInline):
    model = Message
    fields = ("created_at", "role", "content", "status", "error_code", "engine", "latency_ms")
    readonly_fields = fields
    show_change_link = True


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


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "client_id",
        "status",
        "intent",
        "summary",
        "message_count",
        "owner",
        "last_activity_at",
    ]
    list_filter = ["status", "intent", "last_activity_at"]
    list_select_related = ["owner"]
    search_fields = ["client_id", "summary", "messages__content"]
    date_hierarchy = "last_activity_at"
    inlines = [MessageInline]


@admin.register(Message)
class MessageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = [
        "created_at",
        "conversation",
        "role",
        "content",
        "status",
        "error_code",
        "engine",
        "latency_ms",
    ]
    list_filter = ["role", "status", "error_code", "engine"]
    list_select_related = ["conversation"]
    search_fields = ["content", "conversation__client_id"]
    inlines = [ModelCallInline]


@admin.register(ModelCall)
class ModelCallAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["created_at", "message", "purpose", "model", "outcome", "latency_ms", "completion_tokens"]
    list_filter = ["purpose", "outcome", "model"]
    list_select_related = ["message"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Tell above the list how the model is doing in this process."""
        if state := model_state():
            told = f"circuit {state['circuit']}, failures in a row: {state['consecutive_failures']}"
            extra_context = {**(extra_context or {}), "subtitle": told}
        return super().changelist_view(request, extra_context)
