"""Requests that nobody should make, to every route: any method, query, body and header, and never an error of ours.

There is no OpenAPI document to try from: most routes are pages with forms. The routes themselves are the list, so that a
new one is tried from its first day.
"""

import http.client
import json
import os
import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.security.test_matrix import routes
from tests.server import Server

REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "300"))
SECONDS = 20.0
PASSWORD = "known-to-this-test-alone"
TOKEN = "t" * 32  # of forms; it has only to be the same in cookie and header
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")
PLACEHOLDER = re.compile(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?\w+>")
ALL = [re.sub(r"[\\^$]", "", PLACEHOLDER.sub("{}", route)) for route in sorted(routes())]
NAMES = (
    *(
        "q",
        "before",
        "after",
        "date",
        "month",
        "view",
        "client_id",
        "title",
        "search",
        "name",
        "email",
        "contact",
        "action",
    ),
    *(
        "answer",
        "minutes",
        "timezone",
        "next",
        "username",
        "language",
        "p",
        "o",
        "all",
        "words",
        "day",
        "e",
        "id",
        "index",
    ),
    *("_selected_action", "content", "status__exact", "last_activity_at__gte", "pk__in"),
)
LIKELY = (
    *(
        "1",
        "-1",
        "0",
        "9" * 20,
        "2030-03-05",
        "0000-00-00",
        "9999-12-31",
        "2030-03-05T00:00+00:00 x",
        "null",
        "[]",
        "%",
    ),
    *(
        "'",
        "\0",
        "known",
        "thread-x",
        "renew",
        "add",
        "accepted",
        "//evil.example",
        "\N{GRINNING FACE}",
        "Europe/Berlin",
    ),
)
HEADERS = (
    *(
        "Accept",
        "Accept-Language",
        "Content-Type",
        "If-None-Match",
        "If-Modified-Since",
        "Origin",
        "Referer",
        "Range",
    ),
    *("X-Forwarded-For", "X-Request-ID", "Authorization", "Sec-Fetch-Site"),
)

_text = st.sampled_from(LIKELY) | st.text(st.characters(codec="utf-8"), max_size=12)
_header = st.sampled_from(LIKELY[:12]) | st.text(
    st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20
)
_json = st.recursive(
    _text | st.integers() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=5,
)
_others = ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain; charset=none"]
_bodies = (
    st.dictionaries(st.sampled_from(NAMES), _text, max_size=4).map(
        lambda form: (FORM, urlencode(form).encode())
    )
    | st.fixed_dictionaries({"title": _json, "content": _json}).map(
        lambda said: (JSON, json.dumps(said).encode())
    )
    | st.tuples(st.sampled_from(_others), st.binary())
)


@pytest.fixture(scope="module")
def session(server: Server) -> str:
    """The cookie of somebody of the staff who may see everything."""
    make = (
        "from django.contrib.auth.models import User; User.objects.filter(username='looks').delete(); "
        f"User.objects.create_superuser('looks', password={PASSWORD!r})"
    )
    server.manage("shell", "-c", make)
    form = urlencode({"username": "looks", "password": PASSWORD, "csrfmiddlewaretoken": TOKEN})
    asked = http.client.HTTPConnection("localhost", server.port, timeout=SECONDS)
    asked.request("POST", "/admin/login/", form, {"Content-Type": FORM, "Cookie": f"csrftoken={TOKEN}"})
    cookies = asked.getresponse().headers.get_all("Set-Cookie") or []
    asked.close()
    return next(each.partition(";")[0] for each in cookies if each.startswith("sessionid="))


@pytest.mark.parametrize("who", ["anybody", "staff"])
def test_no_request_is_answered_with_an_error_of_ours(server: Server, session: str, who: str) -> None:
    """Staff only look: what they may do is done for good."""
    before = len(server.log.read_text())
    cookie = f"csrftoken={TOKEN}" + (f"; {session}" if who == "staff" else "")
    methods = METHODS[:2] if who == "staff" else METHODS

    @settings(
        max_examples=REQUESTS // 2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.sampled_from(ALL),
        st.sampled_from(methods),
        st.lists(_text, min_size=3, max_size=3),
        st.dictionaries(st.sampled_from(NAMES), _text, max_size=3),
        _bodies,
        st.dictionaries(st.sampled_from(HEADERS), _header, max_size=2),
    )
    def ask(route, method, fills, query, body, headers) -> None:  # type: ignore[no-untyped-def]
        address = "/" + route.format(*(quote(each, safe="") or "x" for each in fills))
        asked = http.client.HTTPConnection("localhost", server.port, timeout=SECONDS)
        kind, content = body
        given = {"Content-Type": kind, **headers, "Cookie": cookie, "X-CSRFToken": TOKEN}
        encoded = {name: value.encode("latin-1") for name, value in given.items()}
        asked.request(method, f"{address}?{urlencode(query)}", content if method[0] == "P" else None, encoded)
        answer = asked.getresponse()
        told = answer.read()
        asked.close()
        assert answer.status < 500, (method, address, query, body, headers)
        assert b"Traceback" not in told

    ask()
    log = server.log.read_text()[before:]
    # Django writes the course of what it forbids
    assert log.count("Traceback") == log.count("\ndjango.core.exceptions.PermissionDenied\n")
