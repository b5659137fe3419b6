"""Whose turn it is: one message of a conversation at a time, over all processes, earlier ones first. Never sockets.

A turn leads from a stored user message to its stored answer (answering.py), or to its failure (failures.py).
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from conversations import arrivals, metrics, turn_records
from conversations.answering import CHARS_BEFORE, EXCHANGES_BEFORE, Attempt, Hearers, answer, assistant
from conversations.assistant.engines.base import ModelCall
from conversations.cancelling import Cancellation
from conversations.engine import engine
from conversations.errors import TurnLost, TurnTimedOut
from conversations.failures import failed
from conversations.records import StoredMessage
from conversations.room import Seat
from conversations.turn_records import Finished
from scheduling.database import DATABASE_GONE

log = structlog.get_logger(__name__)

# how long to wait before asking again for a turn that another process has: ever longer for the same message
CLAIM_PAUSE_SECONDS, LONGEST_CLAIM_PAUSE_SECONDS = 0.02, 0.2
# after a process died its messages are with another (recovery.py); nobody gives up before that
TAKEN_OVER_SECONDS = 20.0
PATIENCE_SECONDS = 0.05


class EarlierFirst(Exception):
    """A message that the caller answers too was said before this one: this one waits."""


async def take_turn(
    conversation: int,
    message: StoredMessage,
    *,
    calendar_key: str,
    timezone: str | None,
    token: UUID,
    unmarked: Callable[[], list[int]],
    is_first: Callable[[], bool],
    hearers: Hearers,
    cancellation: Cancellation,
    clock: Callable[[], datetime],
) -> Finished | None:
    """Answer one stored message and store the answer; return None when it has been answered elsewhere.

    `token` names the caller as holder of the conversation's turn; `unmarked` tells which of its messages have failed already
    though they are not marked so, every other earlier one comes first; `cancellation` can stop it until the answer is stored.
    Raises ConversationError, with the state as it was before the turn and the message marked as failed, and EarlierFirst,
    with nothing done, as soon as the message is no longer the first of the caller's.
    """
    attempt = Attempt(import_string(settings.CALENDAR)(calendar_key))

    async def claimed() -> Finished | None:
        """Claim the turn and answer; None while another process has it, or an earlier message to answer."""
        async with Seat(shared.room) as seat:
            # messages that are just coming in are stored first: their senders see that they were heard
            await arrivals.quiet(PATIENCE_SECONDS)
            if not is_first():
                raise EarlierFirst
            claim = await turn_records.claim_turn(
                conversation,
                message.id,
                token=token,
                timezone=timezone,
                failed=unmarked(),
                exchanges=EXCHANGES_BEFORE if engine(settings.ENGINE).wants_history else 0,
                chars=CHARS_BEFORE,
            )
            if claim is None:
                return None
            attempt.trace.claimed()
            return await answer(
                shared,
                claim,
                message,
                attempt,
                seat,
                token=token,
                hearers=hearers,
                cancellation=cancellation,
                clock=clock,
            )

    try:
        shared = await assistant()
        first, pause, patience = message.id, CLAIM_PAUSE_SECONDS, _patience()
        while True:
            try:
                if finished := await claimed():
                    break
            except TurnLost:  # it is somebody else's now: what they answer counts
                log.warning("turn lost to another process")
                attempt.lose()
                patience = _patience()
            match await turn_records.next_in_line(message.id):
                case None:
                    return None
                case other if other != first:
                    first, patience = other, _patience()
            if time.monotonic() > patience:
                raise TurnTimedOut(fallback_available=False)
            await asyncio.sleep(pause)
            pause = min(1.5 * pause, LONGEST_CLAIM_PAUSE_SECONDS)
    except EarlierFirst:
        raise
    except Exception as error:
        told = await failed(
            error,
            conversation,
            message.id,
            attempt,
            calendar_key=calendar_key,
            token=token,
            numbers=hearers.numbers,
            heard=hearers.heard,
            now=clock(),
        )
        if told is None:
            return None
        raise told from error
    finally:
        if attempt.calls:
            await _record(message, attempt.calls)
    metrics.count_turn(finished.intent, finished.engine, finished.latency_ms / 1000)
    log.info("turn answered", intent=finished.intent, latency_ms=finished.latency_ms)
    return finished


def _patience() -> float:
    """Return until when another process may have the turn and answer nothing; a dead one loses it within seconds."""
    seconds: float = settings.LLM_TIMEOUT_SECONDS + TAKEN_OVER_SECONDS
    return time.monotonic() + seconds


async def _record(message: StoredMessage, calls: list[ModelCall]) -> None:
    """Store the record of model calls that led to no answer; what a client is told does not depend on it."""
    metrics.count_calls(calls)
    try:
        await turn_records.add_calls(message.id, calls)
    except DATABASE_GONE as error:
        log.error("model calls not recorded: database gone", error=str(error))
