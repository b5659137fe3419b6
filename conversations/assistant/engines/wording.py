"""Cuts a message into sentences and plain lower-case words, and finds the phrases of a table among them.

It never knows what a word stands for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from conversations.assistant.engines.lexicon import SPELLINGS

Phrase = tuple[str, ...]
# By first word: the phrases that begin with it, the longest first, each with its classes.
Index = dict[str, list[tuple[Phrase, frozenset[str]]]]

_CONTRACTIONS = {
    "can't": "can not", "cant": "can not", "won't": "will not", "wont": "will not", "let's": "let us",
    "lets": "let us", "whats": "what is", "wheres": "where is", "whens": "when is", "hows": "how is",
    "whos": "who is", "im": "i am", "ive": "i have", "dont": "do not", "didnt": "did not",
    "doesnt": "does not", "isnt": "is not", "thats": "that is", "theres": "there is", "youre": "you are",
    "wanna": "want to", "gonna": "going to", "gotta": "got to", "gimme": "give me", "lemme": "let me", "pls": "please",
    "plz": "please", "a.m": "am", "p.m": "pm", "1-1": "1:1", "1-on-1": "1:1",
}  # fmt: skip
_REPLACED = _CONTRACTIONS | SPELLINGS
_TO_REPLACE = re.compile(
    r"(?<![\w'])(?:" + "|".join(map(re.escape, sorted(_REPLACED, key=len, reverse=True))) + r")(?![\w'])"
)
_DIGIT_WORDS = {
    "moro": "tomorrow",
    "morrow": "tomorrow",
    "mrw": "tomorrow",
    "day": "today",
    "nite": "tonight",
    "night": "tonight",
}
_WITH_DIGIT = re.compile(rf"\b2({'|'.join(_DIGIT_WORDS)})\b", re.I)
# Written so in chats, and read as the words they are wherever those are told from others.
_IN_CHATS = {
    **{f"{word}s": f"{word}'s" for word in ("what", "who", "when", "where")},
    "nvm": "never mind",
    "pls": "please",
    "plz": "please",
    "cancle": "cancel",
    "adress": "address",
}
_CHATTED = re.compile(rf"(?<![\w@.+'/-])({'|'.join(_IN_CHATS)})(?![\w@+'/-]|\.\w)", re.I)
# "I need 2 c bob thurs"
_SEES = re.compile(
    r"\b(need|want|have|like) (?:to|2) (?:c|see) (?=[a-z]+ (?:on |next )?(?:mon|tue|wed|thu|fri|sat|sun|tom))",
    re.I,
)
_HESITATION = re.compile(r"^\W*(?:(?:hmm+|hm|um+|uh+|uhm+)[\s,.!-]+)+(?=\w.*\w)", re.I)
# After these words 's is "is"; after any other it is the genitive and stays a word of its own.
_IS = re.compile(r"\b(what|when|where|who|how|that|it|there|he|she|here|why|which|name|time)'s\b")
_ENDINGS = {"n't": " not", "'m": " am", "'re": " are", "'ll": " will", "'ve": " have", "'d": " would"}
_SENTENCE_END = re.compile(r"(?<=[^\s.!?;])(?<!\bdr)(?<!\bmr)(?<!\bmrs)[.!?;]+(?= |$)")
_WORD = re.compile(r"'s|\d+(?:[:/.]\d+)*(?:am|pm|st|nd|rd|th|h|a|p)?\b|[a-z]+(?:'[a-z]+)?|\d+[a-z]+")


def spelled_out(text: str) -> str:
    """Return a text in which what chats write short are words: "2moro" and "2nite", "whats" and "nvm"."""
    text = _SEES.sub(r"\1 to meet ", text)
    text = _HESITATION.sub("", text)
    text = _WITH_DIGIT.sub(lambda found: _DIGIT_WORDS[found[1].lower()], text)
    return _CHATTED.sub(lambda found: found[1][0] + _IN_CHATS[found[1].lower()][1:], text)


def words(text: str) -> list[str]:
    """Return the words of lower-case text: contractions spelled out, slips of the pen mended."""
    text = _TO_REPLACE.sub(lambda found: _REPLACED[found[0]], text)
    text = _IS.sub(r"\1 is", text)
    if "'" in text:
        for ending, full in _ENDINGS.items():
            text = text.replace(ending, full)
        text = text.replace("'s", " 's")
    return _WORD.findall(text)


def sentences(text: str, limit: int) -> Iterator[list[str]]:
    """Yield the words of each sentence of any text, in which letter case and spacing do not matter.

    At most ``limit`` characters are read.
    """
    plain = " ".join(text.casefold().split())[:limit].replace("\u2019", "'").replace("`", "'")
    for part in _SENTENCE_END.split(plain):
        if found := words(part):
            yield found


def phrases(table: str) -> list[Phrase]:
    """Return the comma-separated entries of a table, each cut into words."""
    return [tuple(words(entry)) for entry in " ".join(table.split()).split(",")]


def index(tables: Iterable[Mapping[str, str]]) -> Index:
    """Build the index of tables that map a class to its entries."""
    classes: dict[Phrase, set[str]] = {}
    for table in tables:
        for name, entries in table.items():
            for phrase in phrases(entries):
                classes.setdefault(phrase, set()).add(name)
    found: Index = {}
    for phrase in sorted(classes, key=len, reverse=True):
        found.setdefault(phrase[0], []).append((phrase, frozenset(classes[phrase])))
    return found


def longest(table: Index, sentence: Sequence[str], at: int) -> tuple[int, frozenset[str]]:
    """Return the size in words (0: none) and the classes of the longest phrase that begins at ``at``."""
    for phrase, classes in table.get(sentence[at], ()):
        size = len(phrase)
        if size == 1 or tuple(sentence[at : at + size]) == phrase:
            return size, classes
    return 0, frozenset()
