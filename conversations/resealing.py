"""Encrypts what is stored anew, with the first of the keys: what was plain before, and what older keys encrypted."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from conversations.models import Conversation, Message, ModelCall
from conversations.sealing import sealed_fields

TABLES: dict[str, type[Model]] = {
    "conversations": Conversation,
    "messages": Message,
    "model_calls": ModelCall,
}
Counts = dict[str, int]


def reseal(*, dry_run: bool, batch_size: int) -> Iterator[Counts]:
    """Write every row of the tables again, each batch in a transaction of its own; yield how many rows it had.

    What none of the keys opens is left alone and counted as `unreadable`.
    """
    for name, model in TABLES.items():
        last = 0
        while numbers := _after(model, last, batch_size):
            last = numbers[-1]
            unreadable = 0 if dry_run else _reseal_these(model, numbers)
            yield {name: len(numbers) - unreadable, **({"unreadable": unreadable} if unreadable else {})}


def _after(model: type[Model], last: int, most: int) -> list[int]:
    rows = model._default_manager.filter(pk__gt=last).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def _reseal_these(model: type[Model], numbers: list[int]) -> int:
    """Write these rows again; return how many could not be read."""
    fields = sealed_fields(model)
    rows = model._default_manager.select_for_update(no_key=True).only("pk", *fields)
    with transaction.atomic():
        try:
            readable, unreadable = list(rows.filter(pk__in=numbers)), 0
        except LookupError:  # one of them, and there is no telling which
            readable, unreadable = _readable(rows, numbers)
        for row in readable:
            row.save(update_fields=fields)
    return unreadable


def _readable(rows: QuerySet[Any], numbers: list[int]) -> tuple[list[Model], int]:
    readable: list[Model] = []
    unreadable = 0
    for number in numbers:
        try:
            readable += rows.filter(pk=number)
        except LookupError:
            unreadable += 1
    return readable, unreadable
