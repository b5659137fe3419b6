"""What has been over for long goes with all that belongs to it, and nothing else does."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from conversations import retention
from conversations.models import Conversation, Message, ModelCall
from conversations.tasks import purge_until
from scheduling.alone import lock_of
from scheduling.models import Calendar, Meeting, Reminder
from tests.conftest import Connect

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
STORY = ["schedule a design review with ana@example.com tomorrow at 3pm for 45 minutes", "yes"]


def run(command: str, *options: str) -> tuple[dict[str, Any] | str, int]:
    """Return what the command wrote, read as JSON where it is, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command(command, *options, stdout=out, stderr=StringIO())
    except CommandError as error:
        return str(error), error.returncode
    text = out.getvalue()
    return (json.loads(text) if text.startswith("{") else text), code


def converse(age: timedelta, *, messages: int = 2, **fields: Any) -> Conversation:
    """Store a conversation that rests for so long, of messages and answers in turn, with a call of a model."""
    made = Conversation.objects.create(
        **{"client_id": f"client-{uuid4().hex}", "owner_key": "client:x", "timezone": "UTC", **fields},
        thread_id=uuid4(),
    )
    said: Message | None = None
    for number in range(messages):
        role = "user" if said is None else "assistant"
        status = "answered" if said is None else "delivered"
        row = Message.objects.create(
            conversation=made, role=role, status=status, content=f"line {number}", reply_to=said
        )
        said = row if said is None else None
    if messages:
        ModelCall.objects.create(
            message=row, purpose="interpret", model="m", outcome="ok", latency_ms=1, prompt="p"
        )
    Message.objects.filter(conversation=made).update(created_at=timezone.now() - age)
    Conversation.objects.filter(pk=made.pk).update(last_activity_at=timezone.now() - age)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO checkpoints (thread_id, checkpoint_id, checkpoint) VALUES (%s, '1', '{}')",
            [str(made.thread_id)],
        )
    return made


def left(conversation: Conversation) -> list[int]:
    """Return how many rows of each kind there are of a conversation."""
    counts = [
        Conversation.objects.filter(pk=conversation.pk).count(),
        Message.objects.filter(conversation=conversation.pk).count(),
        ModelCall.objects.filter(message__conversation=conversation.pk).count(),
    ]
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE thread_id = %s", [str(conversation.thread_id)]
            )
            counts.append(cursor.fetchone()[0])
    return counts


def everything() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT thread_id, checkpoint_id FROM checkpoints ORDER BY 1, 2")
        return [
            list(Conversation.objects.order_by("pk").values()),
            list(Message.objects.order_by("pk").values()),
            cursor.fetchall(),
        ]


@pytest.mark.django_db(transaction=True)
def test_what_has_been_over_for_long_is_gone_and_nothing_else() -> None:
    live, resting = converse(HOUR), converse(2 * DAY)
    over, long_over = converse(20 * DAY, status="expired"), converse(40 * DAY, messages=7)
    told, code = run("purge_conversations", "--json", "--batch-size", "2")

    assert (told, code) == (
        {"dry_run": False, "expired": 2, "messages": 7, "deleted": 1, "checkpoints": 1},
        0,
    )
    assert left(live) == left(resting) == left(over) == [1, 2, 1, 1, 0, 0]
    assert left(long_over) == [0, 0, 0, 0, 0, 0]
    live.refresh_from_db()
    resting.refresh_from_db()
    assert (live.status, resting.status) == ("active", "expired")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("options", [[], ["--keep-history"]])
def test_a_dry_run_changes_nothing_and_a_second_run_finds_nothing(options: list[str]) -> None:
    converse(2 * DAY)
    converse(40 * DAY, status="expired")
    before = everything()
    kind = "emptied" if options else "deleted"
    told, _ = run("purge_conversations", "--dry-run", "--json", *options)
    assert told == {"dry_run": True, "expired": 1, "emptied": 0, "deleted": 0, "messages": 2, kind: 1}
    assert everything() == before

    run("purge_conversations", *options)
    after = everything()
    assert after != before
    assert run("purge_conversations", *options) == ("Done: nothing.\n", 0)
    assert everything() == after


@pytest.mark.django_db(transaction=True)
def test_with_keep_history_only_what_was_said_goes() -> None:
    over = converse(40 * DAY, messages=5, status="expired", summary="We booked", waiting_for={"prompt": "?"})
    told, _ = run("purge_conversations", "--keep-history", "--json", "--batch-size", "2")

    assert (told["messages"], told["emptied"]) == (5, 1)
    assert left(over) == [1, 5, 1, 0, 0, 0]
    over.refresh_from_db()
    assert (over.summary, over.waiting_for, over.emptied_at is None) == ("", None, False)
    assert set(Message.objects.values_list("content", flat=True)) == {""}
    assert ModelCall.objects.get().prompt == ""


