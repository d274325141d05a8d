"""What SIPp does in the benchmarks: callers, agents' phones, and people who are called.

Callers note when they call, are answered, press their last key, and hear the other side hang up.
"""

from collections.abc import Sequence
from typing import Final

from ivr.load.messages import (
    ECHOED,
    SDP_TYPE,
    VIA,
    caller_request,
    do,
    label,
    noted,
    ok,
    recv,
    scenario,
    sdp,
    send,
)

CALLS: Final = "calls"
ANSWERED: Final = "answered"
LAST_KEY: Final = "last-key"
GOODBYE: Final = "goodbye"

MEDIA: Final = "[media_port]"
PATIENCE: Final = 60_000
"""Milliseconds after which a caller to whom nobody said goodbye counts as failed."""

_CALL: Final = "[call_number]"
_TAG: Final = ";tag=[call_number]"


def caller(
    keys: Sequence[str] = (), *, think: int, stays: int | None = None, media: str = MEDIA
) -> str:
    """Call, press each key ``think`` ms after what came before, and stay ``stays`` ms.

    Without ``stays`` the other side is to hang up. ``media`` is the port for the sound.
    """
    steps = [
        do(noted(CALLS, _CALL)),
        caller_request("INVITE", 1, SDP_TYPE, sdp(media), tag=""),
        *(recv(status, optional="true") for status in ("100", "180", "183")),
        recv("200", noted(ANSWERED, _CALL)),
        caller_request("ACK", 1),
    ]
    for number, key in enumerate(keys, start=1):
        kind = "Content-Type: application/dtmf-relay\n"
        signal = f"Signal={key}\nDuration=100\n"
        steps.append(f'<pause milliseconds="{think}"/>')
        if number == len(keys):
            steps.append(do(noted(LAST_KEY, _CALL)))
        steps += [caller_request("INFO", number + 1, kind, signal), recv("200")]
    return scenario("caller", [*steps, *_end(stays, len(keys) + 2)])


def _end(stays: int | None, number: int) -> list[str]:
    if stays is None:
        goodbye = f"<action>{noted(GOODBYE, _CALL)}</action>"
        return [f'<recv request="BYE" timeout="{PATIENCE}">{goodbye}</recv>', ok()]
    bye = [caller_request("BYE", number), recv("200")]
    return [f'<pause milliseconds="{stays}"/>', *bye]


def agent_phone(*, ring: int, talk: int) -> str:
    """Ring for ``ring`` ms, talk for ``talk`` ms, and hang up; tell Asterisk that it is there."""
    bye = (
        f"BYE sip:asterisk@[remote_ip]:[remote_port] SIP/2.0\n{VIA.format(branch='[branch]')}\n"
        f"From:[$to]{_TAG}\nTo:[$from]\nCall-ID: [call_id]\nCSeq: 1 BYE\nMax-Forwards: 70\n"
        "Content-Length: 0\n"
    )
    steps = [
        recv("OPTIONS", optional="true", next_="asked"),
        recv("INVITE", _remember("From:", "from"), _remember("To:", "to")),
        send(f"SIP/2.0 180 Ringing\n{ECHOED.format(tag=_TAG)}Content-Length: 0\n"),
        f'<pause milliseconds="{ring}"/>',
        _accept(MEDIA),
        recv("ACK"),
        f'<pause milliseconds="{talk}"/>',
        send(bye, retrans=True),
        recv("200", next_="over"),
        label("asked"),
        ok(_TAG),
        label("over"),
    ]
    return scenario("agent", steps)


def person(*, media: str) -> str:
    """Pick up at once, and stay until the other side hangs up; ``media`` as for `caller`."""
    return scenario("person", [recv("INVITE"), _accept(media), recv("ACK"), recv("BYE"), ok()])


def _accept(media: str) -> str:
    contact = f"Contact: <sip:bench@[local_ip]:[local_port]>\n{SDP_TYPE}Content-Length: [len]\n"
    return send(f"SIP/2.0 200 OK\n{ECHOED.format(tag=_TAG)}{contact}\n{sdp(media)}", retrans=True)


def _remember(header: str, name: str) -> str:
    return f'<ereg regexp=".*" search_in="hdr" header="{header}" assign_to="{name}"/>'
