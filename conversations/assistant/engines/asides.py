"""Reads small questions about the assistant, the moment and what was just asked, which no intent of the table hears.

Never reads what a meeting should be.
"""

import re
from datetime import datetime

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.engines.timephrases.lexicon import MONTHS
from conversations.assistant.engines.times import times_in

LONGEST = 80  # characters; a longer text asks more than one of these
_LEAD = r"^\W*(?:(?:and|so|but|ok|okay|oh|hey|hi|hello|wait|please|sorry|hmm+|um+|well|(?:can|could) you tell me)[\s,.!-]+)*"
_END = r"(?:[\s,]+(?:please|now|right now|then|again|today|exactly))*[\s.!?]*$"
_KINDS = {
    "human": r"(?:can|could|may) i (?:please )?(?:talk|speak|chat) (?:to|with) (?:an? |some|the )?(?:real |actual |live )?"
    r"(?:human|person|one|body|agent|operator|support)(?: being)?|"
    r"are you (?:an? )?(?:real )?(?:human|person|robot|bot|machine|computer|ai|real|chatbot|program)"
    r"(?: being| or .{1,30})?",
    "thinking": r"(?:let me|i(?:'ll| will|'d| need to| have to| must)) (?:think|see)"
    r"(?: (?:about|of) (?:it|that|this)| (?:it|that|this) over)?(?: for)?(?: (?:a|one) (?:moment|second|minute|sec|bit))?"
    r"|(?:just )?give me (?:a|one) (?:moment|second|minute|sec)",
    "sure": r"are you (?:really |quite |absolutely )?(?:sure|certain)(?: (?:about|of) (?:that|it|this))?",
    "private": r"(?:make|mark|set|put|flag|keep|book|save) (?:it|this|that|the \w+)(?: (?:in|on) (?:the|my) calendar)?"
    r"(?: (?:as|to))? (?:private|confidential|secret|hidden)",
    "wellbeing": r"how are (?:you|things)(?: doing)?|how is it going|how'?s it going",
    "whose_free": r"who(?:'s| is| are| else is)? (?:also )?(?:free|available|busy)(?: .{1,40})?",
    "moment": r"(?:what|which) (?:day|date|weekday) (?:is it|is today|(?:do )?we have)|what time is it|"
    r"(?:what's|what is) (?:the date|today'?s date|the day|the time)",
    "help": r"(?:how|where) (?:do|can|could|should|would|may) (?:i|we|you|one)(?: \w+)? (?:cancel|move|change|reschedule|book|"
    r"schedule|set up|add|invite|remove|delete|undo|use|edit|see|get|make|create|plan)\b.{0,60}",
    "booked": r"(?:did|have) you (?:already |really |just )?(?:book|booked|schedule|scheduled|do|done|add|added|save|saved|"
    r"cancel|cancelled|move|moved|change|changed) (?:it|that|this|the (?:meeting|call|lunch))(?: already| yet)?|"
    r"(?:is (?:it|that)|are you (?:really |quite )?(?:sure|certain) (?:that )?(?:it|that)(?:'s| is))(?: really)? "
    r"(?:booked|done|saved)(?: already| yet)?",
}
_COMES = r"(?:coming|invited|attending|joining us|going to (?:come|be there|attend))"
_ANSWERED = r"(?:answer|repl(?:y|ie)|respond|accept|decline|confirm|rsvp)(?:e?d|s)?"
_NOT_YET = r"(?:not |n't )?(?:yet |already |still )?"
_GUEST = r"(?P<{0}>(?!(?:i|we|you|it|that|this|there|the|my|anything|anybody)\b)[\w@.+'-]+(?: (?!coming|attending)[A-Z][\w'-]*)?)"
_OF = r"(?: (?:(?:to|about|for) )?(?P<{0}>(?!come\b).{{1,60}}?))?"
# who comes, and what those invited said: of a meeting that is named, or of what was spoken of last
_ANSWERS = re.compile(
    rf"{_LEAD}(?:who(?:'s| is| all is| else is) {_NOT_YET}{_COMES}{_OF.format('coming')}"
    rf"|(?:is|are) {_GUEST.format('guest')} {_NOT_YET}{_COMES}{_OF.format('to')}"
    rf"|(?:did|has|have) {_GUEST.format('asked')} {_NOT_YET}{_ANSWERED}(?: yet| already)?{_OF.format('of')}"
    rf"|who (?:all |has |have |hasn't |did |didn't )?{_NOT_YET}{_ANSWERED}(?: yet| already)?{_OF.format('what')}){_END}",
    re.I,
)
_THE_MAIL = re.compile(r"\b(?:the|my|our|your) invit(?:e|ation)s?(?: (?:to|for))?\b", re.I)
_ASIDES = {kind: re.compile(f"{_LEAD}(?:{words}){_END}", re.I) for kind, words in _KINDS.items()}
_LIKEWISE = re.compile(
    r"^\W*(?:(?:ok|okay|hmm|and|so|but)[\s,.!-]+)*(?:and|what about|how about|same for)\b", re.I
)
_WORDS = r"(?: (?:my|our|the|on|for|in|of))*"
_SHOWN = re.compile(
    rf"{_LEAD}(?:what(?:'s| is| does)|how(?:'s| is| does| do| are)){_WORDS} (?:_|my _|our _)(?: look(?:ing)?(?: like)?)?{_END}"
    rf"|{_LEAD}what(?:'s| is) (?:left|coming up|planned|booked|scheduled){_WORDS} _{_END}"
    rf"|{_LEAD}(?:show|list|give)(?: me| us)?(?: (?:a|an))?(?: (?:summary|overview|rundown|everything|all))?{_WORDS} _{_END}"
    rf"|{_LEAD}(?:(?:a|an|the) )?(?:summary|overview|rundown){_WORDS} _{_END}",
    re.I,
)
_OPEN = re.compile(rf"{_LEAD}what(?:'s| is) (?:still )?(?:open|free|available){_WORDS} _{_END}", re.I)
_MONTH = re.compile(rf"(?<!in )\b({'|'.join(MONTHS)})\b(?=(?: look(?:ing)?(?: like)?)?{_END})", re.I)
_ALL = re.compile(
    rf"{_LEAD}(?:list|show)(?: me)? (?:everything|(?:it|them) all|all)(?: of (?:it|them))?{_END}", re.I
)
_AROUND = re.compile(r"\b(?:and|what|how|about|same|for|on|in|at|ok|okay|hmm|so|but|then|the)\b", re.I)


