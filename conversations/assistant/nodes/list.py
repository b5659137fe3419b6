"""Answers what is on the calendar: a day, a week, a person, the next meeting, reminders. Writes nothing."""

import re
from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from langgraph.runtime import Runtime

from conversations.assistant.acts import Inform, NotifyFailure
from conversations.assistant.context import Context
from conversations.assistant.engines.agenda import spoken_span
from conversations.assistant.meetings import day_spoken_of, facts, named, reminder_facts, spoken_of
from conversations.assistant.mentions import Mention, fitting, read_mention
from conversations.assistant.spans import Span, impossible_day, span_of
from conversations.assistant.state import State
from conversations.assistant.tasks import MOST_IN_FOCUS, Answered, ask_again
from scheduling.events import Period, Reminder, VEvent

MOST_LOOKED_AT = 200
MOST_LISTED = 5  # when no time was named
FAR = timedelta(days=366)
_ABOUT = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|hey|hi)\W+)*(?:with )?(whom?|who's|where|where's|how long|when|when's|what time)\b",
    re.I,
)
_ASKED = {
    "who": "who",
    "whom": "who",
    "who's": "who",
    "where": "where",
    "where's": "where",
    "how long": "how long",
}


async def list_meetings(state: State, runtime: Runtime[Context]) -> Answered:
    context, asked = runtime.context, state["asked"]
    if asked["kind"] == "booked":
        return await _booked(state, runtime)
    if asked["kind"] == "answers":
        return await _answers(state, runtime)
    if problem := impossible_day(asked["meeting"], context.now):
        runtime.context.say(NotifyFailure("problem", problem))
        return ask_again(state)
    that_day = await day_spoken_of(state, context)
    span = span_of(asked["meeting"], context.now, that_day, asked.get("day", ""))
    mention = read_mention(asked["meeting"], context.now)
    events = await _meetings(span, context)
    reminders = await _reminders(span, asked["kind"], context)
    kind = asked["kind"] if mention.words or asked["kind"] != "named" else ""
    if kind == "reminders":
        events = []
    elif kind == "next":
        events = [event for event in events if event.period.starts > context.now][:1]
    elif mention.words:
        fits = fitting(Mention(words=mention.words), events, ZoneInfo(context.timezone))
        if fits or kind == "named":  # else the words were no name
            events, reminders, kind = fits, [], "named"
    shown = events if span else events[:MOST_LISTED]
    runtime.context.say(
        Inform(
            "agenda",
            {
                "about": _about(asked["meeting"]) if kind == "named" else "",
                "kind": kind or ("span" if span else "upcoming"),
                "span": spoken_span(span, context.now) if span else "",
                "past": span is not None and span.period.ends <= context.now,
                "days": (span.last - span.first).days + 1 if span else 0,
                "timezone": context.timezone,
                "meetings": [facts(event, context.timezone) for event in shown],
                "reminders": [reminder_facts(reminder, context.timezone) for reminder in reminders],
                "more": len(events) - len(shown),
            },
        )
    )
    focus = [named(event) for event in shown[:MOST_IN_FOCUS]]
    day = span.first.isoformat() if span and span.first == span.last else ""
    return ask_again(state, focus=focus or state.get("focus", []), asked={**asked, "day": day})


async def _answers(state: State, runtime: Runtime[Context]) -> Answered:
    """Say what those invited have answered, each as their row has it: of the meetings named, else of those spoken of last."""
    context, text = runtime.context, state["asked"]["meeting"]
    mention, zone = read_mention(text, context.now), ZoneInfo(context.timezone)
    spoken = [event for event in await spoken_of(state, context) if event.attendees]
    events = [] if mention.timed else fitting(mention, spoken, zone)
    if not events:
        found = await _meetings(span_of(text, context.now), context)
        events = fitting(mention, [event for event in found if event.attendees], zone)
    shown = events[:MOST_LISTED]
    meetings = [
        facts(event, context.timezone) | {"answers": [[str(each), each.partstat] for each in event.attendees]}
        for event in shown
    ]
    runtime.context.say(Inform("answers", {"meetings": meetings, "timezone": context.timezone}))
    focus = [named(event) for event in shown[:MOST_IN_FOCUS]]
    return ask_again(state, focus=focus or state.get("focus", []))


def _about(text: str) -> str:
    """What is asked of a meeting: "who", "where", "how long", "when"; "" for all of it."""
    found = _ABOUT.match(text)
    return _ASKED.get(found[1].lower(), "when") if found else ""


async def _booked(state: State, runtime: Runtime[Context]) -> Answered:
    """Say whether what was spoken of last is on the calendar; what is in the making is not."""
    draft, context = state.get("draft"), runtime.context
    if draft and not draft["was"]:
        runtime.context.say(Inform("not_written_yet", draft["values"]))
        return ask_again(state)
    spoken = await spoken_of(state, context)
    runtime.context.say(Inform("booked", facts(spoken[-1], context.timezone) if spoken else {}))
    return ask_again(state)


async def _meetings(span: Span | None, context: Context) -> Sequence[VEvent]:
    if span:
        return [each for each in await context.calendar.find(span.period) if span.holds(each.period)]
    return await context.calendar.upcoming(context.now, MOST_LOOKED_AT, series_once=True)


async def _reminders(span: Span | None, kind: str, context: Context) -> Sequence[Reminder]:
    """The reminders of the days asked about, or those to come when they were asked for."""
    if span:
        reminders = await context.calendar.reminders(span.period)
        minute = timedelta(minutes=1)
        return [each for each in reminders if span.holds(Period(each.moment, each.moment + minute))]
    if kind == "reminders":
        return await context.calendar.reminders(Period(context.now, context.now + FAR))
    return []
