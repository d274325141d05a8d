"""The scenario of the callers of a load, and the rows from which each takes its part.

A caller waits until their moment by the clock of the machine, so that a SIPp that is late with
the one is not late with the next. What happens is noted line by line: `ivr.load.notes` reads it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.load.messages import (
    SDP_TYPE,
    caller_request,
    do,
    go,
    go_if,
    label,
    noted,
    ok,
    recv,
    scenario,
    sdp,
    whenever,
)
from ivr.load.sounds import Sound

BLOCKED: Final = ("486", "503")
"""What a call is refused with that finds no line; any other refusal is a failure."""
LEAST: Final = 1
"""Milliseconds; SIPp takes shorter pauses for endless ones."""

_CALL_ID: Final = "[$attempt]///[call_id]"
_THIS_CALL: Final = ("[call_number]", "[$attempt]")
_BRANCH: Final = "z9hG4bK-[pid]-[call_number]-[$attempt]"


@dataclass(frozen=True, slots=True)
class Row:
    """What one caller does; ``due`` in seconds since 1970, the other times in seconds."""

    number: str
    due: float
    hold: float
    redials: int
    redial_after: float
    keys: str

    def fields(self, most_keys: int) -> tuple[str, ...]:
        """Give the fields as the scenario reads them, times in milliseconds."""
        keys = self.keys.ljust(most_keys)
        times = (self.due, self.hold, self.redial_after)
        due, hold, pause = (str(max(LEAST, round(1000 * time))) for time in times)
        return (self.number, due, hold, str(self.redials), pause, str(len(self.keys)), *keys)


def sip_call_id(attempt: int, call_id: str) -> str:
    """Give the SIP Call-ID of an attempt, which SIPp makes of the call's own; they count from 1."""
    return f"{attempt:.6f}///{call_id}"


def callers(most_keys: int, think: float, sound: Sound) -> str:
    """Call at a moment, press up to so many keys, stay, hang up; call again if blocked.

    ``think`` is the time before each key, in seconds.
    """
    return scenario(
        "callers",
        [
            do(*_read("due", "hold", "redials", "again_after", "keys"), _put("attempt", 0)),
            go("expected"),  # the first message tells SIPp who calls, so it is ours
            *_dial(sound),
            *_refused(),
            *whenever("expected", MESSAGE="over"),
            *_wait_until("due", then="dial"),
            *whenever("answered", BYE="ended", MESSAGE="leave"),
            caller_request("ACK", 1, call_id=_CALL_ID),
            *([do(sound.action)] if sound.action else []),
            *(step for place in range(most_keys) for step in _key(place, think)),
            label("stay"),
            *_wait_until("leaves", then="leave"),
            *_leave(),
            label("ended"),
            do(noted("ended", *_THIS_CALL)),
            ok(),
            label("over"),
            '<Reference variables="keys"/>',
        ],
    )


def _dial(sound: Sound) -> Iterator[str]:
    yield label("dial")
    yield do('<add assign_to="attempt" value="1"/>', noted("sent", *_THIS_CALL))
    offer = (SDP_TYPE, sdp(sound.port))
    yield caller_request("INVITE", 1, *offer, call_id=_CALL_ID, branch=_BRANCH, tag="")
    yield recv("100", noted("heard", *_THIS_CALL), optional="true")
    yield recv("180", optional="true")
    yield recv("183", optional="true")
    yield recv("MESSAGE", optional="true")  # whoever is being put through is told again later
    for status in BLOCKED:
        what = noted("refused", *_THIS_CALL, status)
        yield recv(status, what, optional="true", next_="refused")
    answered = (noted("answered", *_THIS_CALL), *_now("leaves"))
    yield recv("200", *answered, '<add assign_to="leaves" variable="hold"/>', next_="answered")


def _key(place: int, think: float) -> Iterator[str]:
    test = f'<test assign_to="done" variable="keys" compare="less_than" value="{place + 1}"/>'
    yield do(test)
    yield go_if("done", "stay")
    yield f'<pause milliseconds="{round(1000 * think)}"/>'
    signal = f"Signal=[field{6 + place}]\nDuration=100\n"
    kind = "Content-Type: application/dtmf-relay\n"
    yield caller_request("INFO", 2 + place, kind, signal, call_id=_CALL_ID)
    yield recv("481", optional="true", next_="stay")
    yield recv("200")


def _leave() -> Iterator[str]:
    yield label("leave")
    yield do(noted("left", *_THIS_CALL))
    yield caller_request("BYE", 99, call_id=_CALL_ID)
    yield recv("481", optional="true", next_="over")
    yield recv("200", next_="over")


def _refused() -> Iterator[str]:
    yield label("refused")
    yield caller_request("ACK", 1, call_id=_CALL_ID, branch=_BRANCH)
    yield do(
        '<test assign_to="done" variable="redials" compare="less_than" value="1"/>',
        '<subtract assign_to="redials" value="1"/>',
    )
    yield go_if("done", "over")
    yield from whenever("again", MESSAGE="over")
    yield '<pause variable="again_after" next="dial"/>'


def _read(*names: str) -> Iterator[str]:
    for field, name in enumerate(names, start=1):
        yield f'<assignstr assign_to="text" value="[field{field}]"/>'
        yield f'<todouble assign_to="{name}" variable="text"/>'


def _put(name: str, value: float) -> str:
    return f'<assign assign_to="{name}" value="{value}"/>'


def _now(name: str) -> Sequence[str]:
    """Put the milliseconds since 1970 into a variable."""
    return (
        f'<gettimeofday assign_to="{name},micros"/>',
        f'<multiply assign_to="{name}" value="1000"/>',
        '<divide assign_to="micros" value="1000"/>',
        f'<add assign_to="{name}" variable="micros"/>',
    )


def _wait_until(name: str, *, then: str) -> Iterator[str]:
    yield do(
        *_now("now"),
        _put("left", 0),
        f'<add assign_to="left" variable="{name}"/>',
        '<subtract assign_to="left" variable="now"/>',
        f'<test assign_to="done" variable="left" compare="less_than" value="{LEAST}"/>',
    )
    yield go_if("done", then)
    yield f'<pause variable="left" next="{then}"/>'
