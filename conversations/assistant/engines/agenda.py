"""The words of answers about the calendar: what is on it, when it is free. Every fact comes from the act."""

from datetime import date, datetime, time
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from conversations.assistant.engines.spoken import (
    named_meeting,
    spoken_clock,
    spoken_date,
    spoken_duration,
    spoken_list,
    spoken_people,
)
from conversations.assistant.repeats import spoken_rule
from conversations.assistant.slots import period_from
from conversations.assistant.spans import Span

Values = dict[str, Any]
MOST_NAMED = 3  # days in a row of words


def spoken_span(span: Span, now: datetime) -> str:
    """Return "tomorrow, Tuesday, March 3", "on Friday, March 6 in the afternoon", "from Monday, … to Sunday, …"."""
    words = spoken_day(span.first, now)
    if span.last > span.first:
        words = f"from {spoken_date(span.first, now)} to {spoken_date(span.last, now)}"
        if span.but and len(span.days) <= MOST_NAMED:
            words = f"on {spoken_list([spoken_date(day, now) for day in span.days])}"
        elif span.but:
            words += f", but not on {spoken_list([spoken_date(day, now) for day in span.but], 'or')}"
        if not span.part_of_day:
            return words
    if span.part_of_day:
        return words + (" at night" if span.part_of_day == "night" else f" in the {span.part_of_day}")
    if span.starts and span.ends:
        return words + f" from {spoken_clock(span.starts)} to {spoken_clock(span.ends)}"
    if span.moment and span.starts:
        return words + f" at {spoken_clock(span.starts)}"
    if span.starts:
        return words + f" after {spoken_clock(span.starts)}"
    return words + (f" before {spoken_clock(span.ends)}" if span.ends else "")


def spoken_day(day: date, now: datetime) -> str:
    near = {0: "today, ", 1: "tomorrow, "}.get((day - now.date()).days)
    return near + spoken_date(day, now) if near else f"on {spoken_date(day, now)}"


def meeting_line(meeting: Values) -> str:
    """Return "9:00 AM to 9:30 AM “Standup” with Ana (Room 4)"."""
    return f"{_hours(meeting)} {_named(meeting)}"


def _hours(meeting: Values) -> str:
    clock = time.fromisoformat(meeting["time"]).replace(fold=meeting.get("fold", 0))
    starts = datetime.combine(
        date.fromisoformat(meeting["date"]), clock, tzinfo=ZoneInfo(meeting["timezone"])
    )
    ends = period_from(starts, meeting).ends
    return f"{spoken_clock(starts.time())} to {spoken_clock(ends.time())}"


def _repeated(meeting: Values) -> str:
    rule = meeting.get("recurrence")
    return f", {spoken_rule(rule)}" if rule else ""


def _named(meeting: Values) -> str:
    words = named_meeting(meeting["title"], meeting["participants"])
    return words + (f" ({meeting['location']})" if meeting.get("location") else "")


def meeting_label(meeting: Values, now: datetime) -> str:
    """Return a meeting as a choice: "“Standup”, Tuesday, March 3 at 9:00 AM"."""
    day = spoken_date(date.fromisoformat(meeting["date"]), now)
    return f"“{meeting['title']}”, {day} at {spoken_clock(time.fromisoformat(meeting['time']))}"


