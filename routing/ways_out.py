"""When a waiting caller is shown ways out of the line, and which."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Which ways stand open, and the three thresholds: any of them opens all that are there.

    ``place`` in line, ``estimate`` and ``waited`` in seconds, each from there on.
    """

    place: int = 10
    estimate: float = 900.0
    waited: float = 180.0
    call_back: bool = False
    chatbot: bool = False
    other_discoms: bool = False

    def open(self, *, place: int, estimate: float, waited: float) -> bool:
        """Tell whether a caller is shown them: by what they were told, and how long they waited."""
        return place >= self.place or estimate >= self.estimate or waited >= self.waited
