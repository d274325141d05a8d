"""What callers of a drill do: they key and stay, until a cue or for a time.

So the drill, not a time written here, decides when people hang up.
"""

from typing import Final

from ivr.load.messages import SDP_TYPE, caller_request, recv, scenario, sdp

THINKING: Final = 1500
"""Milliseconds that a caller listens before each key."""


def caller(*keys: str, stays: int | None = None) -> str:
    """Call, press each key, stay until the cue (or ``stays`` milliseconds), and hang up."""
    steps = [
        caller_request("INVITE", 1, SDP_TYPE, sdp(), tag=""),
        *(recv(status, optional="true") for status in ("100", "180", "183")),
        recv("200"),
        caller_request("ACK", 1),
    ]
    for number, key in enumerate(keys, start=2):
        signal = f"Signal={key}\nDuration=100\n"
        kind = "Content-Type: application/dtmf-relay\n"
        steps.append(f'<pause milliseconds="{THINKING}"/>')
        steps += [caller_request("INFO", number, kind, signal), recv("200")]
    steps.append(f'<pause milliseconds="{stays}"/>' if stays else recv("MESSAGE"))
    steps += [caller_request("BYE", len(keys) + 2), recv("200")]
    return scenario("caller", steps)
