"""What becomes of a message whose turn failed: what it wrote is undone, it is marked, and what its sender is to hear is told."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

from conversations import metrics, records, turn_records
from conversations.answering import Attempt
from conversations.errors import ConversationError, PersistenceLost, TurnElsewhere, TurnLost
from conversations.leases import kept
from conversations.turn_records import Numbers
from scheduling.calendars.base import Calendar
from scheduling.database import DATABASE_GONE, replace_broken
from scheduling.errors import PeriodTaken
from scheduling.events import Reminder

log = structlog.get_logger(__name__)


async def failed(
    error: Exception, conversation: int, message: int, attempt: Attempt, **recorded: Any
) -> ConversationError | None:
    """Record that a turn failed, see record_failure; return what its sender is told, None when the message is answered.

    What could not be recorded is told with `conversation_preserved` False, for the caller to try again.
    """
    told = await _told(error)
    told.written, told.ended = {**attempt.written, **attempt.before}, attempt.trace.ended
    told.trace = attempt.trace.of_failure(error)
    metrics.count_failure(told.code)
    preserved = False
    try:
        told.seq = await record_failure(conversation, message, told, **recorded)
        preserved = True
    except TurnLost:
        log.warning("turn failed, but its message is answered")
        return None
    except TurnElsewhere:
        log.warning("failure not recorded yet: another process has the turn")
    except DATABASE_GONE as gone:
        log.error("failure not recorded: database gone", error=str(gone))
    told.metadata["conversation_preserved"] = preserved
    return told


async def record_failure(
    conversation: int,
    message: int,
    told: ConversationError,
    *,
    calendar_key: str,
    token: UUID,
    numbers: Numbers,
    heard: bool,
    now: datetime,
) -> int | None:
    """Undo what a failed turn wrote, mark its message and free the conversation's turn; return the failure's number.

    Raises TurnLost, with nothing undone, when the message is no longer to be answered, and TurnElsewhere while another
    process may be answering it.
    """
    holder = uuid4()  # a word of the failed turn that comes late finds the turn in other hands
    try:
        await turn_records.hold_failed(
            conversation, message, token=token, holder=holder, wrote=bool(told.written)
        )
    except TurnLost:
        if told.ended:
            # by this turn perhaps, and then nobody has heard it
            await records.mark_answer(message, delivered=False)
        raise
    calendar: Calendar = import_string(settings.CALENDAR)(calendar_key)
    async with kept(conversation, holder):
        for uid, before in told.written.items():
            try:
                if isinstance(before, Reminder):
                    await calendar.remind(before)
                else:
                    await calendar.restore(uid, before)
            except PeriodTaken:
                log.error("what a failed turn wrote stays: the old time was taken meanwhile", uid=uid)
        return await turn_records.fail_turn(
            conversation, message, told, token=holder, numbers=numbers, heard=heard, now=now
        )


async def _told(error: Exception) -> ConversationError:
    """Log what went wrong in a turn and return what the client is told of it."""
    if isinstance(error, DATABASE_GONE):
        told: ConversationError = PersistenceLost()
        log.error("turn failed: database gone", reference=told.reference, error=str(error))
        await replace_broken()
        return told
    if isinstance(error, ConversationError):
        log.warning("turn failed", code=error.code, reference=error.reference)
        return error
    told = ConversationError()
    log.error("turn failed", reference=told.reference, exc_info=error)
    return told
