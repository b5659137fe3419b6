from datetime import timedelta

from django.db import IntegrityError, migrations, transaction

from scheduling.errors import InvalidRule
from scheduling.events import Period, VEvent
from scheduling.recurrence import has_end, ruled

HORIZON = timedelta(days=731)


def occupy(apps, schema_editor):
    """Write the time that confirmed meetings take.

    Until now only the first meeting of a series took time, so others may lie on its later ones: those do not block.
    """
    Meeting = apps.get_model("scheduling", "Meeting")
    Occupancy = apps.get_model("scheduling", "Occupancy")
    confirmed = Meeting.objects.filter(status="CONFIRMED")
    Occupancy.objects.bulk_create(
        [
            Occupancy(calendar_id=each.calendar_id, meeting_id=each.pk, starts=each.starts, ends=each.ends)
            for each in confirmed.filter(rrule="")
        ],
        batch_size=1000,
    )
    for meeting in confirmed.exclude(rrule=""):
        series = VEvent("", "", Period(meeting.starts, meeting.ends), meeting.timezone, rrule=meeting.rrule)
        until = meeting.starts + HORIZON
        try:
            occurrences = ruled(series, Period(meeting.starts, until))
        except InvalidRule:  # what cannot be expanded happens once
            meeting.rrule = ""
            occurrences = [series]
        meeting.occupied_until = None if not meeting.rrule or has_end(series, until) else until
        meeting.save(update_fields=["occupied_until", "rrule"])
        for each in occurrences:
            row = Occupancy(calendar_id=meeting.calendar_id, meeting_id=meeting.pk)
            row.recurrence_id, row.starts, row.ends = each.recurrence_id, each.period.starts, each.period.ends
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                row.pk, row.blocking = None, False
                row.save()


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0003_series"),
    ]

    operations = [
        migrations.RunPython(occupy, migrations.RunPython.noop),
    ]
