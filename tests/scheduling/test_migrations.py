"""What became of meetings that were stored before the database knew of repetitions."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from scheduling.models import Contact, Meeting, Occupancy

TUESDAY = datetime(2030, 10, 22, 8, tzinfo=UTC)  # 10:00 in Berlin, 9:00 UTC a week later


@pytest.mark.django_db(transaction=True)
def test_stored_meetings_take_their_time() -> None:
    old = MigrationExecutor(connection)
    old.migrate([("scheduling", "0002_reminders")])
    try:
        apps = old.loader.project_state([("scheduling", "0002_reminders")]).apps
        calendar = apps.get_model("scheduling", "Calendar").objects.create(key="client:old")
        for uid, starts, more in (
            ("series", TUESDAY, {"rrule": "FREQ=WEEKLY;COUNT=3"}),
            ("meanwhile", TUESDAY + timedelta(days=7, hours=1), {}),
            ("hourly", TUESDAY + timedelta(days=2), {"rrule": "FREQ=HOURLY"}),
            ("gone", TUESDAY, {"status": "CANCELLED"}),
        ):
            apps.get_model("scheduling", "Meeting").objects.create(
                calendar=calendar,
                uid=uid,
                starts=starts,
                ends=starts + timedelta(hours=1),
                timezone="Europe/Berlin",
                **more,
            )
    finally:
        new = MigrationExecutor(connection)
        new.migrate(new.loader.graph.leaf_nodes())
    taken = Occupancy.objects.order_by("starts", "blocking").values_list("meeting__uid", "starts", "blocking")
    assert list(taken) == [
        ("series", TUESDAY, True),
        ("hourly", TUESDAY + timedelta(days=2), True),
        ("series", TUESDAY + timedelta(days=7, hours=1), False),
        ("meanwhile", TUESDAY + timedelta(days=7, hours=1), True),
        ("series", TUESDAY + timedelta(days=14, hours=1), True),
    ]
    assert Meeting.objects.get(uid="series").local_starts == datetime(2030, 10, 22, 10)


@pytest.mark.django_db(transaction=True)
def test_the_people_of_stored_meetings_are_contacts() -> None:
    before = [("scheduling", "0007_said_preferences")]
    old = MigrationExecutor(connection)
    old.migrate(before)
    try:
        model = old.loader.project_state(before).apps.get_model
        for key in ("client:one", "client:two"):
            calendar = model("scheduling", "Calendar").objects.create(key=key)
            meeting = model("scheduling", "Meeting").objects.create(
                calendar=calendar,
                uid=key,
                starts=TUESDAY,
                ends=TUESDAY + timedelta(hours=1),
                local_starts=TUESDAY.replace(tzinfo=None),
                timezone="UTC",
            )
            for name, email in (
                ("Ána", "Ana@example.com"),
                ("Bo", "bo@example.com"),
                ("Cy", ""),
                ("", "d@e.fr"),
            ):
                model("scheduling", "Attendee").objects.create(meeting=meeting, name=name, email=email)
            model("scheduling", "Attendee").objects.create(
                meeting=meeting, name="Later", email="ana@example.com"
            )
        model("scheduling", "Contact").objects.create(
            calendar=calendar, name="Bodo", folded="bodo", email="bo@example.com"
        )
    finally:
        new = MigrationExecutor(connection)
        new.migrate(new.loader.graph.leaf_nodes())
    found = Contact.objects.order_by("calendar__key", "email")
    assert list(found.values_list("calendar__key", "name", "folded", "email")) == [
        ("client:one", "Ána", "ana", "ana@example.com"),
        ("client:one", "Bo", "bo", "bo@example.com"),
        ("client:two", "Ána", "ana", "ana@example.com"),
        ("client:two", "Bodo", "bodo", "bo@example.com"),
    ]
