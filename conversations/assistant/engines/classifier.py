"""Reads what a message asks for by weighing the cues of the intent table against the classes of its words.

It never reads the clock, a draft or a calendar: only the words of one message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from conversations.assistant.engines.domains import DOMAINS
from conversations.assistant.engines.lexicon import ASKING, CLASSES, DETERMINERS, OPENERS, SHELLS
from conversations.assistant.engines.smalltalk import SMALLTALK
from conversations.assistant.intents import INTENTS

LONGEST = 2000  # characters read of a message: a request states itself early

Phrase = tuple[str, ...]
Index = dict[str, list[tuple[Phrase, frozenset[str]]]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """An intent's name, the confidence in it (0 to 1), and for ``general`` the kind of small talk."""

    intent: str
    confidence: float
    kind: str | None


_SHORT = {
    "can't": "can not", "cant": "can not", "won't": "will not", "whats": "what is", "wheres": "where is",
    "whens": "when is", "hows": "how is", "whos": "who is", "im": "i am", "ive": "i have", "dont": "do not",
    "didnt": "did not", "lets": "let us", "let's": "let us", "thats": "that is", "theres": "there is", "wanna": "want to",
    "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "pls": "please", "plz": "please",
    "youre": "you are", "doesnt": "does not", "isnt": "is not", "a.m": "am", "p.m": "pm", "dr.": "dr", "y'all": "you",
}  # fmt: skip
_SHORT_WORD = re.compile(r"(?<![\w'])(?:" + "|".join(map(re.escape, sorted(_SHORT, key=len, reverse=True))) + r")(?![\w'])")
_IS = re.compile(r"\b(what|when|where|who|how|that|it|there|he|she|here|why|which|name|time)'s\b")
_TAILS = (("n't", " not"), ("'m", " am"), ("'re", " are"), ("'ll", " will"), ("'ve", " have"), ("'d", " would"), ("'s", " 's"))
_SENTENCE = re.compile(r"(?<=[a-z0-9\"')])[.!?;\n]+(?:\s+|$)")
_TOKEN = re.compile(r"'s|\d+(?:[:/.]\d+)*(?:am|pm|st|nd|rd|th|h|a|p)?\b|[a-z]+(?:'[a-z]+)?|\d+[a-z]+")
_CLOCK = re.compile(r"\d+(?:[:/]\d+)+|\d+(?:[:/.]\d+)*(?:am|pm|st|nd|rd|th|h|a|p)|0\d\d\d|20[123]\d")
_COUNTS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve first second third fourth fifth sixth seventh eighth "
    "ninth tenth eleventh twelfth fifteenth twentieth thirtieth twenty thirty fifteen".split()
)
_BEFORE_HOUR = frozenset("at by till until from around about before after between past on for to".split())
_VERBS = frozenset("put book change reschedule remove take look meet join play phone acquire".split())
_TIME_GLUE = frozenset("on at for in by this next the of from to until after before between a".split())
_SOCIAL = frozenset("thanks hello bye praise time".split())
_FIRST_PERSON = frozenset("i my me our we us mine".split())
_BEFORE_VERB = frozenset("to and please then or you not just also".split())
_BUSY_SENTENCE = _VERBS | frozenset("have will want ask remind have? am? doing? changed scheduled".split())
_WH = frozenset("what when where who how which".split())


def _tokens(text: str) -> list[str]:
    text = _SHORT_WORD.sub(lambda m: _SHORT[m[0]], text)
    text = _IS.sub(r"\1 is", text)
    if "'" in text:
        for tail, full in _TAILS:
            text = text.replace(tail, full)
    return _TOKEN.findall(text)


def _entries(table: str) -> Iterable[Phrase]:
    return (tuple(_tokens(entry)) for entry in " ".join(table.split()).split(",") if entry.strip())


def _index(tables: Iterable[tuple[str, str]]) -> Index:
    classes: dict[Phrase, set[str]] = {}
    for name, table in tables:
        for phrase in _entries(table):
            classes.setdefault(phrase, set()).add(name)
    index: Index = {}
    for phrase in sorted(classes, key=len, reverse=True):
        index.setdefault(phrase[0], []).append((phrase, frozenset(classes[phrase])))
    return index


_WORDS = _index([*CLASSES.items(), *DOMAINS.items(), *SMALLTALK.items()])
_SHELLS = _index([("shell", SHELLS), ("ask", ASKING)])
_OPENERS = _index([("opener", OPENERS)])


def _longest(index: Index, tokens: list[str], at: int) -> tuple[int, frozenset[str]]:
    for phrase, classes in index.get(tokens[at], ()):
        size = len(phrase)
        if size == 1 or tuple(tokens[at : at + size]) == phrase:
            return size, classes
    return 0, frozenset()


def _lookup(tokens: list[str], at: int) -> tuple[int, frozenset[str]]:
    size, classes = _longest(_WORDS, tokens, at)
    word = tokens[at]
    if not size and word[-1:] == "s":
        for single in (word[:-1], word[:-2]):
            one, classes = _longest(_WORDS, [single], 0) if single else (0, classes)
            if one:
                return 1, (classes - _VERBS) | {"many"}
    return size or 1, classes


