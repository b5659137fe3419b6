"""Open conversations are told when the calendar's meetings or reminders change, whatever changed them."""

from datetime import UTC, datetime, timedelta

from asgiref.sync import sync_to_async
from django.db import connection, transaction

from conversations import listening as hearing
from scheduling.calendars.database import DatabaseCalendar
from scheduling.events import Period, Reminder, VEvent
from scheduling.models import Meeting
from scheduling.models import Reminder as ReminderRow
from scheduling.owners import client_key
from tests.client import V2Client
from tests.conftest import ConnectV2

BEGINS = datetime(2030, 3, 5, 15, tzinfo=UTC)
SAID = "schedule a design review on 5 March 2030 at 3 pm for 45 minutes just me"


def meeting(uid: str = "m1", starts: datetime = BEGINS) -> VEvent:
    return VEvent(uid, "Review", Period(starts, starts + timedelta(hours=1)), "UTC")


async def heard(client: V2Client) -> None:
    """Wait until the client hears that its agenda has changed."""
    assert (await client.until("agenda_changed"))["type"] == "system"


async def hears_nothing(client: V2Client) -> bool:
    return not [frame for frame in await client.fence() if frame.get("content") == "agenda_changed"]


async def listening(connect_v2: ConnectV2, client_id: str) -> V2Client:
    """A client whose server hears of changes from now on."""
    client = await connect_v2(client_id)
    await hearing.begin().listens.wait()
    return client


async def test_a_booking_in_the_conversation_is_told_after_its_answer(connect_v2: ConnectV2) -> None:
    client = await listening(connect_v2, "books")
    await client.say(SAID)
    await client.send("yes")
    assert (await client.until("bot_response"))["metadata"]["done"] == "schedule"
    await heard(client)


async def test_every_way_a_meeting_or_reminder_changes_is_heard_once_a_transaction(
    connect_v2: ConnectV2,
) -> None:
    client = await listening(connect_v2, "hears")
    calendar = DatabaseCalendar(client_key("hears"))

    stored = await calendar.add(meeting())
    await heard(client)
    moved = meeting(starts=BEGINS + timedelta(hours=2))
    await calendar.change(moved)
    await heard(client)
    await calendar.cancel(stored.uid)
    await heard(client)
    await calendar.remind(Reminder("r1", "call", BEGINS, "UTC"))
    await heard(client)
    await calendar.forget_reminder("r1")
    await heard(client)
    for uid in ("r2", "r3"):
        await calendar.remind(Reminder(uid, "call", BEGINS, "UTC"))
        await heard(client)
    await ReminderRow.objects.filter(calendar__key=calendar.key).adelete()  # several rows, one transaction
    await heard(client)
    assert await hears_nothing(client)


async def test_what_is_no_change_or_rolled_back_is_not_told(connect_v2: ConnectV2) -> None:
    client = await listening(connect_v2, "quiet")
    await DatabaseCalendar(client_key("quiet")).add(meeting())
    await heard(client)

    @sync_to_async
    def roll_back() -> None:
        with transaction.atomic():
            Meeting.objects.update(summary="never")
            transaction.set_rollback(True)

    await roll_back()
    await Meeting.objects.aupdate(updated_at=BEGINS)
    await ReminderRow.objects.aupdate(rung_at=BEGINS)
    await DatabaseCalendar(client_key("somebody-else")).add(meeting("m2"))
    await DatabaseCalendar(client_key("quiet")).add(meeting("m3", BEGINS + timedelta(days=1)))
    await heard(client)  # of the last one alone: what was told comes in the order of commits
    assert await hears_nothing(client)
    assert [frame.get("content") for frame in client.frames].count("agenda_changed") >= 2


async def test_after_a_break_every_open_conversation_looks_again(connect_v2: ConnectV2) -> None:
    client = await listening(connect_v2, "breaks")

    @sync_to_async
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'meetingmuse notices'"
            )

    await cut()
    await heard(client)
