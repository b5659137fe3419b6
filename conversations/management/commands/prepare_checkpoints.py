"""Create or migrate the tables of the conversation checkpoints; safe to run any number of times."""

from typing import Any

from django.core.management.base import BaseCommand

from conversations.checkpoints import prepare_tables


class Command(BaseCommand):
    help = "Create or migrate the checkpoint tables of LangGraph. Run it after `migrate`."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_tables()
        if options["verbosity"] > 0:
            self.stdout.write("Checkpoint tables are ready.")
