"""Who is meant by a name: the owner's contacts give the address, and two people of one name are asked about. Writes nothing."""

from collections.abc import Sequence
from typing import Any

from conversations.assistant.context import Context
from conversations.assistant.engines.spoken import spoken_person
from conversations.assistant.state import Choice, Draft, Question

MOST_CHOICES = 5
Guest = dict[str, Any]


async def recognise(draft: Draft, context: Context) -> tuple[list[Guest], Question | None]:
    """Return the people of a draft with the addresses their names are known by, and what is to be asked about one.

    A name is looked up once: somebody who comes already, or whose address nobody knows, is left as said. Who was looked up
    in vain is marked `other`, like one who is none of those known.
    """
    people: list[Guest] = list(draft["values"].get("participants", []))
    there = draft["was"].get("participants", [])
    names = [each["name"] for each in people if _is_open(each, there)]
    known = await context.calendar.contacts(names) if names else {}
    for place, guest in enumerate(people):
        if not _is_open(guest, there):
            continue
        found = known[guest["name"]]
        if len(found) == 1:
            people[place] = {"name": found[0].name, "email": found[0].email}
        elif not found:
            people[place] = {**guest, "other": True}
        else:
            meant = [{"name": each.name, "email": each.email} for each in found[:MOST_CHOICES]]
            return people, _question(people, place, meant)
    return people, None


def _is_open(guest: Guest, there: Sequence[Guest]) -> bool:
    return not guest["email"] and not guest.get("other") and guest not in there


def _question(people: list[Guest], place: int, meant: list[Guest]) -> Question:
    """Ask which of several people is meant; it may be another one, who has no address then."""

    def choice(label: str, guest: Guest) -> Choice:
        return Choice(label=label, values={"participants": [*people[:place], guest, *people[place + 1 :]]})

    choices = [choice(spoken_person(guest), guest) for guest in meant]
    name = people[place]["name"]
    nobody = choice(f"Another {name}", {"name": name, "email": "", "other": True})
    return Question(slot="person", choices=[*choices, nobody])
