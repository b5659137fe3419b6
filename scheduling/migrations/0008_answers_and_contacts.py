from itertools import groupby

from django.db import migrations, models

from scheduling.contacts import MOST_CONTACTS, folded, known
from scheduling.events import Attendee


def learn_people(apps, schema_editor):
    """Make contacts of the people of meetings that are older than contacts; whoever is one already stays as they are."""
    contacts = apps.get_model("scheduling", "Contact").objects
    rows = apps.get_model("scheduling", "Attendee").objects.exclude(name="").exclude(email="")
    rows = rows.order_by("meeting__calendar_id", "-id").values_list("meeting__calendar_id", "name", "email")
    for calendar, people in groupby(rows.iterator(), lambda row: row[0]):
        there = set(contacts.filter(calendar_id=calendar).values_list("email", flat=True))
        # an address that comes twice keeps the name it had first, which comes last here
        new = [each for each in known(Attendee(*person) for _, *person in people) if each.email not in there]
        contacts.bulk_create(
            contacts.model(calendar_id=calendar, name=each.name, folded=folded(each.name), email=each.email)
            for each in new[: MOST_CONTACTS - len(there)]
        )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0007_said_preferences")]

    operations = [
        migrations.AddField("invitation", "answers_since", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("invitation", "answers", models.PositiveSmallIntegerField(default=0)),
        migrations.RunPython(learn_people, migrations.RunPython.noop),
    ]
