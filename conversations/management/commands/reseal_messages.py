"""Encrypt what was said with the first of CHECKPOINT_ENCRYPTION_KEYS, whatever it is stored with; it is read as before."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.management.base import CommandError

from conversations import resealing, sealing
from scheduling.management.batch_command import BatchCommand


class Command(BatchCommand):
    help = "Encrypt the messages that are stored plain or with an older key, so that only checkpoints need the older keys."

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        if not sealing.is_on():
            raise CommandError(
                "CHECKPOINT_ENCRYPTION_KEYS is not set: there is nothing to encrypt with.", returncode=2
            )
        unreadable = 0
        for counts in resealing.reseal(dry_run=dry_run, batch_size=batch_size):
            unreadable += counts.get("unreadable", 0)
            yield counts
        if unreadable:
            raise CommandError(
                f"{unreadable} rows stay as they are: none of CHECKPOINT_ENCRYPTION_KEYS opens them.",
                returncode=1,
            )
