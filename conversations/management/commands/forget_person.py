"""Answer a data-subject request: write all that is known of a person, or erase it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from conversations import persons
from scheduling.management.batch_command import BatchCommand


class Command(BatchCommand):
    help = (
        "Erase all that is known of a mail address, a user name or an owner key (user:7), or with --export write it to a "
        "file and erase nothing. One transaction: all of it or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("person", help="mail address, user name, or owner key")
        parser.add_argument("--export", metavar="FILE", type=Path, help="write what is known there, as JSON")

    def work(self, *, dry_run: bool, batch_size: int, **options: Any) -> Iterator[Mapping[str, int]]:
        try:
            person = persons.find(options["person"])
        except (persons.UnknownPerson, ValueError) as reason:
            raise CommandError(str(reason)) from reason
        if options["export"] is None:
            yield persons.erase(person, dry_run=dry_run)
            return
        known = persons.export(person)
        if not dry_run:
            try:
                with options["export"].open("x") as file:
                    json.dump(known, file, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
            except OSError as error:
                raise CommandError(f"{options['export']} cannot be written: {error.strerror}.") from error
        yield {kind: len(rows) for kind, rows in known.items() if rows}

    def finish(self, total: Mapping[str, int], **options: Any) -> None:
        if total or options["json"]:
            super().finish(total, **options)
        else:
            self.stdout.write(f"Nothing is stored of {options['person']}.")
