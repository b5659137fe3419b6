from django.db import migrations, models


def forget_defaults(apps, schema_editor):
    """Until now nobody could say what they prefer: what stands there are defaults."""
    apps.get_model("scheduling", "Calendar").objects.update(working_hours=None, default_minutes=None)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0006_contacts_feeds_rings")]

    operations = [
        migrations.AlterField("calendar", "working_hours", models.JSONField(null=True, blank=True)),
        migrations.AlterField(
            "calendar", "default_minutes", models.PositiveSmallIntegerField(null=True, blank=True)
        ),
        migrations.RunPython(forget_defaults, migrations.RunPython.noop),
    ]
