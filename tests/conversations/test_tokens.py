"""Who may connect: tokens in the header, the subprotocol and the first frame; good ones, bad ones, ones that end."""

import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from asgiref.sync import sync_to_async
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from conversations import consumers, tokens
from conversations.models import Conversation
from conversations.tokens import issue
from tests.client import ChatClient
from tests.conftest import Connect, ConnectV2

SECRET, OLD_SECRET, FOREIGN = "s" * 32, "o" * 32, "f" * 32
ISSUER = "https://issuer.example"
RSA, OTHER_RSA, EC = (
    rsa.generate_private_key(65537, 2048),
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
)


@pytest.fixture(autouse=True)
def guarded(settings: Any) -> None:
    """Nobody is let in unknown."""
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    settings.JWT_SECRET = [SECRET, OLD_SECRET]
    settings.JWT_ISSUER = ISSUER


def token(key: Any = SECRET, algorithm: str = "HS256", kid: str | None = None, **claims: Any) -> str:
    now = datetime.now(UTC)
    told = {"sub": "acme", "aud": "meetingmuse", "iss": ISSUER, "exp": now + timedelta(hours=1), **claims}
    told = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def bearer(text: str) -> list[tuple[bytes, bytes]]:
    return [(b"authorization", f"Bearer {text}".encode())]


def confused() -> str:
    """A token that is signed with the public key, as if it were a shared secret."""
    head, claims, _ = token(RSA, "RS256", kid="first").split(".")
    head = jwt.utils.base64url_encode(b'{"alg":"HS256","kid":"first"}').decode()
    public = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = hmac.digest(public, f"{head}.{claims}".encode(), "sha256")
    return f"{head}.{claims}.{jwt.utils.base64url_encode(signed).decode()}"


def jwk(key: Any, kid: str) -> dict[str, Any]:
    algorithm = (
        jwt.algorithms.ECAlgorithm
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else jwt.algorithms.RSAAlgorithm
    )
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid}


async def refused_now(client: ChatClient) -> None:
    """The socket is told to authenticate and closed."""
    frame = await client.receive()
    assert frame["error_code"] == "AUTHENTICATION_REQUIRED", frame
    assert (await client.socket.receive_output(timeout=5))["code"] == 4401


async def refused(client: ChatClient) -> None:
    """It is turned away, and nothing was stored."""
    await refused_now(client)
    assert not await Conversation.objects.aexists()


async def test_a_token_in_the_header_lets_in(connect: Connect) -> None:
    client = await connect("of-acme", headers=bearer(token()))
    assert await client.say("Hello")
    assert (await Conversation.objects.aget()).owner_key == "token:acme"


async def test_a_token_in_the_subprotocol_lets_in(connect: Connect, connect_v2: ConnectV2) -> None:
    classic = await connect("of-acme", subprotocols=["meetingmuse.v1", "bearer", token()])
    assert await classic.say("Hello")
    v2 = await connect_v2("of-acme", subprotocols=["meetingmuse.v2", "bearer", token()])
    assert (await v2.until("conversation_resumed"))["metadata"]["message_count"] == 2


async def test_a_token_in_the_first_frame_lets_in(connect: Connect, connect_v2: ConnectV2) -> None:
    client = await connect("of-acme")
    await client.send_raw({"type": "authenticate", "token": token()})
    assert await client.say("Hello")
    v2 = await connect_v2("of-acme")
    await v2.send_raw({"type": "authenticate", "token": token()})
    assert (await v2.until("conversation_resumed"))["metadata"]["message_count"] == 2
    await v2.send("Hello again")
    assert (await v2.until("bot_response"))["content"]