@pytest.mark.django_db(transaction=True)
def test_an_owner_who_is_yet_to_be_told_something_keeps_the_last_conversation_without_what_was_said() -> None:
    earlier, last = (converse(age, status="expired", owner_key="browser:7") for age in (50 * DAY, 40 * DAY))
    calendar = Calendar.objects.create(key="browser:7")
    reminder = Reminder.objects.create(
        calendar=calendar, uid="r", text="call Ana", moment=timezone.now() + DAY, timezone="UTC"
    )
    run("purge_conversations")
    assert (left(earlier), left(last)) == ([0, 0, 0, 0, 0, 0], [1, 2, 1, 0, 0, 0])
    assert run("purge_conversations") == ("Done: nothing.\n", 0)

    Reminder.objects.filter(pk=reminder.pk).update(rung_at=timezone.now())
    run("purge_conversations")
    assert left(last) == [0, 0, 0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"role": "user", "status": "received"}, "active"),
        ({"role": "assistant", "status": "undelivered"}, "active"),
        ({"role": "user", "status": "failed"}, "expired"),
    ],
)
def test_a_conversation_in_which_something_goes_on_is_not_over(fields: dict[str, str], status: str) -> None:
    resting = converse(2 * DAY)
    Message.objects.create(conversation=resting, content="x", **fields)
    run("purge_conversations")
    resting.refresh_from_db()
    assert resting.status == status


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_for_ever_for_an_answer_that_never_came() -> None:
    waiting = converse(40 * DAY)
    old = timezone.now() - 40 * DAY
    for fields in ({"role": "user", "status": "received"}, {"role": "assistant", "status": "undelivered"}):
        row = Message.objects.create(conversation=waiting, content="x", **fields)
        Message.objects.filter(pk=row.pk).update(created_at=old)
    run("purge_conversations")
    assert left(waiting) == [0, 0, 0, 0, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_runs_is_left_alone() -> None:
    running = converse(40 * DAY, turn_token=uuid4(), turn_expires_at=timezone.now() + HOUR)
    run("purge_conversations")
    assert left(running) == [1, 2, 1, 1, 0, 0]


def shown(setting: str) -> str:
    """Return a setting of the database as it is in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [setting])
        return str(cursor.fetchone()[0])


@contextmanager
def another(sql: str, *parameters: object) -> Iterator[None]:
    """Run a statement in a transaction of another connection, which lasts as long as the block."""
    other = connections.create_connection("default")
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(sql, parameters)
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_rows_that_somebody_holds_are_passed_by_and_not_waited_for() -> None:
    held, free = converse(2 * DAY), converse(2 * DAY)
    # as whoever stores a message does
    with another("SELECT 1 FROM conversations_conversation WHERE id = %s FOR KEY SHARE", held.pk):
        told, _ = run("purge_conversations", "--json")
    assert told == {"dry_run": False, "expired": 1}
    held.refresh_from_db()
    free.refresh_from_db()
    assert (held.status, free.status) == ("active", "expired")


@pytest.mark.django_db(transaction=True)
def test_two_runs_are_never_at_it() -> None:
    converse(2 * DAY)
    with another("SELECT pg_advisory_xact_lock(%s, %s)", *lock_of(retention.LOCK)):
        assert run("purge_conversations") == ("Another run is at it.", 3)
        purge_until(lambda: False)
    assert Conversation.objects.get().status == "active"
    assert run("purge_conversations", "--batch-size", "0") == ("--batch-size is at least 1.", 2)


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_it_by_itself() -> None:
    for _ in range(20):
        converse(40 * DAY)
    purge_until(lambda: True)  # as a worker that stops
    assert Conversation.objects.exclude(status="expired").count() < 20
    assert Conversation.objects.count() == 20
    purge_until(lambda: False)
    assert Conversation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_with_very_many_messages_goes_piece_by_piece() -> None:
    large = converse(40 * DAY, messages=31, status="expired", message_count=31)
    steps = list(
        retention.purge(
            timezone.now(), ttl=DAY, keep=30 * DAY, keep_history=False, dry_run=False, batch_size=10
        )
    )
    assert max(step.get("messages", 0) for step in steps) <= 12
    assert sum(step.get("messages", 0) for step in steps) == 31
    assert left(large) == [0, 0, 0, 0, 0, 0]


def test_a_transaction_takes_as_many_rows_as_its_machine_manages_in_time() -> None:
    pace = retention.Pace(500)
    for _ in range(100):
        pace.took(pace.rows * 0.0001)  # so 200 rows take what a transaction aims at
    assert 200 <= pace.rows <= 202

    pace.took(1.0)
    assert pace.rows <= 102  # half as many after one that took long
    for _ in range(20):
        pace.took(1.0)
    assert 1 <= pace.rows <= 2
    for _ in range(100):
        before = pace.rows
        pace.took(0.0001)
        assert pace.rows <= before * 1.2 + 1
    assert pace.rows == 500  # and never more than it was told


@pytest.mark.django_db
@pytest.mark.parametrize("said", [2, 40])
def test_a_purge_does_not_wait_for_the_disk_and_what_staff_delete_does(said: int) -> None:
    how: dict[str, Any] = {"ttl": DAY, "keep": 30 * DAY, "keep_history": False, "dry_run": False}
    fields: dict[str, Any] = {"messages": said, "status": "expired", "message_count": said}
    told, expired = converse(40 * DAY, **fields), converse(40 * DAY, **fields)
    retention.delete([told.pk])
    assert shown("synchronous_commit") == "on"

    list(retention.purge(timezone.now(), batch_size=10, **how))
    assert shown("synchronous_commit") == "off"  # for as long as this transaction
    assert left(told) == left(expired) == [0, 0, 0, 0, 0, 0]


@pytest.mark.django_db
def test_checkpoints_are_pruned_in_as_small_steps() -> None:
    for _ in range(7):
        converse(HOUR)
    steps = list(retention.prune_checkpoints(keep=1, dry_run=False, batch_size=3))
    assert sum(step["threads"] for step in steps) == 7
    assert max(step["threads"] for step in steps) == 3


def test_every_table_that_hangs_on_a_conversation_goes_with_it() -> None:
    hanging = {
        relation.related_model.__name__
        for model in (Conversation, Message, ModelCall)
        for relation in model._meta.related_objects
    }
    assert hanging == {"Message", "ModelCall"}  # a table more belongs into the statement of retention.py


@pytest.mark.django_db(transaction=True)
def test_staff_may_end_and_delete_a_live_one() -> None:
    one, two = converse(HOUR), converse(HOUR, messages=3)
    assert retention.expire([one.pk]) == 1
    assert retention.expire([one.pk]) == 0
    assert retention.delete([two.pk]) == {"messages": 3, "deleted": 1, "checkpoints": 1}
    assert left(two) == [0, 0, 0, 0, 0, 0]
    assert left(one) == [1, 2, 1, 1, 0, 0]


@pytest.fixture
async def purging(connect: Connect) -> AsyncIterator[Callable[..., None]]:
    """Purge over and over in a thread from when it is called until the test ends."""
    stop = threading.Event()
    runs: list[asyncio.Task[None]] = []

    def purge(**how: Any) -> None:
        while not stop.is_set():
            for _ in retention.purge(timezone.now(), keep_history=False, dry_run=False, batch_size=20, **how):
                pass
        connection.close()

    yield lambda **how: runs.append(asyncio.create_task(asyncio.to_thread(purge, **how)))
    stop.set()
    await asyncio.gather(*runs)


async def test_meetings_and_live_conversations_stay_while_others_are_purged(
    connect: Connect, purging: Callable[..., None]
) -> None:
    await sync_to_async(lambda: [converse(40 * DAY, messages=4) for _ in range(60)])()
    clients = [await connect() for _ in range(6)]
    purging(ttl=DAY, keep=30 * DAY)
    ends = [[await client.say(line) for line in STORY] for client in clients]

    assert all(end[-1].startswith("Booked.") for end in ends)
    async with asyncio.timeout(60):
        while await Conversation.objects.acount() != 6:
            await asyncio.sleep(0.05)
    assert await sync_to_async(Meeting.objects.count)() == 6


async def test_every_message_is_answered_once_although_all_expires_at_once(
    connect: Connect, purging: Callable[..., None]
) -> None:
    purging(ttl=timedelta(), keep=timedelta())
    clients = [await connect() for _ in range(4)]
    for number in range(10):
        for client in clients:
            await client.send("hello", id=f"m{number}")
        answers = [await client.hear() for client in clients]
        assert all(answer.startswith("Hello") for answer in answers)


async def test_a_turn_in_a_conversation_that_is_ended_is_answered_and_ends_it_all_the_same(
    connect: Connect, settings: Any
) -> None:
    settings.ENGINE = "tests.engines.Ending"
    client = await connect()
    await client.say("schedule a talk with Ana tomorrow, break")
    assert (await sync_to_async(Conversation.objects.get)()).status == "expired"
    await client.say("hello")
    statuses = Conversation.objects.order_by("pk").values_list("status", flat=True)
    assert await sync_to_async(list)(statuses) == ["expired", "active"]


async def test_pruned_checkpoints_are_those_no_turn_needs(connect: Connect) -> None:
    client = await connect()
    await client.say("schedule a design review with ana@example.com tomorrow")
    await client.say("at 3pm")

    def look() -> tuple[Any, ...]:
        with connection.cursor() as cursor:  # those of other tests stay, because the tables are not Django's
            mine = [str(Conversation.objects.get().thread_id)]
            cursor.execute("DELETE FROM checkpoints WHERE thread_id <> ALL(%s)", [mine])
        orphan = converse(HOUR)
        Conversation.objects.filter(pk=orphan.pk).delete()
        before = everything()
        dry, _ = run("prune_checkpoints", "--dry-run", "--json")
        assert everything() == before
        done, _ = run("prune_checkpoints", "--json")
        again, _ = run("prune_checkpoints", "--json")
        return dry, done, again

    dry, done, again = await sync_to_async(look)()
    assert dry == {**done, "dry_run": True}
    assert done == {"dry_run": False, "threads": 2, "pruned": 1, "orphaned": 1}
    assert again == {"dry_run": False, "threads": 1, "pruned": 0, "orphaned": 0}
    assert (await client.say("45 minutes")).endswith("Shall I book it?")
    assert (await client.say("yes")).startswith("Booked.")