def read_aside(text: str) -> Interpretation | None:
    """Return a small question as what it is about, None for anything else."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.split()).replace("\u2019", "'")
    if answers := _ANSWERS.match(plain):
        said = " ".join(words for words in answers.groupdict().values() if words)
        return Interpretation("list", kind="answers", meeting=_THE_MAIL.sub("", said))
    kind = next((kind for kind, pattern in _ASIDES.items() if pattern.match(plain)), None)
    if kind == "booked":
        return Interpretation("list", kind="booked", meeting="it")
    return Interpretation("general", kind=kind) if kind else None


def asks_likewise(text: str, now: datetime) -> bool:
    """Tell whether the text asks the last question of another time: "what about tomorrow?", "and on Monday?"."""
    phrases = times_in(text, now).phrases
    if not phrases or len(text) > LONGEST or not _LIKEWISE.match(text):
        return False
    rest = text
    for phrase in reversed(phrases):
        rest = rest[: phrase.start] + rest[phrase.end :]
    return not re.search(r"\w", _AROUND.sub(" ", rest))


def asks_days(text: str, now: datetime) -> Interpretation | None:
    """Read a question for some days in words that name no calendar: "what's my Tuesday?", "show me December"."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(text.split()).replace("\u2019", "'")
    if _ALL.match(plain):
        return Interpretation("list", meeting="")
    plain = _MONTH.sub(r"in \1", plain)
    phrases = [
        each for each in times_in(plain, now).phrases if any(reading.date for reading in each.readings)
    ]
    if not phrases or any(
        reading.time or reading.recurrence for each in phrases for reading in each.readings
    ):
        return None
    outline = f"{plain[: phrases[0].start].rstrip()} _{plain[phrases[-1].end :]}"
    if _OPEN.match(outline):
        return Interpretation("availability", kind="when", meeting=plain)
    return Interpretation("list", meeting=plain) if _SHOWN.match(outline) else None
