"""Which of the offered days or times a short answer means: "Thursday works", "the 12th", "in the evening".

Never takes an answer that says more than that.
"""

import re
from datetime import date, datetime

from conversations.assistant.engines.shortanswers import LONGEST
from conversations.assistant.engines.times import times_in
from conversations.assistant.slots import SLOTS
from conversations.assistant.state import Question

_AROUND = re.compile(
    r"\b(?:yes|yeah|ok|okay|sure|well|so|then|the|on|at|in|a|let'?s|do|say|take|make|it|that|this|go|with|for|how|what|about|"
    r"i'?d|i'?ll|i|we|prefer|like|rather|want|would|will|is|be|works?|sounds?|good|great|fine|perfect|best|better|suits?|"
    r"me|us|please|thanks?|thank|you|maybe|perhaps|preferably|one|could|can)\b",
    re.I,
)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)", re.I)
_PART_OF_DAY = re.compile(r"\b(?:morning|afternoon|evening|night)\b", re.I)


def part_of_day(text: str) -> str:
    """Return "in the afternoon" for an answer that is a part of the day and no more, else ""."""
    found = _PART_OF_DAY.search(text) if len(text) <= LONGEST else None
    if found is None or _words(text[: found.start()] + text[found.end() :]):
        return ""
    return f"in the {found[0].lower()}"


def among(text: str, question: Question, now: datetime) -> int | None:
    """Return the index of the one offered choice that the text names by its day or time, None when it names none."""
    slot, offered = (
        question["slot"],
        [choice["values"].get(question["slot"]) for choice in question["choices"]],
    )
    if slot not in ("date", "time") or not all(offered) or len(text) > LONGEST:
        return None
    text = part_of_day(text) or text
    phrases = times_in(text, now).phrases
    rest = text
    for phrase in reversed(phrases):
        rest = rest[: phrase.start] + rest[phrase.end :]
    if not phrases or _words(rest):
        return None
    found = _named(text, question, now)
    if (
        not found
        and slot == "date"
        and (day := SLOTS["date"].parse(text, now).value)
        and _WEEKDAY.search(text)
    ):
        weekday = date.fromisoformat(day).weekday()
        found = [i for i, each in enumerate(offered) if date.fromisoformat(str(each)).weekday() == weekday]
    return found[0] if len(found) == 1 else None


def _named(text: str, question: Question, now: datetime) -> list[int]:
    """The offered choices that have the day and the time that are said; a choice without a day fits any."""
    found = list(enumerate(choice["values"] for choice in question["choices"]))
    told = False
    for name in ("date", "time"):
        parsed = SLOTS[name].parse(text, now)
        said = {parsed.value} | {choice["values"][name] for choice in parsed.choices}
        if said != {None} and all(name in values for _, values in found):
            found = [(index, values) for index, values in found if values[name] in said]
            told = True
    return [index for index, _ in found] if told else []


def _words(text: str) -> list[str]:
    """Return the words of a text that say something."""
    return re.findall(r"\w+", _AROUND.sub(" ", text))
