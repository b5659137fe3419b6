"""The list of conversations and the page of one: what was said, and the course of every turn. Read-only but for actions."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from conversations import sealing
from conversations.admin.actions import Actions
from conversations.admin.messages import NOT_IN_SEALED
from conversations.admin.states import (
    STATES,
    ErrorsFilter,
    IntentFilter,
    OwnerFilter,
    StateFilter,
    state_of,
)
from conversations.admin.transcript import draft_of, meetings_of, transcript
from conversations.models import Conversation, Message
from conversations.searching import find_conversations
from scheduling.admin.readonly import Bounded, ReadOnly
from scheduling.models import Change

SOUGHT = (
    "Client id, user name or address, words of a message, title of a meeting, address of somebody invited, "
    "or the reference of an error."
)


MOST_WORDS, MOST_OF_ID = 26, 16  # characters that fit a column


@admin.register(Conversation)
class ConversationAdmin(ReadOnly, Bounded, Actions):
    list_display = [
        "about",
        "state",
        "whose",
        "intent",
        "last_activity",
        "messages",
        "meetings",
        "errors",
        "latency",
    ]
    list_filter = [StateFilter, IntentFilter, OwnerFilter, ErrorsFilter, "last_activity_at"]
    list_select_related = ["owner"]
    date_hierarchy = "last_activity_at"
    search_fields = ["client_id"]
    search_help_text = lazy(lambda: SOUGHT + NOT_IN_SEALED * sealing.is_on(), str)()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Conversation]:
        changes = (
            Change.objects.filter(thread=Cast(OuterRef("thread_id"), CharField())).order_by().values("thread")
        )
        said = Message.objects.filter(conversation=OuterRef("pk"), role="user")
        rows: QuerySet[Conversation] = super().get_queryset(request)
        return rows.annotate(
            meetings_written=Subquery(changes.annotate(n=Count("meeting", distinct=True)).values("n")),
            first_words=Subquery(said.order_by("id").values("content")[:1]),
            last_latency=Subquery(said.order_by("-id").values("latency_ms")[:1]),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Conversation], search_term: str
    ) -> tuple[QuerySet[Conversation], bool]:
        if not search_term:
            return queryset, False
        return queryset.filter(pk__in=find_conversations(search_term)), False

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Conversation | None:
        """Return a conversation by its number or, as the history of a meeting names it, by "thread-" and its thread."""
        kind, _, thread = object_id.partition("thread-")
        if kind or not thread:
            return super().get_object(request, object_id, from_field)
        try:
            return self.get_queryset(request).filter(thread_id=UUID(thread)).first()
        except ValueError:
            return None

    @admin.display(description="conversation", ordering="client_id")
    def about(self, conversation: Any) -> SafeString:
        """Its title, or else how it began, and its client id below."""
        words = conversation.title or sealing.opened(conversation.first_words) or "nothing was said"
        return format_html(
            '{}<br><span class="quiet" title="{}">{}</span>',
            Truncator(words).chars(MOST_WORDS),
            conversation.client_id,
            Truncator(conversation.client_id).chars(MOST_OF_ID),
        )

    @admin.display(description="status")
    def state(self, conversation: Conversation) -> SafeString:
        state = state_of(conversation, timezone.now())
        return format_html('<span class="state {}" title="{}">{}</span>', state, STATES[state], state)

    @admin.display(description="owner", ordering="owner_key")
    def whose(self, conversation: Conversation) -> str:
        kind, _, name = conversation.owner_key.partition(":")
        return str(conversation.owner or (f"{kind} {name[:4]}…" if kind == "browser" else kind))

    @admin.display(description="last activity", ordering="last_activity_at")
    def last_activity(self, conversation: Conversation) -> str:
        last = conversation.last_activity_at
        return date_format(last, "j M, H:i" if last.year == timezone.now().year else "j M Y, H:i")

    @admin.display(ordering="message_count")
    def messages(self, conversation: Conversation) -> int:
        return conversation.message_count

    @admin.display(description="meetings")
    def meetings(self, conversation: Any) -> str:
        return str(conversation.meetings_written or "")

    @admin.display(description="latency")
    def latency(self, conversation: Any) -> str:
        return "" if conversation.last_latency is None else f"{conversation.last_latency} ms"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one conversation: `?before=` an entry's number, `?words=` those turns in which they were said."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        conversation = self.get_object(request, unquote(object_id))
        if conversation is None:
            self.message_user(request, "That conversation has been deleted.", messages.WARNING)
            return redirect("admin:conversations_conversation_changelist")
        from conversations.checkpoints import state_of as thought_of  # LangGraph: commands load the admin too

        state = state_of(conversation, timezone.now())
        words, before = request.GET.get("words", ""), request.GET.get("before", "")
        thought = thought_of(conversation.thread_id)
        entries, earlier = transcript(conversation, words, int(before) if before.isdecimal() else None)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Conversation {conversation.client_id}",
            "conversation": conversation,
            "state": state,
            "state_name": STATES[state],
            "entries": entries,
            "earlier": earlier,
            "words": words,
            "sealed": sealing.is_on(),
            "latest": not before,
            "draft": draft_of(thought.values),
            "parked": len(thought.values.get("parked") or ()),
            "questions": thought.questions,
            "meetings": meetings_of(conversation),
            "actions": self.actions_for(request, conversation),
        }
        return TemplateResponse(request, "admin/conversations/conversation/page.html", context)
