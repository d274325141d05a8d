"""What the steps of full journeys come to: how far each helpline goes, and what a journey costs."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from tests.bench.figures import percentile, ratio
from tests.bench.journeys import Course
from tests.bench.report import Findings
from tests.bench.steps import Taken
from tests.bench.systems import OURS, PLAIN

HEAD: Final = (
    "calls/s",
    "helpline",
    "Asterisk's CPU per journey",
    "service's",
    "INVITE to 200, p50 / p99",
    "last key to ringing, p50 / p99",
    "held",
)


def highest(course: Iterable[Taken]) -> Taken | None:
    """Find the step with the highest rate that was held below the lowest that was not."""
    steps = sorted(course, key=lambda taken: taken.step.rate)
    limit = min((t.step.rate for t in steps if t.faults), default=float("inf"))
    return next((t for t in reversed(steps) if not t.faults and t.step.rate < limit), None)


def limit_findings(course: Course) -> Findings:
    """Say how far each went, and what the ratio is."""
    best = {name: highest(course[name]) for name in (OURS, PLAIN)}
    rates = {name: taken.step.rate if taken else 0.0 for name, taken in best.items()}
    return Findings(
        name="journey",
        title="The highest rate of full journeys",
        head=HEAD,
        rows=[_row(name, taken) for name, taken in best.items() if taken],
        verdict=[
            f"ours holds {ratio(rates[OURS], rates[PLAIN])} of the rate of {PLAIN}",
            *(f"{name}: {_why(course[name], rates[name])}" for name in best),
        ],
        data={"rates": rates},
    )


def _why(course: Iterable[Taken], held: float) -> str:
    above = [taken for taken in course if taken.step.rate > held]
    if not above:
        return f"held {held:.3g} calls/s, and more was not tried"
    first = min(above, key=lambda taken: taken.step.rate)
    return f"at {first.step.rate:.3g} calls/s {'; '.join(first.faults)}"


def curve_findings(course: Course) -> Findings:
    """List every step."""
    steps = [(taken.step.rate, name, taken) for name, some in course.items() for taken in some]
    steps.sort(key=lambda step: step[:2])
    return Findings(
        name="curve",
        title="Cost against load",
        head=HEAD,
        rows=[_row(name, taken) for _, name, taken in steps],
        verdict=list(_costs(course)),
        data={name: [_data(taken) for taken in some] for name, some in course.items()},
    )


def _costs(course: Course) -> Iterator[str]:
    for name, some in course.items():
        low, high = (1000 * sum(t.cpu.values()) for t in (some[0], highest(some) or some[-1]))
        yield f"{name}: {low:.0f} ms of CPU a journey at the lowest rate, {high:.0f} at the highest"


def _row(name: str, taken: Taken) -> list[str]:
    step, service = taken.step, taken.cpu.get("service")
    return [
        f"{step.rate:.3g}",
        name,
        f"{1000 * taken.cpu['asterisk']:.1f} ms",
        "–" if service is None else f"{1000 * service:.1f} ms",
        _two(step.setup),
        _two(taken.to_agent),
        "; ".join(taken.faults) or "yes",
    ]


def _two(times: Sequence[float]) -> str:
    return f"{1000 * percentile(times, 0.5):.0f} / {1000 * percentile(times, 0.99):.0f} ms"


def _data(taken: Taken) -> dict[str, Any]:
    step = taken.step
    return {
        "rate": step.rate,
        "placed": step.placed,
        "completed": step.completed,
        "recorded": taken.recorded,
        "cpu_seconds_per_journey": taken.cpu,
        "machine_busy": taken.busy,
        "setup_seconds": {q: percentile(step.setup, float(q)) for q in ("0.5", "0.99")},
        "to_agent_seconds": {q: percentile(taken.to_agent, float(q)) for q in ("0.5", "0.99")},
        "placed_late_seconds_p99": percentile(step.late, 0.99),
        "faults": taken.faults,
    }
