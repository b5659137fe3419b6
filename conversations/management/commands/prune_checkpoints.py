"""Delete the checkpoints that no turn needs any more; conversations go on as they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from conversations import retention
from scheduling.management.batch_command import BatchCommand


class Command(BatchCommand):
    help = "Delete all but the latest checkpoints of each conversation, and those of conversations that are gone."
    unit = "threads"
    batch_size = 200

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--keep",
            type=int,
            default=1,
            help="how many of each: a turn needs one, replay_turn the one before",
        )

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        if options["keep"] < 1:
            raise CommandError("--keep is at least 1: a conversation could not go on.", returncode=2)
        yield from retention.prune_checkpoints(keep=options["keep"], dry_run=dry_run, batch_size=batch_size)
