"""Calendars, reminders, contacts and feeds in lists: their owners change them, staff look."""

from django.contrib import admin

from scheduling.admin.readonly import Bounded, ReadOnly
from scheduling.models import Calendar, Contact, Feed, Reminder


@admin.register(Calendar)
class CalendarAdmin(ReadOnly, Bounded):
    list_display = ["key", "timezone", "organizer_email", "created_at"]
    search_fields = ["key"]


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, Bounded):
    list_display = ["text", "moment", "timezone", "rung_at", "calendar"]
    list_filter = ["moment"]
    search_fields = ["text", "uid", "calendar__key"]
    list_select_related = ["calendar"]
    date_hierarchy = "moment"


@admin.register(Contact)
class ContactAdmin(ReadOnly, Bounded):
    list_display = ["name", "email", "calendar", "created_at"]
    search_fields = ["name", "folded", "email", "calendar__key"]
    list_select_related = ["calendar"]


@admin.register(Feed)
class FeedAdmin(ReadOnly, Bounded):
    """That there is a feed; its address stays with its owner."""

    list_display = ["calendar", "created_at"]
    fields = ["calendar", "created_at"]
    search_fields = ["calendar__key"]
    list_select_related = ["calendar"]
