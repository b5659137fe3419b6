"""Conversations and messages as staff see them: read-only, because the machine writes them."""

from django.contrib import admin

from conversations.models import Conversation, Message
from scheduling.admin import ReadOnly


class MessageInline(ReadOnly, admin.TabularInline):
    model = Message
    fields = ("created_at", "role", "content", "status", "error_code", "latency_ms")
    readonly_fields = fields
    show_change_link = True


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
    list_display = ["created_at", "conversation", "role", "content", "status", "error_code", "latency_ms"]
    list_filter = ["role", "status", "error_code"]
    list_select_related = ["conversation"]
    search_fields = ["content", "conversation__client_id"]
