"""A probe: one of the callers, on a phone of ours, who measures what callers get.

Arrivals are timed by the kernel, so a busy event loop of ours does not lengthen them; what we send
is timed just before it is handed to the kernel.
"""

import asyncio
from array import array
from dataclasses import dataclass, field
from typing import Final

from ivr.measuring.gaps import prompt_gaps
from ivr.phone.phone import CallRefused, Phone
from ivr.phone.placing import PlacedCall
from ivr.phone.recognition import KnownSounds

QUIET: Final = 1.0
"""Seconds without sound after which a prompt is over, also between its parts."""
LOOK: Final = 0.02
ANSWERED_WITHIN: Final = 32.0
"""Seconds after which SIP gives up an INVITE that nobody answers."""
KEYS: Final = "11"
"""What a probe presses, each time a prompt is over: the language, then the reason."""
STILL_THERE: Final = 1.0
"""Seconds between the packets that a probe sends: enough to show that it lives."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way to the helpline: our address, its address, the number, and its sounds."""

    host: str
    remote: tuple[str, int]
    number: str
    known: KnownSounds


@dataclass(slots=True)
class Probed:
    """What one probe measured, in seconds; ``sent`` and ``landed`` are loop times.

    ``set_up`` is from the INVITE to the 200, ``first_sound`` from the 200 to the first packet of
    the first prompt, each of ``keys`` from the release of a key to the first packet of the next
    prompt. ``gaps`` are those between packets of the prompts; ``refused`` is the SIP status.
    """

    hold: float
    sent: float = 0.0
    landed: float | None = None
    refused: int | None = None
    cut_off: bool = False
    set_up: float | None = None
    first_sound: float | None = None
    keys: list[float] = field(default_factory=list)
    gaps: "array[float]" = field(default_factory=lambda: array("d"))
    lost: int = 0


async def probe(way: Way, caller: str, hold: float) -> Probed:
    """Call, press `KEYS` while ``hold`` seconds last, hang up exactly then, and tell."""
    found = Probed(hold)
    async with Phone(way.host, way.remote, user=caller) as phone:
        call = phone.dial(way.number)
        try:
            async with asyncio.timeout(ANSWERED_WITHIN):
                await call.answered()
        except CallRefused as refused:
            found.sent, found.refused = call.placed_at, refused.status
            return found
        except TimeoutError:
            found.sent = call.placed_at
            call.abandon()
            return found
        assert call.answered_at is not None
        found.sent, found.landed = call.placed_at, call.answered_at
        found.set_up = call.answered_at - call.placed_at
        listening = asyncio.create_task(_listen(call, found))
        try:
            over = asyncio.timeout_at(call.answered_at + hold)
            async with over:
                await call.ended()
        except TimeoutError:
            pass
        finally:
            found.cut_off = not over.expired()
            listening.cancel()
            await asyncio.wait([listening])
        if not listening.cancelled():
            listening.result()
        await call.hang_up()
    found.gaps, found.lost = prompt_gaps(call.sound, way.known), call.sound.lost
    return found


async def _listen(call: PlacedCall, found: Probed) -> None:
    """Hear the prompts out and answer them; then hear nothing more, which costs nothing."""
    call.thin_out(STILL_THERE)
    assert call.answered_at is not None
    found.first_sound = await _sound_after(call, call.answered_at)
    for key in KEYS:
        await _quiet(call)
        await call.press(key)
        assert call.released_at is not None
        found.keys.append(await _sound_after(call, call.released_at))
    call.deafen()


async def _sound_after(call: PlacedCall, moment: float) -> float:
    """Give the seconds from a loop time to the first packet that came after it."""
    first = 0
    while True:
        arrivals = call.sound.arrivals
        while first < len(arrivals):
            if arrivals[first] > moment:
                return arrivals[first] - moment
            first += 1
        await asyncio.sleep(LOOK)


async def _quiet(call: PlacedCall) -> None:
    """Wait until nothing has arrived for a while."""
    clock = asyncio.get_running_loop().time
    while (over := call.sound.arrivals[-1] + QUIET) > clock():  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(over - clock())
