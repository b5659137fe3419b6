"""The page's words in other languages: complete, and with the same placeholders."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from meetingmuse import catalogue
from scheduling import wording
from scheduling.events import Period


def test_every_text_of_pages_is_translated_into_every_language() -> None:
    call_command("catalogue", "--check")


def test_what_is_wrong_with_a_catalogue_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = catalogue.read("de")
    kept.add("That is gone", "Das ist weg")
    kept.get("Today").string = ""
    kept.get("Save").flags.add("fuzzy")
    kept.get("%(name)s is a contact.").string = "Ein Kontakt: %(wer)s"
    kept.delete("Never")
    monkeypatch.setattr(catalogue, "read", lambda language: kept)

    found = set(catalogue.faults("de"))

    assert {
        "no longer used: That is gone",
        "not translated: Today",
        "not sure: Save",
        "not in the catalogue: Never",
    } < found
    assert len(found) == 5


@pytest.mark.parametrize(
    ("rule", "english", "german"),
    [
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "every week from Monday to Friday",
            "jede Woche von Montag bis Freitag",
        ),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday", "jeden Monat am letzten Freitag"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15", "jeden Monat am 15."),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3", "every 2 days, 3 times", "alle 2 Tage, 3-mal"),
        (
            "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20270601T120000Z",
            "every week on Tuesday and Thursday until June 1, 2027",
            "jede Woche am Dienstag und Donnerstag bis 1. Juni 2027",
        ),
    ],
)
def test_repetitions_are_told_in_the_language_of_the_page(rule: str, english: str, german: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert wording.repeats(rule, zone) == english
    with translation.override("de"):
        assert wording.repeats(rule, zone) == german


def test_a_time_is_told_in_the_language_of_the_page() -> None:
    zone = ZoneInfo("Europe/Berlin")
    period = Period(datetime(2027, 3, 30, 7, tzinfo=UTC), datetime(2027, 3, 30, 8, tzinfo=UTC))
    assert wording.when(period, zone) == "Tuesday, March 30, 2027, 9:00 AM to 10:00 AM (Europe/Berlin, UTC+2)"
    with translation.override("de"):
        assert wording.when(period, zone) == "Dienstag, 30. März 2027, 09:00 bis 10:00 (Europe/Berlin, UTC+2)"


@pytest.mark.django_db
def test_a_browser_is_answered_in_its_language_until_another_is_chosen() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "de-AT,de;q=0.9"})
    page = browser.get("/agenda/")
    assert '<html lang="de">' in page.content.decode() and "Wessen Kalender?" in page.content.decode()

    chosen = browser.post("/language", {"language": "en", "next": "/agenda/"})
    assert (chosen.status_code, chosen["Location"]) == (302, "/agenda/")
    assert "Whose calendar?" in browser.get("/agenda/").content.decode()
    elsewhere = browser.post("/language", {"language": "de", "next": "https://example.com/"})
    assert elsewhere["Location"] == "/"
