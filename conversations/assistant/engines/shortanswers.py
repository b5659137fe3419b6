"""Short answers inside a dialogue: yes, no, never mind, the second one, change the time. Never reads a whole request."""

import re
from collections.abc import Sequence
from typing import Literal

from conversations.assistant.acts import choice_labels
from conversations.assistant.state import Question

LONGEST = 120  # characters; a longer text is no short answer

_YES = re.compile(
    r"^(?:(?:yes+|yep+|yea+h?|yup+|ya|y|sure(?: thing)?|ok|okay|k|correct|right|exactly|perfect|great|good|fine|absolutely|"
    r"definitely|of course|confirmed|confirm|go(?: ahead)?|do it|go for it|sounds? (?:good|great|right|fine|perfect)|"
    r"looks? (?:good|right|fine)|that'?s (?:right|correct|good|fine|it|perfect)|that works|works for me|please do|"
    r"all good|(?:please )?(?:book|schedule|save|create|confirm|add) (?:it|this|that|the meeting)|"
    r"(?:just )?(?:(?:do|book|schedule|change|move) (?:it |that )?)?any ?way)(?:[\s,.!]+|$))+"
    r"(?:please|pls|plz|(?:and |many )?thanks|(?:and )?thank you|then|now|any ?way|for me|go ahead|[\s,.!])*$",
    re.I,
)
_THUMBS = re.compile(
    r"^(?:[\s!.]|[\U0001f44d\U0001f44c\u2705\u2714\U0001f197\U0001f64c\ufe0f\U0001f3fb-\U0001f3ff])+$"
)
_AGREES = re.compile(
    r"^(?:(?:oh|ah|well|um+|hmm+)[\s,.!]+)*(?:yes|yep|yeah|yup|ya|sure|ok|okay|absolutely|definitely|certainly|of course|"
    r"please|go ahead|do (?:it|that|so)|go for it|sounds? (?:good|great|right|fine|perfect)|perfect|great|good|fine|alright|"
    r"all right|that(?:'s| is| would be| sounds?| will be| works) ?"
    r"(?:good|great|fine|perfect|nice|lovely|awesome)?|i (?:do|would))\b",
    re.I,
)
_NO = re.compile(
    r"^(?:no|nope|nah|n|not (?:quite|really|yet|correct|right)|wrong|that'?s (?:wrong|not right|not correct)|don'?t|do not)"
    r"(?:[\s,.!]+(?:thanks|thank you|please|it'?s wrong|don'?t|do not|book|it|that|this|yet|wait|stop|hold on|sorry))*[\s.!]*$",
    re.I,
)
_NEVER_MIND = re.compile(
    r"^(?:(?:oh|ok|okay|well|no|sorry|actually|please|hmm|wait|thanks|thank you)[\s,.!]+)*"
    r"(?:(?:never ?mind|forget (?:it|about it|that|this|the meeting)|(?:cancel|stop|abort|drop|scrap|discard|quit)"
    r"(?: (?:it|this|that|everything|the (?:meeting|booking|request|whole thing)))?|leave it|start over|"
    r"i(?:'ve| have)? changed my mind|i don'?t (?:want|need) (?:it|this|that|a meeting|the meeting)(?: any ?more)?)"
    r"(?:[\s,.!]+(?:and |just )?|$))+(?:(?:please|thanks|thank you|then|sorry|now|after all)(?:[\s,.!]+|$))*$",
    re.I,
)
_HALTS = re.compile(
    r"^(?:(?:oh|ok|okay|no|hmm+|sorry|actually|please|can (?:i|we|you)|could (?:i|we|you)|"
    r"i(?:'d like| want| need) to|let me)[\s,.!]+)*"
    r"(?:wait|hold on|hang on|one moment|not so fast|(?:change|edit|fix) (?:it|that|this|something))"
    r"(?:[\s,.!?]+(?:please|a (?:moment|second|minute|sec)|though|first))*[\s.!?]*$",
    re.I,
)
_NOT_NOW = re.compile(
    r"^(?:(?:no|nah|hmm|sorry|oh|ok|okay|well)[\s,.!]+)*not (?:right )?now"
    r"(?:[\s,.!]+(?:please|thanks|thank you|sorry))*[\s.!]*$",
    re.I,
)
_KEEPS = re.compile(
    r"^(?:(?:oh|no|nope|nah|sorry|wait|actually|please|hmm+|better|rather)[\s,.!-]+)*(?:keep|leave) (?:it|that|this|them|"
    r"(?:the|my|all) \w+)(?: (?:as (?:it is|they are)|as is|there|then|please))*[\s.!]*$",
    re.I,
)
_ORDINALS = {
    word: index
    for index, words in enumerate(
        (
            "first 1st one 1 former",
            "second 2nd two 2 latter",
            "third 3rd three 3",
            "fourth 4th four 4",
            "fifth 5th five 5",
        )
    )
    for word in words.split()
}
_ORDINAL = re.compile(
    r"^(?:the |number |option |no\. ?|#)?(\w+)(?: (?:one|option|choice))?(?:,? please)?[\s.!]*$", re.I
)
_EXTREME = re.compile(
    r"^(?:(?:yes|ok|okay|sure|just|take|i'?ll take|let'?s (?:do|take))[\s,.!]+)*(?:the |your )?(?:(earliest|soonest)|latest)"
    r"(?: (?:one|time|slot|option|possible|available|you have|of (?:them|these|those)))*(?:,? please)?[\s.!]*$",
    re.I,
)
_ANY = re.compile(
    r"^(?:any|whatever|whichever)(?: (?:one|time|of (?:them|these|those)))?"
    r"(?: (?:works|suits|fits|will do|is (?:best|fine|ok|okay)))?(?: (?:for )?(?:me|you|us))?(?:,? please)?[\s.!]*$",
    re.I,
)
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_CLOCK = re.compile(
    r"^(?:(?:yes|yeah|ok|okay|sure|well|so|make it|let'?s (?:do|say|take|make it|go with)|how about|what about|go (?:for|with)|"
    r"i'?d (?:like|prefer|take)|i'?ll take|take|at|around|the)[\s,.!]+)*"
    rf"(?:(?P<number>\d{{1,2}})|(?P<word>{'|'.join(_HOURS)}))(?:[:.](?P<minutes>\d\d))?(?: ?o'?clock)?"
    r"(?:[\s,.!]+(?:works?|is|sounds?|would|will|be|do|it|fine|good|great|perfect|best|better|ok|okay|please|then|thanks|"
    r"for me|one))*[\s.!]*$",
    re.I,
)
_NEITHER = re.compile(
    r"^\W*(?:neither|none|nobody|someone else|somebody else|another|a different)\b[^?]{0,20}$", re.I
)
_AROUND_NAME = frozenset(
    ["the", "one", "at", "with", "from", "i", "mean", "it's", "is", "please", "that", "of", "course"]
)
_HALF = re.compile(
    r"^(?:(?:at|in the|the|no,|make it|it'?s) )*([ap])\.?m\b\.?(?:,? (?:please|of course))?[\s.!]*$",
    re.I,
)
_IN_SPITE = re.compile(r"\bany ?way\b", re.I)
_UNDECIDED = re.compile(
    r"^(?:(?:hmm+|um+|uh+|er+|well|maybe|perhaps|possibly|probably|(?:i'?m |i am )?(?:not (?:quite |really |too )?sure|unsure|"
    r"undecided)(?: yet)?|(?:i )?(?:don'?t|do not) (?:really )?(?:know|care|mind)(?: yet)?|no (?:idea|preference)|idk|dunno|"
    r"whatever|either(?: one)?|it depends|you (?:choose|decide|pick))(?:[\s,.!?]+|$))+$",
    re.I,
)
_PLACE = re.compile(r"^(?:the )?(\w+) (?:one|option|choice|suggestion)(?:,? please)?[\s.!]*$", re.I)
_CANCEL_IT = re.compile(
    r"^(?:(?:yes|ok|okay|please|sure)[\s,.!]+)*(?:cancel|drop|delete|remove|scrap) (?:it|that|this|the (?:meeting|booking|one))"
    r"(?:[\s,.!]+(?:please|thanks|then|now))*[\s.!]*$",
    re.I,
)
SLOT_WORDS = {
    word: slot
    for slot, words in {
        "time": "time hour",
        "date": "day date",
        "title": "title name subject topic",
        "duration": "duration length",
        "participants": "people participant participants attendee attendees guest guests",
        "location": "location place room",
    }.items()
    for word in words.split()
}
_SLOT_WORD = "|".join(sorted(SLOT_WORDS, key=len, reverse=True))
_REOPEN = re.compile(
    rf"\b(?:change|edit|different|another|wrong|move|fix|other|update|adjust|new)\b[^.?!]{{0,20}}?\b({_SLOT_WORD})\b",
    re.I,
)
_BARE_SLOT = re.compile(rf"^(?:the )?({_SLOT_WORD})[\s.!]*$", re.I)


def yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """Return what a short answer to a yes/no question means."""
    if len(text) > LONGEST:
        return None
    if _YES.match(text.strip()) or (_THUMBS.match(text) and text.strip(" !.")):
        return "yes"
    return "no" if _NO.match(text.strip()) else None


def plain_yes(text: str) -> bool:
    """Tell whether the text is a yes that answers a question, and not an "ok" or "great" that only takes note."""
    return bool(re.match(r"^\W*(?:yes|yep|yeah|yup|confirm|go ahead|do it)\b", text, re.I))


def gives_up(text: str) -> bool:
    """Tell whether the text is "never mind" in one of its forms."""
    return len(text) <= LONGEST and bool(_NEVER_MIND.match(text.strip()))


def halts(text: str) -> bool:
    """Tell whether the text holds back what is about to be done without saying what is wrong: "wait", "change it"."""
    return len(text) <= LONGEST and bool(_HALTS.match(text.strip()))


def keeps(text: str) -> bool:
    """Tell whether the text asks to leave what is booked as it is: "no, keep it"."""
    return len(text) <= LONGEST and bool(_KEEPS.match(text.strip()))


def postpones(text: str) -> bool:
    """Tell whether the text is "not now": no time, but a task given up for this time."""
    return len(text) <= LONGEST and bool(_NOT_NOW.match(text.strip()))


