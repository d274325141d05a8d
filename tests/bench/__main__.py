"""Benchmarks side by side on one machine; docs/benchmarks.md says what each of them means.

python -m tests.bench clients --quick
"""

import asyncio
import logging
import shutil
from pathlib import Path
from typing import Annotated, Final

import structlog
import typer
from rich.console import Console

from tests.bench.clients import Calls, measure_clients
from tests.bench.full import Size, measure_full
from tests.bench.journey_findings import curve_findings, limit_findings
from tests.bench.journeys import Ladder, measure_journeys
from tests.bench.keeping import measure_keeping
from tests.bench.picture import draw
from tests.bench.report import Findings, published
from tests.bench.systems import OURS, PLAIN

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / ".helpline" / "bench"
PAGE: Final = ROOT / "docs" / "benchmarks.md"
PICTURES: Final = ROOT / "docs" / "pictures"
ADDRESS: Final = "127.0.0.84"
ADDRESSES: Final = {OURS: ADDRESS, PLAIN: "127.0.0.85"}

Quick = Annotated[bool, typer.Option("--quick", help="Small steps, to try it out.")]
Publish = Annotated[bool, typer.Option("--publish", help="Renew the section in the docs.")]
Address = Annotated[str, typer.Option(help="A loopback address of its own.")]

console = Console(highlight=False, width=140)
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def clients(*, quick: Quick = False, publish: Publish = False, address: Address = ADDRESS) -> None:
    """Compare the processor time of ARI clients."""
    _check(quick=quick, publish=publish)
    found = measure_clients(
        address,
        FOLDER / "clients",
        Calls(rate=10, seconds=3 if quick else 12),
        rounds=1 if quick else 2,
        tell=_tell,
    )
    _finish(asyncio.run(found), publish=publish)


@app.command()
def full(*, quick: Quick = False, publish: Publish = False, address: Address = ADDRESS) -> None:
    """Have all lines in use at once, and listen."""
    _check(quick=quick, publish=publish)
    size = Size(65, 30, rate=10, stay=5) if quick else Size()
    _finish(asyncio.run(measure_full(address, FOLDER / "full", size, _tell)), publish=publish)


@app.command()
def journal(*, quick: Quick = False, publish: Publish = False) -> None:
    """Time the journal and the database behind it."""
    _check(quick=quick, publish=publish)
    found = measure_keeping(FOLDER / "journal", calls=500 if quick else 5_000, tell=_tell)
    _finish(asyncio.run(found), publish=publish)


@app.command()
def journeys(*, quick: Quick = False, publish: Publish = False) -> None:
    """Compare full journeys with plain dialplan: cost against load, and the highest rate."""
    _check(quick=quick, publish=publish)
    ladder = Ladder(rates=(2, 5), seconds=4, agents=30, search=False) if quick else Ladder()
    course = asyncio.run(measure_journeys(ADDRESSES, FOLDER / "journeys", ladder, _tell))
    draw(FOLDER / "curve.svg", course)
    for findings in (curve_findings(course), limit_findings(course)):
        _finish(findings, publish=publish)
    if publish:
        shutil.copy(FOLDER / "curve.svg", PICTURES / "bench-curve.svg")


@app.command(name="all")
def everything(*, quick: Quick = False, publish: Publish = False) -> None:
    """Run all benchmarks one after the other, which takes about 20 minutes."""
    for part in (clients, journal, full, journeys):
        part(quick=quick, publish=publish)


def _tell(text: str) -> None:
    console.print(f"[dim]{text}[/]")


def _check(*, quick: bool, publish: bool) -> None:
    if quick and publish:
        raise typer.BadParameter("small steps are for trying it out: publish those of a whole run")


def _finish(findings: Findings, *, publish: bool) -> None:
    findings.show(console)
    findings.keep(FOLDER)
    if publish:
        PAGE.write_text(published(PAGE.read_text(), findings.name, findings.markdown()))


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    app()