BAD: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "abc",
    "signed by somebody else": lambda: token(FOREIGN),
    "not signed": lambda: token("", algorithm="none"),
    "another algorithm of the same secret": lambda: token("x" * 64, algorithm="HS512"),
    "expired": lambda: token(exp=datetime.now(UTC) - timedelta(hours=1)),
    "without expiry": lambda: token(exp=None),
    "not yet good": lambda: token(nbf=datetime.now(UTC) + timedelta(hours=1)),
    "of another issuer": lambda: token(iss="https://other.example"),
    "for another audience": lambda: token(aud="somebody-else"),
    "without audience": lambda: token(aud=None),
    "of nobody": lambda: token(sub=None),
    "of somebody with too long a name": lambda: token(sub="x" * 101),
    "of somebody whose name cannot be stored": lambda: token(sub="a\0b"),
    "whose id cannot be stored": lambda: token(jti="\0"),
    "of too large a user": lambda: token(sub=f"user:{10**60}"),
    "of half a character": lambda: token(sub="\ud800"),
    "far too deep": lambda: jwt.utils.base64url_encode(b"[" * 5900).decode() + ".e30.x",
    "of a user there is not": lambda: token(sub="user:987654"),
    "of a user that is no number": lambda: token(sub="user:me"),
    "far too long": lambda: token(more="x" * 10_000),
    "by a key nobody knows": lambda: token(RSA, "RS256", kid="unknown"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
async def test_a_bad_token_lets_nobody_in(
    connect: Connect, connect_v2: ConnectV2, bad: Callable[[], str]
) -> None:
    text = bad()
    if text:
        await refused(await connect("of-acme", headers=bearer(text)))
        await refused(await connect_v2("of-acme", subprotocols=["meetingmuse.v2", "bearer", text]))
    for open_socket in (connect, connect_v2):
        first = await open_socket("of-acme")
        await first.send_raw({"type": "authenticate", "token": text})
        await refused(first)


@pytest.mark.parametrize(
    "said", ['{"content": "hello", "session_id": "x"}', "{", '{"type": "resume", "last_seq": 0}']
)
async def test_who_says_something_else_first_is_turned_away(connect: Connect, said: str) -> None:
    client = await connect("unknown")
    await client.send_raw(said)
    await refused(client)


async def test_who_says_nothing_is_turned_away(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "AUTHENTICATION_SECONDS", 0.05)
    await refused(await connect("silent"))


async def test_a_browsers_cookie_is_nobody_known(connect: Connect, settings: Any) -> None:
    settings.ALLOW_ANONYMOUS_CLIENTS = True
    browser = AsyncClient()
    await browser.get("/")
    cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()).encode()
    settings.ALLOW_ANONYMOUS_CLIENTS = False
    client = await connect("anonymous", headers=[(b"cookie", cookies)])
    await client.send("Hello")
    await refused(client)


async def test_the_old_secret_still_verifies(connect: Connect) -> None:
    client = await connect("of-acme", headers=bearer(token(OLD_SECRET)))
    assert await client.say("Hello")


async def test_a_token_that_expires_ends_its_connection(connect: Connect, settings: Any) -> None:
    settings.JWT_LEEWAY_SECONDS = 0
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
    client = await connect("of-acme", headers=bearer(token(exp=soon)))
    frame = await client.receive()
    assert (frame["error_code"], datetime.now(UTC) >= soon) == ("AUTHENTICATION_REQUIRED", True)
    assert (await client.socket.receive_output(timeout=5))["code"] == 4401


async def test_a_token_that_is_taken_back_ends_its_connections(connect: Connect) -> None:
    text, token_id = issue("acme", timedelta(hours=1), datetime.now(UTC))
    client = await connect("of-acme", headers=bearer(text))
    await client.say("Hello")
    for told in (f"A token with the id {token_id} is good no longer.", "It had been taken back already."):
        output = StringIO()
        await sync_to_async(call_command)("revoke_token", token_id, stdout=output)
        assert output.getvalue().startswith(told)
    assert (await client.socket.receive_output(timeout=5))["code"] == 4401
    other = await connect("of-acme", headers=bearer(text))
    assert (await other.receive())["error_code"] == "AUTHENTICATION_REQUIRED"


