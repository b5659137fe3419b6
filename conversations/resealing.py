"""Encrypts what is stored anew, with the first of the keys: what was plain before, and what older keys encrypted."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Model

from conversations.models import Conversation, Message, ModelCall
from conversations.sealing import sealed_fields

TABLES: dict[str, type[Model]] = {
    "conversations": Conversation,
    "messages": Message,
    "model_calls": ModelCall,
}
Counts = dict[str, int]


def reseal(*, dry_run: bool, batch_size: int) -> Iterator[Counts]:
    """Write every row of the tables again, each batch in a transaction of its own; yield how many rows it had."""
    for name, model in TABLES.items():
        last = 0
        while done := _reseal_some(model, last, dry_run, batch_size):
            last = done[-1]
            yield {name: len(done)}


def _reseal_some(model: type[Model], last: int, dry_run: bool, batch_size: int) -> list[int]:
    """Write some rows after `last` again, and return their numbers."""
    fields = sealed_fields(model)
    with transaction.atomic():
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__gt=last).order_by("pk")
        some = list(rows.only("pk", *fields)[:batch_size])
        for row in some if not dry_run else ():
            row.save(update_fields=fields)
    return [row.pk for row in some]
