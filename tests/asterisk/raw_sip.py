"""SIP by hand: one UDP socket that sends requests as text and reads what comes back."""

import asyncio
import hashlib
import itertools
import re
import socket
import uuid
from dataclasses import dataclass, field
from typing import Self

ANSWER_WITHIN = 5.0


@dataclass(frozen=True)
class Message:
    """A received request or response, line by line."""

    text: str

    @property
    def start(self) -> str:
        return self.text.split("\r\n", 1)[0]

    @property
    def status(self) -> int:
        """The status code; 0 for a request."""
        match = re.match(r"SIP/2\.0 (\d+)", self.text)
        return int(match[1]) if match else 0

    @property
    def method(self) -> str:
        """The method of a request."""
        return self.text.split(" ", 1)[0]

    def header(self, name: str) -> str:
        match = re.search(rf"(?im)^{name}:\s*(.*?)\r?$", self.text)
        return match[1] if match else ""


@dataclass
class RawSip:
    """A SIP speaker on a local address, with a second socket for sound; use it as ``with``."""

    local: str
    server: tuple[str, int]
    user: str = "9415012345"
    call_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    to_tag: str = ""

    def __post_init__(self) -> None:
        self._sequence = itertools.count(1)
        self._socket = self._open()
        self.sound = self._open()
        self.port = self._socket.getsockname()[1]

    def _open(self) -> socket.socket:
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.bind((self.local, 0))
        opened.setblocking(False)
        return opened

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self.sound.close()

    async def ask(
        self, method: str, called: str = "", *, body: str = "", kind: str = "application/sdp",
        extra: str = "",
    ) -> Message:  # fmt: skip
        """Send a request and give its final response, acknowledged if it answers an INVITE."""
        sequence = next(self._sequence)
        self.send(method, called, sequence, body=body, kind=kind, extra=extra)
        while True:
            answer = await self.receive()
            if answer.status >= 200 and answer.header("CSeq") == f"{sequence} {method}":
                break
        if method == "INVITE":
            self.to_tag = answer.header("To").partition(";tag=")[2]
            refused = answer.status >= 300
            self.send("ACK", called, sequence, refused=refused)
            if refused:
                self.to_tag = ""
        return answer

    def send(
        self, method: str, called: str, sequence: int, *, body: str = "", kind: str = "",
        extra: str = "", refused: bool = False,
    ) -> None:  # fmt: skip
        target = self._uri(called)
        to = self._uri(self.user) if method == "REGISTER" else target
        tag = f";tag={self.to_tag}" if self.to_tag else ""
        # The ACK of a refusal belongs to the transaction of its INVITE, that of an answer does not.
        branch = f"{self.call_id}-{sequence}{'-ack' if method == 'ACK' and not refused else ''}"
        lines = [
            f"{method} {target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.local}:{self.port};rport;branch=z9hG4bK{branch}",
            "Max-Forwards: 70",
            f"From: <sip:{self.user}@{self.local}>;tag={self.call_id[:8]}",
            f"To: <{to}>{tag}",
            f"Call-ID: {self.call_id}",
            f"CSeq: {sequence} {method}",
            f"Contact: <sip:{self.user}@{self.local}:{self.port}>",
            *([extra] if extra else []),
            *([f"Content-Type: {kind}"] if body else []),
            f"Content-Length: {len(body)}",
        ]
        self._socket.sendto(("\r\n".join(lines) + "\r\n\r\n" + body).encode(), self.server)

    def _uri(self, user: str) -> str:
        host, port = self.server
        return f"sip:{user}@{host}:{port}" if user else f"sip:{host}:{port}"

    async def receive(self) -> Message:
        """Give the next message."""
        async with asyncio.timeout(ANSWER_WITHIN):
            data = await asyncio.get_running_loop().sock_recv(self._socket, 65_535)
        return Message(data.decode())

    def reply(self, request: Message, status: str) -> None:
        """Answer a request, without a body."""
        kept = re.findall(r"(?im)^(?:Via|From|Call-ID|CSeq):.*$", request.text)
        lines = [f"SIP/2.0 {status}", *(line.rstrip() for line in kept)]
        lines += [f"To: {request.header('To')};tag=1", "Content-Length: 0"]
        self._socket.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), self.server)

    async def receive_sound(self) -> bytes:
        """Give the payload of the next RTP packet."""
        async with asyncio.timeout(ANSWER_WITHIN):
            return (await asyncio.get_running_loop().sock_recv(self.sound, 2_048))[12:]

    def send_rtp(
        self, to: tuple[str, int], kind: int, payload: bytes, *, number: int, timestamp: int
    ) -> None:
        """Send one RTP packet of a payload type; all of one instance are one stream."""
        header = bytes((0x80, kind)) + number.to_bytes(2) + timestamp.to_bytes(4) + b"HELP"
        self.sound.sendto(header + payload, to)

    def offer(self) -> str:
        """Describe our sound: mu-law and A-law, in this order, and telephone events."""
        port = self.sound.getsockname()[1]
        return (
            f"v=0\r\no=- 1 1 IN IP4 {self.local}\r\ns=-\r\nc=IN IP4 {self.local}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
        )

    async def ask_with_password(
        self, method: str, called: str, password: str, *, body: str = "", extra: str = ""
    ) -> Message:
        """Ask, be challenged, and ask again with the digest of the password (RFC 2617)."""
        challenge = (await self.ask(method, called, body=body, extra=extra)).header(
            "WWW-Authenticate"
        )
        given = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        uri = self._uri(called)
        secret = _md5(f"{self.user}:{given['realm']}:{password}")
        asked = _md5(f"{method}:{uri}")
        answer = _md5(f"{secret}:{given['nonce']}:00000001:abc:auth:{asked}")
        proof = (
            f'Authorization: Digest username="{self.user}", realm="{given["realm"]}", '
            f'nonce="{given["nonce"]}", uri="{uri}", response="{answer}", algorithm=MD5, '
            f'qop=auth, nc=00000001, cnonce="abc", opaque="{given.get("opaque", "")}"'
        )
        extra = f"{extra}\r\n{proof}" if extra else proof
        return await self.ask(method, called, body=body, extra=extra)


def sound_address(answer: Message) -> tuple[str, int]:
    """Give where the other side wants our sound."""
    address = re.search(r"(?m)^c=IN IP4 (\S+)", answer.text)
    port = re.search(r"(?m)^m=audio (\d+)", answer.text)
    assert address is not None
    assert port is not None, answer.text
    return address[1], int(port[1])


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
