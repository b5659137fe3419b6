"""Write the documented schema of the protocol, docs/asyncapi.yaml, from the frame classes."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand

from conversations.asyncapi import document


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


class Command(BaseCommand):
    help = "Write docs/asyncapi.yaml from the frame classes."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit 1 when the file is not up to date"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "asyncapi.yaml"
        text = yaml.dump(document(), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
        if check and (not path.exists() or path.read_text() != text):
            sys.exit("docs/asyncapi.yaml is not up to date: run manage.py asyncapi.")
        if not check:
            path.write_text(text)
