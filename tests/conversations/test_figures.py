"""What happened is counted into rows that stay the same however often that is done."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from conversations import figures
from conversations.admin.charts import SHOWN, charts
from conversations.models import Conversation, Figures, Message, ModelCall
from scheduling.models import Calendar, Change, Meeting

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def conversation() -> Conversation:
    return Conversation.objects.create(
        client_id="counted", owner_key="client:counted", thread_id=uuid4(), timezone="UTC"
    )


def turn(conversation: Conversation, at: datetime, *, ms: int | None = 100, engine: str = "rules") -> Message:
    """Write a turn that took `ms`; None: it failed."""
    status = "failed" if ms is None else "answered"
    asked = Message.objects.create(
        conversation=conversation, role="user", status=status, content="hello", latency_ms=ms
    )
    Message.objects.filter(pk=asked.pk).update(created_at=at)
    if ms is not None:
        Message.objects.create(
            conversation=conversation,
            role="assistant",
            status="delivered",
            content="Hi",
            reply_to=asked,
            engine=engine,
        )
    return asked


def row(span: str, starts: datetime) -> dict[str, object]:
    return Figures.objects.filter(span=span, starts=starts).values().get()


def test_a_stretch_has_what_happened_in_it(conversation: Conversation) -> None:
    for second, ms in enumerate([10, 20, 30, 400]):
        turn(conversation, NOON + timedelta(seconds=second), ms=ms, engine="model" if ms == 400 else "rules")
    asked = turn(conversation, NOON + timedelta(minutes=5), ms=None)
    turn(conversation, NOON + timedelta(minutes=10))  # the next ten minutes have begun
    for outcome in ("ok", "withheld: date", "timeout"):
        ModelCall.objects.create(message=asked, purpose="interpret", model="m", outcome=outcome, latency_ms=1)
    ModelCall.objects.update(created_at=NOON)
    calendar = Calendar.objects.create(key="client:counted")
    meeting = Meeting.objects.create(
        calendar=calendar,
        uid="one",
        summary="Review",
        starts=NOON,
        ends=NOON + timedelta(hours=1),
        local_starts=NOON.replace(tzinfo=None),
        timezone="UTC",
    )
    for kind in ("book", "change"):
        Change.objects.create(calendar=calendar, meeting=meeting, kind=kind, sequence=0, after={}, at=NOON)

    figures.roll_up(NOON + timedelta(minutes=12))

    counted = row("minutes", NOON)
    assert {name: counted[name] for name in counted if name not in ("id", "span", "starts")} == {
        "turns": 5,
        "failed": 1,
        "p50_ms": 20,
        "p95_ms": 400,
        "by_model": 1,
        "by_rules": 3,
        "model_calls": 3,
        "model_failures": 1,
        "bookings": 1,
        "conversations": 1,
    }
    assert row("minutes", NOON + timedelta(minutes=10))["turns"] == 1
    assert row("hour", NOON)["turns"] == 6


def test_counting_again_changes_nothing_and_the_present_is_brought_up_to_date(
    conversation: Conversation,
) -> None:
    turn(conversation, NOON)
    figures.roll_up(NOON + timedelta(minutes=25))
    before = list(Figures.objects.order_by("id").values())
    assert figures.roll_up(NOON + timedelta(minutes=25)) == 2
    assert list(Figures.objects.order_by("id").values()) == before
    turn(conversation, NOON + timedelta(minutes=26))
    figures.roll_up(NOON + timedelta(minutes=27))
    assert row("minutes", NOON + timedelta(minutes=20))["turns"] == 1


def test_old_rows_are_forgotten_and_purged_messages_stay_counted(conversation: Conversation) -> None:
    turn(conversation, NOON)
    figures.roll_up(NOON + timedelta(hours=1))
    conversation.delete()
    figures.roll_up(NOON + timedelta(days=3))
    assert not Figures.objects.filter(span="minutes", starts=NOON).exists()
    assert row("hour", NOON)["turns"] == 1


def test_each_stretch_reads_a_few_blocks_of_the_table(conversation: Conversation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query = Message.objects.filter(
            created_at__gte=NOON, created_at__lt=NOON + timedelta(hours=1)
        ).order_by()
    assert "message_time" in query.explain()


def test_charts_stand_still_where_nothing_is_known(conversation: Conversation) -> None:
    for span in SHOWN:
        drawn, ticks = charts(span, NOON)
        assert drawn[0].title == "Turns"
        assert {series.path for chart in drawn for series in chart.series} == {""}
        assert ticks == sorted(ticks, key=lambda tick: tick.x)


def test_bars_stand_on_each_other(conversation: Conversation) -> None:
    for ms in (10, 10, 10, None):
        turn(conversation, NOON + timedelta(seconds=1), ms=ms)
    figures.roll_up(NOON + timedelta(minutes=1))
    drawn, _ = charts("minutes", NOON + timedelta(minutes=1))
    answered, failed = drawn[0].series
    assert drawn[0].top == 4
    assert answered.path.startswith("M591.7 120.0v-90.0")
    assert failed.path.startswith("M591.7 30.0v-30.0")
    assert drawn[0].said == "3 answered, 1 failed"
