"""What the measurement of one setting found, in the form in which it is reported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from capacity.blocking import Expected
from capacity.figures import Spread
from capacity.outcomes import Outcome
from capacity.percentiles import Percentiles
from ivr.measuring.settings import Setting

MOST_LOST: Final = 0.01
"""The share of calls that may be blocked, dropped or fail: more is beyond the landing capacity."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost while calls were counted; memory in bytes, processor in seconds.

    ``per_call`` is of each call that landed, ``share`` of one processor. ``own`` is PSS, or what
    is resident where the kernel does not tell, at the beginning and the end; ``growth`` is its
    trend in bytes an hour, None if it lasted too short, and ``course`` how it was at some moments
    in seconds.
    """

    per_call: float
    share: float
    own: tuple[int, int]
    growth: float | None
    course: Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Blocking:
    """Blocked calls of those counted, beside what an ideal pool makes of the same calls.

    ``expected`` is Erlang's B with the interval that chance leaves; ``ideal`` is the share that
    an ideal pool blocks of these very calls, and ``agreed`` the share of calls of which it and
    the helpline did the same. Both are None where holding times were not under control.
    """

    share: float
    expected: Expected
    ideal: float | None = None
    agreed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One setting, measured. Times in real seconds, ``landed_per_hour`` in uncompressed hours.

    ``offered``, ``landed``, ``failed`` and ``cut_off`` are calls that were counted, ``cut_off``
    those that the helpline ended while a caller wanted to stay. ``recorded`` are all outcomes in
    its journal. ``delays`` are by name; ``late`` says how late calls were placed, ``machine`` how
    busy all its processors were. ``errors`` were logged, by name; ``left_over`` was not given back.
    """

    setting: Setting
    offered: int
    landed: int
    failed: int
    cut_off: int
    landed_per_hour: Spread
    blocking: Blocking
    delays: Mapping[str, Percentiles]
    gaps: Percentiles | None
    lost_packets: int
    late: Percentiles | None
    costs: Mapping[str, Cost]
    machine: float
    processors: int
    most_lines: int
    recorded: Mapping[str, int]
    left_over: Mapping[str, int]
    errors: Mapping[str, int]
    remarks: Sequence[str] = ()

    @property
    def dropped(self) -> int:
        """The calls, warm-up included, that the helpline records as dropped."""
        return self.recorded.get(Outcome.DROPPED, 0)

    @property
    def lost(self) -> float:
        """The share of calls that were blocked, failed, or dropped."""
        return self.blocking.share + (self.failed + self.dropped) / max(1, self.offered)
