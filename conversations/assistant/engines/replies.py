"""Cuts an answer out of a sentence: without what leads up to it and what is said of it, nothing of a question back.

Never decides what an answer names; answers.py does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from conversations.assistant.engines.tokens import GAP, MARK, TIME, Token
from conversations.assistant.engines.wordclasses import (
    DETERMINERS,
    EVENT_NOUNS,
    QUESTIONS,
    SUBJECTS,
    word_class,
)

_NOUNS = re.compile(
    r"(?:(?:the|this|that|my) )?(?:event|meeting|appointment|place|location|venue|title|name)(?:'s)?"
)
# A reply with one of these anywhere, or one of those in front, answers another question or none.
IGNORANCE = word_class("don't dont doesn't know whatever wherever understand")
SPEAKERS = word_class("i you he she they we me i'm you're")
EVASIONS = word_class(
    """
    anything anywhere nowhere nothing none skip nevermind cancel stop forget correct exactly nope no nah not
    same works later nailed agree agreed done sounds looks seems wait undecided tbd unsure whats for was
    """
)
# Orders of another kind; a capital makes a name of them ("Open house").
REQUESTS = word_class(
    """
    tell show play turn read send look search open order shut share give remind report translate explain
    specify find hear feel appreciate appreciated think
    """
)
_ASKING = QUESTIONS | word_class("can could would should may might whats")
_LISTS = frozenset({",", "and", "&"})
_NAMESAKES = word_class("may will")
# "Elm Hall is fine": an answer and a word on it.
_JUDGING = word_class("is would will works sounds should")
_VERDICTS = word_class(
    """
    is would will works work sounds should be do fine good great ok okay perfect nice enough best please then
    where it the
    """
)


def split_sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == MARK and token.text in ".?!;\n":
            sentences.append([])
        else:
            sentences[-1].append(token)
    return [sentence for sentence in sentences if sentence]


def _strip(sentence: Sequence[Token], openers: frozenset[str]) -> Sequence[Token]:
    """Strip what leads up to the answer: "yes please, it will be at", "how about", "the event is"."""
    at = 0
    while at < len(sentence):
        token = sentence[at]
        if _is_namesake(sentence[at:]):
            break
        nouns = 2 if token.low in DETERMINERS else 1
        subject = " ".join(x.low for x in sentence[at : at + nouns])
        verb = sentence[at + nouns].low if at + nouns < len(sentence) else ""
        if _NOUNS.fullmatch(subject) and (
            subject.endswith("'s") or verb in {"is", "will", "would", "should"}
        ):
            at += nouns
        elif (
            token.kind in {TIME, MARK, GAP}
            or token.low in openers
            or (at and _is_for(sentence[at - 1 : at + 1]))
        ):
            at += 1
        else:
            break
    return sentence[at:]


def _is_for(pair: Sequence[Token]) -> bool:
    """Say whether two tokens read "it's for"."""
    return pair[1].low == "for" and pair[0].low in {"it's", "its", "is", "that's", "be"}


def _is_namesake(sentence: Sequence[Token]) -> bool:
    """Say whether a list of people opens with a name that is also a verb: "May and Will"."""
    first = sentence[0]
    return first.capital and first.low in _NAMESAKES and all(token.low in _LISTS for token in sentence[1:2])


def asks(sentence: Sequence[Token]) -> bool:
    """Say whether a sentence asks back; "how about the library?" does not, and neither does the list "May, Will"."""
    if _is_namesake(sentence):
        return False
    return sentence[0].low in _ASKING and [token.low for token in sentence[1:2]] != ["about"]


def _without_verdict(sentence: Sequence[Token]) -> Sequence[Token]:
    """Cut "is fine", "would be good" off the end of an answer."""
    for i, token in enumerate(sentence):
        judged = i and not token.capital and token.low in _JUDGING
        if judged and all(each.low in _VERDICTS for each in sentence[i + 1 :]):
            return sentence[:i]
    return sentence


def cut_reply(sentence: Sequence[Token], openers: frozenset[str]) -> Sequence[Token]:
    """Take what a sentence answers; empty for a question back, a remark on the assistant, an order to it."""
    body = _strip(sentence, openers)
    opening = sentence[: len(sentence) - len(body)]
    remark = any(token.low in {"you", "you're"} for token in opening)
    if not body or remark or asks(sentence) or body[0].low in SUBJECTS | EVASIONS:
        return []
    if body[0].low in REQUESTS and not body[0].capital:
        return []
    body = _without_verdict(body)
    bare = opening and opening[-1].low in {"it's", "its", "is", "are", "was", "that's"}
    named = body[0].capital or body[0].low in DETERMINERS | EVENT_NOUNS or not body[0].low.isalpha()
    return [] if bare and not named else body
