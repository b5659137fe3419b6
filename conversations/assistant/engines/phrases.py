"""The words of the offline engine: a template for every act. Decides no fact."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.acts import (
    Act,
    Confirm,
    Inform,
    NotifyFailure,
    NotifySuccess,
    Request,
    choice_labels,
)
from conversations.assistant.engines.agenda import agenda, answers, availability, free_times
from conversations.assistant.engines.mailing import mailing
from conversations.assistant.engines.obstacles import in_the_way
from conversations.assistant.engines.preferences import preferences
from conversations.assistant.engines.remarks import FAILURES, remark
from conversations.assistant.engines.spoken import (
    SPOKEN,
    spoken_clock,
    spoken_date,
    spoken_list,
    spoken_people,
    spoken_zone,
)
from conversations.assistant.slots import starts_of, title_of
from conversations.assistant.state import Question
from conversations.assistant.tasks import ANYWAY

Values = dict[str, Any]

QUESTIONS = {
    "title": "What is the meeting about?",
    "date": "On which day?",
    "time": "At what time?",
    "duration": "How long should it be?",
    "participants": "Who should be there?",
    "location": "Where should it be?",
    "timezone": "Which time zone do you mean?",
    "fold": "Which of the two do you mean?",
    "change": "What should I change?",
    "when": "When should it be instead?",
    "text": "What shall I remind you of?",
    "person": "Who of them do you mean?",
    "recurrence": "How often should it repeat?",
}
CHOICE_QUESTIONS = {
    "date": "Which day do you mean?",
    "time": "Which time do you mean?",
    "duration": "Which length do you mean?",
    "timezone": "Which time zone do you mean?",
}

REMINDER_QUESTIONS = {"text": "What shall I remind you of?", "date": "On which day shall I remind you?"}
MEETING_QUESTIONS = {
    "schedule": "Which meeting do you mean?",
    "reschedule": "Which meeting do you mean?",
    "cancel": "Which of these shall I cancel?",
}
SCOPE_QUESTIONS = {
    "reschedule": "Shall I change this one only, or the whole series?",
    "cancel": "Shall I cancel this one only, this one and all after it, or the whole series?",
}
PARTS = {
    "one": "Only this one; the rest of the series stays.",
    "following": "This one and all after it; those before stay.",
}
CONFIRMATIONS = {
    "schedule": "Shall I book it?",
    "reschedule": "Shall I change it?",
    "cancel": "Shall I cancel it?",
    "reminder": "Shall I note it?",
}
DONE = {
    "schedule": "Booked.",
    "reschedule": "Done, it is changed.",
    "cancel": "Cancelled; the time is free again.",
    "reminder": "Noted: it is stored and on the list of your reminders.",
    "cancel_all": "Cancelled; the time is free again.",
    "forget_all": "Done, I won't remind you of them.",
    "forget": "Done, I won't remind you of it.",
    "undo_book": "Undone: it is no longer booked.",
    "undo_change": "Undone: it is as it was before.",
    "undo_cancel": "Undone: it is on your calendar again.",
}
DEEDS = {
    "schedule": "booked",
    "reschedule": "changed",
    "cancel": "cancelled",
    "reminder": "noted",
    "forget": "took off the list",
    "forget_all": "took off the list",
    "cancel_all": "cancelled",
    "undo_book": "took back",
    "undo_change": "put back",
    "undo_cancel": "put back",
}
AT_WORK = {
    "schedule": "setting up",
    "reschedule": "changing",
    "cancel": "cancelling",
    "reminder": "setting a reminder:",
}
FORGOTTEN = {
    "location": "no place",
    "recurrence": "no repetition",
    "participants": "just you",
}


def wording(act: Act, now: datetime) -> str:
    """Return the text of an act; `now` decides whether a date needs its year."""
    match act:
        case Request(question, values, task):
            if question["slot"] == "meeting" and task == "reminder":
                return "Which reminder do you mean?"
            if question["slot"] == "when":
                return f"{in_words(values, now, 'is')}. {QUESTIONS['when']}"
            if question["slot"] == "person":
                return f"Which {_name_asked(question)} do you mean?"
            if question["slot"] == "scope":
                return f"{_repeating(values, now)} {SCOPE_QUESTIONS[task]}"
            return _request(question, task)
        case Confirm(question, values, task, was):
            return f"{card(values, now, was)}\n\n{_confirmation(question, task, values)}"
        case Inform("changed", details):
            return (
                "Changed: " + ", ".join(_changed(name, value, now) for name, value in details.items()) + "."
            )
        case Inform("noted", details):
            return "Noted: " + ", ".join(_changed(name, value, now) for name, value in details.items()) + "."
        case Inform("recap", details) if details:
            return "So far I have this:\n" + card(details, now)
        case Inform("one_of", details):
            return f"One of these, please: {spoken_list(details['offered'], 'or')}."
        case Inform("back", details):
            return f"Back to {in_words(details, now)}."
        case Inform("one_by_one", details):
            return f"One after the other: this one first, then {', then '.join(in_words(each, now) for each in details['then'])}."
        case Inform("beside", details):
            return f"{in_words(details, now, 'is')}."
        case Inform("left_out"):
            return "Which days to leave out I didn't understand: once it is booked, say “skip” and the day."
        case Inform("gave_way", details):
            gone = [in_words(each, now) for each in details["gone"]]
            return f"That is a lot at once: I let go of {spoken_list(gone, 'and')}."
        case Inform("in_the_way", details):
            return in_the_way(details, now)
        case Inform("answers", details):
            return answers(details, now)
        case Inform("organizer", details):
            now_too = " What was booked just now is sent too." if details["waiting"] else ""
            return f"Noted: invitations come from you at {details['address']}.{now_too}"
        case Inform("preferences", details):
            return preferences(details)
        case Inform("not_written_yet", details):
            return f"Nothing is written yet of {in_words(details, now)}. Tell me what to change, or “never mind” to drop it."
        case Inform("as_it_is", details) if details:
            return (
                "That is how it is already: "
                + ", ".join(_changed(name, value, now) for name, value in details.items())
                + "."
            )
        case Inform("unkept", details):
            return f"I left out “{details['said']}”: whether you are free I look at myself, any other condition I can't keep."
        case Inform("free_times", details):
            return free_times(details)
        case Inform("moment"):
            return f"It is {spoken_date(now.date(), now)}, {spoken_clock(now.time())} ({now.tzinfo})."
        case Inform("booked", details):
            return f"Yes: {in_words(details, now, 'is')}." if details else "No: nothing was booked just now."
        case Inform("agenda", details):
            return agenda(details, now)
        case Inform("availability", details):
            return availability(details, now)
        case Inform(topic, details, variant):
            return remark(topic, variant, details)
        case NotifySuccess(meeting, task, mail):
            return "\n\n".join(filter(None, (DONE[task], card(meeting, now), mailing(mail, task))))
        case NotifyFailure("problem", explanation):
            return explanation
        case NotifyFailure(reason, explanation):
            return FAILURES[reason].format(explanation=explanation)
    raise TypeError(f"no wording for {act!r}")


def _request(question: Question, task: str) -> str:
    slot, choices = question["slot"], question["choices"]
    if choices and {"date", "time"} <= choices[0]["values"].keys():
        return "Which of these would suit?"
    if choices and slot in CHOICE_QUESTIONS:
        return CHOICE_QUESTIONS[slot]
    if slot in ("meeting", "scope"):
        return (MEETING_QUESTIONS if slot == "meeting" else SCOPE_QUESTIONS)[task]
    return REMINDER_QUESTIONS.get(slot, QUESTIONS[slot]) if task == "reminder" else QUESTIONS[slot]


def _repeating(values: Values, now: datetime) -> str:
    title, day = values["title"], SPOKEN["date"](values["date"], now)
    return f"“{title}” repeats {SPOKEN['recurrence'](values['recurrence'], now)}; the one we speak of is on {day}."


def _name_asked(question: Question) -> str:
    return choice_labels(question)[-1].removeprefix("Another ")


def _confirmation(question: Question, task: str, values: Values) -> str:
    asked = "Shall I cancel them?" if {"reminders", "meetings"} & values.keys() else CONFIRMATIONS[task]
    in_spite = any(label.endswith(ANYWAY) for label in choice_labels(question))
    return asked.removesuffix("?") + f"{ANYWAY}?" if in_spite else asked


def _changed(name: str, value: Any, now: datetime) -> str:
    return SPOKEN[name](value, now) if value is not None else FORGOTTEN.get(name, f"no {name}")


def card(values: Values, now: datetime, was: Values | None = None) -> str:
    """Return the resolved meeting or reminder, a line each: what, when with weekday, clock and zone, who, where.

    `was` are the values before a change: where they differ in time, that is shown too.
    """
    if "reminders" in values:
        return "\n".join(f"Reminder: {each['text']}, {_when(each, now)}" for each in values["reminders"])
    if "meetings" in values:
        return "\n".join(_in_a_line(each, now) for each in values["meetings"])
    lines = []
    if values.get("title"):
        lines.append(str(values["title"]))
    if values.get("text"):
        lines.append("Reminder: " + values["text"])
    when, before = _when(values, now), _when(was or {}, now)
    if before and before != when:
        lines.append("Was: " + before)
    if when:
        lines.append("When: " + when)
    if here := _here(values, now):
        lines.append("Your time: " + here)
    if values.get("recurrence") and values.get("text"):
        lines.append("This once only: a reminder does not repeat.")
    elif values.get("recurrence"):
        lines.append("Repeats: " + SPOKEN["recurrence"](values["recurrence"], now))
    if values.get("part"):
        lines.append(PARTS[values["part"]])
    if "participants" in values:
        lines.append("Who: " + spoken_people(values["participants"]))
    if values.get("location"):
        lines.append("Where: " + values["location"])
    return "\n".join(lines)


def _here(values: Values, now: datetime) -> str:
    """Return when a meeting of another zone begins by the clock of `now`, "" where both clocks show the same."""
    if not {"date", "time", "timezone"} <= values.keys():
        return ""
    starts = starts_of(values, values["timezone"])
    if len(starts) != 1 or starts[0].astimezone(now.tzinfo).utcoffset() == starts[0].utcoffset():
        return ""
    here = starts[0].astimezone(now.tzinfo)
    return f"{spoken_date(here.date(), now)}, {spoken_clock(here.time())} ({now.tzinfo})"


def _in_a_line(meeting: Values, now: datetime) -> str:
    repeats = (
        f"{SPOKEN['recurrence'](meeting['recurrence'], now)}, from " if meeting.get("recurrence") else ""
    )
    return f"{meeting['title']}: {repeats}{_when(meeting, now)}"


def _when(values: Values, now: datetime) -> str:
    when = [
        SPOKEN[name](values[name], now)
        for name in ("date", "time", "duration")
        if values.get(name) is not None
    ]
    if not when:
        return ""
    zone = values.get("timezone", "")
    if zone and "fold" in values:
        # this hour comes twice: only its offset tells which one
        moment = datetime.combine(date.fromisoformat(values["date"]), time.fromisoformat(values["time"]))
        zone += ", " + spoken_zone(moment.replace(fold=values["fold"], tzinfo=ZoneInfo(zone)))
    return ", ".join(when) + (f" ({zone})" if zone else "")


def recap(act: Act, now: datetime) -> str | None:
    """Return a sentence about where the conversation stands after this act, None when it says nothing of that."""
    match act:
        case NotifySuccess(meeting, task):
            return f"We {DEEDS[task]} {in_words(meeting, now)}."
        case Confirm(_, values, task):
            doing = {"schedule": "book", "reschedule": "change", "cancel": "cancel", "reminder": "note"}
            return f"We were about to {doing[task]} {in_words(values, now)}; I had asked you to confirm it."
        case Request(question, values, task):
            asked = _request(question, task)
            if values:
                return f"We were {AT_WORK[task]} {in_words(values, now)}; I had asked: “{asked}”"
            if task == "schedule":
                return "We had just started to set up a meeting."
            return f"I had asked: “{asked}”"
        case Inform("dropped_schedule"):
            return "We dropped a meeting that was in the making; nothing was booked."
        case Inform("greeting"):
            return "We had just said hello."
    return None


def in_words(values: Values, now: datetime, verb: str = "") -> str:
    """Return a draft or meeting as part of a sentence: “Design review” on Tuesday, December 1 at 3:00 PM with Ana."""
    title = values.get("title") or values.get("text")
    if not title and values.get("participants"):
        title = title_of(values)  # as its card is headed
    if "reminders" in values:
        return "the reminders"
    if "meetings" in values:
        return "these meetings"
    words = f"“{title}”" if title else "the reminder" if values.get("task") == "reminder" else "a meeting"
    words += f" {verb}" if verb else ""
    for name, lead in (("date", "on"), ("time", "at"), ("duration", "for")):
        if values.get(name) is not None:
            words += f" {lead} {SPOKEN[name](values[name], now)}"
    if values.get("participants") and not str(title).startswith("Meeting with "):
        words += " with " + spoken_people(values["participants"])
    return words + (f" ({values['location']})" if values.get("location") else "")
