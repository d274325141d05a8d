"""What callers and agents of a load let be heard: a low tone, fifty packets a second, or nothing.

Each streams its own sound. SIPp's echo costs as much, and two echoes that are joined by a call
send the same packets round and round.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ivr.phone.g711 import ALAW, RATE

FILE: Final = "voice.alaw"
TONE: Final = 250
"""Hertz; a whole number of waves goes into the second that is repeated."""
LOUDNESS: Final = 3_000
PORTS: Final = (20_000, 31_998)
"""Ports of both callers and agents; SIPp passes over those that are taken."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The port named in the SDP, what is done once a call is answered, and options of SIPp."""

    port: str
    action: str = ""
    options: tuple[str, ...] = ()

    def prepare(self, folder: Path) -> None:
        """Write the sound where SIPp reads it."""
        if self.action:
            wave = (LOUDNESS * math.sin(math.tau * TONE * n / RATE) for n in range(RATE))
            (folder / FILE).write_bytes(ALAW.encode([round(sample) for sample in wave]))


SILENCE: Final = Sound("[media_port]")
"""The helpline takes such a leg for dead after ``sip.rtp_timeout``."""

VOICE: Final = Sound(
    "[rtpstream_audio_port]",
    f'<exec rtp_stream="{FILE},-1,8"/>',
    ("-min_rtp_port", str(PORTS[0]), "-max_rtp_port", str(PORTS[1])),
)
