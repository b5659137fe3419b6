"""Expire conversations that rest, and delete or empty those that have been over for long; the worker does it every hour."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from conversations import retention
from scheduling.management.batch_command import BatchCommand


class Command(BatchCommand):
    help = (
        "Expire the conversations that have rested for CONVERSATION_TTL_HOURS and delete those that have been over for "
        "CONVERSATION_KEEP_DAYS: rows, checkpoints and all. Meetings stay."
    )
    lock = retention.LOCK
    unit = "messages"
    batch_size = retention.BATCH_SIZE

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--keep-history",
            action="store_true",
            default=settings.CONVERSATION_KEEP_HISTORY,
            help="take away what was said, and keep that and when (the setting CONVERSATION_KEEP_HISTORY)",
        )
        parser.add_argument(
            "--keep-days",
            type=int,
            metavar="DAYS",
            help="instead of CONVERSATION_KEEP_DAYS; 0 deletes at once",
        )

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        ttl, keep = retention.promised()
        if options["keep_days"] is not None:
            keep = timedelta(days=options["keep_days"])
        yield from retention.purge(
            timezone.now(),
            ttl=ttl,
            keep=keep,
            keep_history=options["keep_history"],
            dry_run=dry_run,
            batch_size=batch_size,
        )
