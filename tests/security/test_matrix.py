"""Every HTTP route and every client frame, tried by everybody: nobody sees or changes what is the owner's but the owner."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import get_resolver

from conversations.client_frames import V2_CLIENT_FRAMES
from tests.client import V2Client
from tests.conftest import ConnectV2
from tests.security.visitors import (
    BAD_TOKENS,
    CLIENT_ID,
    FEED,
    MARKER,
    SECRET,
    VISITORS,
    House,
    build,
    property_of,
)

# What a route is. OWN: of whoever asks, and shows the owner what is theirs. OWN_QUIET: of whoever asks, and shows nothing of
# it. LIST: as OWN, in JSON. LINK: the address is the authority. PUBLIC: the same for all. STAFF: for staff alone.
OWN, OWN_QUIET, LIST, LINK, PUBLIC, STAFF = "OWN", "OWN_QUIET", "LIST", "LINK", "PUBLIC", "STAFF"
_CLIENT = "(?P<client_id>[A-Za-z0-9_-]{3,100})"
ROUTES = {
    "": OWN_QUIET,
    f"^c/{_CLIENT}/$": OWN_QUIET,
    "conversations/": LIST,
    f"^conversations/{_CLIENT}/$": LIST,
    f"^conversations/{_CLIENT}/messages/$": LIST,
    "health": PUBLIC,
    "health/live": PUBLIC,
    "health/ready": PUBLIC,
    "metrics": STAFF,  # or with its token: tests/test_metrics.py
    "health/clients": STAFF,
    "agenda/panel/": OWN_QUIET,  # the days ahead; the meeting is in 2030
    "^agenda/$": OWN,
    f"^agenda/{_CLIENT}/$": OWN,
    "^contacts/$": OWN,
    f"^contacts/{_CLIENT}/$": OWN,
    "^feed/$": OWN_QUIET,
    f"^feed/{_CLIENT}/$": OWN_QUIET,
    "^reminders/$": OWN_QUIET,
    f"^reminders/{_CLIENT}/$": OWN_QUIET,
    r"^meetings/(?P<uid>[^/]{1,255})\.ics$": OWN,
    rf"^meetings/{_CLIENT}/(?P<uid>[^/]{{1,255}})\.ics$": OWN,
    r"^feeds/(?P<token>[A-Za-z0-9_-]{1,64})\.ics$": LINK,
    "reply/<str:token>": LINK,
    "language": PUBLIC,
    "accounts/login/": PUBLIC,
    "accounts/logout/": PUBLIC,
    "accounts/password/": OWN_QUIET,
    "accounts/sign-up/": PUBLIC,
    "favicon.ico": PUBLIC,
}
# who comes, and whether somebody unknown may; with somebody known that makes little difference
CASES = [*((visitor, True) for visitor in VISITORS), ("anonymous", False), ("other", False)]
OPEN_TO_ALL = ("admin/login/", "admin/logout/", "admin/jsi18n/")
QUERIES = {"agenda": "?date=2030-03-05"}
BODIES = [
    ("GET", None),
    ("HEAD", None),
    ("DELETE", None),
    ("PUT", {"title": "taken"}),
    ("PATCH", {"title": "taken"}),
    ("POST", {"action": "renew", "minutes": "1"}),
    ("POST", {"action": "revoke", "answer": "nonsense"}),
    ("POST", {"action": "add", "name": "Mallory", "email": "mallory@evil.example"}),
    ("POST", {"action": "forget", "contact": "1"}),
]


def routes() -> Iterator[str]:
    """Yield every route of the site as its patterns are written, one after the other."""

    def below(resolver: Any, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            route = before + str(each.pattern)
            yield from below(each, route) if hasattr(each, "url_patterns") else [route]

    return below(get_resolver(), "")


def kind(route: str) -> str:
    if route.startswith("admin/"):
        return PUBLIC if route in OPEN_TO_ALL else STAFF
    return ROUTES[route]


def address(route: str, house: House) -> str:
    """Return an address of the route that leads to what is the owner's."""
    filled = {"client_id": CLIENT_ID, "uid": house.uid, "app_label": "scheduling", "url": "nowhere"}
    if "feeds/" in route:
        filled["token"] = FEED
    elif "reply/" in route:
        return house.reply
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda found: filled[found[1]], route)
    text = re.sub(r"<\w+:\w+>", "1", text).replace("\\", "").replace("^", "").replace("$", "")
    return f"/{text}{next((query for name, query in QUERIES.items() if text.startswith(name)), '')}"


@pytest.fixture(autouse=True)
def guarded(settings: Any) -> None:
    settings.JWT_SECRET = [SECRET]
    settings.DEBUG = False


