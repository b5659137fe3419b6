"""Charts as the numbers an SVG needs, from rolled-up rows; never a colour, a style or a script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from conversations.figures import SPANS, beginning
from conversations.models import Figures

WIDTH, HEIGHT = 600, 120
SHOWN = {
    Figures.Span.TEN_MINUTES: (72, "the last 12 hours, by ten minutes", "H:i"),
    Figures.Span.HOUR: (14 * 24, "the last 14 days, by hour", "j M"),
}
_TICKS = 6
Values = list[float | None]


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one colour of bars: `kind` names its look, `path` is what SVG draws."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the horizontal axis."""

    x: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing of WIDTH by HEIGHT. `top` is the value of its upper edge, `said` tells in words what it shows."""

    title: str
    unit: str
    series: list[Series]
    top: float
    said: str


def charts(span: str, now: datetime) -> tuple[list[Chart], list[Tick]]:
    """Return the charts over the stretches shown of `span`, and the ticks that they share."""
    count, _, _ = SHOWN[Figures.Span(span)]
    length, _ = SPANS[Figures.Span(span)]
    first = beginning(now, length) - (count - 1) * length
    rows = {row.starts: row for row in Figures.objects.filter(span=span, starts__gte=first)}
    stretches = [rows.get(first + number * length) for number in range(count)]

    def values(read: Callable[[Figures], float | None]) -> Values:
        return [read(row) if row else None for row in stretches]

    drawn = [
        _bars(
            "Turns",
            [
                ("answered", "node", values(lambda row: row.turns - row.failed)),
                ("failed", "failure", values(lambda row: row.failed)),
            ],
        ),
        _lines(
            "Latency of answers",
            "ms",
            [
                ("median", "node", values(lambda row: row.p50_ms)),
                ("95 %", "second", values(lambda row: row.p95_ms)),
            ],
        ),
        _bars(
            "Who read the message",
            [
                ("rules", "node", values(lambda row: row.by_rules)),
                ("model", "second", values(lambda row: row.by_model)),
            ],
        ),
        _bars(
            "Model calls",
            [
                ("of use", "node", values(lambda row: row.model_calls - row.model_failures)),
                ("failed", "failure", values(lambda row: row.model_failures)),
            ],
        ),
        _bars("Bookings", [("booked", "node", values(lambda row: row.bookings))]),
        _lines(
            "Active conversations", "", [("conversations", "node", values(lambda row: row.conversations))]
        ),
    ]
    step = count // _TICKS
    ticks = [Tick(round(WIDTH * n / count, 1), first + n * length) for n in range(step // 2, count, step)]
    return drawn, ticks


def _bars(title: str, series: Sequence[tuple[str, str, Values]]) -> Chart:
    """Bars that stand on each other, in the order of the series."""
    heights = [sum(column) for column in zip(*(_numbers(values) for _, _, values in series), strict=True)]
    top = max([*heights, 1.0])
    wide = WIDTH / len(heights)
    base = [0.0] * len(heights)
    drawn = []
    for name, kind, values in series:
        path = ""
        for number, value in enumerate(_numbers(values)):
            if value:
                left, bottom = number * wide, HEIGHT * (1 - base[number] / top)
                path += f"M{left:.1f} {bottom:.1f}v{-HEIGHT * value / top:.1f}h{wide * 0.8:.1f}V{bottom:.1f}z"
                base[number] += value
        drawn.append(Series(name, kind, path))
    totals = ", ".join(f"{sum(_numbers(values)):.0f} {name}" for name, _, values in series)
    return Chart(title, "", drawn, top, totals)


def _lines(title: str, unit: str, series: Sequence[tuple[str, str, Values]]) -> Chart:
    """Lines that stop where nothing is known; a value by itself is a dot."""
    top = max([value for _, _, values in series for value in values if value] or [1.0])
    drawn = []
    for name, kind, values in series:
        path, pen = "", "M"
        for number, value in enumerate(values):
            if value is None:
                pen = "M"
                continue
            x, y = (number + 0.4) * WIDTH / len(values), HEIGHT * (1 - value / top)
            path += f"{pen}{x:.1f} {y:.1f}" + ("h0" if pen == "M" else "")
            pen = "L"
        drawn.append(Series(name, kind, path))
    most = ", ".join(
        f"{name} at most {max([v for v in values if v] or [0]):.0f}" for name, _, values in series
    )
    return Chart(title, unit, drawn, top, f"{most} {unit}".strip())


def _numbers(values: Values) -> list[float]:
    return [value or 0.0 for value in values]
