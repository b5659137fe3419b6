"""What a client is told that comes back: where the conversation stands, and what it missed. Never sends it."""

from datetime import datetime
from typing import Any

from conversations import notice_records, records
from conversations.exchanges import notice_frame, replay
from conversations.frames import ConversationResumed, Frame, History, Page, utc_timestamp
from conversations.records import Conversation, StoredMessage

# exchanges that are replayed one frame after the other; above it the latest ones come in one frame
MOST_REPLAYED = 30


def standing(
    conversation: Conversation, missed: list[StoredMessage], last: dict[str, Any] | None, now: datetime
) -> ConversationResumed:
    """Return the frame that tells where the conversation stands: its outstanding messages, and its last answer."""
    return ConversationResumed(
        timestamp=utc_timestamp(now),
        metadata={
            "conversation_summary": conversation.summary or "We had just started talking.",
            "message_count": conversation.message_count,
            "waiting_for_input": conversation.waiting_for,
            "last_answer": last and _as_json(last),
            "unanswered": [message.client_message_id for message in missed if message.status == "received"],
        },
    )


async def missed_since(
    last_seq: int,
    *,
    conversation: int | None,
    client_id: str,
    joined: int,
    last: int,
    numbers: dict[int, int],
    now: datetime,
) -> list[Frame]:
    """Return what was sent between the numbers `last_seq` and `joined`, or one History when that cannot be told.

    `last` is the highest number there is, `numbers` are those of unanswered messages. The answers that are returned
    count as received from now on.
    """
    stored, notices = [], []
    if conversation is not None:
        stored = await records.latest(conversation, MOST_REPLAYED + 1)
        notices = await notice_records.latest(conversation, MOST_REPLAYED + 1)
    earlier = [message for message in stored if message.status != "received"][MOST_REPLAYED:]
    last_earlier = max([0, *map(_last_number, earlier), *(notice.seq for notice in notices[MOST_REPLAYED:])])
    stored, notices = [each for each in stored if each not in earlier], notices[:MOST_REPLAYED]
    told = [notice_frame(client_id, notice) for notice in notices]
    frames = [
        frame
        for frame in sorted(
            [*replay(client_id, stored[::-1], numbers), *told], key=lambda each: each.seq or 0
        )
        if (frame.seq or 0) <= joined
    ]
    if conversation is not None and any(message.answer_status == "undelivered" for message in stored):
        await records.mark_heard(conversation, joined)
    for message in stored:
        if message.failure_untold and (message.failure_seq or 0) <= joined:
            await records.mark_failure_told(message.id)
    if last_seq <= last and last_earlier <= last_seq:
        return [frame for frame in frames if (frame.seq or 0) > last_seq]
    messages = [frame.model_dump(mode="json", exclude_none=True) for frame in frames]
    return [History(timestamp=utc_timestamp(now), seq=joined, metadata=Page(messages=messages))]


def _last_number(message: StoredMessage) -> int:
    return max(message.seq or 0, message.answer_seq or 0, message.failure_seq or 0)


def _as_json(answer: dict[str, Any]) -> dict[str, Any]:
    return {
        "content": answer["content"],
        "timestamp": utc_timestamp(answer["created_at"]),
        "reply_to": answer["reply_to"],
    }
