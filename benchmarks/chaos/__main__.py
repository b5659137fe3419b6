"""Let everything go wrong while many talk, then count: `python -m benchmarks.chaos [--quick]`.

Exits with 1 when a count is not 0.
"""

import argparse
import asyncio
import random
import secrets
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from benchmarks import report
from benchmarks.chaos import counting
from benchmarks.chaos.client import Answer, Client
from benchmarks.chaos.faults import FULL, QUICK, Fault, Faults, in_order_of_chance, strike_all
from benchmarks.chaos.installation import Installation, running
from benchmarks.chaos.pace import Pace
from benchmarks.chaos.services import Mailbox, redis_version
from benchmarks.chaos.summary import Run, row, summary
from benchmarks.chaos.talk import script

PAGE = report.DOCS / "chaos.md"
ANSWER_SECONDS, MAIL_SECONDS = 300.0, 180.0


def _give_up(number: int, frame: FrameType | None) -> None:
    """Leave through every `finally`, so that everything is stopped."""
    sys.exit(f"Stopped by {signal.Signals(number).name}: nothing was counted.")


async def run(
    installation: Installation,
    mailbox: Mailbox,
    faults: dict[str, int],
    turns: int,
    conversations: int,
    seed: int,
) -> Run:
    """Talk, let everything go wrong, wait for the mails and count."""
    began, chance = time.monotonic(), random.Random(seed)
    kinds = in_order_of_chance(faults, chance)
    pace = Pace(turns, len(kinds) + 1)
    ports = [web.port for web in installation.webs]

    def make(number: int) -> Client:
        return Client(f"chaos-{number}", ports, pace, random.Random(f"{seed} {number}"))

    def say(fault: Fault) -> None:
        print(f"{pace.count:6} turns  {'  '.join(row(fault))}", flush=True)

    clients = [make(number) for number in range(conversations)]
    talking = []
    for number, client in enumerate(clients):
        own = turns // conversations + (number < turns % conversations)
        words = script(client.client_id, number, own, random.Random(f"{seed} says {number}"))
        talking.append(asyncio.create_task(client.talk(words)))
    struck = await strike_all(Faults(installation, clients, chance), kinds, pace, began, say)
    done, hanging = await asyncio.wait(talking, timeout=ANSWER_SECONDS)
    for talk in hanging:
        talk.cancel()
    await asyncio.gather(*done)  # raises what went wrong in a client
    seconds = time.monotonic() - began
    print(f"{pace.count:6} turns  answered after {seconds:.0f} s; waiting for the mails", flush=True)
    await _mails(mailbox, counting.expected_mails(clients))
    told: dict[str, dict[str, Answer]] = {}
    for number, client in enumerate(clients):
        told[client.client_id] = await make(number).told()
    found = await asyncio.to_thread(counting.find, installation.postgres.url, mailbox.taken)
    counts = counting.count(found, clients, told)
    parts = f"{installation.postgres.version}; {redis_version()}"
    return Run(seed, seconds, parts, clients, struck, found, counts)


async def _mails(mailbox: Mailbox, expected: set[str]) -> None:
    """Wait until all are there; what is missing when none has come for MAIL_SECONDS is counted as lost."""
    taken, last = 0, time.monotonic()
    while expected - {address for _, address in list(mailbox.taken)}:
        if len(mailbox.taken) > taken:
            taken, last = len(mailbox.taken), time.monotonic()
        if time.monotonic() > last + MAIL_SECONDS:
            return
        await asyncio.sleep(0.5)  # they come in another thread


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    parser.add_argument("--turns", type=int, help="default: 10000, with --quick 500")
    parser.add_argument("--conversations", type=int, help="default: 100, with --quick 20")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="default: by chance")
    parser.add_argument("--minutes", type=float, default=60, help="all of it may take so long (default: 60)")
    parser.add_argument("--quick", action="store_true", help="about two minutes, writes no report")
    parser.add_argument(
        "--keep", type=Path, help="an empty folder for data and logs; default: one that is removed"
    )
    options = parser.parse_args()
    turns = options.turns or (500 if options.quick else 10_000)
    conversations = options.conversations or (20 if options.quick else 100)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, _give_up)
    signal.setitimer(signal.ITIMER_REAL, options.minutes * 60)
    print(f"{turns} turns in {conversations} conversations, seed {options.seed}", flush=True)
    mailbox = Mailbox()
    faults = QUICK if options.quick else FULL
    with (
        tempfile.TemporaryDirectory(prefix="meetingmuse-chaos-") as folder,
        running(mailbox, options.keep or Path(folder)) as installation,
    ):
        done = asyncio.run(run(installation, mailbox, faults, turns, conversations, options.seed))
    text = summary(done)
    print(f"\n{text}\n", flush=True)
    if not options.quick:
        report.put(PAGE, text)
        print(f"Written: {PAGE}")
    sys.exit(0 if done.counts.all_zero else 1)


if __name__ == "__main__":
    main()
