"""Encrypts what people said, and were told, in the columns that keep it; opens it again. Never decides who may read it.

With CHECKPOINT_ENCRYPTION_KEYS every value that is written is encrypted; without, it is written as it is. Either way what
was stored plain and what was stored encrypted are both read.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from conversations.ciphers import Cipher

MARK = "\ufdd0"  # begins what is encrypted: a code point that Unicode keeps for use inside a program
if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField

OF_ROWS = ("content", "answer", "summary", "waiting_for", "facts")


def is_on() -> bool:
    return bool(settings.CHECKPOINT_ENCRYPTION_KEYS)


def sealed(value: Any) -> Any:
    """Return a text or JSON value as it is stored: encrypted, when there are keys. What is empty stays so."""
    if value and is_on():
        _, secret = _cipher().encrypt(json.dumps(value, ensure_ascii=False).encode())
        return MARK + b64encode(secret).decode()
    return value.lstrip(MARK) if isinstance(value, str) else value


def opened(value: Any) -> Any:
    """Return what `sealed` was given. Raises LookupError when no key fits, or somebody has changed it."""
    if not (isinstance(value, str) and value.startswith(MARK)):
        return value
    return json.loads(_cipher().decrypt(Cipher.name, b64decode(value[len(MARK) :])))


def opened_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row that a statement has read, with its columns OF_ROWS opened."""
    return {name: opened(value) if name in OF_ROWS else value for name, value in row.items()}


def is_plain(column: str) -> str:
    """Return the SQL condition that a text column is not encrypted."""
    return f"NOT starts_with({column}, '{MARK}')"


def beginning(column: str, length: str) -> str:
    """Return SQL for the first characters of a text column; what is encrypted comes whole."""
    return f"CASE WHEN {is_plain(column)} THEN left({column}, {length}) ELSE {column} END"


def _cipher() -> Cipher:
    return Cipher(settings.CHECKPOINT_ENCRYPTION_KEYS)


class SealedText(_Text):
    """A text that is stored sealed."""

    def get_prep_value(self, value: Any) -> Any:
        return sealed(super().get_prep_value(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return opened(value)


class SealedJSON(models.JSONField):
    """An object of JSON that is stored sealed: then it is a JSON string to the database."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(sealed(value), connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return opened(super().from_db_value(value, expression, connection))


def sealed_fields(model: type[models.Model]) -> list[str]:
    """Return the names of a table's columns that are stored sealed."""
    return [field.name for field in model._meta.fields if isinstance(field, SealedText | SealedJSON)]
