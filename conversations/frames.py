"""The wire protocol: one class per frame, and the parser of what clients send; never sockets or the database."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, field_validator

from conversations.errors import ConversationError, InvalidMessage

LONGEST_ID = 200


def utc_timestamp(moment: datetime) -> str:
    """Return the moment as RFC 3339 in UTC with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain a NUL character")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def _short(text: str) -> str:
    if len(text) > LONGEST_ID:
        raise ValueError(f"must have at most {LONGEST_ID} characters")
    return text


Text = Annotated[str, AfterValidator(_storable), AfterValidator(_not_blank)]


class UserMessage(BaseModel):
    """What a client says. `id` makes a resend safe; `timezone` is used for the conversation from then on."""

    model_config = ConfigDict(strict=True, extra="ignore")

    type: Literal["user_message"] = "user_message"
    content: Text
    timestamp: str | None = None
    session_id: Text
    id: Annotated[Text, AfterValidator(_short)] | None = None
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None:
            try:
                ZoneInfo(name)
            except (OSError, KeyError, ValueError):
                raise ValueError("must be an IANA time zone such as Europe/Berlin") from None
        return name


def parse(text: str, *, max_chars: int) -> UserMessage:
    """Return the user message in one text frame; `max_chars` 0 means any length.

    Raises InvalidMessage whose metadata lists every wrong field as {"field", "problem"}.
    """
    try:
        message = UserMessage.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise InvalidMessage(
            errors=[
                {
                    "field": ".".join(str(part) for part in problem["loc"]) or "frame",
                    "problem": problem["msg"].removeprefix("Value error, "),
                }
                for problem in problems
            ]
        ) from None
    if max_chars and len(message.content) > max_chars:
        raise InvalidMessage(
            errors=[{"field": "content", "problem": f"must have at most {max_chars} characters"}]
        )
    return message


class Frame(BaseModel):
    """A frame the server sends; fields that are None are left out."""

    timestamp: str

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
    """The conversation is paused at a question. metadata: `prompt`, `next_step` (graph node), `suggestions`."""

    type: Literal["system"] = "system"
    content: Literal["waiting_for_input"] = "waiting_for_input"
    metadata: dict[str, Any]


class ErrorFrame(Frame):
    """Takes the place of an answer, or refuses a frame; the socket stays open unless the code says otherwise."""

    type: Literal["error"] = "error"
    error_code: str
    message: str
    retry_suggested: bool
    metadata: dict[str, Any]

    @classmethod
    def of(cls, error: ConversationError, now: datetime) -> "ErrorFrame":
        return cls(
            error_code=error.code,
            message=error.message,
            timestamp=utc_timestamp(now),
            retry_suggested=error.retry_suggested,
            metadata=error.metadata,
        )


SERVER_FRAMES: tuple[type[Frame], ...] = (
    ConnectionEstablished,
    ConversationResumed,
    Processing,
    Answer,
    WaitingForInput,
    ErrorFrame,
)
