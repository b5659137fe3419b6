"""Turns the words of a sentence into the set of classes and forms that the cues of the intent table ask for.

It never weighs them and never names an intent.
"""

import re
from collections.abc import Sequence

from conversations.assistant.engines.domains import DOMAINS
from conversations.assistant.engines.lexicon import ASKING, CLASSES, OPENERS, SHELLS
from conversations.assistant.engines.smalltalk import SMALLTALK
from conversations.assistant.engines.wording import index, longest

Span = tuple[int, frozenset[str]]

_WORDS = index([CLASSES, DOMAINS, SMALLTALK])
_SHELLS = index([{"shell": SHELLS, "ask": ASKING}])
_OPENERS = index([{"opener": OPENERS}])


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ORDERS = _set("put book allot change reschedule remove")
_VERBS = _ORDERS | _set("take look meet join errand acquire")
# A sentence with one of these says something; without them it is a bare "dentist at nine".
_SAYING = _VERBS | _set("ask remind scheduled changed i-have i-will i-need do-i-have do-i-meet am-i what-on")
_THINGS = frozenset(("event", "activity"))
_TIME = frozenset(("time",))
# Classes that count even within the shell of a request.
_ANYWHERE = _set("thanks hello bye praise time remind")

# A verb after one of these is a noun: "my schedule", "a change".
_DETERMINERS = _set(
    "a an the my our your his her their its this that these those any some no another every each 's "
    "next last first new of what which whole entire full more with many much"
)
_OWNERS = _set("the my our his her their its it this that these those 's")
# A word that may be noun or verb is a verb only at the head of a sentence and after one of these.
_BEFORE_VERB = _set("to and please then or you not just also")
_FURTHER = _set("and then please")
_FIRST_PERSON = _set("i my me our we us mine")
_QUESTION_WORDS = _set("what when where who how which")

_CLOCK = re.compile(r"\d+(?:[:/]\d+)+|\d+(?:[:/.]\d+)*(?:am|pm|st|nd|rd|th|h|a|p)|0\d\d\d|20[123]\d")
_NUMBERS = _set(
    "one two three four five six seven eight nine ten eleven twelve first second third fourth fifth "
    "sixth seventh eighth ninth tenth eleventh twelfth fifteenth twentieth thirtieth twenty thirty fifteen"
)
_BEFORE_HOUR = _set("at by till until from around about before after between past on for to")
_WITHIN_TIME = _set("on at for in by this next the of from to until after before between a")

_JOINING = ("add", "include", "invite", "put", "get", "bring"), ("to", "in", "on", "into")
_LEAVING = ("remove", "take", "drop", "get"), ("from", "off", "out")
_RESHAPING = frozenset(("make", "have", "start"))


def read(sentence: Sequence[str]) -> set[str]:
    """Return the features of a sentence of at least one word: classes of its words, and these forms.

    ``ask`` a question; ``wish`` "I want to ..."; ``bare`` no verb; ``short`` at most four words; ``i`` speaks
    of the speaker; ``speaker`` the speaker is its subject; ``wh`` has a question word; ``many`` has a plural;
    ``joins``, ``leaves`` somebody is added to or taken off an event; ``reshape`` "make my lunch ...".
    """
    head, asking = _head(sentence)
    if head == len(sentence):
        head = 0
    spans = _spans(sentence, head)
    found = {name for _, classes in spans for name in classes}
    if head:
        found |= {name for _, classes in _spans(sentence, 0) for name in classes} & _ANYWHERE
    forms = {
        "ask": asking or bool(longest(_OPENERS, sentence, head)[0]),
        "wish": head > 0 and sentence[head - 1] == "to" and "i" in sentence[:head],
        "short": len(sentence) - head <= 4,
        "i": not _FIRST_PERSON.isdisjoint(sentence[head:]),
        "speaker": sentence[0] in ("i", "we"),
        "wh": not _QUESTION_WORDS.isdisjoint(sentence),
        "joins": _is_between(sentence, spans, head, *_JOINING),
        "leaves": _is_between(sentence, spans, head, *_LEAVING),
        "reshape": _is_reshaped(sentence, head),
    }
    found |= {name for name, holds in forms.items() if holds}
    if not found & _SAYING:
        found.add("bare")
    return found


def _head(sentence: Sequence[str]) -> tuple[int, bool]:
    """Return where the request begins behind its shells, and whether a shell asks to be told something."""
    at, asking = 0, False
    while at < len(sentence):
        size, classes = longest(_SHELLS, sentence, at)
        size = size or _opening_time(sentence, at)
        if not size:
            break
        asking = asking or "ask" in classes
        at += size
    return at, asking


