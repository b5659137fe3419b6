"""The page on scaling says what was measured, beside one process."""

from benchmarks import report, scaling
from benchmarks.scaling import Scale


def test_each_line_tells_how_many_times_one_process_it_is() -> None:
    one, two = Scale(1, 100, 900, 5, 2.5, 0.5), Scale(2, 170, 700, 5.5, 2.25, 1)
    told = scaling.summary([one, two], [("pgbench", "900")], "PostgreSQL 15")
    assert told == (
        f"{report.machine(False)}\n"
        "PostgreSQL 15.\n"
        "\n"
        "| processes | turns a second | of one | answer p99 | CPU a turn: web | PostgreSQL | Redis   |\n"
        "|-----------|----------------|--------|------------|-----------------|------------|---------|\n"
        "| 1         | 100/s          | 1.00   | 900 ms     | 5.00 ms         | 2.50 ms    | 0.50 ms |\n"
        "| 2         | 170/s          | 1.70   | 700 ms     | 5.50 ms         | 2.25 ms    | 1.00 ms |\n"
        "\n"
        "| by itself |     |\n"
        "|-----------|-----|\n"
        "| pgbench   | 900 |"
    )
