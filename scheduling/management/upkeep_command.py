"""The command line of calendar upkeep: a line for each finding, one run at a time, and an exit code that tells.

0: done, or nothing to do; 1: something needs a person; 3: another run holds the lock.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from scheduling.upkeep import Finding, alone


class UpkeepCommand(BaseCommand):
    """A command that does `work` and reports what it found."""

    work: Callable[..., Iterator[Finding]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="report, and change nothing")
        parser.add_argument("--batch-size", type=int, default=500, help="meetings read at a time (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch_size"] < 1:
            raise CommandError("--batch-size is at least 1.")
        with alone() as got:
            if not got:
                raise CommandError("Another run is at it.", returncode=3)
            self._report(options["dry_run"], options["batch_size"])

    def _report(self, dry_run: bool, batch_size: int) -> None:
        changes = problems = 0
        for finding in type(self).work(timezone.now(), dry_run=dry_run, batch_size=batch_size):
            changes, problems = changes + (not finding.problem), problems + finding.problem
            (self.stderr if finding.problem else self.stdout).write(f"{finding.uid} {finding.text}")
        done = "would be changed (dry run)" if dry_run else "changed"
        self.stdout.write(f"{changes} {'meeting' if changes == 1 else 'meetings'} {done}.")
        if problems:
            raise CommandError(
                f"{problems} {'problem needs' if problems == 1 else 'problems need'} a person."
            )
