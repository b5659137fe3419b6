"""The page on scaling says what was measured, beside one process."""

import pytest

from benchmarks import report, scaling
from benchmarks.scaling import Scale


def test_each_line_tells_how_many_times_one_process_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "CORES", 2)
    one, two = Scale(1, 190, 900, 5, 2.5, 0.5, 2), Scale(2, 170, 700, 5.5, 2.25, 1, 2)
    told = scaling.summary([one, two], [("pgbench", "900")], "PostgreSQL 15")
    assert told == (
        f"{report.machine(False)}\n"
        "PostgreSQL 15.\n"
        "\n"
        "| processes | turns a second | of one | by the model | of one, each with a core for itself | answer p99 "
        "| CPU a turn: web | PostgreSQL | Redis   | load    |\n"
        "|-----------|----------------|--------|--------------|-------------------------------------|------------"
        "|-----------------|------------|---------|---------|\n"
        "| 1         | 190/s          | 1.00   | 200/s        | 1.00                                | 900 ms     "
        "| 5.00 ms         | 2.50 ms    | 0.50 ms | 2.00 ms |\n"
        "| 2         | 170/s          | 0.89   | 200/s        | 1.82                                | 700 ms     "
        "| 5.50 ms         | 2.25 ms    | 1.00 ms | 2.00 ms |\n"
        "\n"
        "| by itself |     |\n"
        "|-----------|-----|\n"
        "| pgbench   | 900 |"
    )


def test_the_model_ends_where_the_cores_do() -> None:
    one = Scale(1, 190, 900, 5, 2.5, 0.5, 2)
    assert [one.expected(count, 4) for count in (1, 2, 4)] == [200, 400, 400]
