"""What was heard while all lines were in use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from tests.bench.ears import Gaps, Packet, gaps_of
from tests.bench.figures import percentile
from tests.bench.report import Findings

WIDEST: Final = 0.060
HEAD: Final = (
    "timing",
    "calls",
    "failed",
    "listened to",
    "packets",
    "lost",
    "gap, p50",
    "p99",
    "p99.9",
    "longest",
    "pauses over 60 ms",
)


@dataclass(frozen=True)
class Heard:
    """Calls of one direction: how many, how many failed, and what came at the ports of some."""

    calls: int
    failed: int
    packets: Mapping[int, list[Packet]]

    def gaps(self) -> Gaps:
        """Put the gaps of all calls together."""
        each = [gaps_of(packets) for packets in self.packets.values()]
        return Gaps(
            [gap for gaps in each for gap in gaps.inside],
            [pause for gaps in each for pause in gaps.pauses],
            sum(gaps.lost for gaps in each),
        )


@dataclass(frozen=True)
class Use:
    """Processors in use meanwhile, by process and in all; and how many people were on the line."""

    cores: Mapping[str, float]
    machine: float
    called: int


@dataclass(frozen=True)
class Round:
    """What was heard with one of Asterisk's clocks, by direction, and what it took."""

    timing: str
    heard: Mapping[str, Heard]
    use: Use

    @cached_property
    def gaps(self) -> dict[str, Gaps]:
        """The gaps in what was heard, by direction."""
        return {name: each.gaps() for name, each in self.heard.items()}


def full_findings(rounds: Sequence[Round], seconds: float) -> Findings:
    """Make the table, and say of each round whether it was as it should be."""
    return Findings(
        name="full",
        title=f"All lines at once, with sound, for {seconds:.0f} s",
        head=HEAD,
        rows=[row for each in rounds for row in _rows(each)],
        verdict=[f"{each.timing}: {line}" for each in rounds for line in _verdict(each)],
        data={each.timing: _data(each) for each in rounds},
    )


def _rows(one: Round) -> Iterator[list[str]]:
    for name, heard in one.heard.items():
        gaps = one.gaps[name]
        marks = (percentile(gaps.inside, share) for share in (0.5, 0.99, 0.999, 1.0))
        yield [
            one.timing,
            f"{heard.calls} {name}",
            str(heard.failed),
            str(len(heard.packets)),
            f"{sum(map(len, heard.packets.values())):,}",
            str(gaps.lost),
            *(f"{1000 * mark:.1f} ms" for mark in marks),
            str(sum(pause > WIDEST for pause in gaps.pauses)),
        ]


def _verdict(one: Round) -> Iterator[str]:
    failed = sum(each.failed for each in one.heard.values())
    widest = max(percentile(each.inside, 0.999) for each in one.gaps.values())
    yield f"{failed} of {sum(each.calls for each in one.heard.values())} calls failed"
    yield f"the gap at p99.9 is {1000 * widest:.1f} ms; up to {1000 * WIDEST:.0f} ms is the goal"
    used = ", ".join(f"{name} {cores:.2f}" for name, cores in one.use.cores.items())
    yield f"processors in use: {used}, the whole machine {one.use.machine:.2f}"


def _data(one: Round) -> dict[str, Any]:
    heard = {name: _heard(each, one.gaps[name]) for name, each in one.heard.items()}
    return heard | {"cores": one.use.cores, "machine": one.use.machine}


def _heard(heard: Heard, gaps: Gaps) -> dict[str, Any]:
    return {
        "calls": heard.calls,
        "failed": heard.failed,
        "gap_seconds": {str(s): percentile(gaps.inside, s) for s in (0.5, 0.99, 0.999, 1.0)},
        "pauses_seconds": sorted(gaps.pauses)[-20:],
        "lost": gaps.lost,
    }
