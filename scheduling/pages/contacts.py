"""The people an owner knows: looked through, written, renamed, removed, and imported from a vCard file."""

from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from scheduling.calendars import acquaintances
from scheduling.contacts import checked_contact
from scheduling.errors import SchedulingError
from scheduling.events import Attendee
from scheduling.pages.owner import Owner, owned
from scheduling.vcards import MOST_BYTES, read_cards

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@owned
async def contacts(request: HttpRequest, owner: Owner) -> HttpResponseBase:
    """Show contacts, those of `?search=ana` when something is sought, and carry out what its forms ask for."""
    if request.method != "POST":
        return await _shown(request, owner)
    try:
        done = await _do(request, owner)
    except SchedulingError as error:
        return await _shown(request, owner, problem=_sentence(error), typed=request.POST)
    messages.success(request, done)
    return HttpResponseRedirect(owner.contacts)


async def _shown(request: HttpRequest, owner: Owner, **more: Any) -> HttpResponseBase:
    search = request.GET.get("search", "").replace("\0", "")
    found = await sync_to_async(acquaintances.search)(owner.key, search, MOST_SHOWN + 1)
    context = {
        "owner": owner,
        "search": search,
        "contacts": found[:MOST_SHOWN],
        "there_are_more": len(found) > MOST_SHOWN,
        **more,
    }
    return render(request, "contacts.html", context, status=400 if more else 200)


async def _do(request: HttpRequest, owner: Owner) -> str:
    """Carry out the action of a form and return what to say of it. Raises SchedulingError for what cannot be."""
    action, contact = request.POST.get("action", ""), request.POST.get("contact", "")
    number = int(contact) if contact.isascii() and contact.isdigit() and len(contact) < 19 else 0
    if action == "import":
        return await _import(owner, request.FILES.get("file"))
    if action == "forget":
        await sync_to_async(acquaintances.forget)(owner.key, number)
        return _("Removed.")
    person = checked_contact(Attendee(request.POST.get("name", ""), request.POST.get("email", "")))
    if action == "add":
        await owner.calendar.remember([person])
        return _("%(name)s is a contact.") % {"name": person.name}
    if action == "rename" and await sync_to_async(acquaintances.rename)(owner.key, number, person):
        return _("Changed.")
    raise SchedulingError("That contact is not there any more")


async def _import(owner: Owner, file: Any | None) -> str:
    people, others, further = await sync_to_async(_read)(file)
    await owner.calendar.remember(people)
    said = [ngettext("%d contact imported.", "%d contacts imported.", len(people)) % len(people)]
    if others:
        said.append(_("%d without a name or a usable address left out.") % others)
    if further:
        left_out = ngettext(
            "%d further address left out: a card gives its preferred or first one; add others by hand.",
            "%d further addresses left out: a card gives its preferred or first one; add others by hand.",
            further,
        )
        said.append(left_out % further)
    return " ".join(said)


def _read(file: Any | None) -> tuple[list[Attendee], int, int]:
    return read_cards(file.read(MOST_BYTES + 1) if file else b"")


def _sentence(problem: SchedulingError) -> str:
    text = _(problem.text) % problem.values if problem.values else _(problem.text)
    return f"{text[0].upper()}{text[1:]}".removesuffix(".") + "."