def _head(tokens: list[str]) -> tuple[int, bool]:
    """Return where the request begins behind its shells, and whether a shell asks to be told something."""
    at, asking = 0, False
    while at < len(tokens):
        size, classes = _longest(_SHELLS, tokens, at)
        if not size:
            size = _time_prefix(tokens, at)
        if not size:
            break
        asking = asking or "ask" in classes
        at += size
    return at, asking


def _time_prefix(tokens: list[str], at: int) -> int:
    """Return how many tokens of a time stand before the verb: "on Friday at nine put ..."."""
    end = at
    while end < len(tokens) and (tokens[end] in _TIME_GLUE or _is_time(tokens, end)):
        end += 1
    if end == at or end == len(tokens):
        return 0
    leads = _longest(_SHELLS, tokens, end)[0] or _longest(_WORDS, tokens, end)[1] & _VERBS
    return end - at if leads else 0


def _is_time(tokens: list[str], at: int) -> bool:
    word = tokens[at]
    return word.isdigit() or word in _COUNTS or bool(_CLOCK.fullmatch(word)) or "time" in _longest(_WORDS, tokens, at)[1]


def _before_event(tokens: list[str], at: int) -> bool:
    return at < len(tokens) and "event" in _lookup(tokens, at)[1]


def _spans(tokens: list[str], head: int) -> list[tuple[int, frozenset[str]]]:
    """Return position and classes of every word or phrase from ``head`` on."""
    spans, at = [], head
    while at < len(tokens):
        size, classes = _lookup(tokens, at)
        before = tokens[at - 1] if at else ""
        verbs = classes & _VERBS
        if verbs:
            if before in DETERMINERS or (at > head and before not in _BEFORE_VERB and _before_event(tokens, at + size)):
                classes -= _VERBS
            elif len(verbs) < len(classes):
                classes = verbs if at == head or before in _BEFORE_VERB else classes - _VERBS
        word = tokens[at]
        if not classes and (_CLOCK.fullmatch(word) or (before in _BEFORE_HOUR and (word.isdigit() or word in _COUNTS))):
            classes = frozenset(("time",))
        if classes:
            spans.append((at, classes))
        at += size
    return spans


_THINGS = frozenset(("event", "activity"))


def _shape(tokens: list[str], spans: list[tuple[int, frozenset[str]]], head: int) -> set[str]:
    """Return the features that lie in the order of the words."""
    found: set[str] = set()
    if not spans:
        return found
    word = tokens[head]
    if word in ("add", "include", "invite", "remove", "take", "drop", "have", "get"):
        links = ("to", "in", "on") if word in ("add", "include", "invite", "have", "get") else ("from", "off", "out")
        at = next((i for i in range(head + 1, len(tokens)) if tokens[i] in links), 0)
        if at > head + 1:
            early = {c for i, classes in spans if head < i < at for c in classes}
            late = {c for i, classes in spans if i > at for c in classes}
            if not early & (_THINGS | {"thing", "it"}) and late & _THINGS and "calendar" not in late:
                found.add("joins" if word in ("add", "include", "invite", "have", "get") else "leaves")
    if word == "make" and head + 1 < len(tokens) and tokens[head + 1] in ("my", "the", "it", "that", "this"):
        found.add("reshape")
    return found


def _read(tokens: list[str]) -> set[str]:
    head, asking = _head(tokens)
    if head == len(tokens):
        head = 0
    spans = _spans(tokens, head)
    features: set[str] = {c for _, classes in spans for c in classes}
    if head:
        features |= {c for _, classes in _spans(tokens, 0) for c in classes} & _SOCIAL
    if not _FIRST_PERSON.isdisjoint(tokens[head:]):
        features.add("i")
    if not _WH.isdisjoint(tokens):
        features.add("wh")
    if len(tokens) - head <= 4:
        features.add("short")
    if asking or _longest(_OPENERS, tokens, head)[0]:
        features.add("ask")
    if head and tokens[head - 1] == "to" and "i" in tokens[:head]:
        features.add("wish")
    features |= _shape(tokens, spans, head)
    if not features & _BUSY_SENTENCE:
        features.add("bare")
    return features


_ALL_DOMAINS = frozenset(DOMAINS)


def classify(text: str) -> Verdict:
    """Read the intent of one message, any text of any length; deterministic, raises nothing."""
    text = text[:LONGEST].lower().replace("\u2019", "'").replace("`", "'")
    best: dict[str, tuple[float, str | None]] = {name: (0.0, None) for name in INTENTS}
    sentences = [tokens for part in _SENTENCE.split(text) if (tokens := _tokens(part))] or [[""]]
    readings = [_read(tokens) for tokens in sentences]
    foreign = set().union(*readings) & _ALL_DOMAINS
    for features in readings:
        features |= foreign
        for name, intent in INTENTS.items():
            for cue in intent.cues:
                if cue.weight > best[name][0] and cue.needs <= features and not cue.unless & features:
                    best[name] = (cue.weight, cue.kind)
    ranked = sorted(best, key=lambda name: best[name][0], reverse=True)
    first, second = ranked[0], ranked[1]
    weight, kind = best[first]
    return Verdict(first, min(1.0, max(0.0, (weight - best[second][0] / 2) / 10)), kind)
