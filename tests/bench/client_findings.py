"""What calls cost in each ARI client, and how many times ours that is."""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.bench.figures import percentile, ratio
from tests.bench.load import Step
from tests.bench.report import Findings

OWN: Final = "our client alone"
SERVICE: Final = "our whole service"

Key = tuple[str, str]
"""A journey and a client."""

HEAD: Final = (
    "journey and client",
    "client's CPU per call",
    "times ours",
    "Asterisk's",
    "INVITE to 200, median",
    "p99",
    "failed",
)


@dataclass(frozen=True)
class Taken:
    """What a step cost: milliseconds of processor per call, and how fast calls were answered."""

    own: float
    asterisk: float
    step: Step


def client_findings(taken: Mapping[Key, list[Taken]], rate: float) -> Findings:
    """Make the table from what each journey and client took, and compare with ours."""
    own = {key: statistics.median(each.own for each in costs) for key, costs in taken.items()}
    return Findings(
        name="clients",
        title=f"ARI clients at {rate:g} calls a second",
        head=HEAD,
        rows=[_row(key, costs, own) for key, costs in taken.items()],
        verdict=list(_verdict(own)),
        data={"rate": rate, "own_ms_per_call": {f"{j}: {n}": ms for (j, n), ms in own.items()}},
    )


def _row(key: Key, costs: list[Taken], own: Mapping[Key, float]) -> list[str]:
    journey, name = key
    setup = [time for cost in costs for time in cost.step.setup]
    return [
        f"{journey}: {name}",
        f"{own[key]:.2f} ms",
        ratio(own[key], own[journey, OWN]),
        f"{statistics.median(cost.asterisk for cost in costs):.2f} ms",
        f"{1000 * percentile(setup, 0.5):.1f} ms",
        f"{1000 * percentile(setup, 0.99):.1f} ms",
        str(sum(cost.step.placed - cost.step.completed for cost in costs)),
    ]


def _verdict(own: Mapping[Key, float]) -> Iterator[str]:
    for (journey, name), ms in own.items():
        if name in {OWN, SERVICE}:
            shares = {
                other: ms / theirs
                for (same, other), theirs in own.items()
                if same == journey and other not in {OWN, SERVICE}
            }
            said = ", ".join(f"{share:.2f} of {other}" for other, share in shares.items())
            yield f"{journey}: {name} takes {said}"
    yield "ari (ari-py) 0.1.3 is not compared: it cannot be imported by Python 3"
