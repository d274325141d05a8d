"""What SIPp does in the benchmarks: callers, agents' phones, and people who are called.

Callers measure themselves: `SETUP` is from the INVITE to its 200, `LAST` from the last key (or
from the 200, without keys) to the goodbye of the other side.
"""

from collections.abc import Iterable
from typing import Final

SETUP: Final = "setup"
LAST: Final = "last"

PATIENCE: Final = 60_000
"""Milliseconds after which a caller who still waits counts as failed."""

_SDP: Final = """v=0
o=bench 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio {port} RTP/AVP 8 101
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
"""
_VIA: Final = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n"
_HERE: Final = "<sip:[field0]@[local_ip]:[local_port]>"
_THERE: Final = "<sip:1912@[remote_ip]:[remote_port]>"
_ECHOED: Final = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n"
_KEY: Final = "Content-Type: application/dtmf-relay\nContent-Length: [len]"
_TAG: Final = ";tag=[call_number]"


def caller(
    keys: Iterable[str] = (), *, think: int, stays: int | None = None, media: str = "[media_port]"
) -> str:
    """Call, press each key ``think`` ms after what came before, and stay ``stays`` ms.

    Without ``stays`` the other side is to hang up. ``media`` is the port for the sound.
    """
    keyed = list(keys)
    timed = f'start_rtd="{LAST}"' if stays is None else ""
    steps = [
        _request("INVITE", 1, _offer(media), tag="", attributes=f'start_rtd="{SETUP}"'),
        '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
        f'<recv response="183" optional="true"/><recv response="200" rtd="{SETUP}"/>',
        _request("ACK", 1, attributes="" if keyed else timed),
    ]
    for number, key in enumerate(keyed, start=2):
        last = timed if number == len(keyed) + 1 else ""
        body = f"{_KEY}\n\nSignal={key}\nDuration=100\n"
        steps.append(f'<pause milliseconds="{think}"/>')
        steps.append(_request("INFO", number, body, attributes=last))
        steps.append('<recv response="200"/>')
    if stays is None:
        steps += [f'<recv request="BYE" rtd="{LAST}" timeout="{PATIENCE}"/>', _reply("200 OK")]
    else:
        steps.append(f'<pause milliseconds="{stays}"/>')
        steps += [_request("BYE", len(keyed) + 2), '<recv response="200"/>']
    return _scenario("caller", steps)


def registration() -> str:
    """Register the phone of agent ``[field0]``, whose password is ``[field1]``; for an hour."""
    agent = "<sip:[field0]@[remote_ip]:[remote_port]>"
    head = (
        f"REGISTER sip:[remote_ip]:[remote_port] SIP/2.0\n{_VIA}From: {agent}{_TAG}\n"
        f"To: {agent}\nCall-ID: [call_id]\nCSeq: {{number}} REGISTER\nContact: {_HERE}\n"
        "Max-Forwards: 70\n{proof}Expires: 3600\nContent-Length: 0\n"
    )
    proof = "[authentication username=[field0] password=[field1]]\n"
    steps = [
        _send(head.format(number=1, proof=""), 'retrans="500"'),
        '<recv response="401" auth="true"/>',
        _send(head.format(number=2, proof=proof), 'retrans="500"'),
        '<recv response="200"/>',
    ]
    return _scenario("registration", steps)


def agent_phone(*, ring: int, talk: int) -> str:
    """Ring for ``ring`` ms, talk for ``talk`` ms, and hang up; tell Asterisk that it is there."""
    bye = (
        f"BYE sip:asterisk@[remote_ip]:[remote_port] SIP/2.0\n{_VIA}"
        f"From:[$to]{_TAG}\nTo:[$from]\nCall-ID: [call_id]\nCSeq: 1 BYE\nMax-Forwards: 70\n"
        "Content-Length: 0\n"
    )
    steps = [
        '<recv request="OPTIONS" optional="true" next="asked"/>',
        f'<recv request="INVITE">{_remember("From:", "from")}{_remember("To:", "to")}</recv>',
        _reply("180 Ringing", tag=_TAG),
        f'<pause milliseconds="{ring}"/>',
        _reply("200 OK", tag=_TAG, more=_offer("[media_port]"), attributes='retrans="500"'),
        '<recv request="ACK"/>',
        f'<pause milliseconds="{talk}"/>',
        _send(bye, 'retrans="500"'),
        '<recv response="200" next="over"/>',
        '<label id="asked"/>',
        _reply("200 OK", tag=_TAG),
        '<label id="over"/>',
    ]
    return _scenario("agent", steps)


def person(*, media: str) -> str:
    """Pick up at once, and stay until the other side hangs up; ``media`` as for `caller`."""
    steps = [
        '<recv request="INVITE"/>',
        _reply("200 OK", tag=_TAG, more=_offer(media), attributes='retrans="500"'),
        '<recv request="ACK"/>',
        '<recv request="BYE"/>',
        _reply("200 OK"),
    ]
    return _scenario("person", steps)


def _offer(media: str) -> str:
    contact = "Contact: <sip:bench@[local_ip]:[local_port]>\nContent-Type: application/sdp\n"
    return f"{contact}Content-Length: [len]\n\n{_SDP.format(port=media)}"


def _remember(header: str, name: str) -> str:
    return (
        f'<action><ereg regexp=".*" search_in="hdr" header="{header}" assign_to="{name}"/></action>'
    )


def _request(
    method: str, number: int, rest: str = "Content-Length: 0\n", *, tag: str = "[peer_tag_param]",
    attributes: str = "",
) -> str:  # fmt: skip
    head = (
        f"{method} sip:1912@[remote_ip]:[remote_port] SIP/2.0\n{_VIA}From: {_HERE}{_TAG}\n"
        f"To: {_THERE}{tag}\nCall-ID: [call_id]\nCSeq: {number} {method}\nMax-Forwards: 70\n"
    )
    timer = "" if method == "ACK" else 'retrans="500" '
    return _send(head + rest, timer + attributes)


def _reply(
    status: str, *, tag: str = "", more: str = "Content-Length: 0\n", attributes: str = ""
) -> str:
    return _send(f"SIP/2.0 {status}\n{_ECHOED.format(tag=tag)}{more}", attributes)


def _send(text: str, attributes: str = "") -> str:
    return f"<send {attributes}><![CDATA[\n{text}\n]]></send>"


def _scenario(name: str, steps: Iterable[str]) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
    body = "\n".join(steps)
    return f'{head}<scenario name="{name}">\n{body}\n</scenario>\n'
