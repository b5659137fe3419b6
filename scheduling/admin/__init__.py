"""Calendars as staff see them; what is changed here goes through the domain functions, with their SEQUENCE and mails."""

from scheduling.admin.meetings import MeetingAdmin
from scheduling.admin.others import CalendarAdmin, ContactAdmin, FeedAdmin, ReminderAdmin

__all__ = ["CalendarAdmin", "ContactAdmin", "FeedAdmin", "MeetingAdmin", "ReminderAdmin"]
