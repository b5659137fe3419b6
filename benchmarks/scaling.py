"""Measure one to several server processes over one PostgreSQL and Redis: `python -m benchmarks.scaling [--quick]`.

All run on this machine, the load generators too, so that the processor of each part is told beside the turns a second, and
what a model makes of that: a process uses one core, and all of them together no more than there are.
"""

import argparse
import contextlib
import json
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

from benchmarks import report
from benchmarks.chaos.installation import environment, until_ready, web
from benchmarks.chaos.services import Postgres, Process, redis
from benchmarks.servers import CORES as CORE_NUMBERS
from benchmarks.servers import LOAD_SECONDS, PROJECT

PAGE = report.DOCS / "scaling.md"
PROCESSES = (1, 2, 4)
CORES = len(CORE_NUMBERS)
CONVERSATIONS = 200  # over all processes
MOST_SECONDS = 900
PROGRAM_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Scale:
    """So many processes: turns a second of all, and the CPU milliseconds a turn of each kind of part."""

    processes: int
    per_second: float
    answer_p99_ms: float
    web_ms: float
    postgres_ms: float
    redis_ms: float
    load_ms: float

    def row(self, first: "Scale") -> tuple[str, ...]:
        return (
            str(self.processes),
            f"{self.per_second:.0f}/s",
            f"{self.per_second / first.per_second:.2f}",
            f"{first.expected(self.processes, CORES):.0f}/s",
            f"{self.processes * first.web_ms / self.web_ms:.2f}",
            f"{self.answer_p99_ms:.0f} ms",
            *(f"{each:.2f} ms" for each in (self.web_ms, self.postgres_ms, self.redis_ms, self.load_ms)),
        )

    def expected(self, processes: int, cores: int) -> float:
        """Return the turns a second of so many processes on so many cores, where a turn costs what it costs here.

        Everything shares the cores, also the load generators; a process has one of them at most.
        """
        everything = self.web_ms + self.postgres_ms + self.redis_ms + self.load_ms
        return min(processes * 1000 / self.web_ms, cores * 1000 / everything)


HEAD = (
    "processes",
    "turns a second",
    "of one",
    "by the model",
    "of one, each with a core for itself",
    "answer p99",
    "CPU a turn: web",
    "PostgreSQL",
    "Redis",
    "load",
)


@contextlib.contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        process.start()
        yield process
    finally:
        process.end(signal.SIGTERM)


def measure(count: int, folder: Path, postgres: Postgres, channel: Process, seconds: float) -> Scale:
    """Let all conversations talk without a pause, divided among so many processes."""
    settings = environment(folder, postgres, channel)
    with contextlib.ExitStack() as stack:
        webs = [stack.enter_context(running(web(number + 1, folder, settings))) for number in range(count)]
        for each in webs:
            until_ready(each)
        database, layer = _cpu_of_postgres(postgres), _cpu(psutil.Process(channel.pid))
        load = _cpu_of_ended()
        with ThreadPoolExecutor(count) as pool:
            results = list(pool.map(lambda each: _load(each, CONVERSATIONS // count, seconds), webs))
        database, layer = _cpu_of_postgres(postgres) - database, _cpu(psutil.Process(channel.pid)) - layer
        load = _cpu_of_ended() - load
    per_second = sum(result["per_second"] for result in results)
    # the load also says one turn a conversation that it does not time
    turns = per_second * seconds + CONVERSATIONS
    return Scale(
        count,
        per_second,
        max(result["answer_p99_ms"] for result in results),
        sum(result["cpu_ms"] * result["per_second"] for result in results) / per_second,
        1000 * database / turns,
        1000 * layer / turns,
        1000 * load / turns,
    )


def _load(process: Process, connections: int, seconds: float) -> dict[str, float]:
    options = {"port": process.port, "pid": process.pid, "connections": connections, "seconds": seconds}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", "turns", json.dumps(options)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=LOAD_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"the load of {process.name} failed: {done.stderr.strip()[:600]}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _cpu_of_ended() -> float:
    """Return the CPU seconds of the load generators that have ended; the servers outlive them."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _cpu_of_postgres(postgres: Postgres) -> float:
    """Return the CPU seconds of the server and its connections, also of those that have ended."""
    server = psutil.Process(postgres.pid)
    ended = server.cpu_times()
    spent = _cpu(server) + float(ended.children_user + ended.children_system)
    for child in server.children():
        with contextlib.suppress(psutil.NoSuchProcess):  # then it counts among the ended next time
            spent += _cpu(child)
    return spent


def of_parts(postgres: Postgres, channel: Process, seconds: int) -> list[tuple[str, str]]:
    """Return what PostgreSQL and Redis do by themselves here, by the programs that come with them, where there are."""
    found = []
    if postgres.has("pgbench"):
        where = ("-h", "127.0.0.1", "-p", str(postgres.port), "-U", "meetingmuse", "meetingmuse")
        postgres.run("pgbench", "-i", "-q", "-s", "10", *where)
        said = postgres.run("pgbench", "-c", "8", "-j", "2", "-T", str(seconds), *where)
        [number] = re.findall(r"tps = ([\d.]+)", said)
        found.append(("pgbench, 8 clients, scale 10: transactions a second", f"{float(number):.0f}"))
    if program := shutil.which("redis-benchmark"):
        command = [program, "-p", str(channel.port), "-n", "100000", "--csv", "publish", "channel", "x" * 300]
        said = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=PROGRAM_SECONDS
        ).stdout
        number = said.strip().splitlines()[-1].split('","')[1].strip('"')
        found.append(("redis-benchmark, PUBLISH of 300 bytes, 50 clients: a second", f"{float(number):.0f}"))
    return found


def summary(scales: Sequence[Scale], parts: Sequence[tuple[str, str]], versions: str) -> str:
    tables = [report.aligned([HEAD, *(scale.row(scales[0]) for scale in scales)])]
    if parts:
        tables.append(report.aligned([("by itself", ""), *parts]))
    return "\n\n".join([f"{report.machine(False)}\n{versions}.", *tables])


def _give_up(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that everything is stopped."""
    sys.exit(f"Stopped by {signal.Signals(number).name} (all of it may take {MOST_SECONDS} s).")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="short and rough, writes nothing (about a minute)"
    )
    quick: bool = parser.parse_args().quick
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(name, _give_up)
    signal.alarm(MOST_SECONDS)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="meetingmuse-scaling-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        postgres = Postgres(folder)
        stack.callback(postgres.stop)
        postgres.start()
        channel = stack.enter_context(running(redis(folder)))
        scales = []
        for count in PROCESSES[:2] if quick else PROCESSES:
            scales.append(measure(count, folder, postgres, channel, 5 if quick else 30))
            print(f"{time.monotonic() - began:5.0f} s  {'  '.join(scales[-1].row(scales[0]))}", flush=True)
        text = summary(scales, of_parts(postgres, channel, 3 if quick else 20), postgres.version)
    print(f"\n{text}\n", flush=True)
    if not quick:
        report.put(PAGE, text)
        print(f"Written: {PAGE}")


if __name__ == "__main__":
    main()
