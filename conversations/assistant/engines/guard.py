"""Holds back a model's words until each sentence is checked: facts come from the calendar, not from a model.

Lets through sentences that state nothing; strict on purpose, because a template stands ready for every one it stops.
Only what opens a reply and can state nothing, whatever follows, is let through as soon as it is there.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator

LONGEST_SENTENCE = 300
LONGEST_REPLY = 600  # characters; what comes after is not read

_END = re.compile(r"[.!?…]+[)”\"']*(?=\s)|\n")
_OPENING = re.compile(
    r"(?:hello|hi|hey|welcome|thanks|thank you|you're welcome|good(?:bye| morning| afternoon| evening| day)|bye|"
    r"sorry|i'm(?: sorry| afraid| glad| happy)?|i can't|glad|happy)\b,?",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FACTS: dict[str, re.Pattern[str]] = {
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|quarter)"
        r"(?: (?:past|to|thirty|fifteen|forty))? ?(?:o'?clock|[ap]\.?m\b|in the (?:morning|afternoon|evening)|hours?|minutes?|"
        r"days?|weeks?|meetings?|appointments?|events?|calls?)|\b(?:half|quarter) past\b|\bat (?:noon|midnight)\b|"
        r"\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
        re.I,
    ),
    "date": re.compile(
        r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|august|september|october|"
        r"november|december|tomorrow|yesterday|tonight|noon|midnight|"
        r"next (?:week|month|year)|this (?:week|month))\b|\b(?-i:May)\b(?! I)",
        re.I,
    ),
    "address": re.compile(
        r"https?:|www\.|\w@\w|\b\w[\w-]*\.(?:com|org|net|io|eu|dev|co|app|me)\b|</?\w", re.I
    ),
    "claim": re.compile(
        r"\b(?:re)?(?:booked|scheduled|reserved|arranged|confirmed)\b|\bcancell?ed\b|\b(?:all|is|are|are all|'s) set\b|"
        r"\b(?:is|it's|that's|all|are) done\b|^\W*done\b|"
        r"\b(?:i|we)(?:'ve| have|'ll| will| just| did| am going to|'m going to)(?: \w+){0,3} (?:book|schedul|reserv|"
        r"arrang|cancel|mov|chang|add|put|sent|send|invit|remind|notif|email|creat|made|make|set|delet|remov|not|sav|updat)\w*|"
        r"\b(?:i|we) (?:moved|changed|added|put|sent|invited|created|made|set|deleted|removed|noted|saved|updated|emailed)\b|"
        r"\b(?:has|have|been|was|were|is now|are now|now)(?: been)? (?:moved|changed|added|put|sent|invited|created|made|set|"
        r"deleted|removed|noted|saved|updated|free|on (?:your|the) calendar)\b|"
        r"(?<!when )(?<!whether )(?<!if )\byou(?:'re| are)(?: \w+)? (?:free|busy|available)\b|"
        r"(?<!do )(?<!if )\byou(?:'ve| have) (?:a|an|no|nothing|several|many|some)\b|"
        r"\byour (?:\w+ )?(?:meeting|call|appointment|reminder|calendar|day|schedule) (?:is|was|has|starts|will|looks)\b|"
        r"\binvitations? (?:is|are|was|were|has|have|will)\b",
        re.I,
    ),
}
# A sentence without any of these is not English; one in another language could claim anything.
_ENGLISH = frozenset(
    str.split("""
        a about absolutely afternoon all am an and any anytime are as at be but by bye can can't certainly cheers
        could course day do doing don't evening for from glad go good goodbye great happy have hello help here
        here's hey hi how i i'd i'll i'm if in is it it's just know later let let's like me meeting meetings morning
        my need nice no not now of off oh ok okay on one or our please pleasure ready right see so sorry sure tell
        thank thanks that that's the them there there's they things this time to too up us want was we welcome well
        what what's when where which who why will with would yes you you're your""")
)


class Withheld(Exception):
    """A sentence states something it must not; the argument says what kind of thing."""


async def checked(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """Yield a reply sentence by sentence, each checked. Raises Withheld at the first that does not pass."""
    waiting, said, shown = "", 0, 0  # `shown` characters of what waits were said ahead
    async for piece in pieces:
        waiting += piece
        while end := _END.search(waiting):
            sentence, waiting = waiting[: end.end()], waiting[end.end() :]
            check(sentence)
            yield sentence[shown:]
            shown = 0
            said += len(sentence)
            if said > LONGEST_REPLY:
                return
        if len(waiting) > LONGEST_SENTENCE:
            raise Withheld("long")
        if not (said or shown) and (opening := _OPENING.match(_plain(waiting))):
            shown = opening.end()
            yield waiting[:shown]
    check(waiting)
    if waiting[shown:]:
        yield waiting[shown:]


def check(sentence: str) -> None:
    """Raise Withheld when a sentence states a fact, claims a deed or is not English."""
    plain = _plain(sentence)
    for kind, pattern in _FACTS.items():
        if pattern.search(plain):
            raise Withheld(kind)
    words = [word.casefold() for word in _WORD.findall(plain)]
    known = sum(word in _ENGLISH for word in words)
    if known * 5 < len(words) or not all(word.isascii() for word in words):
        raise Withheld("language")


def _plain(text: str) -> str:
    return text.replace("\u2019", "'")
