"""The command line of work done in batches: options, one run at a time, progress, a last line, and an exit code that tells.

0: done, or nothing to do; 1: it failed, or something needs a person; 2: the options are wrong; 3: another run holds the
lock. Never does the work itself.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scheduling.alone import alone


class BatchCommand(BaseCommand):
    """A command whose `work` yields what each batch did, as counts by name; their sums are what is told in the end."""

    lock = ""  # the name of the lock: that of the command's module, unless several commands share one
    unit = "rows"
    batch_size = 500

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument(
            "--batch-size",
            type=int,
            default=self.batch_size,
            help=f"{self.unit} at a time ({self.batch_size})",
        )
        parser.add_argument("--json", action="store_true", help="write the result as one line of JSON")

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        """Do it batch by batch, each in a transaction of its own, and yield the counts of each."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch_size"] < 1:
            raise CommandError("--batch-size is at least 1.", returncode=2)
        with alone(self.lock or type(self).__module__.rpartition(".")[2]) as got:
            if not got:
                raise CommandError("Another run is at it.", returncode=3)
            total = self._run(**options)
        self.finish(total, **options)

    def progress(self, total: Mapping[str, int]) -> None:
        """Tell how far it is."""
        self.stderr.write(", ".join(f"{name} {count}" for name, count in total.items()))

    def finish(self, total: Mapping[str, int], **options: Any) -> None:
        """Write the last line: the sums, as a sentence or as JSON."""
        if options["json"]:
            self.stdout.write(json.dumps({"dry_run": options["dry_run"], **total}))
            return
        done = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in total.items()) or "nothing"
        self.stdout.write(f"{'Would be done (dry run)' if options['dry_run'] else 'Done'}: {done}.")

    def _run(self, **options: Any) -> Counter[str]:
        total: Counter[str] = Counter()
        for done in self.work(**options):
            total.update(done)
            if options["verbosity"] > 0:
                self.progress(total)
        return total
