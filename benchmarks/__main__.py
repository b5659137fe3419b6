"""Run all measurements, print the table of ratios and write docs/performance.md: `python -m benchmarks [--quick] [--search]`."""

import argparse
import signal
import sys
import time
from types import FrameType

from benchmarks import measures, page, report, servers

MOST_SECONDS = 600


def _give_up(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that all servers are stopped and all folders removed."""
    sys.exit(
        f"Stopped by {signal.Signals(number).name} (all of it may take {MOST_SECONDS} s): nothing was written."
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="short and rough, writes nothing (about a minute)"
    )
    parser.add_argument("--search", action="store_true", help="search a million messages too (minutes more)")
    options = parser.parse_args()
    quick: bool = options.quick
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, _give_up)
    signal.alarm(2 * MOST_SECONDS if options.search else MOST_SECONDS)
    where = report.machine(servers.PINNED)
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {text}", flush=True)

    say("page: the chat in Chromium")  # a browser has all cores of its machine
    of_page = page.measure(say, rounds=1 if quick else 3)
    servers.leave_one_core()
    say("turns: bare graph and server in turn")
    figures = measures.speed(say, rounds=2 if quick else 5, seconds=3 if quick else 5)
    say("model: rules and a stand-in for a model in turn")
    figures += measures.model(say, rounds=1 if quick else 3, seconds=3 if quick else 4)
    say("growth: long conversations")
    figures += measures.growth(say, rounds=1 if quick else 2)
    say("many: a thousand conversations")
    figures += measures.many(say, rounds=1 if quick else 2, seconds=3 if quick else 5)
    say("coming back: a thousand clients at once")
    figures.append(measures.coming_back(say))
    say("memory: idle connections")
    figures.append(measures.memory(say))
    say("free/busy: a large calendar")
    figures += measures.free_busy(say)
    say("purge: many expired conversations")
    figures += measures.purging(say)
    if options.search:
        say("search: a million messages")
        figures.append(measures.searching(say))
    say("time grammar: noise")
    figures.append(measures.grammar(say))
    figures += of_page
    print(f"\n{where}\n\n{report.table(figures)}\n", flush=True)
    if not quick:
        report.write(figures, where)
        print(f"Written: {report.DOCS / 'performance.md'} and performance.svg")


if __name__ == "__main__":
    main()
