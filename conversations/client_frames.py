"""The frames clients send, and the parser that tells what is wrong with one. Never what they lead to."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from conversations.errors import AuthenticationRequired, InvalidMessage
from scheduling.validation import is_zone

LONGEST_ID = 200
MAX_SAFE_INTEGER = 2**53 - 1  # the largest number that every JSON reader holds exactly


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


class ClientFrame(BaseModel):
    """Base of what clients send; fields nobody knows are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore")


class UserMessage(ClientFrame):
    """What a client says. `id` makes a resend safe; `timezone` is used for the conversation from then on."""

    type: Literal["user_message"] = "user_message"
    content: Text
    timestamp: str | None = None
    session_id: Text
    id: Annotated[Text, AfterValidator(_short)] | None = None
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        if name is not None and not is_zone(name):
            raise ValueError("must be an IANA time zone such as Europe/Berlin")
        return name


class Resume(ClientFrame):
    """v2: asks for what was missed since the frame numbered `last_seq`; 0 asks for everything."""

    type: Literal["resume"]
    last_seq: Annotated[int, Field(ge=0, le=MAX_SAFE_INTEGER)]


class Cancel(ClientFrame):
    """v2: stops the turn that runs in the conversation, whoever asked; messages that wait behind it go on."""

    type: Literal["cancel"]


class Authenticate(ClientFrame):
    """Tells who connects, where the connection itself could not; the first frame when nobody is let in unknown."""

    type: Literal["authenticate"]
    token: str


class Ping(ClientFrame):
    """v2: asks for a `pong` with the same `nonce`."""

    type: Literal["ping"]
    nonce: Annotated[str, AfterValidator(_short)]


V2_CLIENT_FRAMES: dict[str, type[ClientFrame]] = {
    "user_message": UserMessage,
    "authenticate": Authenticate,
    "resume": Resume,
    "cancel": Cancel,
    "ping": Ping,
}


class _Kind(BaseModel):
    type: Any = "user_message"


def parse(text: str, *, max_chars: int) -> UserMessage:
    """Return the user message in one text frame; `max_chars` 0 means any length.

    Raises InvalidMessage whose metadata lists every wrong field as {"field", "problem"}.
    """
    message = _read(UserMessage, text)
    if max_chars and len(message.content) > max_chars:
        raise _invalid("content", f"must have at most {max_chars} characters")
    return message


def read_token(text: str) -> str:
    """Return the token of an `authenticate` frame. Raises AuthenticationRequired for every other frame."""
    try:
        return Authenticate.model_validate_json(text).token
    except ValidationError:
        raise AuthenticationRequired from None


def parse_v2(text: str, *, max_chars: int) -> ClientFrame:
    """Return what one text frame of a v2 client says, see parse."""
    try:
        kind = _Kind.model_validate_json(text).type
    except ValidationError:
        return parse(text, max_chars=max_chars)
    if not isinstance(kind, str) or kind not in V2_CLIENT_FRAMES:
        raise _invalid("type", f"must be one of {', '.join(V2_CLIENT_FRAMES)}")
    if kind == "user_message":
        return parse(text, max_chars=max_chars)
    return _read(V2_CLIENT_FRAMES[kind], text)


AnyFrame = TypeVar("AnyFrame", bound=ClientFrame)


def _read(frame: type[AnyFrame], text: str) -> AnyFrame:
    try:
        return frame.model_validate_json(text)
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


def _invalid(field: str, problem: str) -> InvalidMessage:
    return InvalidMessage(errors=[{"field": field, "problem": problem}])