def agenda(details: Values, now: datetime) -> str:
    """Word the answer to "what do I have …?"."""
    meetings, reminders = details["meetings"], details["reminders"]
    if not meetings and not reminders:
        return _nothing(details)
    zone = f" ({details['timezone']})"
    lead = _lead(details, len(meetings), len(reminders)) + zone + ":"
    noun = "" if details["kind"] == "reminders" else " reminder"
    once = details["kind"] == "upcoming"  # of a series, the next one only
    lines = [(each["date"], each["time"], meeting_line(each) + _repeated(each) * once) for each in meetings]
    lines += [
        (each["date"], each["time"], f"{_clock(each['time'])}{noun}: {each['text']}") for each in reminders
    ]
    if details["about"] and len(meetings) == 1 and len(lines) == 1:
        return _about(details["about"], meetings[0], details["timezone"], now)
    if len(lines) == 1 and not details["span"]:
        [(day, _, line)] = lines
        return f"{lead} {spoken_day(date.fromisoformat(day), now)}, {line}"
    if details["days"] == 1:
        return "\n".join([lead, *(line for _, _, line in sorted(lines))])
    parts = [lead]
    for day, of_day in groupby(sorted(lines), key=lambda line: line[0]):
        words = spoken_day(date.fromisoformat(day), now).removeprefix("on ")
        parts += [words[0].upper() + words[1:], *(f"  {line}" for _, _, line in of_day)]
    if details["more"] > 0:
        parts.append(f"… and {details['more']} more after that.")
    return "\n".join(parts)


_SAID = {"ACCEPTED": "comes", "DECLINED": "has declined", "TENTATIVE": "may come"}


def answers(details: Values, now: datetime) -> str:
    """Word what those invited to meetings have answered."""
    if not details["meetings"]:
        return "I found no meeting with other people like that on your calendar."
    lines = []
    for each in details["meetings"]:
        said = spoken_list(
            [f"{who} {_SAID.get(partstat, 'has not answered')}" for who, partstat in each["answers"]]
        )
        day = spoken_day(date.fromisoformat(each["date"]), now)
        lines.append(f"“{each['title']}” {day} at {_clock(each['time'])} ({details['timezone']}): {said}.")
    return "\n".join(lines)


def _about(asked: str, meeting: Values, zone: str, now: datetime) -> str:
    """Answer a question for one thing about one meeting."""
    day = spoken_day(date.fromisoformat(meeting["date"]), now)
    title, people, place = f"“{meeting['title']}”", meeting["participants"], meeting.get("location")
    match asked:
        case "who":
            with_whom = f"with {spoken_people(people)}" if people else "for you alone"
            return f"{title} {day} at {_clock(meeting['time'])} ({zone}) is {with_whom}."
        case "where":
            where = f"is at {place}" if place else "has no place yet"
            return (
                f"{_named({**meeting, 'location': ''})} {day} at {_clock(meeting['time'])} ({zone}) {where}."
            )
        case "how long":
            length = spoken_duration(meeting["duration"])
            return f"{_named(meeting)} {day} takes {length}: {_hours(meeting)} ({zone})."
    return f"{_named(meeting)} is {day}, {_hours(meeting)} ({zone})."


def _lead(details: Values, meetings: int, reminders: int) -> str:
    counted = [
        f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
        for number, noun in ((meetings, "meeting"), (reminders, "reminder"))
        if number or (noun == "meeting" and details["kind"] != "reminders")
    ]
    match details["kind"]:
        case "next":
            return "Your next meeting"
        case "named":
            return f"This is what I found {details['span']}".rstrip()
        case "upcoming":
            return "Coming up"
        case "reminders" if not details["span"]:
            return f"You have {counted[0]} to come"
    span, have = details["span"], "had" if details["past"] else "have"
    if span.startswith(("from", "on")):
        return f"{span[0].upper()}{span[1:]} you {have} {spoken_list(counted)}"
    return f"You {have} {spoken_list(counted)} {span}"


def _nothing(details: Values) -> str:
    span, have = f" {details['span']}" if details["span"] else "", "had" if details["past"] else "have"
    match details["kind"]:
        case "reminders":
            return f"You {have} no reminders{span or ' to come'}."
        case "named":
            return f"I found nothing like that on your calendar{span or ' from now on'}."
        case "next":
            return f"You {have} no more meetings{span}."
        case "span":
            return f"You {have} nothing{span}."
    return "There is nothing on your calendar from now on."


