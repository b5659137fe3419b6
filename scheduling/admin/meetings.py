"""Meetings as staff see them; nothing is edited here, because changes go through the domain functions."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.http import HttpRequest

from scheduling.models import (
    Attendee,
    Calendar,
    Change,
    Contact,
    Feed,
    Invitation,
    Meeting,
    Override,
    Reminder,
)


class ReadOnly:
    """Nothing may be added, changed or deleted through the admin."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AttendeeInline(ReadOnly, admin.TabularInline):
    model = Attendee
    fields = ["name", "email", "partstat"]


class InvitationInline(ReadOnly, admin.TabularInline):
    model = Invitation
    fields = ["email", "method", "sequence", "sent_at", "error"]


class OverrideInline(ReadOnly, admin.TabularInline):
    model = Override
    fields = ["recurrence_id", "starts", "ends"]


class ChangeInline(ReadOnly, admin.TabularInline):
    model = Change
    fields = ["at", "kind", "sequence", "thread", "turn", "undone_by"]


@admin.register(Meeting)
class MeetingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["summary", "when", "rrule", "status", "location", "calendar"]
    list_filter = ["status", "starts"]
    search_fields = ["summary", "uid", "location", "attendees__name", "attendees__email"]
    list_select_related = ["calendar"]
    date_hierarchy = "starts"
    inlines = [AttendeeInline, InvitationInline, OverrideInline, ChangeInline]

    @admin.display(ordering="starts")
    def when(self, meeting: Meeting) -> str:
        """The first occurrence by the clocks of the zone that was agreed on."""
        starts, ends = (
            each.astimezone(ZoneInfo(meeting.timezone)) for each in (meeting.starts, meeting.ends)
        )
        last = f"{ends:%H:%M}" if ends.date() == starts.date() else f"{ends:%Y-%m-%d %H:%M}"
        return f"{starts:%a %Y-%m-%d %H:%M} to {last} ({meeting.timezone})"


@admin.register(Calendar)
class CalendarAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["key", "timezone", "organizer_email", "created_at"]
    search_fields = ["key"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["text", "moment", "timezone", "rung_at", "calendar"]
    list_filter = ["moment"]
    search_fields = ["text", "uid", "calendar__key"]
    list_select_related = ["calendar"]
    date_hierarchy = "moment"


@admin.register(Contact)
class ContactAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "email", "calendar", "created_at"]
    search_fields = ["name", "folded", "email", "calendar__key"]
    list_select_related = ["calendar"]


@admin.register(Feed)
class FeedAdmin(ReadOnly, admin.ModelAdmin):
    """That there is a feed; its address stays with its owner."""

    list_display = ["calendar", "created_at"]
    fields = ["calendar", "created_at"]
    search_fields = ["calendar__key"]
    list_select_related = ["calendar"]
