"""Complete slot values as a card shows them: moments instead of clocks, and words that name the meeting. Decides no fact."""

from datetime import datetime
from typing import Any

from conversations.assistant.acts import Confirm, choice_labels
from conversations.assistant.engines.phrases import card as in_lines
from conversations.assistant.engines.spoken import spoken_clock, spoken_date
from conversations.assistant.repeats import spoken_rule
from conversations.assistant.slots import period_from, starts_of

Values = dict[str, Any]


def offered(act: Confirm, now: datetime) -> Values:
    """Return what a yes would write as `shown` has it, with the answers `yes` and `no`.

    `was` is the time that a booked meeting has until then, where it is to have another one; `lines` is the card as the
    text of the answer has it.
    """
    labels = choice_labels(act.question)
    values = shown(act.values, now)
    if "date" in act.was and (before := _moments(act.was)) != _moments(act.values):
        values["was"] = before
    yes = next(label for label in labels if label.startswith("Yes, "))
    lines = in_lines(act.values, now, act.was)
    return {**values, "yes": yes, "no": labels[-1], "lines": lines}


def written(meeting: Values, uid: str, now: datetime) -> Values:
    """Return a stored meeting or reminder as `shown` has it, with its `uid` and its `lines` in the text of the answer."""
    return {**shown(meeting, now), "lines": in_lines(meeting, now), **({"uid": uid} if uid else {})}


def shown(values: Values, now: datetime) -> Values:
    """Return values with `starts` and `ends` (RFC 3339), `repeats` in words and `mention`, by which a message can name it.

    `now` is in the zone of the conversation. Of several, each is returned so.
    """
    for several in ("meetings", "reminders"):
        if several in values:
            return {several: [shown(each, now) for each in values[several]]}
    told = {**values, **_moments(values), "mention": _mention(values, now)}
    if values.get("recurrence"):
        told["repeats"] = spoken_rule(values["recurrence"])
    return told


def _moments(values: Values) -> Values:
    starts = starts_of(values, values["timezone"])[0]
    ends = {"ends": period_from(starts, values).ends.isoformat()} if "duration" in values else {}
    return {"starts": starts.isoformat(), **ends}


def _mention(values: Values, now: datetime) -> str:
    starts = starts_of(values, values["timezone"])[0].astimezone(now.tzinfo)
    return f"“{values.get('title') or values['text']}” on {spoken_date(starts.date(), now)} at {spoken_clock(starts.time())}"
