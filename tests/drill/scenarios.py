"""What SIPp is to do, as its scenarios: callers who key and stay, and phones of agents.

Whoever stays does so until a cue: a MESSAGE of their call, which the drill sends to SIPp. So the
drill, not a time written here, decides when people hang up.
"""

from typing import Final
from xml.sax.saxutils import escape

THINKING: Final = 1500
"""Milliseconds that a caller listens before each key."""

SDP: Final = """v=0
o=drill 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""

_VIA: Final = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]"
_CALLER: Final = "<sip:[field0]@[local_ip]:[local_port]>"
_HELPLINE: Final = "<sip:1912@[remote_ip]:[remote_port]>"
_ECHOED: Final = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n"


def caller(*keys: str, stays: int | None = None) -> str:
    """Call, press each key, stay until the cue (or ``stays`` milliseconds), and hang up."""
    steps = [
        _request("INVITE", 1, f"Contact: {_CALLER}\nContent-Type: application/sdp\n", SDP, tag=""),
        '<recv response="100" optional="true"/><recv response="180" optional="true"/>',
        '<recv response="183" optional="true"/><recv response="200"/>',
        _request("ACK", 1),
    ]
    for number, key in enumerate(keys, start=2):
        signal = f"Signal={key}\nDuration=100\n"
        kind = "Content-Type: application/dtmf-relay\n"
        steps += [f'<pause milliseconds="{THINKING}"/>', _request("INFO", number, kind, signal)]
        steps.append('<recv response="200"/>')
    steps.append(f'<pause milliseconds="{stays}"/>' if stays else '<recv request="MESSAGE"/>')
    steps += [_request("BYE", len(keys) + 2), '<recv response="200"/>']
    return _scenario("caller", steps)


def registration() -> str:
    """Register the phone of agent ``[field0]``, who is there until the end."""
    register = (
        "REGISTER sip:[remote_ip]:[remote_port] SIP/2.0\n"
        f"{_VIA}\nFrom: {_AGENT};tag=[call_number]\nTo: {_AGENT}\nCall-ID: [call_id]\n"
        f"CSeq: {{number}} REGISTER\nContact: {_AGENT_HERE}\nMax-Forwards: 70\n"
        "{proof}Expires: 3600\nContent-Length: 0\n"
    )
    steps = [
        _send(register.format(number=1, proof=""), retrans=True),
        '<recv response="401" auth="true"/>',
        _send(register.format(number=2, proof=f"{_PROOF}\n"), retrans=True),
        '<recv response="200"/>',
        '<recv request="MESSAGE"/>',
    ]
    return _scenario("registration", steps)


def agent_phone() -> str:
    """Ring, answer after a moment, and talk until the other side hangs up."""
    tag = ";tag=[call_number]"
    answer = "Contact: <sip:[local_ip]:[local_port]>\nContent-Type: application/sdp\n"
    steps = [
        '<recv request="OPTIONS" optional="true" next="asked"/>',
        '<recv request="INVITE"/>',
        _send(f"SIP/2.0 180 Ringing\n{_ECHOED.format(tag=tag)}Content-Length: 0\n"),
        '<pause milliseconds="300"/>',
        _send(
            f"SIP/2.0 200 OK\n{_ECHOED.format(tag=tag)}{answer}Content-Length: [len]\n\n{SDP}",
            retrans=True,
        ),
        '<recv request="ACK"/>',
        '<recv request="BYE"/>',
        _send(f"SIP/2.0 200 OK\n{_ECHOED.format(tag='')}Content-Length: 0\n", next_="over"),
        '<label id="asked"/>',
        _send(f"SIP/2.0 200 OK\n{_ECHOED.format(tag=tag)}Content-Length: 0\n"),
        '<label id="over"/>',
    ]
    return _scenario("agent", steps)


def cue(call_id: str) -> bytes:
    """Make the message that lets a caller who stays hang up."""
    lines = (
        "MESSAGE sip:caller@127.0.0.1 SIP/2.0",
        "Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKcue",
        "From: <sip:drill@127.0.0.1>;tag=drill",
        "To: <sip:caller@127.0.0.1>",
        f"Call-ID: {call_id}",
        "CSeq: 1 MESSAGE",
        "Content-Length: 0",
    )
    return "\r\n".join((*lines, "", "")).encode()


_AGENT: Final = "<sip:[field0]@[remote_ip]:[remote_port]>"
_AGENT_HERE: Final = "<sip:[field0]@[local_ip]:[local_port]>"
_PROOF: Final = "[authentication username=[field0] password=[field1]]"


def _request(
    method: str, number: int, headers: str = "", body: str = "", *, tag: str = "[peer_tag_param]"
) -> str:
    head = (
        f"{method} sip:1912@[remote_ip]:[remote_port] SIP/2.0\n"
        f"{_VIA}\nFrom: {_CALLER};tag=[call_number]\nTo: {_HELPLINE}{tag}\nCall-ID: [call_id]\n"
        f"CSeq: {number} {method}\nMax-Forwards: 70\n{headers}Content-Length: [len]\n\n"
    )
    return _send(head + body, retrans=method != "ACK")


def _send(text: str, *, retrans: bool = False, next_: str = "") -> str:
    timer = ' retrans="500"' if retrans else ""
    jump = f' next="{next_}"' if next_ else ""
    return f"<send{timer}{jump}><![CDATA[\n{text}\n]]></send>"


def _scenario(name: str, steps: list[str]) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
    body = "\n".join(steps)
    return f'{head}<scenario name="{escape(name)}">\n{body}\n</scenario>\n'
