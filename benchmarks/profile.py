"""Where the time of a turn goes: `python -m benchmarks.profile [--quick]`, which writes docs/turn.md and docs/turn.svg.

A sampling profiler looks at the server from outside while many talk to it. Each sample counts for one part: that of the
innermost frame which belongs to any.
"""

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from benchmarks import report, servers
from benchmarks.measures import CONVERSATIONS

PAGE = report.DOCS / "turn.md"
SAMPLES_PER_SECOND = 500
LOOP = "event loop, and the rest"
# the parts by what is in the path of their files; the first that fits counts
PARTS = {
    "reading a message: rules and time grammar": ("/conversations/assistant/engines/",),
    "dialogue: draft, questions, wording": ("/conversations/assistant/",),
    "LangGraph": ("/langgraph/", "/langchain_core/"),
    "client of PostgreSQL, and what is stored": (
        "/psycopg/",
        "/psycopg_pool/",
        "records.py",
        "/conversations/arrivals.py",
        "/conversations/checkpoints.py",
        "/scheduling/",
    ),
    "sockets: Daphne, Twisted, Autobahn, Channels": (
        "/daphne/",
        "/twisted/",
        "/autobahn/",
        "/channels/",
        "/asgiref/",
    ),
    "queues, turns and frames": (
        "/conversations/",
        "/meetingmuse/",
        "/pydantic/",
        "/structlog/",
        "/prometheus_client/",
    ),
}
COLOURS = ("#1b5e20", "#66a56a", "#5c6bc0", "#b26a00", "#00838f", "#ad1457", "#757575")
BELOW_THE_LOOP = "Handle._run "  # what runs the event loop is in every stack
IDLE = "select ("


def part_of(stack: Sequence[str]) -> str | None:
    """Return the part that a stack is in, its innermost frame last; None when the process waits for something to do."""
    if stack[-1].startswith(IDLE):
        return None
    for frame in reversed(stack):
        if frame.startswith(BELOW_THE_LOOP):
            break
        for part, paths in PARTS.items():
            if any(path in frame for path in paths):
                return part
    return LOOP


def shares(lines: Iterable[str]) -> dict[str, float]:
    """Return the share of each part in the samples of the server's loop, in lines of "frame;frame;… count"."""
    counts: Counter[str] = Counter()
    for line in lines:
        text, _, count = line.rpartition(" ")
        stack = text.split(";")
        if any(frame.startswith("Server.run ") for frame in stack) and (part := part_of(stack)):
            counts[part] += int(count)
    whole = counts.total()
    if not whole:
        raise RuntimeError("the profiler saw nothing of the server")
    return {part: counts[part] / whole for part in (*PARTS, LOOP)}


def sampled(server: servers.Server, seconds: float) -> dict[str, float]:
    """Look at a server for so many seconds of load."""
    with tempfile.TemporaryDirectory(prefix="meetingmuse-profile-") as folder:
        written = Path(folder) / "stacks"
        options = [
            "--rate",
            str(SAMPLES_PER_SECOND),
            "--duration",
            str(int(seconds)),
            "--format",
            "raw",
            "--full-filenames",
        ]
        program = Path(sys.executable).with_name("py-spy")
        profiler = subprocess.Popen(
            [program, "record", *options, "--output", written, "--pid", str(server.pid)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            server.load("turns", connections=CONVERSATIONS, seconds=seconds)
            _, complaint = profiler.communicate(timeout=servers.STOP_SECONDS)
        finally:
            profiler.kill()
            profiler.wait()
        if not written.exists():
            raise RuntimeError(
                f"py-spy could not look at the server (it needs root or ptrace): {complaint.strip()[-300:]}"
            )
        return shares(written.read_text().splitlines())


def table(parts: Mapping[str, float], milliseconds: float) -> str:
    rows = [(part, f"{share * milliseconds:.2f} ms", f"{share:.0%}") for part, share in parts.items()]
    return report.aligned([("part of a turn", "processor", "share"), *rows])


def chart(parts: Mapping[str, float], milliseconds: float) -> str:
    """Return an SVG: one bar of the whole turn, cut into its parts, and what each is."""
    left, wide = 20.0, 820.0
    height = 92 + 26 * len(parts)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" font-family="sans-serif" font-size="14">',
        f'<rect width="860" height="{height}" fill="#ffffff"/>',
        f'<text x="{left}" y="24">A turn: {milliseconds:.2f} ms of the processor</text>',
    ]
    for number, (part, share) in enumerate(parts.items()):
        colour, line = COLOURS[number % len(COLOURS)], 104 + 26 * number
        drawn += [
            f'<rect x="{left:.1f}" y="36" width="{share * wide:.1f}" height="40" fill="{colour}"/>',
            f'<rect x="20" y="{line - 12}" width="14" height="14" fill="{colour}"/>',
            f'<text x="42" y="{line}">{escape(part)}: {share * milliseconds:.2f} ms ({share:.0%})</text>',
        ]
        left += share * wide
    return "\n".join([*drawn, "</svg>"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short and rough, writes nothing")
    quick: bool = parser.parse_args().quick
    where = report.machine(servers.PINNED)
    servers.leave_one_core()
    with servers.product() as server:
        print("turns without the profiler", flush=True)
        milliseconds = server.load("turns", connections=CONVERSATIONS, seconds=3 if quick else 10)["cpu_ms"]
        print("turns under the profiler", flush=True)
        parts = sampled(server, 5 if quick else 20)
    print(f"\n{where}\n\n{table(parts, milliseconds)}\n", flush=True)
    if not quick:
        report.put(PAGE, f"{where}\n\n{table(parts, milliseconds)}")
        PAGE.with_suffix(".svg").write_text(chart(parts, milliseconds))
        print(f"Written: {PAGE} and {PAGE.with_suffix('.svg').name}")


if __name__ == "__main__":
    main()
