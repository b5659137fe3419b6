"""Conversations as staff see them: lists, the course of each turn, and what may be done about one. Never how turns run."""

from conversations.admin.conversations import ConversationAdmin
from conversations.admin.health import HealthAdmin
from conversations.admin.messages import MessageAdmin, ModelCallAdmin

__all__ = ["ConversationAdmin", "HealthAdmin", "MessageAdmin", "ModelCallAdmin"]
