"""The command line of calendar upkeep: a line for each finding; see batch_command.py for the rest."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from scheduling.management.batch_command import BatchCommand
from scheduling.upkeep import LOCK, Finding


class UpkeepCommand(BatchCommand):
    """A command that does `upkeep` and reports what it found."""

    lock = LOCK
    unit = "meetings"
    upkeep: Callable[..., Iterator[Finding]]

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        for finding in type(self).upkeep(timezone.now(), dry_run=dry_run, batch_size=batch_size):
            if not options["json"] or finding.problem:
                (self.stderr if finding.problem else self.stdout).write(f"{finding.uid} {finding.text}")
            yield {"problems" if finding.problem else "changed": 1}

    def progress(self, total: Mapping[str, int]) -> None:
        """Each finding has its own line already."""

    def finish(self, total: Mapping[str, int], **options: Any) -> None:
        changes, problems = total.get("changed", 0), total.get("problems", 0)
        if options["json"]:
            super().finish({"changed": changes, "problems": problems}, **options)
        else:
            done = "would be changed (dry run)" if options["dry_run"] else "changed"
            self.stdout.write(f"{changes} {'meeting' if changes == 1 else 'meetings'} {done}.")
        if problems:
            raise CommandError(
                f"{problems} {'problem needs' if problems == 1 else 'problems need'} a person."
            )
