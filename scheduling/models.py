"""The tables of meetings, in RFC 5545 words; the database itself refuses overlaps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.db import models
from django.db.models import F, Func, Q, Value


class Calendar(models.Model):
    """One owner's calendar. `key` names the owner: "user:7", or "client:abc" for somebody not signed in."""

    key = models.CharField(max_length=130, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class Meeting(models.Model):
    """A VEVENT (RFC 5545 section 3.6.1): times in UTC beside the IANA zone it was agreed in."""

    class Status(models.TextChoices):
        CONFIRMED = "CONFIRMED"
        CANCELLED = "CANCELLED"

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="meetings")
    uid = models.CharField("UID", max_length=255, unique=True)
    summary = models.CharField(max_length=500)
    sequence = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.CONFIRMED)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    rrule = models.CharField("RRULE", max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-starts"]
        indexes = [models.Index(fields=["calendar", "starts"], name="meeting_calendar_starts")]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start"),
            # btree_gist is not everywhere, so the calendar's number is compared as a range of one
            ExclusionConstraint(
                name="meeting_no_overlap",
                expressions=[
                    (
                        Func(
                            F("calendar_id"),
                            F("calendar_id"),
                            Value("[]"),
                            function="int8range",
                            output_field=BigIntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts"), F("ends"), function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status="CONFIRMED"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary} ({self.starts:%Y-%m-%d %H:%M} UTC)"


class Attendee(models.Model):
    """An ATTENDEE of a meeting with its PARTSTAT (RFC 5545 section 3.8.4.1)."""

    class PartStat(models.TextChoices):
        NEEDS_ACTION = "NEEDS-ACTION"
        ACCEPTED = "ACCEPTED"
        DECLINED = "DECLINED"
        TENTATIVE = "TENTATIVE"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    partstat = models.CharField(
        "PARTSTAT", max_length=12, choices=PartStat.choices, default=PartStat.NEEDS_ACTION
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.email


class Reminder(models.Model):
    """Something its owner wants to be reminded of: the moment in UTC beside the IANA zone it was said in."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="reminders")
    uid = models.CharField("UID", max_length=255, unique=True)
    text = models.CharField(max_length=500)
    moment = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-moment"]
        indexes = [models.Index(fields=["calendar", "moment"], name="reminder_calendar_moment")]

    def __str__(self) -> str:
        return f"{self.text} ({self.moment:%Y-%m-%d %H:%M} UTC)"
