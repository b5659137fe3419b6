"""HTTP routes of an owner's pages: with a client id for those who are not signed in."""

from django.urls import URLPattern, path, re_path

from scheduling.owners import CLIENT_ID
from scheduling.pages import agenda, contacts, feed, files, panel, reminders
from scheduling.pages.owner import Page

_CLIENT = CLIENT_ID.pattern.removeprefix(r"\A").removesuffix(r"\Z")


def _owned(name: str, page: Page, folder: str = "", rest: str = "") -> list[URLPattern]:
    folder = folder or name
    return [
        re_path(rf"^{folder}/{rest}$", page, name=name),
        re_path(rf"^{folder}/(?P<client_id>{_CLIENT})/{rest}$", page, name=name),
    ]


urlpatterns = [
    path("agenda/panel/", panel.panel, name="agenda-panel"),
    *_owned("agenda", agenda.agenda),
    *_owned("contacts", contacts.contacts),
    *_owned("feed", feed.feed),
    *_owned("reminders", reminders.reminders),
    *_owned("meeting-file", files.meeting, "meetings", r"(?P<uid>[^/]{1,255})\.ics"),
    re_path(r"^feeds/(?P<token>[A-Za-z0-9_-]{1,64})\.ics$", files.feed, name="feed-file"),
]
