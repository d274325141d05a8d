"""Scenarios of agents' phones: how they register, and what they do when they ring."""

from collections.abc import Iterator
from typing import Final

from ivr.load.messages import (
    ECHOED,
    SDP_TYPE,
    VIA,
    do,
    label,
    noted,
    ok,
    recv,
    scenario,
    sdp,
    send,
)
from ivr.load.sounds import Sound

_AGENT: Final = "<sip:[field0]@[remote_ip]:[remote_port]>"
_PROOF: Final = "[authentication username=[field0] password=[field1]]\n"
_TAG: Final = ";tag=[call_number]"


def registration(expires: int) -> str:
    """Register the phone of agent ``[field0]``, password ``[field1]``, and at the cue sign it off.

    ``expires`` is in seconds, for a phone that could not be signed off.
    """
    steps = [
        *_register(1, expires),
        do(noted("registered", "[call_id]")),
        recv("MESSAGE"),
        *_register(3, 0),
        do(noted("signed-off", "[call_id]")),
    ]
    return scenario("registration", steps)


def _register(number: int, expires: int) -> Iterator[str]:
    register = (
        "REGISTER sip:[remote_ip]:[remote_port] SIP/2.0\n"
        f"{VIA.format(branch='[branch]')}\nFrom: {_AGENT}{_TAG}\nTo: {_AGENT}\n"
        "Call-ID: [call_id]\nCSeq: {number} REGISTER\n"
        "Contact: <sip:[field0]@[local_ip]:[local_port]>\nMax-Forwards: 70\n"
        f"{{proof}}Expires: {expires}\nContent-Length: 0\n"
    )
    yield send(register.format(number=number, proof=""), retrans=True)
    yield '<recv response="401" auth="true"/>'
    yield send(register.format(number=number + 1, proof=_PROOF), retrans=True)
    yield recv("200")


def agent_phone(pick_up: float, sound: Sound) -> str:
    """Ring for ``pick_up`` seconds, answer, and talk until the other side hangs up."""
    answer = f"Contact: <sip:[local_ip]:[local_port]>\n{SDP_TYPE}Content-Length: [len]\n\n"
    steps = [
        recv("OPTIONS", optional="true", next_="asked"),
        recv("CANCEL", optional="global", next_="cancelled"),
        recv("INVITE"),
        _answer("180 Ringing", "Content-Length: 0\n"),
        f'<pause milliseconds="{round(1000 * pick_up)}"/>',
        _answer("200 OK", answer + sdp(sound.port), retrans=True),
        recv("ACK"),
        *([do(sound.action)] if sound.action else []),
        recv("BYE"),
        ok(next_="over"),
        label("cancelled"),
        ok(_TAG),
        _answer("487 Request Terminated", "Content-Length: 0\n", of="CSeq: [cseq] INVITE\n"),
        recv("ACK", next_="over"),
        label("asked"),
        ok(_TAG),
        label("over"),
    ]
    return scenario("agent", steps)


def _answer(status: str, rest: str, *, of: str = "", retrans: bool = False) -> str:
    """Answer the last request or, if named by its CSeq, the one before."""
    head = ECHOED.format(tag=_TAG)
    head = head.replace("[last_CSeq:]\n", of) if of else head
    return send(f"SIP/2.0 {status}\n{head}{rest}", retrans=retrans)
