"""HTTP routes of an owner's pages: with a client id for those who are not signed in."""

from django.urls import URLPattern, re_path

from scheduling.owners import CLIENT_ID
from scheduling.pages import agenda, contacts, feed
from scheduling.pages.owner import Page

_CLIENT = CLIENT_ID.pattern.removeprefix(r"\A").removesuffix(r"\Z")


def _owned(name: str, page: Page) -> list[URLPattern]:
    return [
        re_path(rf"^{name}/$", page, name=name),
        re_path(rf"^{name}/(?P<client_id>{_CLIENT})/$", page, name=name),
    ]


urlpatterns = [
    *_owned("agenda", agenda.agenda),
    *_owned("contacts", contacts.contacts),
    *_owned("feed", feed.feed),
]
