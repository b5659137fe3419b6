"""The page and the chart say what was measured, and whether it is enough."""

import shutil
from pathlib import Path

from benchmarks import report
from benchmarks.report import Figure

MET = Figure("Turns", "50/s", "bare 100/s", 0.5, 0.35, at_least=True)
EXPLAINS = Figure("CPU", "4 ms", "bare 2 ms", 2.0, None)
MISSED = Figure("Noise <4000>", "digits", "", 61.25, 50, unit=" ms")


def test_the_table_names_targets_and_what_is_missed() -> None:
    assert report.table([MET, EXPLAINS, MISSED]) == (
        "| what         | ours   | compared with | ratio   | target        | met    |\n"
        "|--------------|--------|---------------|---------|---------------|--------|\n"
        "| Turns        | 50/s   | bare 100/s    | 0.5     | at least 0.35 | yes    |\n"
        "| CPU          | 4 ms   | bare 2 ms     | 2       |               |        |\n"
        "| Noise <4000> | digits |               | 61.2 ms | at most 50 ms | **no** |"
    )


def test_a_run_replaces_the_figures_of_the_page_and_keeps_its_words(tmp_path: Path) -> None:
    shutil.copy(report.DOCS / "performance.md", tmp_path)
    words = (tmp_path / "performance.md").read_text()

    report.write([MISSED], "Measured there.", [tmp_path / "performance.md"])
    report.write([MET], "Measured here.", [tmp_path / "performance.md"])

    before, _, rest = words.partition(report.BEGIN)
    _, _, after = rest.partition(report.END)
    assert (tmp_path / "performance.md").read_text() == (
        f"{before}{report.BEGIN}\n\nMeasured here.\n\n{report.table([MET])}\n\n{report.END}{after}"
    )
    assert (tmp_path / "performance.svg").read_text() == report.chart([MET])


def test_the_chart_has_a_bar_for_each_target_in_proportion_to_it() -> None:
    drawn = report.chart([MET, EXPLAINS, MISSED])

    bars = [line.split('width="')[1].split('"')[0] for line in drawn.splitlines() if 'height="30"' in line]
    assert bars == ["285.7", "245.0"]
    assert "Noise &lt;4000&gt;" in drawn
