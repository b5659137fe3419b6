"""Run a cascade of rewrite rules over symbols: each rule replaces what it matches by one node.

This room never holds a rule of English itself; the rule tables do.

A pattern is written in words. `at`, `of`: that word. `{month}`: any symbol of the class, handed to the
builder by that name (`{first:month}` names it `first`, `{a:h12|CLOCK}` allows either). `<month>`: the same
without handing it over. `( )`, `|` and `?` group and choose (`|` inside a group, `?` after one);
`(?= )`, `(?! )`, `(?<= )`, `(?<! )` look around.
Rules run once each, in order, over the whole text, so the cost is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from .lexicon import WORD_CLASSES
from .readings import Problem
from .symbols import code, codes_of, codes_starting
from .tokens import Node

_ELEMENT = re.compile(r"\(\?<?[=!]|\{(?:(\w+):)?([\w|]+)\}|<([^\s<>=!]+)>|[()|?^$]|[^\s(){}<>|?^$]+")

Builder = Callable[..., Any]
Build = TypeVar("Build", bound=Builder)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rewrite: where `pattern` matches and `build` agrees, put a node of kind `kind`."""

    kind: str
    pattern: re.Pattern[str]
    classes: tuple[tuple[str, tuple[str, ...]], ...]
    needed: tuple[frozenset[str], ...]
    build: Builder


def _compile(kind: str, pattern: str, build: Builder) -> Rule:
    parts: list[str] = []
    classes: list[tuple[str, tuple[str, ...]]] = []
    needed: list[frozenset[str]] = []  # symbols of the elements no match can do without
    depth = 0
    for match in _ELEMENT.finditer(pattern):
        name, captured, silent = match.groups()
        piece = match.group()
        depth += piece.startswith("(") - (piece == ")")
        if captured:
            name = name or captured.split("|")[0].lower()
            classes.append((name, tuple(captured.split("|"))))
            parts.append(f"(?P<{name}>{codes_of(captured)})")
        elif silent:
            parts.append(codes_of(silent))
        elif piece == "(":
            parts.append("(?:")
        elif piece.startswith("(?") or piece in ")|?^$":
            parts.append(piece)
        else:
            parts.append(code(piece))
        if depth == 0 and piece not in ")|?^$":
            needed.append(frozenset(parts[-1].partition("[")[2].rstrip("])") or parts[-1]))
    return Rule(kind, re.compile("".join(parts)), tuple(classes), tuple(sorted(needed, key=len)), build)


class RuleTable:
    """An ordered list of rules, filled by decorators."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def rule(self, kind: str, *patterns: str) -> Callable[[Build], Build]:
        """Register the decorated builder for `patterns`, in this order.

        The builder takes `now` and the named values as keywords and returns the node's value, a Problem,
        or None to decline.
        """

        def register(build: Build) -> Build:
            self.rules.extend(_compile(kind, pattern, build) for pattern in patterns)
            return build

        return register


def _value(node: Node, classes: tuple[str, ...]) -> Any:
    for name in classes:
        words = WORD_CLASSES.get(name)
        if words is not None and node.symbol in words:
            return words[node.symbol]
    return node.value


def _apply(rule: Rule, nodes: list[Node], symbols: str, now: datetime) -> tuple[list[Node], str]:
    out: list[Node] = []
    letters: list[str] = []
    done = 0
    for match in rule.pattern.finditer(symbols):
        first, last = match.span()
        values = {
            name: _value(nodes[match.start(name)], classes) if match.start(name) >= 0 else None
            for name, classes in rule.classes
        }
        try:
            built = rule.build(now, **values)
        except (ValueError, OverflowError):  # the words lead out of the calendar
            built = None
        if built is None:
            continue
        kind = "PROBLEM" if isinstance(built, Problem) else rule.kind
        out.extend(nodes[done:first])
        letters.append(symbols[done:first])
        node = (
            built if isinstance(built, Node) else Node(kind, nodes[first].start, nodes[last - 1].end, built)
        )
        out.append(Node(node.symbol, nodes[first].start, nodes[last - 1].end, node.value))
        letters.append(code(node.symbol))
        done = last
    if not done:
        return nodes, symbols
    return [*out, *nodes[done:]], "".join([*letters, symbols[done:]])


class Cascade:
    """Every rule of some tables, in order, found by the words it cannot do without.

    A rule that needs a word which no rule ever writes is tried only on texts with that word. Builders write
    the kinds of their rules, and as nodes of their own only numbers.
    """

    def __init__(self, tables: Iterable[RuleTable]) -> None:
        self._rules = [rule for table in tables for rule in table.rules]
        written = {code(rule.kind) for rule in self._rules} | {code("PROBLEM"), *codes_starting("#")}
        self._always: list[int] = []
        self._by_word: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            words = next((element for element in rule.needed if written.isdisjoint(element)), None)
            if words is None:
                self._always.append(number)
            for word in words or ():
                self._by_word.setdefault(word, []).append(number)

    def rewrite(self, nodes: Sequence[Node], now: datetime) -> list[Node]:
        """Return `nodes` after every rule has run once, in order."""
        current = list(nodes)
        symbols = "".join(code(node.symbol) for node in current)
        present = set(symbols)
        possible = set(self._always).union(*(self._by_word.get(word, ()) for word in present))
        for number in sorted(possible):
            rule = self._rules[number]
            for element in rule.needed:
                if present.isdisjoint(element):
                    break
            else:
                if rule.pattern.search(symbols):
                    current, symbols = _apply(rule, current, symbols, now)
                    present.update(symbols)
        return current
