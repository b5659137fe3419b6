from django.db import migrations

# told at commit, once a transaction and calendar, whichever process wrote; see notices.AGENDA_CHANGED
TELL = """
CREATE FUNCTION scheduling_agenda_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('meetingmuse_agenda', key) FROM scheduling_calendar
        WHERE id = coalesce(NEW.calendar_id, OLD.calendar_id);
    RETURN NULL;
END $$;
CREATE TRIGGER scheduling_meeting_changed
    AFTER INSERT OR DELETE OR UPDATE OF summary, sequence, status, starts, ends, location ON scheduling_meeting
    FOR EACH ROW EXECUTE FUNCTION scheduling_agenda_changed();
CREATE TRIGGER scheduling_reminder_changed
    AFTER INSERT OR DELETE OR UPDATE OF text, moment ON scheduling_reminder
    FOR EACH ROW EXECUTE FUNCTION scheduling_agenda_changed();
"""
TELL_NO_MORE = """
DROP TRIGGER scheduling_meeting_changed ON scheduling_meeting;
DROP TRIGGER scheduling_reminder_changed ON scheduling_reminder;
DROP FUNCTION scheduling_agenda_changed();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0008_answers_and_contacts'),
    ]

    operations = [migrations.RunSQL(TELL, TELL_NO_MORE)]