def free_times(details: Values) -> str:
    """Word what a search for a time brought: for whom it is free, and whose calendar nobody can see here."""
    for_whom = spoken_list(["you", *details["seen"]])
    length, span = spoken_duration(details["length"]), details["span"]
    if details["found"]:
        answer = f"Here is when {for_whom} are free for {length} {span} ({details['timezone']})."
    else:
        answer = f"I found no time for {length} {span} when {for_whom} are free ({details['timezone']})."
    if details["unseen"]:
        answer += f" I can't see when {spoken_list(details['unseen'], 'or')} is free."
    return answer


def availability(details: Values, now: datetime) -> str:
    """Word the answer to "am I free …?"; names what is in the way."""
    sentences = [_person(each, details, now) for each in details["people"]]
    if details["others"]:
        only = "I can't see" if sentences else "I can see your calendar only, not"
        sentences.append(f"{only} that of {details['others']}.")
    sentences.append(_moment(details) if details["kind"] == "moment" else _span(details, now))
    return " ".join(sentences)


def _person(person: Values, details: Values, now: datetime) -> str:
    """Say when another user is free or busy; never with what."""
    span, zone, busy = details["span"], details["timezone"], person["busy"]
    if not busy:
        return f"{person['name']} is free {span} ({zone})."
    if details["kind"] == "moment":
        return f"{person['name']} is busy {span} ({zone})."
    many_days = len({each["date"] for each in busy}) > 1
    times = [f"from {_stretch(each)}{_on(each['date'], now) if many_days else ''}" for each in busy]
    return f"{person['name']} is busy {'' if many_days else span + ' '}{spoken_list(times)} ({zone})."


def _moment(details: Values) -> str:
    span = details["span"]
    if details["busy"]:
        taken = details["busy"][0]
        taken_words = f"{span} you have {_named(taken)}, {_hours(taken)} ({details['timezone']})."
        if details["open_question"]:
            return f"{taken_words[0].upper()}{taken_words[1:]}"
        return f"{'Yes' if details['busy_question'] else 'No'}: {taken_words}"
    until = f" until {_clock(details['until'])}, when your next meeting starts" if details["until"] else ""
    answer = (
        "You are"
        if details["open_question"]
        else "No, you are"
        if details["busy_question"]
        else "Yes, you are"
    )
    return f"{answer} free {span}{until} ({details['timezone']})."


def _span(details: Values, now: datetime) -> str:
    span, busy, free = details["span"], details["busy"], details["free"]
    if not busy:
        if details["busy_question"] and not details["open_question"]:
            return f"No, nothing is booked {span} ({details['timezone']})."
        yes = "You are" if details["open_question"] else "Yes, you are"
        return f"{yes} free {span}: nothing is booked ({details['timezone']})."
    many_days = len({each["date"] for each in (*busy, *free)}) > 1
    named = [f"{_named(each)}{_on(each['date'], now) if many_days else ','} {_hours(each)}" for each in busy]
    opening = "Yes: " if details["busy_question"] else "Not all of it: " if free else "No: "
    opening = "" if details["open_question"] or details["past"] else opening
    words = f"{opening}{span} you {'had' if details['past'] else 'have'} {spoken_list(named)}"
    answer = f"{words[0].upper()}{words[1:]} ({details['timezone']})."
    if free:
        answer += "\n" + _free(free, many_days, now)
    return answer


def _on(day: str, now: datetime) -> str:
    return f" on {spoken_date(date.fromisoformat(day), now)}"


def _free(free: list[Values], many_days: bool, now: datetime) -> str:
    if not many_days:
        return "Free: " + spoken_list([_stretch(each) for each in free]) + "."
    lines = [
        f"  {spoken_date(date.fromisoformat(day), now)}: {spoken_list([_stretch(each) for each in of_day])}"
        for day, of_day in groupby(free, key=lambda each: str(each["date"]))
    ]
    return "\n".join(["Free:", *lines])


def _stretch(each: Values) -> str:
    return f"{_clock(each['from'])} to {_clock(each['to'])}"


def _clock(text: str) -> str:
    return spoken_clock(time.fromisoformat(text))
