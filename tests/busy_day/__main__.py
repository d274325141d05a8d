"""A busy day at the waiting line, on virtual time: who is answered, and what callers are told.

python -m tests.busy_day --out .helpline/busy-day
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from capacity.scenario import Wishes, scenario
from capacity.simulation import simulate
from ivr.replay.reading import first_offer, read_calls
from ivr.replay.what_if import WhatIf, rules_of
from ivr.settings import Settings
from tests.busy_day.day import a_day
from tests.busy_day.fairness import Fairness
from tests.busy_day.figures import Row, day_rows, draw, hearing_rows, matching_rows
from tests.busy_day.hearing import Hearing
from tests.busy_day.matching import measure

ROOT = Path(__file__).parents[2]
LOGS = ROOT / "capacity" / "logs"

console = Console(highlight=False)


def main(
    *,
    calls: Annotated[int, typer.Option(min=1_000)] = 20_000,
    agents: Annotated[int, typer.Option(min=25)] = 250,
    seed: int = 1,
    events: Annotated[int, typer.Option(min=1_000, help="For the time of matching.")] = 5_000,
    out: Annotated[Path, typer.Option(help="Where the picture goes.")] = Path(),
) -> None:
    """Simulate a day and a bank's log, time the matching, and print what comes out."""
    demand, house = a_day(calls, agents, seed)
    fairness, hearing = Fairness(demand, house), Hearing(demand)
    _show(
        f"{agents} agents, a storm", day_rows(simulate(demand, house, watcher=fairness), fairness)
    )
    simulate(demand, house, watcher=hearing)
    _show("what its callers were told", hearing_rows(hearing))
    out.mkdir(parents=True, exist_ok=True)
    draw(out / "busy-day.png", hearing)
    _show("what a bank's callers would be told", hearing_rows(_bank(seed)))
    _show("300 agents, 30 calls a second", matching_rows(measure(events, seed)))
    console.print(f"picture: {out / 'busy-day.png'}")
    sys.exit(bool(fairness.out_of_order or fairness.idle_beside or hearing.rises))


def _bank(seed: int) -> Hearing:
    with TemporaryDirectory() as folder:
        journal = Path(folder) / "bank"
        log, meaning = LOGS / "bank-august-01-20.csv.gz", LOGS / "bank.toml"
        helpline = Path(sys.executable).with_name("helpline")
        command = [helpline, "import", log, "--map", meaning, "--into", journal]
        subprocess.run(command, check=True, capture_output=True)
        calls = read_calls(journal, None, ZoneInfo("Asia/Jerusalem"), lambda _count: None)
    rules = rules_of(Settings(), WhatIf(), first_offer(calls))
    tried = scenario(calls, rules, Wishes())
    demand = tried.estimates.demand(seed)
    hearing = Hearing(demand)
    simulate(demand, tried.house, watcher=hearing)
    return hearing


def _show(title: str, rows: Iterable[Row]) -> None:
    table = Table(title=title, show_header=False, title_justify="left")
    table.add_column(width=48)
    table.add_column(justify="right", width=22)
    for row in rows:
        table.add_row(*row)
    console.print(table, "")


if __name__ == "__main__":
    typer.run(main)
