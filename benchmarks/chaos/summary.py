"""A run as Markdown: the counts, the faults and how soon answers came."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import median

from benchmarks.chaos.client import Client
from benchmarks.chaos.counting import Counts, Found
from benchmarks.chaos.faults import Fault
from benchmarks.probes import quantile
from benchmarks.report import aligned, machine


@dataclass(frozen=True, slots=True)
class Run:
    """What was done, in `seconds`, and what came of it."""

    seed: int
    seconds: float
    parts: str
    clients: Sequence[Client]
    faults: Sequence[Fault]
    found: Found
    counts: Counts


def summary(run: Run) -> str:
    """Return the whole report."""
    longest = max(run.faults, key=lambda fault: fault.recovered)
    times = [
        client.answered_at[name] - client.sent_at[name]
        for client in run.clients
        for name in client.answered_at
    ]
    turns = sum(len(client.said) for client in run.clients)
    lines = [
        machine(False),
        f"{run.parts}.",
        "",
        f"{turns} turns over 2 processes in {len(run.clients)} conversations, {len(run.faults)} faults, "
        f"{run.seconds:.0f} s, seed {run.seed}.",
    ]
    kinds = list(dict.fromkeys(fault.kind for fault in run.faults))
    by_kind = [[fault for fault in run.faults if fault.kind == kind] for kind in kinds]
    return "\n".join(
        [
            *lines,
            "",
            aligned([("must be 0", "count"), *((_words(name), str(value)) for name, value in _counts(run))]),
            "",
            aligned([("what was counted", ""), *_facts(run, times)]),
            "",
            f"The longest recovery: {longest.recovered:.1f} s ({longest.kind}, at {longest.at:.0f} s).",
            "",
            aligned(
                [
                    ("fault", "times", "part back, longest", "recovery, median", "recovery, longest"),
                    *(
                        (
                            faults[0].kind,
                            str(len(faults)),
                            f"{max(fault.back for fault in faults):.1f} s",
                            f"{median(fault.recovered for fault in faults):.1f} s",
                            f"{max(fault.recovered for fault in faults):.1f} s",
                        )
                        for faults in sorted(by_kind, key=lambda each: each[0].kind)
                    ),
                ]
            ),
            "",
            aligned(
                [
                    ("at", "fault", "", "unanswered then", "part back", "recovery"),
                    *(map(row, run.faults)),
                ]
            ),
        ]
    )


def row(fault: Fault) -> tuple[str, ...]:
    """Return a fault as a line of the table."""
    return (
        f"{fault.at:.0f} s",
        fault.kind,
        fault.detail,
        str(fault.unanswered),
        f"{fault.back:.1f} s",
        f"{fault.recovered:.1f} s",
    )


def _counts(run: Run) -> list[tuple[str, int]]:
    return [(field.name, getattr(run.counts, field.name)) for field in fields(run.counts)]


def _words(name: str) -> str:
    return name.replace("_", " ")


def _facts(run: Run, times: list[float]) -> list[tuple[str, str]]:
    refused = sum(len(client.errors) for client in run.clients)
    return [
        ("time to answer, p50", f"{quantile(times, 0.5):.2f} s"),
        ("time to answer, p95", f"{quantile(times, 0.95):.2f} s"),
        ("time to answer, longest", f"{max(times):.2f} s"),
        ("connections lost and opened again", str(sum(client.reconnected for client in run.clients))),
        ("error frames, after which clients sent again", str(refused)),
        ("meetings booked", str(len(run.found.meetings))),
        ("mails taken", str(len(run.found.mails))),
        ("of these the same mail once more", str(len(run.found.mails) - len(set(run.found.mails)))),
    ]
