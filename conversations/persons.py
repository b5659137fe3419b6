"""A data-subject request: everything about a person is told, or erased, wherever it is kept. What is not: operations.md."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model, QuerySet

from conversations import checkpoint_rows, exporting, retention
from conversations.models import Conversation, Message, ModelCall
from conversations.sealing import MARK, sealed_fields
from scheduling import persons
from scheduling.owners import user_key

PAGE = 500  # rows that are held at once
# which tables hold what people said, or what was said to them: in the fields that may be encrypted
TEXTS: tuple[type[Model], ...] = (Message, Conversation, ModelCall)


class UnknownPerson(Exception):
    """Nobody is known by this name."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a request is about: their addresses, the owner keys that are theirs, and their account if they have one."""

    addresses: frozenset[str]
    keys: frozenset[str]
    users: tuple[Any, ...]


def find(name: str) -> Person:
    """Return whom this names: a mail address, a user name, or an owner key (user:7, browser:…, client:…).

    An address is that of its accounts; a calendar of somebody not signed in who only said it was theirs is not.
    Raises UnknownPerson, and ValueError for somebody who is staff: their account is for an administrator to remove.
    """
    accounts = get_user_model().objects
    kind, _, rest = name.partition(":")
    if kind in ("browser", "client") and rest:
        return Person(frozenset(), frozenset({name}), ())
    if kind == "user" and rest.isdecimal():
        users = accounts.filter(pk=int(rest))
    elif "@" in name:
        users = accounts.filter(email__iexact=name)
    else:
        users = accounts.filter(username=name)
    found = tuple(users)
    if not (found or "@" in name):
        raise UnknownPerson(f"Nobody is known as {name}.")
    if any(user.is_staff for user in found):
        raise ValueError(f"{name} is staff: take that right away first, if this is meant.")
    addresses = {user.email.lower() for user in found if user.email} | (
        {name.lower()} if "@" in name else set()
    )
    return Person(frozenset(addresses), frozenset(user_key(user.pk) for user in found), found)


def export(person: Person) -> dict[str, Any]:
    """Return all that is known of the person as plain values."""
    own = Conversation.objects.filter(owner_key__in=person.keys)
    said = _may_contain(Message, "content", person.addresses).exclude(conversation__in=own)
    return {
        "addresses": sorted(person.addresses),
        "accounts": [
            {"username": user.username, "email": user.email, "date_joined": user.date_joined}
            for user in person.users
        ],
        "conversations": [exporting.export(each) for each in own],
        "mentions": [
            row
            for row in said.values("id", "created_at", "role", "content")
            if any(each in row["content"].lower() for each in person.addresses)
        ],
        **persons.export(person.addresses, person.keys),
    }


def erase(person: Person, *, dry_run: bool) -> dict[str, int]:
    """Erase all that is known of the person, in one transaction; return how many rows of each kind that were.

    In what other people said the address is blotted out; their conversations whose state holds it begin afresh.
    """
    with transaction.atomic():
        own = Conversation.objects.filter(owner_key__in=person.keys)
        counts = {"conversations": own.count(), **retention.delete(list(own.values_list("pk", flat=True)))}
        counts.pop("deleted", None)
        counts["mentions_blotted"] = sum(
            _blot(model, sealed_fields(model), person.addresses) for model in TEXTS
        )
        counts["conversations_ended"] = _end_what_remembers(person.addresses)
        counts |= persons.erase(person.addresses, person.keys)
        counts["accounts"] = len(person.users)
        for user in person.users:
            user.delete()
        if dry_run:
            transaction.set_rollback(True)
    return {kind: count for kind, count in counts.items() if count}


def _blot(model: type[Model], fields: list[str], addresses: Collection[str]) -> int:
    blot, count = persons.blotter(addresses), 0
    for field in fields:
        for row in _one_by_one(_may_contain(model, field, addresses)):
            value = getattr(row, field)
            left = blot(value) if isinstance(value, str) else persons.blotted(value, blot)
            if left != value:
                setattr(row, field, left)
                row.save(update_fields=[field])
                count += 1
    return count


def _one_by_one(rows: QuerySet[Any]) -> Iterator[Any]:
    """Read rows a page at a time: without a cursor of the server, as behind a pooler, all would be held at once."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
        yield from page
        last = page[-1].pk


def _may_contain(model: type[Model], field: str, addresses: Collection[str]) -> QuerySet[Any]:
    """The rows whose field contains one of the addresses, and those that are encrypted: they may."""
    return model._default_manager.filter(persons.containing(field, {*addresses, MARK} if addresses else ()))


def _end_what_remembers(addresses: Collection[str]) -> int:
    """Forget the state of conversations that holds an address: nobody could go on in it with a hole."""
    threads = checkpoint_rows.threads_with(addresses)
    checkpoint_rows.forget(threads)
    return retention.expire(
        list(Conversation.objects.filter(thread_id__in=threads).values_list("pk", flat=True))
    )
