"""Encrypts what is kept of a dialogue, with keys of the environment; never decides what is kept."""

import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12  # as NIST SP 800-38D, section 8.2.2 wants of a random one


class Cipher:
    """AES-256 in Galois/Counter mode: the first key encrypts, every key decrypts. A LangGraph CipherProtocol."""

    name = "aes256gcm"

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = [AESGCM(key) for key in keys]

    def encrypt(self, plaintext: bytes) -> tuple[str, bytes]:
        nonce = os.urandom(NONCE_BYTES)
        return self.name, nonce + self._keys[0].encrypt(nonce, plaintext, None)

    def decrypt(self, ciphername: str, ciphertext: bytes) -> bytes:
        """Return the plaintext. Raises LookupError when no key fits, or somebody has changed it."""
        for key in self._keys if ciphername == self.name else ():
            try:
                return key.decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], None)
            except (InvalidTag, ValueError):  # the next key may be the one
                continue
        raise LookupError("No key of CHECKPOINT_ENCRYPTION_KEYS decrypts this.")
