"""The errors a client may see, each with its wire code; never a library's or the dialogue's own errors."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from scheduling.events import Reminder, VEvent


class ConversationError(Exception):
    """Something the client is told of in an error frame.

    What is `ours` has a `reference`: the frame's metadata, the line in the log and the row of the message name it alike.
    """

    code = "INTERNAL_SERVER_ERROR"
    message = "Something went wrong on our side. Nothing was changed; please try again."
    retry_suggested = True
    closes: int | None = None  # the code that the socket is closed with after it
    leaves = "failed"  # the status of a message whose turn ended so
    ours = True

    def __init__(self, message: str | None = None, *, reference: str | None = None, **metadata: Any) -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.reference = (token_hex(4).upper() if reference is None else reference) if self.ours else ""
        self.metadata = {**({"reference": self.reference} if self.reference else {}), **metadata}
        # the number of the frame that tells of it, where that is stored
        self.seq: int | None = None
        # what was there before the failed turn wrote, by UID, until it is put back
        self.written: Mapping[str, VEvent | Reminder | None] = {}
        # whether the turn got as far as its end, which may be stored though nobody heard of it
        self.ended = False
        # the course of the failed turn (tracing.py)
        self.trace: Mapping[str, Any] | None = None

    @staticmethod
    def of_code(code: str, reference: str) -> "ConversationError":
        """Return the error that was stored with this code and reference."""
        kinds = (kind for kind in ConversationError.__subclasses__() if kind.code == code)
        return next(kinds, ConversationError)(reference=reference, conversation_preserved=True)


class InvalidMessage(ConversationError):
    """The frame cannot be understood; `errors` in the metadata names each field and what is wrong with it."""

    code = "INVALID_MESSAGE_FORMAT"
    message = "This message cannot be read; see metadata.errors."
    retry_suggested = False
    ours = False


class PersistenceLost(ConversationError):
    """The database did not answer, so the state is as it was before the message."""

    code = "STATE_PERSISTENCE_ERROR"
    message = (
        "Your message could not be saved just now, and nothing was changed. Please send it again shortly."
    )


class TurnTimedOut(ConversationError):
    """The engine did not answer within LLM_TIMEOUT_SECONDS."""

    code = "LLM_PROCESSING_ERROR"
    message = "I could not answer that in time. The conversation is as it was before; please try again."


class ModelUnavailable(ConversationError):
    """The model gave no answer, and no other engine is to answer for it (LLM_FALLBACK=none)."""

    code = "LLM_PROCESSING_ERROR"
    message = (
        "I could not answer that just now. The conversation is as it was before; please try again shortly."
    )


class TurnCancelled(ConversationError):
    """A client of the conversation cancelled the turn; a client that cannot cancel hears it as an error."""

    code = "CANCELLED"
    message = "This message was cancelled before it was answered. The conversation is as it was before."
    retry_suggested = False
    ours = False
    leaves = "cancelled"


class QueueFull(ConversationError):
    """The conversation has MAX_QUEUED_MESSAGES unanswered messages; this one was not stored."""

    code = "CONVERSATION_BUSY"
    ours = False
    message = "Too many of your messages are still waiting for an answer; this one was not taken. Please wait a moment."


class RateLimited(ConversationError):
    """The client sends faster than MESSAGE_RATE_PER_MINUTE; the message was not stored."""

    code = "RATE_LIMITED"
    ours = False
    message = "You are sending messages faster than allowed; this one was not taken. Please slow down."


class AuthenticationRequired(ConversationError):
    """Nobody is let in without signing in or a token that is good; the socket is closed with 4401."""

    code = "AUTHENTICATION_REQUIRED"
    message = "Please sign in, or connect with a token that is valid."
    retry_suggested = False
    closes = 4401


class ServerBusy(ConversationError):
    """The server has as many connections as it may."""

    code = "SERVER_BUSY"
    ours = False
    message = "The server has no room for another conversation at the moment. Please try again later."


class ConversationEnded(Exception):
    """The conversation has expired or been deleted: what is said now begins another one."""


class TurnLost(Exception):
    """Another process took over the conversation while this one was answering; its answer counts."""


class TurnElsewhere(Exception):
    """Another process has the turn of a message that failed here: what becomes of it is known when it has ended."""
