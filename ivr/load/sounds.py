"""What callers and agents of a load let be heard."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sound:
    """The port named in the SDP, and what is done once a call is answered."""

    port: str
    action: str = ""
    options: tuple[str, ...] = ()


SILENCE: Final = Sound("[media_port]")
