"""Bring the catalogues of translations up to date with the texts in templates and code."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from meetingmuse.catalogue import faults, renewed, write


class Command(BaseCommand):
    help = "Bring the catalogues in locale/ up to date; what is new is to be translated there by hand."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when something is missing"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        languages = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        for language in languages if not check else ():
            write(renewed(language))
        found = [f"{language}: {fault}" for language in languages for fault in faults(language)]
        if found:
            sys.exit("\n".join(found))