def _opening_time(sentence: Sequence[str], at: int) -> int:
    """Return how many words of a time stand before a verb, as in "on Friday at nine put ..."."""
    end = at
    while end < len(sentence) and (sentence[end] in _WITHIN_TIME or _is_time(sentence, end)):
        end += 1
    if end == len(sentence) or not any(_is_time(sentence, i) for i in range(at, end)):
        return 0
    leads = longest(_SHELLS, sentence, end)[0] or longest(_WORDS, sentence, end)[1] & _VERBS
    return end - at if leads else 0


def _is_time(sentence: Sequence[str], at: int) -> bool:
    word = sentence[at]
    return (
        word.isdigit()
        or word in _NUMBERS
        or _CLOCK.fullmatch(word) is not None
        or "time" in longest(_WORDS, sentence, at)[1]
    )


def _lookup(sentence: Sequence[str], at: int) -> tuple[int, frozenset[str]]:
    size, classes = longest(_WORDS, sentence, at)
    word = sentence[at]
    if not size and len(word) > 3 and word[-1] == "s":
        for singular in (word[:-1], word[:-2]):
            if longest(_WORDS, [singular], 0)[0]:
                found = longest(_WORDS, [singular], 0)[1] - _VERBS
                return 1, found if found == _TIME else found | {"many"}  # hours are no plural of things
    if not classes and (
        _CLOCK.fullmatch(word)
        or (at and sentence[at - 1] in _BEFORE_HOUR and (word.isdigit() or word in _NUMBERS))
    ):
        return 1, frozenset(("time",))
    return size or 1, classes


def _spans(sentence: Sequence[str], head: int) -> list[Span]:
    """Return place and classes of every known word or phrase from ``head`` on."""
    spans: list[Span] = []
    at = head
    while at < len(sentence):
        size, classes = _lookup(sentence, at)
        if at > head:
            classes = _as_noun_or_verb(sentence, at, size, classes)
            if spans and spans[0][0] == head and sentence[at - 1] not in _FURTHER:
                first = spans[0][1] & _VERBS
                classes = classes - _ORDERS if first and not first & classes else classes
        elif classes & _VERBS:
            classes &= _VERBS
        if classes:
            spans.append((at, classes))
        at += size
    return spans


def _as_noun_or_verb(sentence: Sequence[str], at: int, size: int, classes: frozenset[str]) -> frozenset[str]:
    """Return the classes of a word behind the head, as a noun or a verb, whichever it is there."""
    classes -= {"errand"}
    verbs = classes & _VERBS
    before = sentence[at - 1]
    if not verbs:
        return classes
    names_event = size == 1 and at + size < len(sentence) and "event" in _lookup(sentence, at + size)[1]
    if before in _DETERMINERS or (names_event and before not in _BEFORE_VERB):
        return classes - verbs
    if verbs == classes or before in _BEFORE_VERB:
        return verbs
    return classes - verbs


def _is_known(sentence: Sequence[str], at: int) -> bool:
    """Tell whether the noun at ``at`` is one both sides know: "the ...", "my ...", "Ana's ..."."""
    return not _OWNERS.isdisjoint(sentence[at : at + 1]) or "'s" in sentence[at + 1 : at + 3]


def _is_reshaped(sentence: Sequence[str], head: int) -> bool:
    """Tell whether the words read "make my lunch ..." or "set my lunch to ..."."""
    verb = sentence[head]
    return _is_known(sentence, head + 1) and (
        verb in _RESHAPING or (verb == "set" and "to" in sentence[head:])
    )


def _is_between(
    sentence: Sequence[str], spans: list[Span], head: int, verbs: Sequence[str], links: Sequence[str]
) -> bool:
    """Tell whether the words read "add Ana to the meeting" rather than "add a meeting to the calendar"."""
    if sentence[head] not in verbs:
        return False
    link = next((at for at in range(head + 2, len(sentence) - 1) if sentence[at] in links), 0)
    moved = {name for at, classes in spans if head < at < link for name in classes}
    target = [classes for at, classes in spans if at > link]
    if not link or not target or moved & {"event", "activity", "thing", "it", "calendar"}:
        return False
    if any("calendar" in classes for classes in target):
        return False
    if _is_known(sentence, link + 1):
        return any(classes & _THINGS for classes in target)
    return sentence[head] != "invite" and bool(target[0] & _THINGS)