async def test_signing_out_ends_the_connections_of_the_session(connect: Connect) -> None:
    browser = AsyncClient()
    await browser.aforce_login(await User.objects.acreate_user("ana"))
    session = browser.cookies["sessionid"].value
    client = await connect("hers", headers=[(b"cookie", f"sessionid={session}".encode())])
    assert await client.say("Hello")
    await browser.alogout()
    assert (await client.socket.receive_output(timeout=5))["code"] == 4401


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "another"}])
async def test_a_session_that_is_good_no_longer_ends_its_connection(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    monkeypatch.setattr(consumers, "ASK_AGAIN_SECONDS", 0.02)
    browser = AsyncClient()
    await browser.aforce_login(await User.objects.acreate_user("ana"))
    session = browser.cookies["sessionid"].value
    client = await connect("hers", headers=[(b"cookie", f"sessionid={session}".encode())])
    assert await client.say("Hello")  # asked again meanwhile, and still good
    await User.objects.aupdate(**change)
    await refused_now(client)


async def test_a_users_token_ends_with_the_user(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "ASK_AGAIN_SECONDS", 0.02)
    ana = await User.objects.acreate_user("ana")
    client = await connect("hers", headers=bearer(token(sub=f"user:{ana.pk}")))
    assert await client.nothing()
    await User.objects.all().adelete()
    await refused_now(client)


async def test_a_users_token_has_the_users_conversations(connect: Connect) -> None:
    ana = await User.objects.acreate_user("ana")
    said = StringIO()
    await sync_to_async(call_command)("issue_token", user="ana", stdout=said, stderr=StringIO())
    client = await connect("hers", headers=bearer(said.getvalue().strip()))
    assert await client.say("Hello")
    stored = await Conversation.objects.aget()
    assert (stored.owner_key, stored.owner_id) == (f"user:{ana.pk}", ana.pk)
    await User.objects.aupdate(is_active=False)
    again = await connect("hers", headers=bearer(said.getvalue().strip()))
    assert (await again.receive())["error_code"] == "AUTHENTICATION_REQUIRED"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"user": "nobody"}, "no active user"),
        ({"subject": "user:1"}, "does not begin with"),
        ({"subject": "x" * 101}, "at most 100"),
        ({"subject": "acme", "hours": 0}, "--hours"),
    ],
)
def test_no_token_is_issued_for_what_cannot_be(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("issue_token", **arguments)


@pytest.mark.parametrize("text", ["", "x" * 101, "an id\n", "an\0id"])
def test_what_cannot_be_the_id_of_a_token_is_not_taken_back(text: str) -> None:
    with pytest.raises(CommandError, match="That is no token's id"):
        call_command("revoke_token", text)


@pytest.mark.django_db
def test_without_a_secret_no_token_is_issued(settings: Any) -> None:
    settings.JWT_SECRET = []
    with pytest.raises(CommandError, match="JWT_SECRET"):
        call_command("issue_token", subject="acme")


class KeyServer:
    """Serves a JSON Web Key Set over HTTP, and counts how often it is asked."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.keys, self.asked = list(keys), 0
        serving = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                serving.asked += 1
                body = json.dumps({"keys": serving.keys}).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Nothing is written."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def keys(settings: Any) -> Iterator[KeyServer]:
    serving = KeyServer(jwk(RSA, "first"), jwk(EC, "second"))
    settings.JWT_JWKS = serving.url
    yield serving
    serving.stop()


async def test_tokens_of_somebody_elses_keys_let_in(connect: Connect, keys: KeyServer) -> None:
    for text in (token(RSA, "RS256", kid="first"), token(EC, "ES256", kid="second")):
        assert await (await connect("of-acme", headers=bearer(text))).nothing()
    assert keys.asked == 1
    rotated = bearer(token(OTHER_RSA, "RS256", kid="third"))
    keys.keys.append(jwk(OTHER_RSA, "third"))
    client = await connect("of-acme", headers=rotated)
    assert (await client.receive())["error_code"] == "AUTHENTICATION_REQUIRED"
    assert keys.asked == 1  # whoever makes keys up does not make us ask


async def test_a_new_key_is_found_after_a_pause(
    connect: Connect, keys: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "PAUSE_SECONDS", 0.0)
    first = await connect("of-acme", headers=bearer(token(RSA, "RS256", kid="first")))
    assert await first.say("Hello")
    keys.keys = [jwk(OTHER_RSA, "third")]
    client = await connect("of-acme", headers=bearer(token(OTHER_RSA, "RS256", kid="third")))
    assert (await client.receive())["content"] == "conversation_resumed"


async def test_keys_cannot_sign_for_users_of_this_server_nor_be_taken_for_secrets(
    connect: Connect, keys: KeyServer
) -> None:
    ana = await User.objects.acreate_user("ana")
    for text in (
        token(RSA, "RS256", kid="first", sub=f"user:{ana.pk}"),
        confused(),
        token(OTHER_RSA, "RS256", kid="first"),
        token(EC, "ES256", kid="first"),
    ):
        client = await connect("of-acme", headers=bearer(text))
        assert (await client.receive())["error_code"] == "AUTHENTICATION_REQUIRED"


async def test_keys_may_be_in_a_file_and_missing_ones_let_nobody_in(
    connect: Connect, settings: Any, tmp_path: Path
) -> None:
    settings.JWT_JWKS = str(tmp_path / "keys.json")
    text = token(RSA, "RS256")
    nobody = await connect("of-acme", headers=bearer(text))
    assert (await nobody.receive())["error_code"] == "AUTHENTICATION_REQUIRED"
    settings.JWT_JWKS = str(tmp_path / "more.json")
    Path(settings.JWT_JWKS).write_text(json.dumps({"keys": [jwk(RSA, "only")]}))
    client = await connect("of-acme", headers=bearer(text))
    assert await client.say("Hello")
