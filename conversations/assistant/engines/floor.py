"""Reads the assistant's own lines: what one asks for, offers or shows to be confirmed, so that an answer can be understood.

It never reads a user's line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_SENTENCE = re.compile(r"[^.?!;\n]+[.?!;\n]*")
_ASKING = re.compile(
    r"\?|\b(?:tell me|let me know|give me|(?:i(?:'ll| will)? )?(?:just )?need|please (?:provide|specify|say|enter|share)|"
    r"(?:can|could|may) (?:i|you)|i'd like to know)\b"
    r"|^\W*(?:(?:and|ok|okay|sure|great|so|of course|got it)\W+)*(?:for |on |at |in )?(?:what|which|where|when|who|how long)\b",
    re.I,
)
_ASKS = {
    "title": r"names?|named|title|titled|entitle|call|called|label|subject|topic|categori[sz]e"
    r"|(?:what|which)(?: kind| type| sort)?(?: of)?"
    r"(?: is| are|'s)?(?: the| this| your| it)? ?(?:event|meeting|appointment|it)\b"
    r"(?! (?:time|date|start|begin|take|happen|located))"
    r"|what and (?:where|when)|about\W*$|what for|for what\W*$",
    "location": r"where|locations?|located|place|address|venue|room",
    "time": r"times?|hour|when|starts?|begins?",
    "date": r"dates?|days?|when",
    "duration": r"how long|duration|length|until when",
    "participants": r"who|whom|participants?|attendees?|guests?|invite|people",
}
_ASKED = {slot: re.compile(rf"\b(?:{words})\b", re.I) for slot, words in _ASKS.items()}
_OFFERS = re.compile(
    r"\b(?:would you like|do you (?:want|wish|need)|you (?:want|wish|need)|shall i|should i|can i|may i|could i|will i|want me|"
    r"like me|let me|need me)\b(?: also| just)?(?: me)?(?: to)?[^?.,]{0,12}?"
    r"\b(?:add|schedule|book|create|put|set|set up|make|fill|mark|save|place|block|reserve|enter|insert|note|arrange|plan)\b",
    re.I,
)
_OPEN = re.compile(r"^\W*(?:\w+\W+){0,4}?(?:what|which|where|when|who|whom|how)\b", re.I)
_CONFIRMS = re.compile(
    r"\b(?:confirm\w*|verify\w*|correct|is (?:that|this|it|everything) (?:right|ok|okay|fine|good|alright)|right\?|"
    r"(?:review|check) (?:the|these|this)|make sure|just so|got (?:this|that|it) right|double[- ]check)\b",
    re.I,
)
_PROPOSES = re.compile(
    r"\b(?:how about|what about|would|does|is|are|shall (?:i|we)|should (?:i|we)|maybe|perhaps|could we|can we|suggest|"
    r"propose)\b",
    re.I,
)
_FREE = re.compile(
    r"\b(?:free|available|availability|open|opening|openings|empty|slots?|vacant|room|clear|spare)\b", re.I
)
_DONE = re.compile(
    r"\b(?:(?:is|are|has been|have been|was|were|been) (?:now )?(?:successfully )?"
    r"(?:added|booked|scheduled|created|saved|set|placed|put)|"
    r"(?:i(?:'ve| have)?|successfully) (?:now )?(?:successfully )?"
    r"(?:added|booked|scheduled|created|saved|set up|put)|all set|done)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:anything|something|what) else\b|\b(?:help|assist) (?:you )?(?:with|more|further)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Floor:
    """What an assistant line leaves to be answered.

    `asks` are slots; `offers` that it offered to make an event; `confirms` that it showed one to be confirmed;
    `proposes` that it made a proposal of its own ("how about 3?"); `frees` that it told free time; `done` that
    it reported an event as made.
    """

    text: str = ""
    asks: frozenset[str] = frozenset()
    offers: bool = False
    confirms: bool = False
    proposes: bool = False
    frees: bool = False
    done: bool = False


NOTHING = Floor()


@lru_cache(maxsize=512)
def read_floor(line: str) -> Floor:
    """Read one assistant line of any text."""
    asks: set[str] = set()
    offers = proposes = False
    confirms = bool(_CONFIRMS.search(line))
    for sentence in _SENTENCE.findall(line[:2000]):
        if _MORE.search(sentence):
            continue
        opened = bool(_OPEN.match(sentence))
        if not opened and _OFFERS.search(sentence):
            offers = True
        if _ASKING.search(sentence) and not (confirms and not opened):
            asks |= {slot for slot, pattern in _ASKED.items() if pattern.search(sentence)}
        proposes = proposes or (sentence.rstrip().endswith("?") and bool(_PROPOSES.search(sentence)))
    frees = bool(_FREE.search(line))
    done = bool(_DONE.search(line)) and not asks and not confirms and not frees
    return Floor(line, frozenset(asks), offers, confirms, proposes and not frees, frees, done)
