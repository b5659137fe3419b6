"""Runs a stored turn again over the graph of today, and tells what has become of its answer. Writes nothing anywhere.

State, calendar and time are those of then: the checkpoint before the turn, the meetings by their audit trail, the moment of
the message. Preferences and contacts are today's, and what a model says may differ by itself.
"""

import math
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from asgiref.sync import sync_to_async
from django.conf import settings
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.memory import InMemorySaver

from conversations import answering, checkpoints, records
from conversations.answering import CHARS_BEFORE, EXCHANGES_BEFORE, Attempt
from conversations.assistant.engines.base import Line, Place
from conversations.assistant.graph import compile_graph
from conversations.engine import engine
from conversations.models import Message
from conversations.records import StoredMessage
from conversations.streaming import Reply
from conversations.turn_records import Numbers
from scheduling.calendars.past import calendar_at


class CannotReplay(Exception):
    """The turn cannot be run again; the message tells why."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What was said, what was answered then (None: nothing) and what is answered now."""

    said: str
    stored: str | None
    answer: str
    intent: str
    waiting_for: dict[str, Any] | None

    @property
    def same(self) -> bool:
        return self.stored == self.answer


class _Nobody:
    """Hears nothing of a turn."""

    heard = streams = False
    numbers = Numbers()

    async def step(self, step: str, label: str) -> None: ...

    async def delta(self, piece: str) -> None: ...

    async def begin(self, base: int) -> None: ...


async def replay(message: int) -> Replay:
    """Run the turn of a user message again. Raises CannotReplay, and what a turn raises (ConversationError)."""
    row = await Message.objects.select_related("conversation").filter(pk=message, role="user").afirst()
    if row is None:
        raise CannotReplay(f"There is no message {message} of a user.")
    before = await sync_to_async(_checkpoint_before)(str(row.conversation.thread_id), row)
    past = await sync_to_async(calendar_at)(row.conversation.owner_key, row.created_at)
    reply = await _run(row, before, past)
    answer = await Message.objects.filter(reply_to=row).afirst()
    return Replay(
        row.content, answer.content if answer else None, reply.text, reply.intent, reply.waiting_for
    )


async def _run(row: Message, before: CheckpointTuple | None, past: Any) -> Reply:
    stored = row.conversation
    paused = before is not None and any(each[1] == "__interrupt__" for each in before.pending_writes or ())
    conversation = records.Conversation(
        stored.pk, stored.thread_id, stored.timezone, "", 0, {} if not paused else {"paused": True}
    )
    said = StoredMessage(row.pk, stored.pk, row.content, row.status, row.created_at)
    place = Place(
        row.created_at.astimezone(ZoneInfo(stored.timezone)),
        history=await _lines_before(row) if engine(settings.ENGINE).wants_history else (),
        said=row.content,
        deadline=math.inf,
    )
    graph = compile_graph(_seeded(before))
    return await answering.run(graph, conversation, said, Attempt(past), place, _Nobody())


async def _lines_before(row: Message) -> list[Line]:
    answers = Message.objects.filter(conversation=row.conversation, reply_to__lt=row.pk).order_by("-reply_to")
    lines: list[Line] = []
    async for answer in answers.select_related("reply_to")[:EXCHANGES_BEFORE]:
        said = answer.reply_to.content if answer.reply_to else ""
        texts = said[:CHARS_BEFORE], answer.content[:CHARS_BEFORE]
        lines = [Line("user", texts[0]), Line("assistant", texts[1]), *lines]
    return lines


def _checkpoint_before(thread: str, row: Message) -> CheckpointTuple | None:
    """Return the checkpoint that the turn began from, None when it was the first of its thread."""
    with checkpoints.reading() as saver:
        kept = saver.list({"configurable": {"thread_id": thread, "checkpoint_ns": ""}})
        turns_kept = [(each, _turn_of(each)) for each in kept]
    after = next((each for each, turn in turns_kept if turn == row.pk), None)
    if after is None:
        # a turn that failed has left no checkpoint: it began from the one of the turn before
        earlier = [each for each, turn in turns_kept if turn is not None and turn < row.pk]
        if earlier or not Message.objects.filter(conversation=row.conversation_id, pk__lt=row.pk).exists():
            return earlier[0] if earlier else None
        raise CannotReplay("The checkpoints of that time are gone (prune_checkpoints, or the purge).")
    if after.parent_config is None:
        return None
    name = after.parent_config["configurable"]["checkpoint_id"]
    for each, _ in turns_kept:
        if each.config["configurable"]["checkpoint_id"] == name:
            return each
    raise CannotReplay("The checkpoint that the turn began from is gone (prune_checkpoints).")


def _turn_of(kept: CheckpointTuple) -> int | None:
    turn = kept.checkpoint["channel_values"].get("turn")
    return turn["id"] if turn else None


def _seeded(before: CheckpointTuple | None) -> InMemorySaver:
    """Return a saver that knows this one checkpoint with its pending writes."""
    saver = InMemorySaver()
    if before is not None:
        place = {**before.config["configurable"]}
        config: Any = {"configurable": {**place, "checkpoint_id": None}}
        saver.put(config, before.checkpoint, before.metadata, before.checkpoint["channel_versions"])
        writes = sorted(before.pending_writes or (), key=lambda each: each[0])
        for task, of_task in groupby(writes, key=lambda each: each[0]):
            saver.put_writes({"configurable": place}, [(each[1], each[2]) for each in of_task], task)
    return saver
