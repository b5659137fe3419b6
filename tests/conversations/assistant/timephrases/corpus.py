"""The corpus of time expressions: what people say and how it is read, grouped by phenomenon.

`corpus.txt` holds it, one line each: words, then readings, the most plausible first, apart by a bar. All are
said on Wednesday 4 March 2026 at 10:00 in Berlin. Run this module to rewrite docs/time-expressions.md from it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from conversations.assistant.engines.timephrases import Reading, When, read

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
CORPUS = Path(__file__).with_name("corpus.txt")
PAGE = Path(__file__).parents[4] / "docs" / "time-expressions.md"
SHOWN_EACH = 12
HEAD = """# Time expressions

What the assistant understands when someone speaks of time. Every line is checked by
`tests/conversations/assistant/timephrases/test_corpus.py`, whose `corpus.txt` has many more; run
`python -m tests.conversations.assistant.timephrases.corpus` to write this page anew.

All are said on Wednesday 4 March 2026 at 10:00 in Berlin. Readings are listed most plausible first, apart by
"or". `→` leads to the end of a range (the last day is included), `…` stands on the side that was left open,
`for` gives a length in minutes, `@` a time zone that was named, `~` marks what was said to be approximate.

The rules behind it: dates without a year and weekdays lie in the future; "next Friday" is the one of next week, with
the coming one as second reading; weeks start on Monday; 3/4 is March 4 first, 3 April second. An hour without am or pm
has both readings: by day for a meeting (1 to 6 in the afternoon, 7 to 11 in the morning, 12 at noon), by the words
around it otherwise (dinner, breakfast, tonight), and later than now when the day is today. What no calendar or clock
has comes back as a problem, never as another day.

| phenomenon | example | reading |
|---|---|---|
"""


def load() -> list[tuple[str, str, list[str]]]:
    """Return (phenomenon, words, readings as written) of every line."""
    lines, group = [], ""
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            group = line[2:]
        elif line.strip():
            words, _, readings = line.partition(" = ")
            lines.append((group, words.strip(), [reading.strip() for reading in readings.split("|")]))
    return lines


def write(reading: Reading) -> str:
    """Return a reading in the corpus's notation."""
    start = [str(reading.date or ""), reading.time.strftime("%H:%M") if reading.time else ""]
    end = [str(reading.end_date or ""), reading.end_time.strftime("%H:%M") if reading.end_time else ""]
    parts = [*start, "→" if any(end) else "", *end]
    if reading.open_end == "after":
        parts.append("…")
    if reading.open_end == "before":
        parts.insert(2, "…")
    if reading.duration is not None:
        parts.append(f"for {reading.duration / timedelta(minutes=1):g}")
    parts += [reading.recurrence or "", f"@{reading.timezone}" if reading.timezone else ""]
    parts += [f"({reading.part_of_day})" if reading.part_of_day else "", "~" if reading.approximate else ""]
    return " ".join(part for part in parts if part)


def written(when: When) -> list[str]:
    """Return readings and problems in the corpus's notation; "nothing" when there are none."""
    found = [write(reading) for reading in when.readings] + [
        f"problem: {problem.code}" for problem in when.problems
    ]
    return found or ["nothing"]


def page() -> str:
    """Return docs/time-expressions.md."""
    groups: dict[str, list[str]] = {}
    for group, words, readings in load():
        name = "" if group in groups else group
        groups.setdefault(group, []).append(f"| {name} | {words} | {' or '.join(readings)} |")
    rows = [row for lines in groups.values() for row in lines[:: -(-len(lines) // SHOWN_EACH)]]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(
        f"{PAGE.name}: {len(load())} lines in the corpus; {len(read('tomorrow', now=NOW).readings)} reading of tomorrow"
    )
