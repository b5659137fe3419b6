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
    "title": r"names?|named|title|titled|entitle|call|called|label|subject|topic|categori[sz]e|occasion"
    r"|(?:what|which)(?: kind| type| sort)?(?: of)?"
    r"(?: is| are|'s)?(?: the| this| your| it)? ?(?:event|meeting|appointment|it)\b"
    r"(?! (?:time|date|start|begin|take|happen|located))"
    r"|what and (?:where|when)|about\W*$|(?:what|which)\b[^?]{0,60} for\W*$|for what\W*$"
    r"|what(?: is|'s) (?:happening|going on|planned)|what (?:will|are) you\b[^?]{0,40} doing"
    r"|what (?:should|shall|can|do) i (?:put|note|write)",
    "location": r"where|locations?|located|(?<!take )(?<!takes )(?<!taking )place|address|venue|room",
    "time": r"(?<!much )times?|hour|when|starts?|begins?",
    "date": r"dates?|days?|when",
    "duration": r"how (?:long|much time)|duration|length|until when",
    "participants": r"who|whom|participants?|attendees?|guests?|invite|people",
}
_DETAILS = re.compile(r"\b(?:details|information|specifics)\b", re.I)
_ASKED = {slot: re.compile(rf"\b(?:{words})\b", re.I) for slot, words in _ASKS.items()}
_OFFERS = re.compile(
    r"\b(?:would you like|do you (?:want|wish|need)|you (?:want|wish|need)|shall i|should i|can i|may i|could i|will i|want me|"
    r"like me|let me|need me)\b(?: also| just)?(?: me)?(?: to)?[^?.,]{0,12}?"
    r"\b(?:add|schedule|book|create|put|set|set up|make|fill|mark|save|place|block|reserve|enter|insert|note|arrange|plan)\b",
    re.I,
)
_OPEN = re.compile(r"^\W*(?:\w+\W+){0,4}?(?:what|which|where|when|who|whom|how)\b", re.I)
_CONFIRMS = re.compile(
    r"\b(?:confirm(?:ing)?|verify\w*|correct|is (?:that|this|it|everything) (?:right|ok|okay|fine|good|alright)|"
    r"(?:review|check) (?:the|these|this)|make sure|just so|got (?:this|that|it) right|double[- ]check|go ahead)\b"
    r"|\b(?:right|ok|okay|alright|yes)\? *$",
    re.I,
)
# A statement of what is about to be written is there to be agreed to.
_ANNOUNCES = re.compile(
    r"\b(?:i will|i'll|i'm|i am|going to|let me|you(?: want|'d like| would like)|so)\b[^?]{0,40}"
    r"\b(?:add|adding|schedul\w+|book|booking|creat\w+|sav\w+|put|putting|set|setting|mark\w*|enter\w*)\b[^?]{0,200}\d",
    re.I,
)
_PROPOSES = re.compile(
    r"\b(?:how about|what about|would|does|is|are|shall (?:i|we)|should (?:i|we)|maybe|perhaps|could|can|suggest|propose)\b",
    re.I,
)
_SUGGESTS = re.compile(r"\b(?:how|what) about\b", re.I)
_FREE = re.compile(
    r"\b(?:free|available|availability|open|opening|openings|empty|slots?|vacant|room|clear|spare)\b", re.I
)
_DONE = re.compile(
    r"\b(?:(?:has been|have been|is now|was|were|been) (?:now )?(?:successfully )?"
    r"(?:added|booked|scheduled|created|saved|set|placed|put|confirmed|fixed)|"
    r"(?:i've|i have|successfully) (?:now |just )?(?:successfully )?(?:added|booked|scheduled|created|saved|set up|put)|"
    r"(?:is|are) (?:added|booked|created|saved|confirmed|fixed)|"
    r"i (?:just )?(?:added|booked|scheduled|created|saved)|(?:is|it's) (?:now )?on your calendar|all set|done)\b"
    r"|\A\W*(?:(?:ok|okay|great|perfect|sure)\W+)?(?:booked|added|scheduled|created|saved)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:anything|something|what) else\b|\b(?:help|assist) (?:you )?(?:with|more|further)\b", re.I
)


_LONGEST = 2000  # characters


@dataclass(frozen=True, slots=True)
class Floor:
    """What an assistant line leaves to be answered.

    `asks` are slots; `offers` that it offered to make an event; `confirms` that it showed one to be confirmed;
    `proposes` that it made a proposal of its own ("how about 3?"); `frees` that it told free time; `done` that
    it reported an event as made; `unread` that it asked something not understood here.
    """

    text: str = ""
    asks: frozenset[str] = frozenset()
    offers: bool = False
    confirms: bool = False
    proposes: bool = False
    frees: bool = False
    done: bool = False
    unread: bool = False


NOTHING = Floor()


@lru_cache(maxsize=512)
def read_floor(line: str) -> Floor:
    """Read one assistant line of any text."""
    asks: set[str] = set()
    offers = proposes = question = False
    confirms = bool(_CONFIRMS.search(line))
    for sentence in _SENTENCE.findall(line[:_LONGEST]):
        if _MORE.search(sentence):
            continue
        opened = bool(_OPEN.match(sentence))
        asking = bool(_ASKING.search(sentence)) and not (confirms and not opened)
        question = question or asking
        offers = offers or (not opened and bool(_OFFERS.search(sentence)))
        if asking:
            asks |= {slot for slot, pattern in _ASKED.items() if pattern.search(sentence)}
            asks |= {"title", "location", "time"} if _DETAILS.search(sentence) else set()
        suggests = bool(_SUGGESTS.search(sentence)) or (not opened and bool(_PROPOSES.search(sentence)))
        proposes = proposes or (sentence.rstrip().endswith("?") and suggests)
    frees = bool(_FREE.search(line))
    confirms = confirms or (not question and bool(_ANNOUNCES.search(line)))
    done = bool(_DONE.search(line)) and not asks and not confirms and not frees
    open_question = question and not (asks or offers or confirms or proposes)
    return Floor(line, frozenset(asks), offers, confirms, proposes and not frees, frees, done, open_question)
