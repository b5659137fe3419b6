"""One message and what came of it, as frames of both protocols. A transform without sockets or database."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings

from conversations.errors import ConversationError, ModelUnavailable, TurnCancelled, TurnTimedOut
from conversations.frames import (
    Answer,
    BotResponse,
    Cancelled,
    ErrorFrame,
    Facts,
    Frame,
    OtherMessage,
    WaitingForInput,
    utc_timestamp,
)
from conversations.notice_records import StoredNotice
from conversations.records import StoredMessage

ENDED = ("failed", "cancelled")

WaitingFor = dict[str, Any] | None


def message_id(message: StoredMessage) -> str:
    """Return the name of a message on the wire: the client's own, or one of ours."""
    return message.client_message_id or f"message-{message.id}"


def answer_id(message: StoredMessage) -> str:
    """Return the name of the answer to a message; it is known before the answer is."""
    return f"answer-{message.id}"


def classic_answer(client_id: str, answer: str, waiting_for: WaitingFor, now: datetime) -> list[Frame]:
    """Return an answer and, when it ends in a question, the frame that says so."""
    timestamp = utc_timestamp(now)
    frames: list[Frame] = [Answer(content=answer, timestamp=timestamp, session_id=client_id)]
    if waiting_for:
        frames.append(WaitingForInput(timestamp=timestamp, metadata=waiting_for))
    return frames


def v2_answer(
    client_id: str,
    message: StoredMessage,
    answer: str,
    *,
    seq: int | None,
    waiting_for: WaitingFor,
    facts: dict[str, Any],
    now: datetime,
) -> list[Frame]:
    """Return what classic_answer does in v2. `facts` is a Reply's; the question is numbered after the answer."""
    timestamp = utc_timestamp(now)
    frames: list[Frame] = [
        BotResponse(
            content=answer,
            timestamp=timestamp,
            seq=seq,
            session_id=client_id,
            message_id=answer_id(message),
            reply_to=message_id(message),
            metadata=Facts(**facts, choices=(waiting_for or {}).get("suggestions", [])),
        )
    ]
    if waiting_for:
        question = {**waiting_for, "interrupt_id": facts.get("interrupt_id")}
        frames.append(WaitingForInput(timestamp=timestamp, seq=seq and seq + 1, metadata=question))
    return frames


def failure_of(message: StoredMessage) -> ConversationError:
    """Return the error that took the place of a message's answer, as it is stored."""
    error = ConversationError.of_code(message.error_code, message.reference)
    if isinstance(error, TurnTimedOut | ModelUnavailable):
        # as engine.py has it, which loads all that answers
        model = bool(settings.HUGGINGFACE_ENDPOINT_URL or settings.HUGGINGFACE_API_TOKEN)
        error.metadata["fallback_available"] = model and settings.LLM_FALLBACK == "rules"
    error.seq = message.failure_seq
    return error


def v2_failure(message: StoredMessage, error: ConversationError, now: datetime) -> Frame:
    """Return the frame that takes the place of an answer in v2."""
    asked = message_id(message)
    if isinstance(error, TurnCancelled):
        return Cancelled(timestamp=utc_timestamp(now), seq=error.seq, metadata={"reply_to": asked})
    frame = ErrorFrame.of(error, now, reply_to=asked)
    frame.seq = error.seq
    return frame


def other_message(client_id: str, message: StoredMessage, seq: int) -> Frame:
    """Return a message as the sockets see it that did not send it."""
    return OtherMessage(
        content=message.content,
        timestamp=utc_timestamp(message.created_at),
        seq=seq,
        session_id=client_id,
        message_id=message_id(message),
    )


def notice_frame(client_id: str, notice: StoredNotice) -> Frame:
    """Return the frame of what a calendar tells by itself."""
    return BotResponse(
        content=notice.content,
        timestamp=utc_timestamp(notice.created_at),
        seq=notice.seq,
        session_id=client_id,
        message_id=f"notice-{notice.id}",
        metadata=Facts(**notice.facts),
    )


def replay(client_id: str, stored: list[StoredMessage], numbers: dict[int, int]) -> list[Frame]:
    """Return the frames of stored messages, oldest first, in the order of their numbers.

    `numbers` are those of messages that have no answer yet, by id. Only the last question is asked again.
    """
    frames: list[Frame] = []
    last = max((message.id for message in stored if message.answer is not None), default=None)
    for message in stored:
        frames += _frames_of(client_id, message, numbers, last=message.id == last)
    return sorted(frames, key=lambda frame: frame.seq or 0)


def past(client_id: str, stored: list[StoredMessage], notices: list[StoredNotice]) -> list[Frame]:
    """Return the frames of stored messages and told notices in the order of their numbers, and no question."""
    frames = [frame for message in stored for frame in _frames_of(client_id, message, {}, last=False)]
    frames += [notice_frame(client_id, notice) for notice in notices]
    return sorted(frames, key=lambda frame: frame.seq or 0)


def _frames_of(
    client_id: str, message: StoredMessage, numbers: dict[int, int], *, last: bool
) -> Iterator[Frame]:
    if (seq := message.seq or numbers.get(message.id)) is not None:
        yield other_message(client_id, message, seq)
    if message.answer is not None and message.answered_at is not None:
        yield from v2_answer(
            client_id,
            message,
            message.answer,
            seq=message.answer_seq,
            waiting_for=message.waiting_for,
            facts=message.facts or {},
            now=message.answered_at,
        )[: 2 if last else 1]
    elif message.status in ENDED and message.failure_seq is not None:
        yield v2_failure(message, failure_of(message), message.created_at)
