"""The health page: how the parts are, who is connected where, what happened lately, and a word to all open chats."""

from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from conversations import interventions
from conversations.admin.charts import HEIGHT, SHOWN, WIDTH, charts
from conversations.admin.condition import condition
from conversations.models import Figures, Process
from scheduling.admin.readonly import ReadOnly


def broadcast(user: Any, text: str) -> str:
    """Say something in every open chat, and note in the admin's log who did; return its number."""
    number = interventions.broadcast(text)
    LogEntry.objects.create(
        user_id=user.pk,
        content_type_id=ContentType.objects.get_for_model(Process).pk,
        object_repr="all open chats",
        action_flag=CHANGE,
        change_message=f"Said in all open chats: {text}",
    )
    return number


def cleaned(text: str) -> str:
    """Return what can be said of this text. Raises UnicodeError when it is none, such as with half a surrogate pair."""
    text.encode()
    return text.replace("\0", "").strip()[: interventions.LONGEST]


@admin.register(Process)
class HealthAdmin(ReadOnly, admin.ModelAdmin):
    """The page stands where the list of processes would."""

    def has_broadcast_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("conversations.change_conversation")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        from conversations.health import report  # the whole assistant: commands load the admin too

        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._broadcast(request)
        now = timezone.now()
        asked = request.GET.get("span", "")
        span = asked if asked in Figures.Span.values else Figures.Span.TEN_MINUTES.value
        drawn, ticks = charts(span, now)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Health",
            "now": now,
            "report": async_to_sync(report)(timezone.now),
            **condition(now),
            "span": span,
            "spans": [(name, words) for name, (_, words, _) in SHOWN.items()],
            "format": SHOWN[Figures.Span(span)][2],
            "charts": drawn,
            "ticks": ticks,
            "width": WIDTH,
            "height": HEIGHT,
            "may_broadcast": self.has_broadcast_permission(request),
            "longest": interventions.LONGEST,
        }
        return TemplateResponse(request, "admin/conversations/process/page.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return redirect("admin:conversations_process_changelist")

    def _broadcast(self, request: HttpRequest) -> HttpResponse:
        if not self.has_broadcast_permission(request):
            raise PermissionDenied
        text = cleaned(request.POST.get("content", ""))
        if text:
            broadcast(request.user, text)
            self.message_user(request, "Said in every chat that is open.", messages.SUCCESS)
        return redirect("admin:conversations_process_changelist")
