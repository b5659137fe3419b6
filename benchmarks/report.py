"""The figures as a table and a bar chart: on the terminal, in README.md, docs/performance.md and docs/performance.svg."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DOCS = PROJECT / "docs"
PAGES = (PROJECT / "README.md", DOCS / "performance.md")
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEAD = ("what", "ours", "compared with", "ratio", "target", "met")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement. `value` is the ratio (or the figure itself, with its `unit`) that `target` speaks of.

    `at_least` tells the direction of the target; a figure without a target is there to explain the others.
    """

    name: str
    ours: str
    other: str
    value: float
    target: float | None
    at_least: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.target is None or (
            self.value >= self.target if self.at_least else self.value <= self.target
        )

    def row(self) -> tuple[str, ...]:
        sign = "at least" if self.at_least else "at most"
        target = "" if self.target is None else f"{sign} {self.target:g}{self.unit}"
        met = "" if self.target is None else "yes" if self.met else "**no**"
        return self.name, self.ours, self.other, f"{self.value:.3g}{self.unit}", target, met


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table that is also readable as it is."""
    return aligned([HEAD, *(figure.row() for figure in figures)])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows, the first of which is the head, as a Markdown table with columns of one width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def machine(pinned: bool) -> str:
    """Return one sentence on where and when was measured."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    cores = len(os.sched_getaffinity(0))
    pins = "the server under test alone on one of them" if pinned else "nothing pinned"
    day = datetime.now(UTC).date().isoformat()
    return f"Measured on {day}: {model}, {cores} cores ({pins}), Python {platform.python_version()}."


def chart(figures: list[Figure]) -> str:
    """Return an SVG with a bar for each figure that has a target: how it stands to the target's line."""
    aimed = [figure for figure in figures if figure.target is not None]
    left, unit, step = 330, 200, 44
    height = step * len(aimed) + 50
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" font-family="sans-serif" font-size="14">',
        f'<rect width="860" height="{height}" fill="#ffffff"/>',
    ]
    for row, figure in enumerate(aimed):
        assert figure.target is not None
        share = figure.value / figure.target
        wide, top = min(share, 2.0) * unit, 14 + row * step
        colour = "#2e7d32" if figure.met else "#c62828"
        words = figure.row()
        parts += [
            f'<text x="{left - 12}" y="{top + 20}" text-anchor="end">{escape(figure.name.replace("`", ""))}</text>',
            f'<rect x="{left}" y="{top}" width="{wide:.1f}" height="30" fill="{colour}"/>',
            f'<text x="{left + max(wide, unit) + 10:.1f}" y="{top + 20}">{escape(f"{words[3]} ({words[4]})")}</text>',
        ]
    line = left + unit
    parts += [
        f'<line x1="{line}" y1="6" x2="{line}" y2="{height - 32}" stroke="#212121" stroke-width="2" stroke-dasharray="5 4"/>',
        f'<text x="{line}" y="{height - 12}" text-anchor="middle">target</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def write(figures: list[Figure], where: str, pages: Sequence[Path] = PAGES) -> None:
    """Put the figures between the markers of the pages and draw the chart beside the last one."""
    for page in pages:
        put(page, f"{where}\n\n{table(figures)}")
    pages[-1].with_suffix(".svg").write_text(chart(figures))


def put(page: Path, text: str) -> None:
    """Put a text between the markers of a page."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
