"""SIP messages and steps of SIPp scenarios, from which those of callers and phones are made.

Only what SIPp 3.6 knows is used, so that distributions' own packages of it do.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

VIA: Final = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}"
ECHOED: Final = "[last_Via:]\n[last_From:]\n[last_To:]{tag}\n[last_Call-ID:]\n[last_CSeq:]\n"
SDP_TYPE: Final = "Content-Type: application/sdp\n"


def sdp(port: str = "[media_port]") -> str:
    """Offer A-law alone, at this port of ours."""
    return (
        "v=0\no=load 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n"
        f"m=audio {port} RTP/AVP 8\na=rtpmap:8 PCMA/8000\n"
    )


def caller_request(
    method: str,
    number: int,
    headers: str = "",
    body: str = "",
    *,
    call_id: str = "[call_id]",
    branch: str = "[branch]",
    tag: str = "[peer_tag_param]",
) -> str:
    """Send a request of caller ``[field0]`` to the helpline; an ACK is not sent again."""
    caller = "<sip:[field0]@[local_ip]:[local_port]>"
    contact = f"Contact: {caller}\n" if method == "INVITE" else ""
    head = (
        f"{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0\n"
        f"{VIA.format(branch=branch)}\nFrom: {caller};tag=[call_number]\n"
        f"To: <sip:[service]@[remote_ip]:[remote_port]>{tag}\nCall-ID: {call_id}\n"
        f"CSeq: {number} {method}\nMax-Forwards: 70\n{contact}{headers}Content-Length: [len]\n\n"
    )
    return send(head + body, retrans=method != "ACK")


def ok(tag: str = "", *, next_: str = "") -> str:
    """Answer the last request with 200."""
    text = f"SIP/2.0 200 OK\n{ECHOED.format(tag=tag)}Content-Length: 0\n"
    return send(text, next_=next_)


def send(text: str, *, retrans: bool = False, next_: str = "") -> str:
    """Send a message, again and again until it is answered if ``retrans``."""
    timer = ' retrans="500"' if retrans else ""
    return f"<send{timer}{_jump(next_)}><![CDATA[\n{text}\n]]></send>"


def recv(what: str, *actions: str, optional: str = "", next_: str = "") -> str:
    """Wait for a request (``BYE``) or a response (``200``)."""
    kind = "response" if what.isdigit() else "request"
    often = f' optional="{optional}"' if optional else ""
    head = f'<recv {kind}="{what}"{often}{_jump(next_)}'
    return f"{head}><action>{''.join(actions)}</action></recv>" if actions else f"{head}/>"


def do(*actions: str) -> str:
    """Do something that is no message."""
    return f'<nop hide="true"><action>{"".join(actions)}</action></nop>'


def go(to: str) -> str:
    """Go on at a label."""
    return f'<nop hide="true" next="{to}"/>'


def go_if(flag: str, to: str) -> str:
    """Go on at a label if the test with this name held."""
    return f'<nop hide="true" next="{to}" test="{flag}"/>'


def label(name: str) -> str:
    """Name a place in the scenario."""
    return f'<label id="{name}"/>'


def whenever(then: str, **jumps: str) -> Iterator[str]:
    """From the label ``then`` on, let these requests lead elsewhere whatever is being waited for.

    The nearest such steps before where a call is count, though it never passes them. A request
    with an empty label is taken and ignored.
    """
    yield go(then)
    for request, to in jumps.items():
        yield recv(request, optional="global", next_=to)
    yield recv("NEVER")  # SIPp wants it
    yield label(then)


def noted(*words: str) -> str:
    """Write a line into the log: when, then these words."""
    return f'<log message="[timestamp] {" ".join(words)}"/>'


def scenario(name: str, steps: Iterable[str]) -> str:
    """Put the steps together."""
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE scenario SYSTEM "sipp.dtd">\n'
    return f'{head}<scenario name="{escape(name)}">\n' + "\n".join(steps) + "\n</scenario>\n"


def cue(call_id: str, branch: str) -> bytes:
    """Make the message that tells one call of SIPp to go on with what comes next.

    The same ``branch`` would be taken for the same message once more.
    """
    lines = (
        "MESSAGE sip:call@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{branch}",
        "From: <sip:cue@127.0.0.1>;tag=cue",
        "To: <sip:call@127.0.0.1>",
        f"Call-ID: {call_id}",
        "CSeq: 1 MESSAGE",
        "Content-Length: 0",
    )
    return "\r\n".join((*lines, "", "")).encode()


def _jump(to: str) -> str:
    return f' next="{to}"' if to else ""
