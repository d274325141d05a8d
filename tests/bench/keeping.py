"""What keeping calls costs: entries into the journal, and from there into the database."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.bench.databases import measure_databases
from tests.bench.figures import percentile
from tests.bench.journal import OURS, SYNCED, WRITTEN, Pace, entries_of, measure_journals
from tests.bench.report import Findings

PER_CALL: Final = len(list(entries_of(1)))
HEAD: Final = ("", "entries/s", "calls/s", "CPU per call", "p99.9 of one entry")


async def measure_keeping(folder: Path, *, calls: int, tell: Callable[[str], None]) -> Findings:
    """Write the entries of so many calls into journals, and project them into databases."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as room:
        paces = measure_journals(Path(room), calls, tell)
        paces |= await measure_databases(Path(room), calls, tell)
    return Findings(
        name="journal",
        title=f"Keeping calls, {PER_CALL} entries each",
        head=HEAD,
        rows=[_row(name, pace) for name, pace in paces.items()],
        verdict=list(_verdict(paces)),
        data={name: _data(pace) for name, pace in paces.items()},
    )


def _row(name: str, pace: Pace) -> list[str]:
    slow = 1000 * percentile(pace.each, 0.999)
    return [
        name,
        f"{pace.rate:,.0f}",
        f"{pace.rate / PER_CALL:,.0f}",
        f"{1000 * PER_CALL * pace.processor / pace.entries:.2f} ms",
        "–" if math.isnan(slow) else f"{slow:.2f} ms",
    ]


def _verdict(paces: dict[str, Pace]) -> Iterator[str]:
    ours = paces[OURS].rate
    yield f"the journal is {ours / paces[WRITTEN].rate:.2f} times as fast as bare writing"
    yield f"the journal is {ours / paces[SYNCED].rate:.0f} times as fast as a sync for each line"
    for name in ("SQLite", "PostgreSQL"):
        times = (
            paces[f"{name}: our projector"].rate / paces[f"{name}: one INSERT and COMMIT each"].rate
        )
        yield f"{name}: the projector is {times:.0f} times as fast as one INSERT and COMMIT each"


def _data(pace: Pace) -> dict[str, float]:
    return {"entries": pace.entries, "seconds": pace.seconds, "processor_seconds": pace.processor}
