"""Seals the private fields of entries with a key, and opens them again.

AES-256-GCM with a random nonce. A sealed text is ``ID:BASE64``; the id tells a wrong key from
damage. The id of the call is authenticated with it, so that no text fits another call.
"""

import binascii
import hashlib
import os
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ivr.journal.entries import DamagedLine
from ivr.settings.problems import Problem
from ivr.settings.secrets import JOURNAL_KEY, Secrets

LOST: Final = "lost:"
_NONCE: Final = 12
_ID: Final = 8

_encode = msgspec.json.Encoder().encode


class WrongKey(Exception):
    """Private fields were sealed with a key that is not there."""

    def __init__(self, key_id: str, known: list[str]) -> None:
        self.key_id = key_id
        there = f"only {', '.join(known)} is there" if known else "there is no key"
        self.problem = Problem(
            f"secret {JOURNAL_KEY}",
            f"the journal has private fields sealed with key {key_id}, but {there}",
            f"Put that key behind the present one, into {Secrets.variable(JOURNAL_KEY)} or the "
            f"file secrets/{JOURNAL_KEY} of the run folder; if it is lost for good, put "
            f"{LOST}{key_id} there, and those fields stay empty",
        )
        super().__init__(str(self.problem))


class Keys:
    """The keys of a journal, as the secret ``journal-key`` holds them.

    ``secret`` is a list of words: the key that seals, earlier keys, and ``lost:ID`` for keys that
    are gone for good. A key is any text that nobody can guess.
    """

    def __init__(self, secret: str = "") -> None:
        words = secret.split()
        self.lost = {word.removeprefix(LOST) for word in words if word.startswith(LOST)}
        keys = [_derive(word) for word in words if not word.startswith(LOST)]
        self._keys = {_id_of(key): AESGCM(key) for key in keys}
        self.ids = list(self._keys)

    def seal(self, fields: dict[str, Any], call: str | None) -> str:
        """Encrypt fields with the first key; raises IndexError if there is none."""
        key_id = self.ids[0]
        nonce = os.urandom(_NONCE)
        box = self._keys[key_id].encrypt(nonce, _encode(fields), _bound_to(call))
        return f"{key_id}:{binascii.b2a_base64(nonce + box, newline=False).decode()}"

    def open(self, sealed: str, call: str | None) -> dict[str, Any]:
        """Decrypt fields; raises `WrongKey`, or `DamagedLine` if they are not what was sealed."""
        key_id, _, text = sealed.partition(":")
        if key_id in self.lost:
            return {}
        if key_id not in self._keys:
            raise WrongKey(key_id, self.ids)
        try:
            box = binascii.a2b_base64(text, strict_mode=True)
            plain = self._keys[key_id].decrypt(box[:_NONCE], box[_NONCE:], _bound_to(call))
            return msgspec.json.decode(plain, type=dict[str, Any])
        except (InvalidTag, ValueError) as error:
            raise DamagedLine("the private fields are not what was sealed") from error


def _derive(word: str) -> bytes:
    return hashlib.sha256(word.encode()).digest()


def _id_of(key: bytes) -> str:
    return hashlib.sha256(b"id of " + key).hexdigest()[:_ID]


def _bound_to(call: str | None) -> bytes:
    return (call or "").encode()
