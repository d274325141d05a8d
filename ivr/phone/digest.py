"""Proving who a phone is: digest authentication (RFC 2617 and 8760, MD5 with qop=auth)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from ivr.phone.sip import Response

_CHALLENGES: Final = {
    401: ("www-authenticate", "Authorization"),
    407: ("proxy-authenticate", "Proxy-Authorization"),
}
_PAIR: Final = re.compile(r'([A-Za-z]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,"]+))')


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a registrar or proxy wants proved; ``header`` is the field that carries the proof."""

    header: str
    realm: str
    nonce: str
    opaque: str | None
    qop: bool

    def answer(self, method: str, uri: str, user: str, password: str, cnonce: str) -> str:
        """Give the value of the header that proves the password for this one request."""
        proof = [_hash(user, self.realm, password), self.nonce]
        given = {"username": user, "realm": self.realm, "nonce": self.nonce, "uri": uri}
        if self.opaque is not None:
            given["opaque"] = self.opaque
        if self.qop:
            given["cnonce"] = cnonce
            proof += ["00000001", cnonce, "auth"]
        given["response"] = _hash(*proof, _hash(method, uri))
        quoted = ", ".join(f'{name}="{value}"' for name, value in given.items())
        return f"Digest {quoted}, algorithm=MD5{', qop=auth, nc=00000001' if self.qop else ''}"


def challenge_in(response: Response) -> Challenge | None:
    """Find a challenge that can be answered; None if there is none."""
    if response.status not in _CHALLENGES:
        return None
    asks, answers = _CHALLENGES[response.status]
    for value in response.headers.each(asks):
        scheme, _, rest = value.partition(" ")
        pairs = {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(rest)}
        usable = scheme.lower() == "digest" and pairs.get("algorithm", "MD5").upper() == "MD5"
        if usable and {"realm", "nonce"} <= pairs.keys():
            qop = "auth" in re.split(r"\s*,\s*", pairs.get("qop", ""))
            return Challenge(answers, pairs["realm"], pairs["nonce"], pairs.get("opaque"), qop)
    return None


def _hash(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()
