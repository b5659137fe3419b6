"""What staff change about a meeting, through the calendar's own functions: SEQUENCE rises, people are told, it is noted."""

import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from asgiref.sync import async_to_sync
from django import forms
from django.utils import timezone

from scheduling.calendars.database import DatabaseCalendar
from scheduling.calendars.values import to_event
from scheduling.changes import Origin
from scheduling.errors import InvalidMeeting, PeriodTaken, UnknownMeeting
from scheduling.events import Period, VEvent
from scheduling.models import Meeting

MOST_MINUTES = 24 * 60


def origin_of(user: Any) -> Origin:
    """Return where a write by this member of staff comes from, as the history shows it."""
    return Origin(f"staff:{user.get_username()}"[:64], time.time_ns() // 1000, timezone.now())


def cancel(meeting: Meeting, user: Any) -> None:
    """Cancel all of the meeting; whoever was invited is told. Raises UnknownMeeting when it is cancelled already."""
    calendar = DatabaseCalendar(meeting.calendar.key)
    async_to_sync(calendar.cancel)(meeting.uid, origin=origin_of(user))


class MeetingForm(forms.Form):
    """Title and place of a meeting, and when it is unless it repeats: one occurrence is moved in the conversation."""

    summary = forms.CharField(label="Title", max_length=500)
    location = forms.CharField(label="Place", max_length=500, required=False)
    starts = forms.DateTimeField(
        label="Begins", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MOST_MINUTES)

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        self.event = to_event(meeting)
        self.calendar = DatabaseCalendar(meeting.calendar.key)
        self.zone = ZoneInfo(meeting.timezone)
        super().__init__(
            data,
            initial={
                "summary": self.event.summary,
                "location": self.event.location,
                "starts": self.event.period.starts.astimezone(self.zone).replace(tzinfo=None),
                "minutes": self.event.period.duration // timedelta(minutes=1),
            },
        )
        self.fields["starts"].help_text = f"By the clocks of {meeting.timezone}."
        if self.event.rrule:
            del self.fields["starts"], self.fields["minutes"]

    def store(self, user: Any) -> bool:
        """Write what was changed; return False, with the reason among the errors, when the calendar refuses it."""
        try:
            async_to_sync(self.calendar.change)(self._wanted(), origin=origin_of(user))
        except PeriodTaken as taken:
            name = f": {taken.meeting.summary}" if taken.meeting else ""
            self.add_error(None, f"Another meeting of this calendar is at that time{name}.")
        except UnknownMeeting:
            self.add_error(None, "The meeting has been cancelled meanwhile.")
        except InvalidMeeting as error:
            self.add_error(None, f"Not stored: {error}.")
        except OverflowError:
            self.add_error(None, "Not stored: no calendar goes that far.")
        return self.is_valid()

    def _wanted(self) -> VEvent:
        said = self.cleaned_data
        wanted = replace(self.event, summary=said["summary"], location=said["location"])
        if "starts" not in said or not {"starts", "minutes"} & set(self.changed_data):
            return wanted
        clock: datetime = said["starts"].replace(tzinfo=None)
        starts = clock.replace(tzinfo=self.zone)
        return replace(wanted, period=Period(starts, starts + timedelta(minutes=said["minutes"])).utc)
