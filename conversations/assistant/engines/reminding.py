"""Reads what is to become of reminders that are stored already: "cancel the reminder to call mom", "move it to 10".

Never reads a new reminder (requests.py does) and never says which one is meant.
"""

import re
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.requests import REMINDED, TimeSlots, moved_to
from conversations.assistant.mentions import Mention, read_mention
from conversations.assistant.scopes import means_all
from conversations.assistant.state import Draft
from conversations.assistant.tasks import STORED

_LEAD = (
    r"^\W*(?:(?:ok|okay|oh|and|no|sorry|wait|hey|hi|actually|please|can you|could you|let'?s|i want to|i'?d like to|"
    r"i don'?t need|i no longer need)[\s,.!-]+)*"
)
_CANCELS = re.compile(
    rf"{_LEAD}(?:cancel|delete|remove|drop|scrap|clear|erase|forget(?: about)?|skip|stop|turn off|get rid of|the|my|that|any)\b"
    r"(?=.*\breminders?\b)",
    re.I | re.S,
)
_NEEDLESS = re.compile(r"\bi (?:don'?t|no longer) need\b", re.I)
_VERB = re.compile(
    r"\b(?:cancel|delete|remove|drop|scrap|clear|erase|forget|skip|stop|turn off|get rid of)\b", re.I
)
_MOVES = re.compile(
    rf"{_LEAD}(?:move|change|push|postpone|shift|reschedule|snooze|delay|bring|update|put off)\b(?=.*\breminders?\b)",
    re.I | re.S,
)
_NAME = re.compile(r"\breminders?\b(?: (?:to|about|of|that|for|i(?:'ve)? (?:have|got|set))\b)?", re.I)
_ALL = re.compile(r"^\W*(?:\w+\W+){1,2}(?:my |the )?reminders\W*$", re.I)


def changes_reminder(
    text: str, draft: Draft | None, now: datetime, time_slots: TimeSlots
) -> Interpretation | None:
    """Return the request to cancel or to move reminders that are stored; None for anything else."""
    moves = bool(_MOVES.match(text))
    if not moves and not (_CANCELS.match(text) and (_VERB.search(text) or _NEEDLESS.search(text))):
        return None
    request = moved_to(text, now, time_slots) if moves else Interpretation("cancel", meeting=text)
    if draft and draft["task"] == "reminder" and reminder_mention(request.meeting, now).bare:
        return None if moves else Interpretation("cancel", kind="drop")  # the one in the making
    return Interpretation(
        "reminder" if moves else "cancel",
        {name: said for name, said in request.slots.items() if name in REMINDED},
        kind=STORED,
        fresh=True,
        meeting=request.meeting,
        shift=request.shift,
    )


def reminder_mention(words: str, now: datetime) -> Mention:
    """Return what the words say about the reminder they mean."""
    return read_mention(_NAME.sub(" ", words), now)


def means_all_reminders(words: str) -> bool:
    """Tell whether all reminders that fit are meant."""
    return means_all(words) or bool(_ALL.search(words))