@pytest.fixture
async def house(connect_v2: ConnectV2) -> House:
    return await build(connect_v2)


def test_every_route_is_classified() -> None:
    unknown = {route for route in routes() if not route.startswith("admin/")} ^ ROUTES.keys()
    assert not unknown, f"say in ROUTES who may see what there: {unknown}"


@pytest.mark.parametrize(("visitor", "anonymous"), CASES)
async def test_a_route_shows_and_changes_what_is_the_visitors(
    house: House, rows: Any, settings: Any, visitor: str, anonymous: bool
) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = anonymous
    before = await property_of(house, rows)
    browser = await house.browser(visitor)
    shown: dict[str, str] = {}
    for route in sorted(routes(), key=lambda each: "logout" in each):
        if route.startswith("admin/") and not anonymous and visitor != "staff":
            continue  # what strangers may do elsewhere is nothing to the admin
        asked = address(route, house)
        changes = visitor != "owner" and not (visitor == "staff" and route.startswith("admin/"))
        for method, body in BODIES if changes else BODIES[:1]:
            if method == "POST":
                answer = await browser.post(asked, body)
            else:
                answer = await browser.generic(method, asked, json.dumps(body), "application/json")
            what = f"{method} {asked} as {visitor}: {answer.status_code}"
            assert answer.status_code < 500, what
            if method == "GET":
                shown[route] = answer.content.decode()
            _judge(kind(route), visitor, anonymous, answer, what)
    if visitor == "owner":
        quiet = [route for route in ROUTES if ROUTES[route] in (OWN, LINK) and MARKER not in shown[route]]
        assert not quiet, "what is the owner's is shown to the owner"
    assert await property_of(house, rows) == before


def _judge(kind: str, visitor: str, anonymous: bool, answer: Any, what: str) -> None:
    seen = MARKER in answer.content.decode()
    if visitor in BAD_TOKENS:
        assert answer.status_code == 401 and not seen, what
    elif kind == STAFF:
        assert visitor == "staff" or (answer.status_code in (302, 403, 405) and not seen), what
    elif kind == LINK:
        assert answer.status_code in (200, 400, 405), what
    else:
        assert visitor == "owner" or not seen, what
        if kind == OWN and visitor == "anonymous" and not anonymous:
            assert answer.status_code in (302, 405), what


FRAMES: dict[str, dict[str, Any]] = {
    "user_message": {"type": "user_message", "content": "what is on 5 March 2030?", "session_id": CLIENT_ID},
    "resume": {"type": "resume", "last_seq": 0},
    "cancel": {"type": "cancel"},
    "ping": {"type": "ping", "nonce": "n"},
    "authenticate": {"type": "authenticate", "token": "none"},
}


def test_every_client_frame_is_tried() -> None:
    assert FRAMES.keys() == V2_CLIENT_FRAMES.keys()


@pytest.mark.parametrize(("visitor", "anonymous"), CASES)
async def test_a_frame_reaches_the_visitors_own_conversation(
    house: House, rows: Any, settings: Any, connect_v2: ConnectV2, visitor: str, anonymous: bool
) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = anonymous
    before = await property_of(house, rows)
    for frame in FRAMES:
        client = await connect_v2(CLIENT_ID, headers=await house.headers(visitor))
        await client.send_raw(FRAMES[frame])
        if visitor in BAD_TOKENS or (visitor == "anonymous" and not anonymous):
            await _turned_away(client)
        else:
            assert (MARKER in json.dumps(await _heard(client, frame))) == (visitor == "owner"), frame
        await client.disconnect()
    if visitor != "owner":
        assert await property_of(house, rows) == before


async def _heard(client: V2Client, frame: str) -> list[Any]:
    """Return all that is said to the client until everything it asked for is done."""
    if frame == "user_message":
        await client.until("bot_response")
    await client.fence()
    return client.frames


async def _turned_away(client: V2Client) -> None:
    frame = await client.receive()
    assert (frame["error_code"], MARKER in str(frame)) == ("AUTHENTICATION_REQUIRED", False)
    assert (await client.socket.receive_output(timeout=5))["code"] == 4401


@pytest.mark.parametrize("name", BAD_TOKENS)
@pytest.mark.parametrize("way", ["subprotocol", "first frame"])
async def test_a_bad_token_lets_nobody_in_by_any_way(
    house: House, settings: Any, connect_v2: ConnectV2, name: str, way: str
) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    bad = BAD_TOKENS[name](house.owner)
    offered = ["meetingmuse.v2", "bearer", bad] if way == "subprotocol" else None
    client = await connect_v2(CLIENT_ID, subprotocols=offered)
    if way == "first frame":
        await client.send_raw({"type": "authenticate", "token": bad})
    await _turned_away(client)
