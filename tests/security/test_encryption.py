"""What is kept of a dialogue between its turns can be read by nobody without a key."""

from os import urandom
from typing import Any

import pytest

from conversations import turns
from conversations.ciphers import Cipher
from tests.conftest import Connect

OLD, NEW = urandom(32), urandom(32)
ASK = "schedule a Zanzibar review just me on 5 March 2030 at 3 pm"
KEPT = (
    "SELECT (SELECT string_agg(checkpoint::text || metadata::text, '') FROM checkpoints), "
    "(SELECT string_agg(encode(blob, 'escape'), '') FROM checkpoint_blobs), "
    "(SELECT string_agg(encode(blob, 'escape'), '') FROM checkpoint_writes)"
)


async def kept(rows: Any) -> str:
    """Everything that LangGraph's tables hold, as text."""
    return str(await rows(KEPT))


@pytest.fixture(autouse=True)
async def none_before(assistant_database: None, rows: Any) -> None:
    """LangGraph's tables are not flushed between tests."""
    await rows("TRUNCATE checkpoints, checkpoint_blobs, checkpoint_writes")


async def test_a_checkpoint_is_read_by_nobody_without_a_key(
    connect: Connect, rows: Any, settings: Any
) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = [OLD]
    client = await connect()
    await client.say(ASK)
    text = await kept(rows)
    assert "Zanzibar" not in text and "2030" not in text
    await client.say("45 minutes")
    assert "Booked" in await client.say("yes")


@pytest.mark.parametrize("before", [[], [OLD]], ids=["from plain", "from another key"])
async def test_a_dialogue_goes_on_with_a_new_key(
    connect: Connect, rows: Any, settings: Any, before: list[bytes]
) -> None:
    settings.CHECKPOINT_ENCRYPTION_KEYS = before
    client = await connect()
    await client.say(ASK)
    assert ("Zanzibar" in await kept(rows)) == (not before)
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW, *before]
    turns.forget_assistant()
    await client.say("45 minutes")
    settings.CHECKPOINT_ENCRYPTION_KEYS = [NEW]
    turns.forget_assistant()
    assert "Booked" in await client.say("yes")


def test_what_was_changed_is_not_decrypted() -> None:
    name, secret = Cipher([OLD]).encrypt(b"text")
    assert Cipher([NEW, OLD]).decrypt(name, secret) == b"text"
    for cipher, changed in (([OLD], secret[:-1] + b"x"), ([NEW], secret), ([OLD], b"")):
        with pytest.raises(LookupError):
            Cipher(cipher).decrypt(name, changed)
    with pytest.raises(LookupError):
        Cipher([OLD]).decrypt("rot13", secret)
