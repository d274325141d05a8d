"""SIP messages as they stand in a datagram: the part of RFC 3261 that a telephone needs. No I/O."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

MAGIC: Final = "z9hG4bK"
"""Begins every branch made by RFC 3261."""

_COMPACT: Final = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "c": "content-type",
    "l": "content-length",
    "k": "supported",
}
_NEEDED: Final = ("via", "from", "to", "call-id", "cseq")
_TOKEN: Final = re.compile(r"[A-Za-z0-9!%*_+`'~.-]+")
_STATUS: Final = re.compile(r"SIP/2\.0 ([1-6]\d\d) (.*)")
_REQUEST: Final = re.compile(r"([A-Z]+) (\S+) SIP/2\.0")
_CSEQ: Final = re.compile(r"(\d{1,10})\s+([A-Z]+)")
_COMMAS: Final = re.compile(r'((?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<]|["<])+)(?:,|$)')


class BadMessage(ValueError):
    """What arrived is no SIP message, or lacks what every message must have."""


class Headers:
    """Header fields in their order; a name may be in any case and in its short form."""

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = list(fields)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def each(self, name: str) -> list[str]:
        """Give the value of every field of this name."""
        wanted = _full(name)
        return [value for other, value in self._fields if _full(other) == wanted]

    def get(self, name: str) -> str | None:
        """Give the value of the first field of this name."""
        return next(iter(self.each(name)), None)

    def parts(self, name: str) -> list[str]:
        """Give the entries of a list header, whether on one line or on several."""
        return [
            part.strip()
            for line in self.each(name)
            for part in _COMMAS.findall(line)
            if part.strip()
        ]

    def add(self, name: str, value: str) -> None:
        """Append a field."""
        self._fields.append((name, value))


@dataclass(frozen=True, slots=True)
class Message:
    """What requests and responses share. Parsed ones have the headers that each must have."""

    headers: Headers = field(default_factory=Headers)
    body: bytes = b""

    @property
    def call_id(self) -> str:
        """The Call-ID."""
        return self.headers.get("call-id") or ""

    @property
    def cseq(self) -> tuple[int, str]:
        """Number and method of CSeq."""
        match = _CSEQ.fullmatch(self.headers.get("cseq") or "")
        if match is None:
            raise BadMessage("CSeq is missing or is not a number and a method")
        return int(match[1]), match[2]

    @property
    def branch(self) -> str:
        """The branch of the topmost Via, by which responses find their request."""
        return parameter((self.headers.parts("via") or [""])[0], "branch") or ""

    def tag(self, header: str) -> str | None:
        """Give the tag of ``from`` or ``to``."""
        return parameter(self.headers.get(header) or "", "tag")


@dataclass(frozen=True, slots=True)
class Request(Message):
    """A request to ``uri``."""

    method: str = ""
    uri: str = ""

    def encode(self) -> bytes:
        """Give the datagram."""
        return _encode(f"{self.method} {self.uri} SIP/2.0", self)


@dataclass(frozen=True, slots=True)
class Response(Message):
    """An answer; below 200 it is provisional."""

    status: int = 0
    reason: str = ""

    def encode(self) -> bytes:
        """Give the datagram."""
        return _encode(f"SIP/2.0 {self.status} {self.reason}", self)


def respond(
    request: Request,
    status: int,
    reason: str,
    *,
    tag: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> Response:
    """Answer a request; ``tag`` is put on To unless it has one."""
    copied: list[tuple[str, str]] = []
    for name in ("Via", "From", "To", "Call-ID", "CSeq", "Record-Route"):
        copied += [(name, value) for value in request.headers.each(name)]
    if tag and request.tag("to") is None:
        copied = [(n, f"{v};tag={tag}" if n == "To" else v) for n, v in copied]
    return Response(Headers([*copied, *headers]), body, status, reason)


def parse(datagram: bytes) -> Request | Response:
    """Read one message; raises `BadMessage`."""
    head, separator, body = datagram.partition(b"\r\n\r\n")
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        raise BadMessage("the headers are not UTF-8") from error
    if not separator:
        raise BadMessage("no empty line ends the headers")
    first, *lines = re.sub(r"\r\n[ \t]+", " ", text).split("\r\n")
    headers = Headers(map(_field, lines))
    message = _start(first, headers, _body(headers, body))
    _check(message)
    return message


def uri(address: str) -> str:
    """Give the URI of a From, To, Contact or Route value."""
    match = re.search(r"<([^>]*)>", address)
    return match[1] if match else address.partition(";")[0].strip()


def user(address: str) -> str:
    """Give the user part of an address, that is, most often a phone number."""
    match = re.match(r"sips?:(?:([^@;:]*)[^@]*@)?", uri(address))
    return (match[1] if match else None) or ""


def parameter(value: str, name: str) -> str | None:
    """Give a parameter that stands after the address, such as ``tag``, ``branch`` or ``cause``."""
    _, found, after = value.rpartition(">")
    match = re.search(
        rf";\s*{name}\s*=\s*\"?([^;\s,\"]+)", after if found else value, re.IGNORECASE
    )
    return match[1] if match else None


def _full(name: str) -> str:
    lower = name.lower()
    return _COMPACT.get(lower, lower)


def _field(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not _TOKEN.fullmatch(name.strip()):
        raise BadMessage("a header line has no name")
    return name.strip(), value.strip()


def _start(line: str, headers: Headers, body: bytes) -> Request | Response:
    if status := _STATUS.fullmatch(line):
        return Response(headers, body, int(status[1]), status[2])
    if request := _REQUEST.fullmatch(line):
        return Request(headers, body, request[1], request[2])
    raise BadMessage("the first line is neither a request nor a status")


def _body(headers: Headers, body: bytes) -> bytes:
    length = headers.get("content-length")
    if length is None:
        return body
    if not re.fullmatch(r"[0-9]{1,9}", length) or int(length) > len(body):
        raise BadMessage("Content-Length does not fit the datagram")
    return body[: int(length)]


def _check(message: Request | Response) -> None:
    missing = [name for name in _NEEDED if not message.headers.get(name)]
    if missing:
        raise BadMessage(f"there is no {', '.join(missing)}")
    _, method = message.cseq
    if isinstance(message, Request) and method != message.method:
        raise BadMessage("CSeq is of another method")


def _encode(first: str, message: Message) -> bytes:
    lines = [first, *(f"{n}: {v}" for n, v in message.headers if _full(n) != "content-length")]
    head = "\r\n".join([*lines, f"Content-Length: {len(message.body)}", "", ""])
    return head.encode() + message.body
