"""The wire protocol: one class per frame the server sends; what clients send is in client_frames.py.

Never sockets or the database.
"""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel

from conversations.errors import ConversationError

V2 = "meetingmuse.v2"  # the WebSocket subprotocol
CLASSIC = "meetingmuse.v1"  # what is spoken without one, for browsers that have to offer one beside a token


def utc_timestamp(moment: datetime) -> str:
    """Return the moment as RFC 3339 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Frame(BaseModel):
    """A frame the server sends; fields that are None are left out. v2 numbers its frames: `seq`."""

    timestamp: str
    seq: int | None = None

    def to_text(self) -> str:
        return self.model_dump_json(exclude_none=True)


class ConnectionEstablished(Frame):
    """The first frame after every accept."""

    type: Literal["system"] = "system"
    content: Literal["connection_established"] = "connection_established"


class ConversationResumed(Frame):
    """Follows connection_established when the conversation has history.

    metadata: `conversation_summary`, `message_count`, `waiting_for_input` (the open question with prompt, next_step
    and suggestions, or null), `last_answer` (content, timestamp and reply_to, or null) and `unanswered` (a list with the
    id, or null where none was given, of each message that is stored and about to be answered). `reply_to` is the id the
    client gave the message: with it a client knows what not to send again.
    """

    type: Literal["system"] = "system"
    content: Literal["conversation_resumed"] = "conversation_resumed"
    metadata: dict[str, Any]


class Processing(Frame):
    """Sent for every accepted message, directly before work on it starts."""

    type: Literal["system"] = "system"
    content: Literal["processing"] = "processing"


class Answer(Frame):
    """The answer to one user message; the classic frame without a type. `session_id` is the client id."""

    content: str
    session_id: str


class WaitingForInput(Frame):
    """The conversation is paused at a question.

    metadata: `prompt`, `next_step` ("confirm" before something is written, else "collect"), `suggestions`; in v2
    `interrupt_id` too.
    """

    type: Literal["system"] = "system"
    content: Literal["waiting_for_input"] = "waiting_for_input"
    metadata: dict[str, Any]


class ErrorFrame(Frame):
    """Takes the place of an answer, or refuses a frame; the socket stays open unless the code says otherwise.

    metadata depends on the code; `reference` names a fault of ours in the log; in v2 `reply_to` where the error takes
    the place of an answer.
    """

    type: Literal["error"] = "error"
    error_code: str
    message: str
    retry_suggested: bool
    metadata: dict[str, Any]

    @classmethod
    def of(cls, error: ConversationError, now: datetime, **metadata: Any) -> "ErrorFrame":
        return cls(
            error_code=error.code,
            message=error.message,
            timestamp=utc_timestamp(now),
            retry_suggested=error.retry_suggested,
            metadata={**error.metadata, **metadata},
        )


class Facts(BaseModel):
    """What an answer rests on, in slot values (see the README's slots).

    `intent` is what the message was understood as; `task` what the assistant is busy with, and `understood` what it
    knows of that so far; `choices` are texts that answer its question. Before something is written `offered` is what a
    yes would write: its slots, `starts` and `ends` (RFC 3339), `repeats` in words, `was` (the `starts` and `ends` it has
    until then), the answers `yes` and `no`, and `lines`, the part of `content` that tells all this. `done` is what was
    written to the calendar by this message, and `meeting` is that meeting or reminder in the same shape, read from its
    stored row, with its `uid` and `mention`, by which a message can name it; several are in `meetings` or `reminders`.
    `notice` is what a calendar tells by itself (scheduling/notices.py): kind, uid, summary, and of person, partstat,
    starts and timezone what it is about; or it is kind "staff" alone, and staff say it.
    """

    intent: str = ""
    task: str | None = None
    understood: dict[str, Any] = {}
    choices: list[str] = []
    offered: dict[str, Any] | None = None
    done: str | None = None
    meeting: dict[str, Any] | None = None
    notice: dict[str, Any] | None = None


class BotResponse(Frame):
    """v2: the answer to one user message, also after `response_delta` frames: this text counts.

    `reply_to` is the id that the client gave the message, or the `message_id` it has where none was given. Without it
    nobody asked: the calendar tells something by itself, `metadata.notice`.
    """

    type: Literal["bot_response"] = "bot_response"
    content: str
    session_id: str
    message_id: str
    reply_to: str | None = None
    metadata: Facts


class OtherMessage(Frame):
    """v2: what was said on another socket of the conversation; answers name its `message_id` in `reply_to`."""

    type: Literal["user_message"] = "user_message"
    content: str
    session_id: str
    message_id: str


class ProcessingOf(Processing):
    """v2: as the classic `processing`; `metadata.reply_to` names the message."""

    metadata: dict[str, str]


class Step(BaseModel):
    """A node of the graph that begins, and what it does in words for people."""

    step: str
    label: str
    reply_to: str


class ProcessingStep(Frame):
    """v2 with STREAMING_ENABLED: the assistant has come to a node of its graph."""

    type: Literal["system"] = "system"
    content: Literal["processing_step"] = "processing_step"
    metadata: Step


class Delta(BaseModel):
    """A piece of the answer that will have this `message_id`."""

    message_id: str
    delta: str


class ResponseDelta(Frame):
    """v2 with STREAMING_ENABLED: the next piece of an answer; the whole one follows as `bot_response`."""

    type: Literal["system"] = "system"
    content: Literal["response_delta"] = "response_delta"
    metadata: Delta


class Cancelled(Frame):
    """v2: takes the place of the answer to the message `metadata.reply_to`; the state is as it was before it."""

    type: Literal["system"] = "system"
    content: Literal["cancelled"] = "cancelled"
    metadata: dict[str, str]


class NothingToCancel(Frame):
    """v2: a `cancel` found no turn that it could still stop; nothing has changed."""

    type: Literal["system"] = "system"
    content: Literal["nothing_to_cancel"] = "nothing_to_cancel"


class Page(BaseModel):
    """The latest frames of a conversation, oldest first; `gap` tells that others lie between them and `last_seq`."""

    gap: Literal[True] = True
    messages: list[dict[str, Any]]


class History(Frame):
    """v2: answers a `resume` when too much was missed or its `last_seq` is not of this conversation."""

    type: Literal["system"] = "system"
    content: Literal["history"] = "history"
    metadata: Page


class AgendaChanged(Frame):
    """v2: a meeting or reminder of the conversation's calendar was booked, moved or cancelled, in whatever way."""

    type: Literal["system"] = "system"
    content: Literal["agenda_changed"] = "agenda_changed"


class Pong(Frame):
    """v2: answers a `ping`, with its `nonce`."""

    type: Literal["pong"] = "pong"
    nonce: str


CLASSIC_FRAMES: tuple[type[Frame], ...] = (
    ConnectionEstablished,
    ConversationResumed,
    Processing,
    Answer,
    WaitingForInput,
    ErrorFrame,
)
V2_FRAMES: tuple[type[Frame], ...] = (
    ConnectionEstablished,
    ConversationResumed,
    OtherMessage,
    ProcessingOf,
    ProcessingStep,
    ResponseDelta,
    BotResponse,
    WaitingForInput,
    ErrorFrame,
    Cancelled,
    NothingToCancel,
    History,
    AgendaChanged,
    Pong,
)
