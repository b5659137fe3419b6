"""Bearer tokens of API clients: JSON Web Tokens (RFC 7519), issued here or verified with somebody's keys. Never logs one."""

import asyncio
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import jwt
import structlog
from django.conf import settings

from conversations.errors import AuthenticationRequired
from scheduling.owners import token_key, user_key

log = structlog.get_logger(__name__)

SHARED, PUBLIC = ("HS256",), ("RS256", "ES256")
LONGEST_TOKEN, LONGEST_SUBJECT, LONGEST_TOKEN_ID = 8192, 100, 100
USER = "user:"  # how the subject of a token begins that was issued for a user of this server
KEYS_KEPT_SECONDS = 300.0
PAUSE_SECONDS = 10.0  # between two looks for a key nobody knows: whoever makes keys up must not make us fetch
FETCH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token speaks for, until when; `user` where that is a user of this server."""

    owner: str
    token_id: str
    expires_at: datetime
    user: int | None = None


def issue(subject: str, lifetime: timedelta, now: datetime) -> tuple[str, str]:
    """Return a token for the subject, signed with the first JWT_SECRET, and its id. Raises LookupError without a secret."""
    if not settings.JWT_SECRET:
        raise LookupError("JWT_SECRET is not set: tokens cannot be issued here.")
    token_id = uuid4().hex
    claims = {
        "sub": subject,
        "jti": token_id,
        "iat": now,
        "exp": now + lifetime,
        "aud": settings.JWT_AUDIENCE,
        **({"iss": settings.JWT_ISSUER} if settings.JWT_ISSUER else {}),
    }
    return jwt.encode(claims, settings.JWT_SECRET[0], algorithm=SHARED[0]), token_id


async def read(token: str) -> Bearer:
    """Return whom the token speaks for. Raises AuthenticationRequired when it is not one we trust, without saying why.

    A shared secret verifies HS256 alone and public keys RS256 and ES256 alone, so that neither is taken for the other.
    """
    try:
        if len(token) > LONGEST_TOKEN:
            raise jwt.InvalidTokenError("too long")
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm in SHARED:
            return _bearer(_verified(token, settings.JWT_SECRET, SHARED), issued_here=True)
        if algorithm in PUBLIC:
            key = await _public_keys().find(header.get("kid"))
            return _bearer(_verified(token, [key] if key else [], PUBLIC), issued_here=False)
        raise jwt.InvalidAlgorithmError("not trusted")
    except (jwt.PyJWTError, ValueError, OverflowError) as error:
        log.info("token refused", reason=type(error).__name__)
        raise AuthenticationRequired from None


def _verified(token: str, keys: list[Any], algorithms: tuple[str, ...]) -> dict[str, Any]:
    refused: jwt.PyJWTError = jwt.InvalidKeyError("no key")
    for key in keys:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=algorithms,
                audience=settings.JWT_AUDIENCE,
                issuer=settings.JWT_ISSUER or None,
                leeway=settings.JWT_LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.InvalidSignatureError as error:  # the next key may be the one
            refused = error
    raise refused


def _bearer(claims: dict[str, Any], *, issued_here: bool) -> Bearer:
    subject, token_id = claims["sub"], str(claims.get("jti", ""))
    if not subject or len(subject) > LONGEST_SUBJECT or len(token_id) > LONGEST_TOKEN_ID:
        raise ValueError("sub or jti")
    if not (subject.isprintable() and token_id.isprintable()):  # what cannot be stored is nobody's name
        raise ValueError("sub or jti")
    expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC) + timedelta(
        seconds=settings.JWT_LEEWAY_SECONDS
    )
    if subject.startswith(USER):
        if not issued_here:  # only this server knows its users
            raise ValueError("sub")
        user = int(subject.removeprefix(USER))
        return Bearer(user_key(user), token_id, expires_at, user)
    return Bearer(token_key(subject), token_id, expires_at)


class PublicKeys:
    """A JSON Web Key Set (RFC 7517) in a file or behind a URL, read again when it is old or lacks a key."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._read_at = self._tried_at = float("-inf")
        self._reading = asyncio.Lock()

    async def find(self, key_id: str | None) -> jwt.PyJWK | None:
        """Return the key; without an id the only one there is. None when there is none that fits."""
        now = time.monotonic()
        if key_id not in self._keys or now - self._read_at > KEYS_KEPT_SECONDS:
            async with self._reading:
                if self._tried_at <= now and now - self._tried_at > PAUSE_SECONDS:
                    self._tried_at = now
                    await self._read()
        return self._keys.get(key_id)

    async def _read(self) -> None:
        """Take the keys that are there now; while they cannot be had, those known before are still good."""
        if not self.place:
            return
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                keys = jwt.PyJWKSet.from_dict(json.loads(await self._text())).keys
        except (OSError, TimeoutError, ValueError, aiohttp.ClientError, jwt.PyJWTError) as error:
            log.error("public keys not read", place=self.place, error=f"{type(error).__name__}: {error}")
            return
        usable = [key for key in keys if key.algorithm_name in PUBLIC]
        self._keys = {key.key_id: key for key in usable}
        if len(usable) == 1:
            self._keys[None] = usable[0]
        self._read_at = time.monotonic()

    async def _text(self) -> str:
        if "://" not in self.place:
            return await asyncio.to_thread(Path(self.place).read_text)
        async with (
            aiohttp.ClientSession(raise_for_status=True) as session,
            session.get(self.place, allow_redirects=False) as answer,
        ):
            return await answer.text()


_keys: dict[tuple[int, str], PublicKeys] = {}


def _public_keys() -> PublicKeys:
    """Return the keys as the running loop knows them."""
    place = (id(asyncio.get_running_loop()), settings.JWT_JWKS)
    if place not in _keys:
        _keys.clear()
        _keys[place] = PublicKeys(settings.JWT_JWKS)
    return _keys[place]
