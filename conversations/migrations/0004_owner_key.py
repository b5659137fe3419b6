from django.db import migrations, models

NAME_THE_OWNERS = """
UPDATE conversations_conversation
SET owner_key = CASE WHEN owner_id IS NULL THEN 'client:' || client_id ELSE 'user:' || owner_id END;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('conversations', '0003_sequence_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='conversation',
            name='owner_key',
            field=models.CharField(default='', help_text='Whose it is, as scheduling/owners.py names it.', max_length=120, verbose_name='owner'),
            preserve_default=False,
        ),
        migrations.RunSQL(NAME_THE_OWNERS, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='conversation',
            name='conversation_one_per_client',
        ),
        migrations.AddConstraint(
            model_name='conversation',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'expired'), _negated=True), fields=('owner_key', 'client_id'), name='conversation_one_per_client'),
        ),
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(fields=['owner_key', '-last_activity_at'], name='conversation_of_owner'),
        ),
    ]
