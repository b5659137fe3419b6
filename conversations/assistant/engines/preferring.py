"""Reads what people say of how they like to meet, where they are and how they are reached. Decides no value.

Whole sentences only: what is said of one meeting ("no later than 4") is not for ever.
"""

import re

from conversations.assistant.engines.base import Interpretation
from conversations.assistant.tasks import LAST

LONGEST = 200  # characters; a longer text tells more than a preference

_LEAD = (
    r"^\W*(?:(?:hi|hey|hello|ok|okay|so|and|also|oh|please|well|by the way|btw|note that|remember(?: that)?|fyi|actually|"
    r"in general|generally|from now on|can you|could you|would you|set|use|change|update|make)[\s,:.!-]+)*"
)
_TAIL = r"(?:[\s,]+(?:please|thanks|thank you|by default|in general|from now on|as a rule|normally|usually))*[\s.!]*$"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?)"
_DAYS = (
    rf"(?:(?:on )?(?:{_DAY}|weekdays?|weekends?|every day|daily)"
    rf"(?:(?:,? (?:and|&|or|to|through|till|until) |, ?| ?- ?){_DAY})*)"
)
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?|noon|midnight)"
_SPAN = rf"(?:from )?{_CLOCK} ?(?:to|until|till|-) ?{_CLOCK}"
_HOURS = rf"(?:(?:{_DAYS}[,:]? )?{_SPAN}(?:,? {_DAYS})?|{_DAYS})"
_LENGTH = (
    r"(?:(?:(?:half )?an? |\d+(?:\.\d+)?[ -]?|one |two |three |four |five |ten |fifteen |thirty |forty-five )"
    r"(?:hours?(?: and a half)?|hrs?|minutes?|mins?|days?|weeks?|h|m)(?: and \d+ minutes?)?)"
)
_ADDRESS = r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]*[^\s@<>,;:\"!?.]"
_I_WANT = r"(?:(?:i (?:want|need|like|prefer)|i'd like|keep|leave|put|add|give me|have) )?"
_NEVER = r"(?:i (?:don't|dont|do not|never) (?:work|meet(?: people)?|(?:take|do|have) (?:meetings|calls)))"
_BOOK_NONE = (
    r"(?:no(?: (?:meetings?|calls?|appointments?))?|nothing|"
    r"(?:never|don't|dont|do not) (?:book|schedule|plan)(?: me| anything| (?:any )?(?:meetings?|calls?))*)"
)

_SENTENCES: dict[str, tuple[str, ...]] = {
    "zone": (r"(?:(?:my|the|our) )?time ?zone (?:is(?: now)?|to|=|:) (?P<zone>.+?)",),
    "place": (
        r"(?:i'm|i am)(?: now| currently| based| living| working)* in (?P<place>[\w /,.'-]+?)"
        r"(?: now| currently| these days| right now)?",
        r"(?:i|i've|i have) (?:live|work|moved) (?:in|to) (?P<place>[\w /,.'-]+?)(?: now)?",
        r"(?P<place>[\w /.'-]+?) time(?: zone)? from now on",
    ),
    "hours": (
        rf"(?:(?:my|the) )?(?:working|work|office|business) (?:hours|days|times?) (?:are|is|to|=|:) (?P<hours>{_HOURS})",
        rf"i (?:(?:only|usually|normally|generally|always) )?work (?P<hours>{_HOURS})",
        rf"(?:i'm|i am) (?:only )?(?:at work|in the office|working|available) (?P<hours>{_DAYS}[,:]? {_SPAN})",
    ),
    "on": (
        rf"i (?:also |do )?work (?P<on>{_DAYS})(?: too| as well| also| again)",
        rf"i (?:also|do) work (?P<on>{_DAYS})",
        rf"(?:meetings?|calls?)? ?(?P<on>{_DAYS}) (?:is|are) (?:fine|ok|okay|possible|allowed|good)(?: again| now| too)*",
        rf"(?:i )?(?:can |do )?(?:take|have|allow) (?:meetings|calls) (?P<on>{_DAYS})(?: again| too| now)+",
    ),
    "off": (
        rf"{_NEVER} (?P<off>{_DAYS})",
        rf"{_BOOK_NONE} (?P<off>on (?:{_DAY}|weekends?)(?:(?:,? (?:and|or) |, ?)(?:{_DAY}|weekends?))*)",
        rf"(?:i'm|i am) (?:(?:always|usually) )?off (?P<off>{_DAYS})",
    ),
    "edge": (
        rf"(?:{_NEVER}|{_BOOK_NONE}) "
        rf"(?P<edge>(?:before|earlier than|after|later than) {_CLOCK}(?:,? (?:or|and) (?:before|after) {_CLOCK})?)",
    ),
    "buffer": (
        rf"{_I_WANT}(?:(?:at least|always|me|a) )*(?P<buffer>{_LENGTH})"
        r"(?: (?:of )?(?:buffer|break|free|gap|space|time))* (?:between|around|before and after|in between) "
        r"(?:(?:my|all|any|two) )*(?:meetings?|calls|appointments)",
        rf"{_I_WANT}(?:(?:my|the|a) )?buffer (?:time )?(?:(?:is|of|to|=|:) )?(?P<buffer>{_LENGTH})"
        r"(?: (?:between|around) (?:my )?meetings)?",
        r"(?P<buffer>no) (?:more )?buffer(?: (?:between|around) (?:my )?meetings)?",
    ),
    "length": (
        rf"(?:(?:my|the) )?default (?:meeting )?(?:length|duration|time) (?:is|to|of|=|:) (?P<length>{_LENGTH})",
        r"(?:(?:all )?my )?(?:meetings|calls) (?:(?:usually|normally|generally|always|by default) )?"
        rf"(?:take|last|are|should be|run) (?:by default )?(?P<length>{_LENGTH})(?: long)?(?: unless i say (?:otherwise|so))?",
    ),
    "notice": (
        rf"{_I_WANT}(?:at least )?(?P<notice>{_LENGTH})(?:'s|')? (?:of )?notice"
        r"(?: (?:before|for) (?:(?:a|any|my|all) )?meetings?)?",
        rf"(?:(?:my|the) )?(?:minimum|least) notice (?:is|to|of|=|:) (?P<notice>{_LENGTH})",
        rf"{_BOOK_NONE} (?:with )?less than (?P<notice>{_LENGTH})(?:'s|')? (?:of )?(?:notice|ahead|from now|in advance)",
    ),
    "address": (
        r"my (?:own )?(?:e-?mail |mail )?(?:address )?(?:is|=|:) (?P<address>\S*@\S*?)",
        rf"(?:i'm|i am|it's|it is) (?P<address>{_ADDRESS})",
        rf"(?:the )?invit(?:ations?|es?) (?:should )?(?:come|go|are sent|are|be sent) from (?P<address>{_ADDRESS})",
        rf"(?:send|write|make) (?:the |my |all )?invit(?:ations?|es?) (?:come )?from (?P<address>{_ADDRESS})",
    ),
    "ahead": (
        rf"(?:always )?(?:remind|notify|tell|warn|alert|ping) me (?P<ahead>{_LENGTH}) (?:before|ahead of) "
        r"(?:(?:my|all|every|each|any) )*(?:meetings?|calls|appointments)",
        rf"(?:my )?(?:meeting )?reminders? (?:should (?:come|be)|come|are|is|to) (?P<ahead>{_LENGTH}) (?:before|ahead)"
        r"(?: of)?(?: (?:the|a|my|every) meetings?)?",
        r"(?P<ahead>no|don't remind me|stop reminding me|never remind me|no more)"
        r"(?: reminders?)?(?: (?:of|about|before|for))? (?:(?:my|all|any) )*meetings",
        r"i (?P<ahead>don't|dont|do not|never) (?:want|need)(?: any| (?:to be|being))? (?:reminders?|reminded|reminding)"
        r"(?: (?:of|about|before|for|ahead of) (?:(?:my|all|any) )*(?:meetings?|calls|appointments))",
    ),
}
_TOPICS = {
    "zone": r"time ?zone",
    "hours": r"(?:working|work|office|business) (?:hours|days|times?)",
    "buffer": r"buffer(?: time)?(?: between (?:my )?meetings)?",
    "length": r"(?:default|usual) (?:meeting )?(?:length|duration)",
    "notice": r"(?:minimum )?notice(?: (?:before|for) (?:my )?meetings)?",
    "address": r"(?<=my )(?:own )?(?:e-?mail(?: address)?|mail address|address)",
    "all": r"(?:preferences|settings)",
}
_BARE = ("hours", "buffer", "notice")  # what "no …" alone takes back
_FORGET = [
    (
        topic,
        re.compile(
            _LEAD + rf"(?:(?:forget|clear|remove|drop|delete|reset|unset|erase|cancel|turn off)(?: about)? "
            rf"(?:(?:all|my|the|any|of) )*{words}"
            + rf"|(?:i (?:have|want|need|keep)|i've(?: got)?) no (?:more )?{words}"
            rf"|(?:i (?:don't|dont|do not) (?:have|want|need)) (?:any |a |my )?(?:more )?{words}"
            rf"|no (?:more )?{words if topic in _BARE else '(?!)'}" + r")(?: any ?more| any longer)?" + _TAIL,
            re.I,
        ),
    )
    for topic, words in _TOPICS.items()
]
_READ = [re.compile(_LEAD + each + _TAIL, re.I) for sentences in _SENTENCES.values() for each in sentences]
_JOINT = re.compile(r"[,;.!]\s+(?:(?:and|but) )?|\s+(?:and|but|&) ")
_SHOW = re.compile(
    _LEAD
    + r"(?:(?:what's|what is|what are|show|show me|tell me|list|which are|do you know) )(?:(?:all|my|current) )*"
    r"(?:preferences|settings|(?:working|office|work|business) (?:hours|days)|time ?zone|buffer|"
    r"(?:e-?mail |mail )?address)[\s?.!]*$"
    r"|^\W*(?:what|which) time ?zone (?:are you (?:using|in)|do you use|am i in|is (?:this|it|set|used|that)|are we in)[\s?.!]*$",
    re.I,
)
_ASKED = {"address": "address", "hours": "hours", "zone|timezone": "zone", "buffer": "buffer"}
_UNDO = re.compile(
    r"^\W*(?:(?:oh|no|wait|sorry|please|ok|okay|actually|oops|hmm|whoops|can you|could you|you can)[\s,.!-]+)*"
    r"(?:(?:undo|revert|reverse|take back|roll back)"
    r"(?: (?:that|it|this|(?:the |my )?(?P<last>last) (?:change|booking|one|thing|meeting|step|move)|"
    r"the (?P<done>change|booking|move|cancell?ation)(?: of (?P<meeting>.+?))?|what you (?:just )?did))?|"
    r"(?:take|roll|put|bring|change|move|set) (?:that|it|this) back(?: (?:again|as it was|(?:the way|how) it was))?)"
    r"(?:[\s,]+(?:please|again|thanks))*[\s.!?]*$",
    re.I,
)


_UNDONE = {"book": "book", "chan": "change", "move": "change", "canc": "cancel"}


def read_preferences(text: str) -> dict[str, str]:
    """Return what the text says, by what it is about: a key of _SENTENCES, or `forget` with what is to be forgotten.

    Of several things of one kind each has a line. A place may be one that has a zone ("I'm in Berlin"), or not ("I'm in
    a meeting").
    """
    plain = _plain(text)
    said: dict[str, str] = {}
    for name, words in (_several(plain) or ()) if len(plain) <= LONGEST else ():
        said[name] = f"{said[name]}\n{words}" if name in said else words
    return said


def _several(text: str) -> list[tuple[str, str]] | None:
    """Read the sentences that the text is joined of, all of them, or None: the first is as short as can be."""
    for cut in _JOINT.finditer(text):
        first = _one(text[: cut.start()])
        if first and (rest := _several(text[cut.end() :])):
            return [*first, *rest]
    return _one(text) or None


def _one(text: str) -> list[tuple[str, str]]:
    topic = next((topic for topic, pattern in _FORGET if pattern.match(text)), None)
    found = next((match for pattern in _READ if (match := pattern.match(text))), None)
    if found:
        return [(name, said) for name, said in found.groupdict().items() if said]
    return [("forget", topic)] if topic else []


def asks_preferences(text: str) -> bool:
    """Tell whether the text asks what the owner's preferences are."""
    return len(text) <= LONGEST and bool(_SHOW.match(_plain(text)))


def preference_asked(text: str) -> str:
    """Return which one of them is asked for: "what's my address?"; "" for all."""
    return next((name for word, name in _ASKED.items() if re.search(rf"\b{word}\b", text, re.I)), "")


def read_undo(text: str) -> Interpretation | None:
    """Return what a text says that asks to take back what was done last: the `kind` of change and the `meeting` it names."""
    found = _UNDO.match(_plain(text)) if len(text) <= LONGEST else None
    if not found:
        return None
    done, meeting = found["done"] or "", found["meeting"] or ""
    if done.lower() == "change" and not meeting:
        return Interpretation("undo")  # whatever was done is a change
    kind = LAST if found["last"] else _UNDONE.get(done.lower()[:4], "")
    return Interpretation("undo", kind=kind, meeting=meeting)


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("\u2019", "'").replace("\u2013", "-")
