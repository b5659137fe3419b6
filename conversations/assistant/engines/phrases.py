"""The words of the offline engine: a template for every act, and spoken forms of values. Decides no fact."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from conversations.assistant.acts import Act, Confirm, Inform, NotifyFailure, NotifySuccess, Request

Values = dict[str, Any]


def spoken_date(day: date, now: datetime) -> str:
    """Return "Tuesday, December 1", with the year when it is not this one."""
    text = f"{day:%A, %B} {day.day}"
    return text if day.year == now.year else f"{text}, {day.year}"


def spoken_clock(clock: time) -> str:
    """Return "3:00 PM"."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'AM' if clock.hour < 12 else 'PM'}"


def spoken_duration(minutes: int) -> str:
    """Return "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{number} {unit}{'' if number == 1 else 's'}"
        for number, unit in ((hours, "hour"), (rest, "minute"))
        if number
    ]
    return " ".join(parts) or "0 minutes"


def spoken_zone(moment: datetime) -> str:
    """Return the offset of a moment as "UTC+02:00"."""
    offset = f"{moment:%z}"
    return f"UTC{offset[:3]}:{offset[3:]}"


def spoken_person(person: dict[str, str]) -> str:
    if person["name"] and person["email"]:
        return f"{person['name']} <{person['email']}>"
    return person["name"] or person["email"]


def spoken_people(people: list[dict[str, str]]) -> str:
    """Return "Ana, Bob and Priya", or "just you" for nobody."""
    names = [spoken_person(person) for person in people]
    if not names:
        return "just you"
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


_SPOKEN: dict[str, Callable[[Any, datetime], str]] = {
    "title": lambda value, now: f"“{value}”",
    "date": lambda value, now: spoken_date(date.fromisoformat(value), now),
    "time": lambda value, now: spoken_clock(time.fromisoformat(value)),
    "duration": lambda value, now: spoken_duration(value),
    "participants": lambda value, now: spoken_people(value),
    "location": lambda value, now: value,
    "timezone": lambda value, now: value,
}

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
}
CHOICE_QUESTIONS = {
    "date": "Which day do you mean?",
    "time": "Which time do you mean?",
    "duration": "Which length do you mean?",
}

FACTS = {
    "greeting": "Hello! I can set up a meeting for you: just tell me what, when and with whom.",
    "thanks": "You're welcome!",
    "farewell": "Goodbye! Your meetings are safe with me.",
    "praise": "Thank you, that's kind.",
    "joke": "I only know one: a meeting that ended early.",
    "smalltalk": "I'm a scheduling assistant, so meetings are what I talk about best.",
    "help": (
        "I set up meetings. Tell me for example “design review with ana@example.com next Tuesday at 3 pm for 45 minutes”; "
        "I ask for what is missing, show you what I understood, and book it when you say yes."
    ),
    "general": "I'm here to set up meetings for you.",
    "unknown": "I can't help with that; what I can do is set up meetings. Tell me what, when and with whom.",
    "dropped": "All right, I've dropped it. Nothing was booked.",
    "nothing_to_drop": "There is nothing in the making that I could drop. Meetings that are booked I can't cancel yet.",
    "not_yet": "I can't do that yet. What I can do is set up a new meeting for you.",
    "clock_goes_back": "The clocks go back that night, so {time} comes twice.",
    "not_booked": "I have not booked it.",
}

NOT_INVITED = "I don't send invitations yet, so please let the others know."

FAILURES = {
    "past": "That time has already passed.",
    "no_such_time": "The clocks go forward that night, so {explanation} does not exist on that day.",
    "taken": "You already have “{explanation}” at that time.",
}


def wording(act: Act, now: datetime) -> str:
    """Return the text of an act; `now` decides whether a date needs its year."""
    match act:
        case Request(question, values):
            return _request(question["slot"], bool(question["choices"]), values)
        case Confirm(_, values):
            return f"{card(values, now)}\n\nShall I book it?"
        case Inform("changed", details):
            return "Changed: " + ", ".join(_SPOKEN[name](value, now) for name, value in details.items()) + "."
        case Inform("recap", details) if details:
            return "So far I have this:\n" + card(details, now)
        case Inform(topic, details):
            return FACTS.get(topic, FACTS["unknown"]).format(**details)
        case NotifySuccess(meeting):
            alone = not meeting.get("participants")
            return f"Booked.\n\n{card(meeting, now)}" + ("" if alone else f"\n\n{NOT_INVITED}")
        case NotifyFailure("problem", explanation):
            return explanation
        case NotifyFailure(reason, explanation):
            return FAILURES[reason].format(explanation=explanation)
    raise TypeError(f"no wording for {act!r}")


def _request(slot: str, has_choices: bool, values: Values) -> str:
    if has_choices and slot in CHOICE_QUESTIONS:
        return CHOICE_QUESTIONS[slot]
    return QUESTIONS[slot]


def card(values: Values, now: datetime) -> str:
    """Return the resolved meeting, a line each: what, when with weekday, clock and zone, who, where."""
    lines = []
    if values.get("title"):
        lines.append(str(values["title"]))
    when = [
        _SPOKEN[name](values[name], now)
        for name in ("date", "time", "duration")
        if values.get(name) is not None
    ]
    if when:
        zone = f" ({values['timezone']})" if values.get("timezone") else ""
        lines.append("When: " + ", ".join(when) + zone)
    if "participants" in values:
        lines.append("Who: " + spoken_people(values["participants"]))
    if values.get("location"):
        lines.append("Where: " + values["location"])
    return "\n".join(lines)


def recap(act: Act, now: datetime) -> str | None:
    """Return a sentence about where the conversation stands after this act, None when it says nothing of that."""
    match act:
        case NotifySuccess(meeting):
            return f"We booked {_in_words(meeting, now)}."
        case Confirm(_, values):
            return f"We were about to book {_in_words(values, now)}; I had asked you to confirm it."
        case Request(question, values):
            return (
                f"We were setting up {_in_words(values, now)}; I had asked: “{QUESTIONS[question['slot']]}”"
                if values
                else "We had just started to set up a meeting."
            )
        case Inform("dropped"):
            return "We dropped a meeting that was in the making; nothing was booked."
        case Inform("greeting"):
            return "We had just said hello."
    return None


def _in_words(values: Values, now: datetime) -> str:
    """The draft or meeting as part of a sentence: “Design review” on Tuesday, December 1 at 3:00 PM with Ana."""
    title = values.get("title")
    words = f"“{title}”" if title else "a meeting"
    for name, lead in (("date", "on"), ("time", "at"), ("duration", "for")):
        if values.get(name) is not None:
            words += f" {lead} {_SPOKEN[name](values[name], now)}"
    if values.get("participants"):
        words += " with " + spoken_people(values["participants"])
    return words + (f" ({values['location']})" if values.get("location") else "")
