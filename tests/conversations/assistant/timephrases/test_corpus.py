"""The corpus, line by line, and the page written from it."""

import pytest

from conversations.assistant.engines.timephrases import read

from .corpus import NOW, PAGE, load, page, written

SHOWN_READINGS = 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [(words, readings) for _, words, readings in load()],
    ids=lambda value: str(value)[:60],
)
def test_words_are_read_as_the_corpus_says(words: str, expected: list[str]) -> None:
    assert written(read(words, now=NOW))[:SHOWN_READINGS] == expected


def test_the_page_is_written_from_the_corpus() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
