"""How much of a series a message means: one occurrence, it and all after it, or all of them. Never which series."""

import re

from conversations.assistant.engines.wordclasses import word_class

_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTHS = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_FOLLOWING = re.compile(
    r"\b(?:(?:and|&) (?:(?:all|every(?:thing)?|the|those|any) )?(?:following|after|later|future|subsequent|onwards?)|"
    r"(?:all|every(?:thing)?|any) (?:(?:the|of the) )?(?:following|after|later|future|subsequent)|"
    r"future (?:ones|meetings|occurrences)|from (?:then|now|there|that day|this one) on|onwards?|"
    r"(?:starting|beginning) (?:then|there|with that))\b",
    re.I,
)
_ALL = re.compile(
    r"\b(?:all(?: (?:of )?(?:them|it|the))?|every|each|whole|entire|series|recurring|repeating|always|both|permanently)\b",
    re.I,
)
_ONE = re.compile(
    r"\b(?:only|just|once|this time|single|this one|that one|that day|this (?:week|month)|next (?:week|one|month)|the next|"
    r"today|tonight|tomorrow|occurrence|instance|date)\b|"
    rf"\b{_DAYS}['\u2019]s\b|\bon {_DAYS}\b|\b\d{{1,2}}(?:st|nd|rd|th)\b|\b{_MONTHS}\.? \d{{1,2}}\b|\b(?:this|next) {_DAYS}\b|"
    r"\b\d{4}-\d\d-\d\d\b",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:end|stop|finish|discontinue)\b(?! (?:time|of)\b).*\b(?:after|from|before|on|at|in|by|until|with)\b",
    re.I | re.S,
)
_EVERYTHING = re.compile(r"\b(?:all|every|both|everything|clear)\b", re.I)


def ends_series(text: str) -> bool:
    """Tell whether a series is to go on until a day and not after it: "end the standup after December"."""
    return bool(_ENDS.search(text))


def means_all(text: str) -> bool:
    """Tell whether all that fit are meant, and not one of them."""
    return bool(_EVERYTHING.search(text))


LONGEST_ANSWER = 5  # words
_SCOPE_WORDS = word_class(
    """
    no actually only just this that one and all after it the whole entire series of them everything every from then on later
    ones following future please cancel move change i mean meant but those too both onwards each rest
    """
)


def scope_alone(text: str) -> str:
    """Return the scope that a message tells and nothing else, as a correction of one that was taken: "no, all of them"."""
    words = re.findall(r"[a-z']+", text.lower())
    return scope_of(text) if words and _SCOPE_WORDS.issuperset(words) else ""


def scope_answered(text: str) -> str:
    """Return the scope that a short answer tells; a longer sentence is a request of its own."""
    return scope_alone(text) or (scope_of(text) if len(text.split()) <= LONGEST_ANSWER else "")


def scope_of(text: str) -> str:
    """Return "one", "following" or "all" where the text tells; "" where it leaves it open."""
    if _FOLLOWING.search(text) or ends_series(text):
        return "following"
    if _ALL.search(text):
        return "all"
    return "one" if _ONE.search(text) else ""
