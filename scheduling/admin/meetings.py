"""The list of meetings, the page of one with its people, mails and history, and the agenda of a day."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from scheduling.admin.agenda import agenda, read_day
from scheduling.admin.delivery import deliveries, jobs_about
from scheduling.admin.editing import MeetingForm, cancel
from scheduling.admin.history import written
from scheduling.admin.readonly import Bounded, ReadOnly
from scheduling.calendars.values import to_event
from scheduling.errors import UnknownMeeting
from scheduling.models import Meeting
from scheduling.resending import resend
from scheduling.searching import MOST, first, inviting, titled
from scheduling.wording import lines

MOST_SHOWN = 100
MOST_OF_KEY = 20  # characters of whose calendar it is


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, Bounded):
    list_display = ["summary", "when", "rrule", "status", "location", "whose"]
    list_filter = ["status", "starts"]
    list_select_related = ["calendar"]
    date_hierarchy = "starts"
    search_fields = ["summary"]
    search_help_text = "Words of the title, the address of somebody invited, or the UID."
    actions = ["resend_invitations", "cancel_meetings"]

    def has_intervene_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("scheduling.change_meeting")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("agenda/", wrap(self.agenda_view), name="scheduling_meeting_agenda"),
            path("<path:object_id>/edit/", wrap(self.edit_view), name="scheduling_meeting_edit"),
            *super().get_urls(),
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Meeting], search_term: str
    ) -> tuple[QuerySet[Meeting], bool]:
        if not search_term:
            return queryset, False
        found = set(first(titled(search_term), "pk"))
        found |= set(inviting(search_term).values_list("meeting", flat=True)[:MOST])
        return queryset.filter(Q(pk__in=found) | Q(uid=search_term)), False

    @admin.display(ordering="starts")
    def when(self, meeting: Meeting) -> SafeString:
        """The first occurrence by the clocks of the zone that was agreed on."""
        starts, ends = (
            each.astimezone(ZoneInfo(meeting.timezone)) for each in (meeting.starts, meeting.ends)
        )
        last = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%Y-%m-%d %H:%M}"
        return format_html(
            '{}<br><span class="quiet">{}</span>', f"{starts:%a %Y-%m-%d %H:%M} to {last}", meeting.timezone
        )

    @admin.display(description="calendar", ordering="calendar__key")
    def whose(self, meeting: Meeting) -> SafeString:
        key = meeting.calendar.key
        return format_html('<span title="{}">{}</span>', key, Truncator(key).chars(MOST_OF_KEY))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one meeting: what it is, who comes, what they were told, and how it became so."""
        if request.method not in ("GET", "HEAD") or not self.has_view_permission(request):
            raise PermissionDenied
        meeting = self.get_object(request, unquote(object_id))
        if meeting is None:
            self.message_user(request, "That meeting has been deleted.", messages.WARNING)
            return redirect("admin:scheduling_meeting_changelist")
        event = to_event(meeting)
        context = {
            "title": meeting.summary,
            "meeting": meeting,
            "lines": lines(event, None, ZoneInfo(meeting.timezone)),
            "people": event.attendees,
            "deliveries": deliveries(meeting, timezone.now()),
            "jobs": jobs_about(meeting),
            "history": [written(each) for each in meeting.changes.select_related("undone_by")[:MOST_SHOWN]],
            "may_change": self.has_intervene_permission(request)
            and meeting.status == Meeting.Status.CONFIRMED,
        }
        return self._page(request, "page.html", context)

    def edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Change title, place and time of a confirmed meeting."""
        if not self.has_intervene_permission(request):
            raise PermissionDenied
        meeting = self.get_object(request, unquote(object_id))
        if meeting is None or meeting.status != Meeting.Status.CONFIRMED:
            raise Http404
        form = MeetingForm(meeting, request.POST if request.method == "POST" else None)
        if form.is_valid() and form.store(request.user):
            self.log_change(request, meeting, "Changed; whom it concerns is told by mail.")
            self.message_user(request, "Stored; whom it concerns is told by mail.", messages.SUCCESS)
            return redirect("admin:scheduling_meeting_change", meeting.pk)
        context = {"title": f"Change {meeting.summary}", "meeting": meeting, "form": form}
        return self._page(request, "edit.html", context)

    def agenda_view(self, request: HttpRequest) -> HttpResponse:
        """Show all meetings of the day `?day=2026-11-27`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.now().date()
        day = read_day(request.GET.get("day", ""), today)
        context = {
            "title": "Agenda",
            "day": day,
            "today": today,
            "previous": day - timedelta(days=1),
            "next": day + timedelta(days=1),
            "rows": agenda(day),
            "hours": [(f"{hour:02}:00", round(100 * hour / 24, 2)) for hour in range(0, 24, 3)],
        }
        return self._page(request, "agenda.html", context)

    @admin.action(description="Resend invitations", permissions=["intervene"])
    def resend_invitations(self, request: HttpRequest, chosen: QuerySet[Meeting]) -> None:
        people = 0
        for meeting in chosen:
            if asked := resend(meeting.pk, timezone.now()):
                people += asked
                self.log_change(request, meeting, f"Had invitations sent again to {asked}.")
        if people:
            told = f"{people} {'invitation leaves' if people == 1 else 'invitations leave'} again."
            self.message_user(request, told, messages.SUCCESS)
        else:
            self.message_user(
                request, "Nobody with an address is invited to what is to come.", messages.WARNING
            )

    @admin.action(description="Cancel, and tell everybody by mail …", permissions=["intervene"])
    def cancel_meetings(self, request: HttpRequest, chosen: QuerySet[Meeting]) -> HttpResponseBase | None:
        confirmed = chosen.filter(status=Meeting.Status.CONFIRMED)
        if "sure" not in request.POST:
            context = {"title": "Cancel meetings", "chosen": confirmed, "checkbox": ACTION_CHECKBOX_NAME}
            return self._page(request, "cancel.html", context)
        cancelled = 0
        for meeting in confirmed:
            try:
                cancel(meeting, request.user)
            except UnknownMeeting:  # its owner was faster
                continue
            cancelled += 1
            self.log_change(request, meeting, "Cancelled; whoever was invited is told by mail.")
        what = "meeting" if cancelled == 1 else "meetings"
        self.message_user(request, f"{cancelled} {what} cancelled.", messages.SUCCESS)
        return None

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/scheduling/meeting/{template}", {**shared, **context})
