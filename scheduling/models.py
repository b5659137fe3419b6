"""The tables of meetings, in RFC 5545 words; the database itself refuses overlaps."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import BigIntegerRangeField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower


class WallClockField(models.Field):  # type: ignore[type-arg]
    """A date and a clock time as they are read in some zone: naive, which Django's own field never is."""

    def db_type(self, connection: Any) -> str:
        return "timestamp without time zone"


class Calendar(models.Model):
    """One owner's calendar and preferences. `key` names the owner: "user:7", or "client:abc" for somebody not signed in.

    `working_hours` holds first and last clock time for each weekday from Monday, null for a day off; what the owner never
    said is null or blank. `mails` were sent for it on the day `mails_on`, those of all
    who are not signed in counted on one row (owners.ALL_CLIENTS).
    """

    key = models.CharField(max_length=130, unique=True)
    timezone = models.CharField(max_length=64, blank=True)
    working_hours = models.JSONField(null=True, blank=True)
    buffer_minutes = models.PositiveSmallIntegerField(default=0)
    default_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_minutes = models.PositiveIntegerField(default=0)
    reminder_minutes = models.PositiveSmallIntegerField(default=10)
    organizer_name = models.CharField("ORGANIZER's name", max_length=200, blank=True)
    organizer_email = models.EmailField("ORGANIZER's address", blank=True)
    mails_on = models.DateField(null=True, blank=True)
    mails = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key


class Meeting(models.Model):
    """A VEVENT (RFC 5545 section 3.6.1), stored once however often it repeats: `starts` and `ends` are its first occurrence.

    What was agreed is `local_starts` in `timezone` (`fold`: the second of an hour that comes twice); the times in UTC are
    derived from it and from the zone's rules as they were known.
    """

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
    local_starts = WallClockField()
    fold = models.PositiveSmallIntegerField(default=0)
    timezone = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    rrule = models.CharField("RRULE", max_length=500, blank=True)
    # a series is written into Occupancy up to here; null: all of it
    occupied_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-starts"]
        indexes = [
            models.Index(fields=["calendar", "starts"], name="meeting_calendar_starts"),
            models.Index(
                fields=["calendar"], name="meeting_goes_on", condition=Q(occupied_until__isnull=False)
            ),
            models.Index(fields=["starts"], name="meeting_starts"),
            GinIndex(SearchVector("summary", config="simple"), name="meeting_words"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start"),
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
        indexes = [models.Index(Lower("email"), name="attendee_address")]

    def __str__(self) -> str:
        return self.name or self.email


class Invitation(models.Model):
    """What one address was last told of a meeting by mail (RFC 5546): what it ought to know is in the rows of the meeting.

    `told` is the meeting as the last REQUEST described it, null when the address knows of none. `sequence` and `method` are
    those of the last mail that may have arrived, noted before it is sent; null and blank: there was none. `answers` were
    given by its link within the hour that began at `answers_since`.
    """

    class Method(models.TextChoices):
        REQUEST = "REQUEST"
        CANCEL = "CANCEL"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    method = models.CharField("METHOD", max_length=8, choices=Method.choices, blank=True)
    sequence = models.PositiveIntegerField("SEQUENCE", null=True, blank=True)
    told = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    answers_since = models.DateTimeField(null=True, blank=True)
    answers = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "email"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.email}: {self.method or 'nothing yet'}"


class Override(models.Model):
    """One occurrence of a series that differs: moved, or cancelled when it has no times of its own.

    `recurrence_id` is the clock time in the meeting's zone at which the rule alone would start it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="overrides")
    recurrence_id = WallClockField("RECURRENCE-ID")
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    local_starts = WallClockField(null=True, blank=True)
    fold = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["recurrence_id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "recurrence_id"], name="override_once"),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(ends__gt=F("starts")),
                name="override_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recurrence_id:%Y-%m-%d %H:%M} of {self.meeting_id}"


class Occupancy(models.Model):
    """The time that one occurrence of a confirmed meeting takes: here the database itself refuses overlaps.

    Written in the transaction of its meeting, of a series up to the meeting's `occupied_until`. What is not `blocking` was
    over when it was written, or could not be refused any more: a zone's rules changed, or it repeated before the database
    knew of repetitions.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="occupancy")
    recurrence_id = models.DateTimeField("RECURRENCE-ID", null=True, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    blocking = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "occupancy"
        indexes = [
            models.Index(fields=["calendar", "starts"], name="occupancy_calendar_starts"),
            models.Index(fields=["starts"], name="occupancy_starts"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="occupancy_ends_after_start"),
            # btree_gist is not everywhere, so the calendar's number is compared as a range of one
            ExclusionConstraint(
                name="occupancy_no_overlap",
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
                condition=Q(blocking=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M} UTC of {self.meeting_id}"


class Change(models.Model):
    """One write to a meeting, for the audit trail and to be undone: the whole meeting before and after as JSON."""

    class Kind(models.TextChoices):
        BOOK = "book"
        CHANGE = "change"
        CANCEL = "cancel"
        UNDO = "undo"

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="changes")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sequence = models.PositiveIntegerField()
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField()
    thread = models.CharField(max_length=64, blank=True)
    turn = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    undone_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="undoes"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["calendar", "-id"], name="change_calendar_last"),
            models.Index(fields=["thread", "turn"], name="change_of_turn"),
            BrinIndex(fields=["at"], name="change_time", autosummarize=True),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "thread", "turn"],
                name="change_once_a_turn",
                condition=Q(turn__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.meeting_id} at {self.at:%Y-%m-%d %H:%M} UTC"


class Reminder(models.Model):
    """Something its owner wants to be reminded of: the moment in UTC beside the IANA zone it was said in."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="reminders")
    uid = models.CharField("UID", max_length=255, unique=True)
    text = models.CharField(max_length=500)
    moment = models.DateTimeField()
    timezone = models.CharField(max_length=64)
    rung_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-moment"]
        indexes = [
            models.Index(fields=["calendar", "moment"], name="reminder_calendar_moment"),
            models.Index(fields=["moment"], name="reminder_silent", condition=Q(rung_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.text} ({self.moment:%Y-%m-%d %H:%M} UTC)"


class Ring(models.Model):
    """That its owner was told of a meeting that begins at `starts`: a time is rung for once."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rings")
    starts = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "starts"], name="ring_once")]

    def __str__(self) -> str:
        return f"{self.starts:%Y-%m-%d %H:%M} UTC of {self.meeting_id}"


class Contact(models.Model):
    """A person the owner knows: learned from meetings, written on the page, or imported.

    `email` is in small letters; `folded` is the name as it is looked up (contacts.py).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=800, editable=False)
    email = models.EmailField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["folded", "email"]
        indexes = [models.Index(fields=["calendar", "folded"], name="contact_calendar_name")]
        constraints = [models.UniqueConstraint(fields=["calendar", "email"], name="contact_once")]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class Feed(models.Model):
    """The private address at which calendar programs read a calendar: whoever knows the token may.

    Renewing it puts a new token in place of the old one, which is nothing from then on.
    """

    calendar = models.OneToOneField(Calendar, on_delete=models.CASCADE, related_name="feed")
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"feed of {self.calendar_id}"
