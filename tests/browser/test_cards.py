"""Meetings as cards in the conversation: what they tell, and that each of their buttons does what it says."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.browser.access import problems
from tests.browser.chat import Chat, ScriptedServer, answer, frame

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

REVIEW = "schedule a design review with Ana <ana@example.com> on 5 March 2030 at 3 pm for 45 minutes"


def last_card(chat: Chat) -> Locator:
    return chat.log.get_by_role("group").last


def lines(card: Locator) -> dict[str, str]:
    """The lines of a card of one meeting by their labels, with plain spaces and dashes."""
    texts = [
        " ".join(text.replace("\N{EN DASH}", "-").split()) for text in card.locator("dd").all_inner_texts()
    ]
    return dict(zip(card.locator("dt").all_inner_texts(), texts, strict=True))


def press(chat: Chat, name: str) -> Locator:
    """Press a button of the last card, and return the card of the answer."""
    before = chat.answers.count()
    last_card(chat).get_by_role("button", name=name, exact=True).click()
    expect(chat.answers).to_have_count(before + 1)
    return last_card(chat)


@pytest.fixture
def offered(chat: Chat) -> Chat:
    chat.open().say(f"{REVIEW} at https://meet.example.com/abc")
    expect(chat.log.get_by_role("group", name="To be booked: Design review")).to_be_visible()
    return chat


def test_what_is_offered_is_shown_resolved_and_said_once(offered: Chat) -> None:
    card = last_card(offered)
    assert lines(card) == {
        "When": "Tuesday, March 5, 2030, 3:00 - 3:45 PM (Europe/Berlin)",
        "Length": "45 minutes",
        "Who": "Ana <ana@example.com>",
        "Where": "https://meet.example.com/abc",
    }
    expect(offered.answers.last).to_have_text("Shall I book it?")
    expect(card.get_by_role("button")).to_have_text(["Confirm", "Change", "Cancel"])
    assert problems(offered.page) == []


def test_confirmed_by_a_click_it_can_be_joined_fetched_moved_cancelled_and_undone(offered: Chat) -> None:
    booked = press(offered, "Confirm")
    expect(booked).to_have_accessible_name("Booked: Design review")
    join = booked.get_by_role("link", name="Join")
    expect(join).to_have_attribute("href", "https://meet.example.com/abc")
    expect(join).to_have_attribute("rel", "noopener noreferrer")
    with offered.page.expect_download() as download:
        booked.get_by_role("link", name="Download .ics").click()
    assert "SUMMARY:Design review" in download.value.path().read_text()
    assert problems(offered.page) == []

    press(offered, "Reschedule")
    offered.say("one hour later")
    expect(last_card(offered)).to_have_accessible_name("To be changed: Design review")
    assert "3:00" in lines(last_card(offered))["Until now"]
    assert "4:00" in lines(last_card(offered))["When"]
    expect(press(offered, "Yes, change it")).to_have_accessible_name("Changed: Design review")
    expect(press(offered, "Undo")).to_have_accessible_name("As it was before: Design review")
    expect(press(offered, "Cancel meeting")).to_have_accessible_name("To be cancelled: Design review")
    expect(press(offered, "Yes, cancel it")).to_have_accessible_name("Cancelled: Design review")
    expect(press(offered, "Undo")).to_have_accessible_name("Booked again: Design review")


def test_cancelled_nothing_is_booked(offered: Chat) -> None:
    last_card(offered).get_by_role("button", name="Cancel", exact=True).click()
    expect(offered.answers).to_have_count(2)
    expect(offered.log.get_by_role("group")).to_have_count(1)


def test_what_is_booked_is_kept_by_a_button_that_says_so(offered: Chat) -> None:
    press(offered, "Confirm")
    press(offered, "Cancel meeting")
    expect(last_card(offered).get_by_role("button")).to_have_text(["Yes, cancel it", "Keep it"])
    last_card(offered).get_by_role("button", name="Keep it").click()
    expect(offered.answers.last).to_contain_text("stays")
    booked = offered.log.get_by_role("group", name="Booked: Design review")
    booked.get_by_role("button", name="Reschedule").click()
    expect(offered.answers).to_have_count(5)
    offered.say("one hour later")
    buttons = ["Yes, change it", "Change otherwise", "Leave it as it is"]
    expect(last_card(offered).get_by_role("button")).to_have_text(buttons)
    last_card(offered).get_by_role("button", name="Leave it as it is").click()
    expect(offered.answers.last).to_contain_text("stays")


def test_an_undo_is_offered_for_as_long_as_it_works(offered: Chat) -> None:
    offered.page.clock.install()
    booked = press(offered, "Confirm")
    undo = booked.get_by_role("button", name="Undo")
    offered.say("thanks")
    expect(offered.answers).to_have_count(3)
    expect(undo).to_be_visible()
    offered.page.reload()
    expect(undo).to_be_visible()
    offered.page.clock.fast_forward("15:01")
    expect(undo).to_have_count(0)
    expect(booked.get_by_role("button", name="Cancel meeting")).to_be_visible()


def test_only_what_was_done_last_is_undone(offered: Chat) -> None:
    press(offered, "Confirm")
    first = offered.log.get_by_role("group", name="Booked: Design review")
    expect(first.get_by_role("button", name="Undo")).to_be_visible()
    offered.say("schedule a lunch just me on 6 March 2030 at noon for 30 minutes")
    expect(offered.log.get_by_role("group", name="To be booked: Lunch")).to_be_visible()
    second = press(offered, "Confirm")
    expect(second.get_by_role("button", name="Undo")).to_be_visible()
    expect(first.get_by_role("button", name="Undo")).to_have_count(0)
    expect(first.get_by_role("button", name="Cancel meeting")).to_be_visible()


def test_change_asks_for_the_users_own_words(offered: Chat) -> None:
    last_card(offered).get_by_role("button", name="Change", exact=True).press("Enter")
    expect(offered.page.get_by_text("What shall be different?")).to_be_visible()
    expect(offered.field).to_be_focused()
    expect(offered.answers).to_have_count(1)
    offered.say("make it 4 pm")
    expect(offered.log.get_by_role("group")).to_have_count(2)
    assert "4:00" in lines(last_card(offered))["When"]


def test_an_offer_that_is_over_has_no_buttons(offered: Chat) -> None:
    offered.say("make it 4 pm")
    expect(offered.log.get_by_role("group")).to_have_count(2)
    first = offered.log.get_by_role("group").first
    expect(first.get_by_role("button")).to_have_count(0)
    expect(last_card(offered).get_by_role("button")).to_have_count(3)
    offered.page.reload()
    expect(offered.log.get_by_role("group")).to_have_count(2)
    expect(first.get_by_role("button")).to_have_count(0)
    press(offered, "Confirm")


def test_several_are_cancelled_by_a_button_that_says_so(offered: Chat) -> None:
    press(offered, "Confirm")
    offered.say("book lunch with Sam on 5 March 2030 at noon for 1 hour")
    press(offered, "Confirm")
    offered.say("cancel everything on 5 March 2030")
    expect(last_card(offered).get_by_role("button")).to_have_text(["Yes, cancel them", "Keep them"])
    last_card(offered).get_by_role("button", name="Keep them").click()
    expect(offered.answers.last).to_contain_text("the meetings stay")


def test_only_the_latest_card_of_a_meeting_changes_it(offered: Chat) -> None:
    press(offered, "Confirm")
    press(offered, "Cancel meeting")
    press(offered, "Yes, cancel it")
    booked = offered.log.locator(".card.done").first
    expect(booked.get_by_role("button")).to_have_count(0)
    expect(booked.get_by_role("link")).to_have_count(0)
    offered.page.reload()
    expect(offered.log.locator(".card.done")).to_have_count(2)
    expect(booked.get_by_role("button")).to_have_count(0)


def test_undo_takes_back_what_its_card_tells_or_nothing(offered: Chat, context: BrowserContext) -> None:
    press(offered, "Confirm")
    other = Chat(context.new_page()).open("/c/another/")
    other.say("cancel the design review")
    press(other, "Yes, cancel it")
    last_card(offered).get_by_role("button", name="Undo").click()
    expect(offered.answers.last).to_contain_text("That was not the last thing done")
    expect(press(other, "Undo").locator(".kind")).to_have_text("Booked again")


def test_times_are_told_in_both_zones_where_they_differ(chat: Chat) -> None:
    chat.open().say("schedule a sync just me on 5 March 2030 at 3 pm New York time for 30 minutes")
    expect(chat.log.get_by_role("group")).to_be_visible()
    told = lines(last_card(chat))
    assert re.search(r"March 5, 2030, 3:00.*PM \(America/New_York\)", told["When"])
    assert re.search(r"March 5, 2030, 9:00.*PM \(Europe/Berlin\)", told["On this device"])


def test_a_series_tells_how_often_and_a_reminder_is_small(chat: Chat) -> None:
    chat.open().say("schedule a standup every monday at 10 am for 15 minutes just me")
    expect(chat.log.get_by_role("group", name="To be booked: Standup")).to_be_visible()
    assert lines(last_card(chat))["Repeats"].lower() == "every monday"
    assert lines(last_card(chat))["Who"] == "Only you"
    press(chat, "Confirm")
    chat.say("remind me to call Bob on 5 March 2030 at 5 pm")
    expect(chat.log.get_by_role("group", name="To be noted: call Bob")).to_be_visible()
    noted = press(chat, "Confirm")
    expect(noted).to_have_accessible_name("Reminder: call Bob")
    expect(press(chat, "Cancel reminder")).to_have_accessible_name("To be cancelled: call Bob")
    expect(press(chat, "Yes, cancel it")).to_have_accessible_name("Reminder removed: call Bob")
    assert problems(chat.page) == []


def test_names_that_are_markup_stay_text(chat: Chat) -> None:
    chat.open().say(
        "schedule a meeting called <b>x</b> at <img src=x> on 5 March 2030 at 3 pm for 45 minutes just me"
    )
    expect(chat.log.get_by_role("group")).to_be_visible()
    expect(last_card(chat).locator("b, img")).to_have_count(0)


def test_a_place_that_is_no_web_address_is_no_link(chat: Chat) -> None:
    chat.open().say(f"{REVIEW} at javascript:alert(1)")
    expect(chat.log.get_by_role("group")).to_be_visible()
    booked = press(chat, "Confirm")
    expect(booked.get_by_role("link")).to_have_text(["Download .ics"])


def test_in_german_dates_and_words_are_german(context: BrowserContext) -> None:
    context.add_cookies([{"name": "django_language", "value": "de", "url": "http://localhost"}])
    chat = Chat(context.new_page())
    chat.page.goto("/")
    chat.page.locator("#text").fill(REVIEW)
    chat.page.locator("#text").press("Enter")
    card = chat.page.get_by_role("group", name="Wird gebucht: Design review")
    expect(card).to_be_visible()
    assert lines(card)["Wann"] == "Dienstag, 5. März 2030, 15:00-15:45 Uhr (Europe/Berlin)"
    assert lines(card)["Dauer"] == "45 Minuten"
    assert problems(chat.page) == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") == 390
    card.get_by_role("button", name="Bestätigen").click()
    expect(chat.page.get_by_role("group", name="Gebucht: Design review")).to_be_visible()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("every monday at 10 am", "jede Woche am Montag"),
        ("every tuesday and thursday at 10 am", "jede Woche am Dienstag und Donnerstag"),
        ("every other tuesday at 10 am", "alle 2 Wochen am Dienstag"),
        ("every day at 10 am until 5 June 2027", "jeden Tag bis 5. Juni 2027"),
        ("on the first friday of every month at 10 am", "every month on the first Friday"),
    ],
)
def test_in_german_usual_repetitions_are_german(context: BrowserContext, said: str, told: str) -> None:
    context.add_cookies([{"name": "django_language", "value": "de", "url": "http://localhost"}])
    page = context.new_page()
    page.goto("/")
    page.locator("#text").fill(f"schedule a standup {said} for 15 minutes just me")
    page.locator("#text").press("Enter")
    card = page.get_by_role("group", name="Wird gebucht: Standup")
    expect(card.locator(".repeats dd")).to_have_text(told)
    expect(card.locator(".repeats dd")).to_have_attribute("lang", "en" if told.startswith("every") else "de")


def test_what_the_calendar_tells_by_itself_is_a_small_card(chat: Chat) -> None:
    chat.tamper(server := ScriptedServer(lambda message: [answer("Good.", message)]))
    chat.open().say("Hello")
    expect(chat.answers).to_have_count(1)
    notices = [
        {"kind": "reply", "summary": "Review", "person": "Ana", "partstat": "DECLINED"},
        {
            "kind": "upcoming",
            "summary": "Review",
            "starts": "2030-03-05T14:00:00+00:00",
            "timezone": "Europe/Berlin",
        },
    ]
    for number, notice in enumerate(notices):
        told = {"choices": [], "notice": {"uid": "u", **notice}}
        server.send(
            frame(
                type="bot_response", content="Told.", session_id="c", message_id=f"n{number}", metadata=told
            )
        )
    cards = chat.log.get_by_role("group")
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_accessible_name("Answer: Review")
    assert lines(cards.first) == {"Who": "Ana: does not come"}
    expect(cards.last).to_have_accessible_name("Coming up: Review")
    assert lines(cards.last) == {"When": "Tuesday, March 5, 2030, 3:00 PM (Europe/Berlin)"}
    expect(cards.get_by_role("button")).to_have_count(0)


def test_a_year_is_told_when_it_is_another_one_at_the_meeting(chat: Chat) -> None:
    chat.page.clock.set_fixed_time("2029-06-01T12:00:00Z")
    starts = {"starts": "2029-12-31T11:30:00+00:00", "timezone": "Pacific/Auckland"}
    notice = {"kind": "upcoming", "uid": "u", "summary": "Fireworks", **starts}
    told = {"choices": [], "notice": notice}
    chat.tamper(ScriptedServer(lambda message: [answer("Told.", message, metadata=told)]))
    chat.open().say("Hello")
    expect(last_card(chat)).to_have_accessible_name("Coming up: Fireworks")
    assert lines(last_card(chat)) == {
        "When": "Tuesday, January 1, 2030, 12:30 AM (Pacific/Auckland)",
        "On this device": "Monday, December 31, 12:30 PM (Europe/Berlin)",
    }
