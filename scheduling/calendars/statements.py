"""The SQL of a calendar's reads: one statement each, an occurrence a row; never runs one.

Occurrences are read from the time they take (models.Occupancy). A series that goes on beyond what is written comes once
more as a whole, with `occupied_until`, and the rest of it is expanded by the reader.
"""

_EVENT = (
    "m.id, m.uid, m.summary, m.timezone, m.location, m.rrule, m.sequence, m.status, "
    "(SELECT json_agg(json_build_array(a.name, a.email, a.partstat) ORDER BY a.id) FROM scheduling_attendee a "
    "WHERE a.meeting_id = m.id) AS attendees"
)
_OVERRIDES = (
    "(SELECT json_agg(json_build_array(r.recurrence_id, r.starts, r.ends) ORDER BY r.recurrence_id) "
    "FROM scheduling_override r WHERE r.meeting_id = m.id) AS overrides"
)
# no meeting takes longer than a day, so that an index over starts alone finds those in a period
_OVERLAP = (
    "o.calendar_id = c.id AND o.ends > %(starts)s "
    "AND o.starts > %(starts)s::timestamptz - interval '24 hours' AND o.starts < %(ends)s"
)
_AFTER = "o.calendar_id = c.id AND o.ends > %(starts)s AND o.starts > %(starts)s::timestamptz - interval '24 hours'"
_PREFERENCES = (
    "json_build_object('timezone', c.timezone, 'working_hours', c.working_hours, 'buffer_minutes', c.buffer_minutes, "
    "'default_minutes', c.default_minutes, 'notice_minutes', c.notice_minutes, "
    "'reminder_minutes', c.reminder_minutes) AS preferences"
)

# one row without a meeting (its uid is null) when there are only preferences
_AGENDA = (
    f"SELECT {{preferences}}, e.* FROM scheduling_calendar c LEFT JOIN LATERAL (("
    f"SELECT {_EVENT}, o.starts, o.ends, o.recurrence_id, NULL::timestamptz AS occupied_until, NULL::json AS overrides "
    f"FROM ({{occupancy}}) o JOIN scheduling_meeting m ON m.id = o.meeting_id ORDER BY o.starts LIMIT %(most)s"
    f") UNION ALL (SELECT {_EVENT}, m.starts, m.ends, NULL, m.occupied_until, {_OVERRIDES} "
    f"FROM scheduling_meeting m WHERE m.calendar_id = c.id AND m.occupied_until < %(ends)s"
    ")) e ON true WHERE c.key = %(key)s ORDER BY e.starts, e.id"
)
AGENDA = _AGENDA.format(
    preferences=_PREFERENCES, occupancy=f"SELECT * FROM scheduling_occupancy o WHERE {_OVERLAP}"
)
UPCOMING = _AGENDA.format(
    preferences="c.id AS calendar",
    occupancy=f"SELECT * FROM scheduling_occupancy o WHERE {_AFTER} ORDER BY o.starts LIMIT %(most)s",
)
UPCOMING_ONCE = _AGENDA.format(
    preferences="c.id AS calendar",
    occupancy=f"SELECT DISTINCT ON (o.meeting_id) * FROM scheduling_occupancy o WHERE {_AFTER} "
    "ORDER BY o.meeting_id, o.starts",
)
MEETING = (
    f"SELECT {_EVENT}, m.starts, m.ends, NULL AS recurrence_id, {_OVERRIDES} FROM scheduling_meeting m "
    "WHERE m.calendar_id = (SELECT id FROM scheduling_calendar WHERE key = %(key)s) AND m.uid = %(uid)s"
)

# the time taken, merged by the database; a row with neither time nor series tells that the address is known
_BUSY = (
    "WITH whose AS ({}) "
    "SELECT w.address, lower(span) AS starts, upper(span) AS ends, NULL AS timezone, NULL AS rrule, "
    "NULL::timestamptz AS occupied_until, NULL::json AS overrides FROM whose w LEFT JOIN LATERAL ("
    "SELECT unnest(range_agg(tstzrange(o.starts, o.ends))) AS span FROM scheduling_occupancy o, "
    f"(SELECT w.id) c WHERE {_OVERLAP}) taken ON true "
    "UNION ALL "
    f"SELECT w.address, m.starts, m.ends, m.timezone, m.rrule, m.occupied_until, {_OVERRIDES} "
    "FROM whose w JOIN scheduling_meeting m ON m.calendar_id = w.id AND m.occupied_until < %(ends)s"
)
BUSY = _BUSY.format("SELECT '' AS address, id FROM scheduling_calendar WHERE key = %(key)s")
# for signed-in users alone: anybody may call themselves a client
BUSY_PEOPLE = _BUSY.format(
    "SELECT lower(u.email) AS address, c.id FROM auth_user u "
    "LEFT JOIN scheduling_calendar c ON c.key = 'user:' || u.id "
    "WHERE starts_with(%(key)s, 'user:') AND u.is_active AND lower(u.email) = ANY(%(addresses)s) "
    "AND c.key IS DISTINCT FROM %(key)s"
)
PREFERENCES = f"SELECT {_PREFERENCES} FROM scheduling_calendar c WHERE c.key = %(key)s"
REMINDERS = (
    "SELECT uid, text, moment, timezone FROM scheduling_reminder "
    "WHERE calendar_id = (SELECT id FROM scheduling_calendar WHERE key = %(key)s) "
    "AND moment >= %(starts)s AND moment < %(ends)s ORDER BY moment, id"
)
CONTACTS = (
    "SELECT asked, found.name, found.email FROM unnest(%(names)s::text[]) WITH ORDINALITY AS names(asked, place), "
    "LATERAL (SELECT name, email, row_number() OVER () AS place FROM (SELECT name, email FROM scheduling_contact "
    "WHERE calendar_id = (SELECT id FROM scheduling_calendar WHERE key = %(key)s) AND asked <> '' "
    "AND (folded = asked OR starts_with(folded, asked || ' ')) "
    'ORDER BY folded <> asked, folded COLLATE "C", email COLLATE "C" LIMIT %(most)s) sorted) found '
    "ORDER BY names.place, found.place"
)
# a signed-in user's own name and address stand in where no other were given
ORGANIZER = (
    "SELECT CASE WHEN c.organizer_email <> '' THEN c.organizer_name ELSE trim(u.first_name || ' ' || u.last_name) END "
    "AS name, CASE WHEN c.organizer_email <> '' THEN c.organizer_email ELSE u.email END AS email "
    "FROM (SELECT %(key)s AS key) k LEFT JOIN scheduling_calendar c ON c.key = k.key "
    "LEFT JOIN auth_user u ON 'user:' || u.id = k.key AND u.is_active"
)