def chosen(text: str, question: Question) -> int | None:
    """Return the index of the offered choice that is meant, by its label, its number or its ordinal."""
    labels = [_plain(label) for label in choice_labels(question)]
    plain = _plain(text)
    if plain in labels:
        return labels.index(plain)
    if (hour := _hour_among(text, question)) is not None:
        return hour
    if (half := _half_among(text, question)) is not None:
        return half
    if (extreme := _EXTREME.match(text.strip())) and (moments := _moments(question)):
        return moments.index(min(moments) if extreme[1] else max(moments))
    if (
        _ANY.match(text.strip())
        and not undecided(text)
        and question["slot"] == "time"
        and "" not in _days(question)
    ):
        return 0
    if labels and (match := _ORDINAL.match(text.strip())):
        word = match[1].lower()
        last = max((at for at, choice in enumerate(question["choices"]) if choice["values"]), default=None)
        index = last if word == "last" else _ORDINALS.get(word)
        if index is not None and index < len(labels):
            return index
    return None


def _moments(question: Question) -> list[str]:
    """Return the day and the time of each choice, as they sort; [] when they are about something else."""
    values = [choice["values"] for choice in question["choices"]]
    if not all("date" in each or "time" in each for each in values):
        return []
    return [f"{each.get('date', '')} {each.get('time', '')}" for each in values]


def _days(question: Question) -> list[str]:
    return [each["values"].get("date", "") for each in question["choices"]] or [""]


def person_chosen(text: str, question: Question) -> int | None:
    """Return the index of the one person offered who has every word said; no is the last, who is none of them."""
    labels = [set(re.findall(r"[\w']+", label.casefold())) for label in choice_labels(question)]
    if yes_or_no(text) == "no" or _NEITHER.match(text):
        return len(labels) - 1
    words = set(re.findall(r"[\w']+", text.casefold())) - _AROUND_NAME
    fitting = [index for index, label in enumerate(labels[:-1]) if words and words <= label]
    return fitting[0] if len(fitting) == 1 else None


def undecided(text: str) -> bool:
    """Tell whether the text answers without deciding: "maybe", "not sure", "you choose"."""
    return len(text) <= LONGEST and bool(_UNDECIDED.match(text.strip()))


def _hour_among(text: str, question: Question) -> int | None:
    """Return the index of the one offered time that "10 works" means, in whichever half of the day it was offered."""
    match = _CLOCK.match(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        return None
    hour = int(match["number"]) if match["number"] else _HOURS.index(match["word"].lower()) + 1
    meant = (hour % 12, int(match["minutes"] or 0))
    offered = [choice["values"].get("time", "") for choice in question["choices"]]
    clocks = [(int(time[:2]) % 12, int(time[3:])) if time else None for time in offered]
    return clocks.index(meant) if clocks.count(meant) == 1 and hour <= 12 else None


def _half_among(text: str, question: Question) -> int | None:
    """Return the index of the one offered time in the half of the day that "pm" means."""
    match = _HALF.match(text.strip())
    if match is None or question["slot"] != "time":
        return None
    after_noon = [str(choice["values"].get("time", "")) >= "12:00" for choice in question["choices"]]
    wanted = match[1].lower() == "p"
    return after_noon.index(wanted) if after_noon.count(wanted) == 1 else None


def agrees_anyway(text: str) -> bool:
    """Tell whether a yes says that it is one in spite of what stands in the way."""
    return yes_or_no(text) == "yes" and bool(_IN_SPITE.search(text))


def suggested(text: str, offered: Sequence[str]) -> str | None:
    """Return the offered label that is meant by its place ("the second one"); a bare number may be an answer itself."""
    match = _PLACE.match(text.strip())
    index = _ORDINALS.get(match[1].lower(), -1 if match[1].lower() == "last" else None) if match else None
    return offered[index] if index is not None and index < len(offered) and offered else None


def names_place(text: str) -> bool:
    """Tell whether the text picks by place alone, whatever is offered: "the second one"."""
    match = _PLACE.match(text.strip())
    return match is not None and match[1].lower() in (*_ORDINALS, "last")


def confirms_cancelling(text: str) -> bool:
    """Tell whether a text repeats the wish to cancel, where "never mind" would mean the opposite."""
    return len(text) <= LONGEST and bool(_CANCEL_IT.match(text.strip()))


def reopened(text: str, question: Question | None) -> tuple[str, ...]:
    """Return the slots the text wants changed without saying the new value ("change the time")."""
    if len(text) > LONGEST:
        return ()
    match = _REOPEN.search(text)
    if match is None and question and question["slot"] in ("change", "confirm"):
        match = _BARE_SLOT.match(text.strip())
    return (SLOT_WORDS[match[1].lower()],) if match else ()


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s:]", " ", text.lower()).split())


def agrees(text: str) -> bool:
    """Tell whether the text opens with a yes, whatever else it goes on to say."""
    return bool(_AGREES.match(text.strip()))
