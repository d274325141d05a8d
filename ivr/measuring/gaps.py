"""How evenly prompts arrive: the time between packets of one prompt, by the kernel's clock."""

from array import array
from typing import Final

from ivr.phone.reception import Reception
from ivr.phone.recognition import KnownSounds

PACKET: Final = 160
_DISTINCT: Final = 32
"""Different bytes in two packets below which they may be silence, as any sound may end with."""


def prompt_gaps(heard: Reception, known: KnownSounds) -> "array[float]":
    """Give the seconds between packets that belong to one piece of sound.

    Asterisk marks a packet as the first of a new piece also when it is itself more than 80 ms
    late, so the worst gaps would hide as pauses. A pause therefore counts as a gap if what was
    heard before and after it stands together in one of the ``known`` sounds.
    """
    gaps = array("d", heard.spacings)
    for pause in heard.pauses:
        before = bytes(heard.sound[max(0, pause.end - PACKET) : pause.end])
        pair = before + bytes(heard.sound[pause.begin : pause.begin + PACKET])
        if len(set(pair)) >= _DISTINCT and any(pair in sound for sound in known.contents):
            gaps.append(pause.seconds)
    return gaps
